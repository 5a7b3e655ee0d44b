"""Invented households: who they are, what befell them, and what they live on. Seeded, so the same seed gives the same.

The mix follows what is known of forestry bureaus: main cause illness 43 %, schooling 17 %, disability 11 %, work
14 %, accident 8 %, other; category deep 25 %, relative 45 %, the rest accidental or near the line; about 2.9 people a
household.
Identity numbers carry sequences from 900 on, which no register gives out.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from niangjia.accounts.models import Unit
from niangjia.desk.demo.names import FEMALE_NAMES, MALE_NAMES, SURNAMES
from niangjia.kernel import resident_numbers

REGION = "150785"
BIRTH_REGIONS = ("150785", "150781", "150784", "150721", "150727")
AGES_ON = date(2026, 1, 1)
"""Birth dates are set against this day, so that identity numbers do not depend on the day the demo is made."""

CAUSES = {
    "serious-illness": 43,
    "schooling": 17,
    "disability": 11,
    "work": 14,
    "accident": 8,
    "other": 7,
}
NET_PERCENT = {"deep": (15, 98), "relative": (103, 197), "edge": (204, 296), "accidental": (205, 380)}
"""Net income a head a month that a category aims at, in per cent of the minimum-living line."""

STAGES_BY_AGE = ((11, "primary"), (14, "junior"), (17, "senior"), (22, "bachelor"))
HEAD_STATUSES = {"on-post": 74, "off-post": 14, "sick-leave": 7, "early-retired": 5}
SPOUSE_STATUSES = {"on-post": 45, "unemployed": 30, "off-post": 15, "retired": 10}
WITH_SPOUSE, WITH_CHILD, WITH_PARENT = 0.82, 0.85, 0.22
SCHOOL_AGE = 7
LINE_FEN = 84_000
SHORT_ILLNESS = ("cardiovascular", "cerebrovascular", "diabetes", "blood-disease", "liver-disease")


@dataclass(frozen=True, slots=True)
class Member:
    """Someone as the demo knows them from year to year."""

    name: str
    number: str
    born_on: date
    sex: str
    relation: str
    work_status: str
    health: str = "good"
    disability_type: str = ""
    disability_grade: int = 0
    stage: str = "none"


@dataclass(frozen=True, slots=True)
class Family:
    """A household as the demo knows it; amounts of each year are drawn from `seed`."""

    seed: int
    unit: Unit
    cause: str
    category: str
    members: tuple[Member, ...]
    housing: str
    level: str


def invent_family(random: Random, units: list[Unit], taken: set[str]) -> Family:
    """A new family none of whose identity numbers is in `taken`, which grows."""
    cause = random.choices(list(CAUSES), weights=list(CAUSES.values()))[0]
    category = random.choices(["deep", "relative", "edge", "accidental"], weights=[29, 50, 15, 6])[0]
    if cause == "accident":
        category = "accidental"
    members = _members(random, cause, taken)
    return Family(
        seed=random.randrange(2**32),
        unit=random.choice(units),
        cause=cause,
        category=category,
        members=members,
        housing=random.choices(
            ["bought", "self-built", "unit-public", "low-rent", "rented"], weights=[40, 20, 15, 15, 10]
        )[0],
        level=random.choices(["grassroots", "county", "provincial", "national"], weights=[60, 25, 12, 3])[0],
    )


def _members(random: Random, cause: str, taken: set[str]) -> tuple[Member, ...]:
    """A worker, perhaps with spouse, children and a parent."""
    surname, head_age, is_woman = random.choice(SURNAMES), random.randint(32, 58), random.random() < 0.4
    status = "off-post" if cause == "work" else _one_of(random, HEAD_STATUSES)

    def person(relation: str, age: int, status: str, *, is_woman: bool, surname: str = "") -> Member:
        number, born_on = _number(random, taken, age, is_woman=is_woman)
        name = (surname or random.choice(SURNAMES)) + random.choice(FEMALE_NAMES if is_woman else MALE_NAMES)
        stages = (stage for up_to, stage in STAGES_BY_AGE if status == "student" and age <= up_to)
        return Member(
            name, number, born_on, "female" if is_woman else "male", relation, status, stage=next(stages, "none")
        )

    members = [person("self", head_age, status, is_woman=is_woman, surname=surname)]
    if random.random() < WITH_SPOUSE:
        relation, age = "husband" if is_woman else "wife", head_age + random.randint(-3, 3)
        members.append(person(relation, age, _one_of(random, SPOUSE_STATUSES), is_woman=not is_woman))
    for age in _ages_of_children(random, head_age, cause):
        is_girl, status = random.random() < 0.5, "student" if age >= SCHOOL_AGE else "below-school-age"
        members.append(person("daughter" if is_girl else "son", age, status, is_woman=is_girl, surname=surname))
    if random.random() < WITH_PARENT:
        is_mother, age = random.random() < 0.6, head_age + random.randint(23, 30)
        members.append(person("mother" if is_mother else "father", age, "retired", is_woman=is_mother))
    return tuple(_afflict(random, members, cause))


def _one_of(random: Random, weighted: dict[str, int]) -> str:
    return random.choices(list(weighted), weights=list(weighted.values()))[0]


def _ages_of_children(random: Random, head_age: int, cause: str) -> list[int]:
    """None, one or two; a family whose trouble is schooling has at least one of school age."""
    ages = [head_age - random.randint(23, 30), head_age - random.randint(28, 36)]
    ages = [age for age in ages if 1 <= age <= 22][: random.randint(1, 2) if cause == "schooling" else 1]
    if cause == "schooling" and not any(age >= SCHOOL_AGE for age in ages):
        return [random.randint(16, 21)]
    return ages if cause == "schooling" or random.random() < WITH_CHILD else []


def _number(random: Random, taken: set[str], age: int, *, is_woman: bool) -> tuple[str, date]:
    """A new identity number and its birth date."""
    born_on = AGES_ON - timedelta(days=age * 365 + age // 4 + random.randrange(365))
    while True:
        sequence = 900 + 2 * random.randrange(50) + (not is_woman)
        number = resident_numbers.make(random.choice(BIRTH_REGIONS), born_on, sequence)
        if number not in taken:
            taken.add(number)
            return number, born_on
        born_on += timedelta(days=1)


def _afflict(random: Random, members: list[Member], cause: str) -> list[Member]:
    """Give the illness or disability that the cause speaks of to one of the adults."""
    adults = [
        index
        for index, member in enumerate(members)
        if member.stage == "none" and member.work_status != "below-school-age"
    ]
    index = random.choice(adults)
    changed = members[index]
    if cause == "serious-illness":
        health = random.choice(("malignant-tumour", "end-stage-kidney-disease", *SHORT_ILLNESS))
        changed = replace(changed, health=health)
    elif cause == "disability":
        changed = replace(
            changed,
            health="disability",
            disability_type=random.choice(("physical", "hearing", "vision")),
            disability_grade=random.choice((1, 2, 2, 3)),
        )
    return [changed if position == index else member for position, member in enumerate(members)]
