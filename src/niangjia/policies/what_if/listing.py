"""The list of affected households, narrowed and paged by its address. Only for those who may read every one of them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.http import urlencode
from django.utils.translation import gettext as _

from niangjia.accounts.access import Jurisdiction
from niangjia.kernel.text import Text
from niangjia.policies.what_if.charting import LETTERS
from niangjia.policies.what_if.labels import KIND_LABELS
from niangjia.policies.what_if.outcome import KINDS, Outcome, Undecided
from niangjia.policies.what_if.presenting import Categories, ToldAffected, told_affected
from niangjia.policies.what_if.source import DescribedHousehold, household_source

ROWS = 15
UNDECIDED = "undecided"
PARAMETERS = ("of", "kind", "page")
"""What the list reads of an address; everything else there is the question."""

ORDER = {kind: place for place, kind in enumerate(KINDS)}
LABELS: Mapping[str, Text] = {**KIND_LABELS, UNDECIDED: Text("无法认定", "Not decided")}


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to narrow the list: a scenario, or a kind of affected household with how many there are."""

    label: Text | str
    address: str
    is_chosen: bool
    count: int = 0


@dataclass(frozen=True, slots=True)
class ToldUndecided:
    """A household that could not be decided, and why."""

    household: DescribedHousehold | None
    reason: Text


@dataclass(frozen=True, slots=True)
class AffectedPage:
    """One page of the list, with the addresses of those beside it ("": none). `first` and `last` count from 1."""

    scenarios: list[Choice]
    kinds: list[Choice]
    rows: list[ToldAffected]
    undecided: list[ToldUndecided]
    first: int
    last: int
    total: int
    previous: str
    following: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where the list stands: the path and the question in its address, and what of the list is asked for."""

    path: str
    question: Mapping[str, str]
    asked: Mapping[str, str]

    def address(self, **changes: str | int) -> str:
        """The same place with another scenario, kind or page."""
        query = {**self.question, **{name: str(value) for name, value in changes.items() if value}}
        return f"{self.path}?{urlencode(query)}#affected"


def affected_page(
    outcome: Outcome, place: Place, where: Jurisdiction, categories: Sequence[Categories]
) -> AffectedPage:
    """The page that is asked for; what is not understood is left out. One query, besides who may see what."""
    letter = "b" if place.asked.get("of") == "b" and len(outcome.scenarios) > 1 else "a"
    number = LETTERS.index(letter.upper())
    affected = outcome.scenarios[number].affected
    counts = Counter({UNDECIDED: len(outcome.undecided)}) + Counter(each.kind for each in affected)
    labels = {code: label for code, label in LABELS.items() if counts[code]}
    kind = place.asked.get("kind", "") if place.asked.get("kind", "") in labels else ""
    # Who crosses a line comes first, then who keeps the category with another ceiling.
    chosen: list[Any] = sorted((each for each in affected if kind in ("", each.kind)), key=lambda one: ORDER[one.kind])
    if kind == UNDECIDED:
        chosen = list(outcome.undecided)
    page = _page(place.asked.get("page", ""), len(chosen))
    start = (page - 1) * ROWS
    shown = chosen[start : start + ROWS]
    found = household_source().describe(where, [each.key for each in shown]) if shown else {}

    def beside(number: int) -> str:
        return place.address(of=letter, kind=kind, page=number)

    return AffectedPage(
        _scenarios(outcome, place, letter),
        [Choice(_("All"), place.address(of=letter), kind == "", len(affected))]
        + [
            Choice(label, place.address(of=letter, kind=code), code == kind, counts[code])
            for code, label in labels.items()
        ],
        [] if kind == UNDECIDED else told_affected(shown, found, categories[0], categories[number + 1]),
        _undecided(shown, found) if kind == UNDECIDED else [],
        start + 1,
        start + len(shown),
        len(chosen),
        beside(page - 1) if page > 1 else "",
        beside(page + 1) if start + ROWS < len(chosen) else "",
    )


def _scenarios(outcome: Outcome, place: Place, chosen: str) -> list[Choice]:
    letters = LETTERS[: len(outcome.scenarios)]
    return [Choice(each, place.address(of=each.lower()), each.lower() == chosen) for each in letters]


def _undecided(shown: list[Undecided], found: Mapping[str, DescribedHousehold]) -> list[ToldUndecided]:
    return [ToldUndecided(found.get(each.key), each.reason) for each in shown]


def _page(text: str, rows: int) -> int:
    wanted = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1
    return max(1, min(wanted, (rows + ROWS - 1) // ROWS))
