"""The timeline of help: what a household has been given, promised and has reached. Apps above and beside register what
they know; no mark names anybody.

    def marks_of(dossier: Dossier) -> Iterator[Mark]:
        for each in queries.placements_of(dossier):
            yield Mark(MarkKind.GIVEN, each.from_on, Text("上岗", "In work"), tier=Tier.FUNDAMENTAL, address=...)

    # in AppConfig.ready
    timeline.register_source("training", marks_of)
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from niangjia.dossiers.models import Dossier
from niangjia.kernel.text import Text
from niangjia.plans.tiers import Tier


class MarkKind(StrEnum):
    """What a mark says. A milestone belongs to no tier: filed, reviewed, exit."""

    GIVEN = "given"
    PROMISED = "promised"
    REACHED = "reached"
    MILESTONE = "milestone"


KINDS: dict[str, Text] = {
    MarkKind.GIVEN: Text("已给予", "given"),
    MarkKind.PROMISED: Text("已答应，进行中", "promised, under way"),
    MarkKind.REACHED: Text("目标达到", "goal reached"),
    MarkKind.MILESTONE: Text("大事", "milestone"),
}


@dataclass(frozen=True, slots=True)
class Mark:
    """Something on a day, or from a day to another (`until`). `tier` is empty for a milestone alone. `amount_fen`:
    money given or promised, `is_lent` if it is to be paid back, `is_told` if another mark tells of the same money.
    `note`: what became of it, such as that a goal was not reached. `address` leads to it.
    """

    kind: MarkKind
    on: date
    label: Text
    tier: str = ""
    until: date | None = None
    amount_fen: int = 0
    note: Text | None = None
    address: str = ""
    is_lent: bool = False
    is_told: bool = False

    def __post_init__(self) -> None:
        if (self.kind == MarkKind.MILESTONE) == bool(self.tier) or (self.tier and self.tier not in Tier.values):
            raise ValueError(f"A milestone has no tier, all else has one: {self.kind} {self.tier!r}.")


def is_late(mark: Mark, today: date) -> bool:
    """Whether something was promised by a day that is past."""
    return mark.kind == MarkKind.PROMISED and (mark.until or mark.on) < today


def given_fen(marks: Iterable[Mark]) -> int:
    """Money that was given, in fen: also by measures that came to their goal; nothing twice, and nothing lent."""
    given = [each for each in marks if each.kind in {MarkKind.GIVEN, MarkKind.REACHED}]
    return sum(each.amount_fen for each in given if not each.is_lent and not each.is_told)


Source = Callable[[Dossier], Iterable[Mark]]
"""Given a dossier loaded by `dossiers.queries.whole`; asks the database a number of times that does not grow."""

_sources: dict[str, Source] = {}


def register_source(name: str, source: Source) -> None:
    """Add what an app knows of help; the same name again takes the place of the first."""
    _sources[name] = source


def marks_of(dossier: Dossier) -> list[Mark]:
    """Everything known of a household, the earliest first."""
    found = [mark for source in _sources.values() for mark in source(dossier)]
    return sorted(found, key=lambda each: (each.on, each.tier, each.kind))
