"""Who counts as hard to place (就业困难人员), what may follow, and the arithmetic of money and days. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from niangjia.kernel.periods import add_months, completed_years
from niangjia.people.work_status import AT_REST
from niangjia.training.catalogue import categories

WITHOUT_WORK = frozenset({"off-post", "unemployed"})
"""Codes of the work status of people who have none."""
LEAST_AGE = 16


@dataclass(frozen=True, slots=True)
class Facts:
    """What the categories go by. None: nobody has said so yet."""

    born_on: date
    is_female: bool
    work_status: str
    disability_grade: int
    receives_dibao: bool | None
    is_zero_employment: bool | None
    jobless_since: date | None
    is_landless: bool | None


@dataclass(frozen=True, slots=True)
class Ages:
    """The bounds a bureau may change: ages in years, and months without work."""

    women: int
    men: int
    jobless_months: int


@dataclass(frozen=True, slots=True)
class Standing:
    """The categories that hold, those to ask about, and the subsidies that may follow: codes, in order of the data."""

    holds: tuple[str, ...]
    to_ask: tuple[str, ...]
    follows: tuple[str, ...]


def can_work(born_on: date, work_status: str, is_able: bool | None, today: date) -> bool:  # noqa: FBT001 (a fact as it is stored)
    """Whether a member of a household is somebody to look for work with: of age, not at rest, not said to be unable."""
    is_of_age = completed_years(born_on, today) >= LEAST_AGE
    return is_of_age and is_able is not False and work_status not in AT_REST


def standing_of(facts: Facts, ages: Ages, today: date) -> Standing:
    """The categories of somebody without work; of somebody in work none."""
    if facts.work_status not in WITHOUT_WORK:
        return Standing((), (), ())
    age = completed_years(facts.born_on, today)
    since = facts.jobless_since
    answers: dict[str, bool | None] = {
        "by-age": age >= (ages.women if facts.is_female else ages.men),
        "disabled": facts.disability_grade > 0,
        "minimum-living": facts.receives_dibao,
        "zero-employment": facts.is_zero_employment,
        "long-unemployed": None if since is None else add_months(since, ages.jobless_months) <= today,
        "landless": facts.is_landless,
    }
    holds = tuple(code for code in categories() if answers.get(code))
    to_ask = tuple(code for code in categories() if answers.get(code) is None)
    follows = dict.fromkeys(each for code in holds for each in categories()[code].follows)
    return Standing(holds, to_ask, tuple(follows))


def subsidy_ceiling(paid_fen: int, most_yuan: int) -> int:
    """The most that is paid back for a course, in fen: what the person paid, up to the limit."""
    return min(paid_fen, most_yuan * 100)


def due_days(started_on: date, months: Collection[int]) -> list[tuple[int, date]]:
    """After how many months someone is asked, and the day of each."""
    return [(each, add_months(started_on, each)) for each in sorted(months)]


def even_instalments(amount_fen: int, first_on: date, count: int) -> list[tuple[date, int]]:
    """An amount in so many monthly instalments; the fen that are over go on the first. Nothing is lost or added."""
    part, over = divmod(amount_fen, count)
    return [(add_months(first_on, place), part + (over if place == 0 else 0)) for place in range(count)]


def owed(instalments: Sequence[tuple[int, int]]) -> int:
    """What is left of a loan: the sum of what was to be paid less what was, of (amount, paid)."""
    return sum(amount - paid for amount, paid in instalments)
