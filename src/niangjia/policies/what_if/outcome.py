"""What a run found, in whole numbers: households, and fen a year."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from niangjia.kernel.text import Text
from niangjia.policies.codes import ACCIDENTAL, DEEP, EDGE, NOT_IN_HARDSHIP, RELATIVE

AID = ("living", "medical", "schooling", "accident")
"""The kinds of aid that the rules put a ceiling on, in the order of every `cost`."""

LARGEST_SIZE = 5
"""Households of so many counted members and more are one group."""

ENTRANT, LEAVER, MOVER, UNFILED, AMOUNT = KINDS = ("entrant", "leaver", "mover", "unfiled", "amount")
"""How a household is affected: it becomes eligible, is no longer, stays so in another category; changes category
without being eligible; stays as it is with another ceiling of aid."""

Group = Literal["unit", "cause", "size"]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a household stands: its category, and whether it is eligible or something has to be looked into first."""

    code: str
    category: int
    is_eligible: bool


STANDINGS: tuple[Standing, ...] = (
    Standing("deep", DEEP, is_eligible=True),
    Standing("relative", RELATIVE, is_eligible=True),
    Standing("accidental", ACCIDENTAL, is_eligible=True),
    Standing("deep-to-judge", DEEP, is_eligible=False),
    Standing("relative-to-judge", RELATIVE, is_eligible=False),
    Standing("accidental-to-judge", ACCIDENTAL, is_eligible=False),
    Standing("edge", EDGE, is_eligible=False),
    Standing("none", NOT_IN_HARDSHIP, is_eligible=False),
)
"""In reading order; a place in this tuple stands for a standing in every outcome."""

PLACE: Mapping[tuple[int, bool], int] = {(one.category, one.is_eligible): i for i, one in enumerate(STANDINGS)}


@dataclass(frozen=True, slots=True)
class Totals:
    """All decided households under one set of parameters.

    `standings` counts them by place in STANDINGS; `cost` is the most the rules allow eligible households in a year,
    by AID; `union_aid_fen` what those same households report to have had from the union in their window.
    """

    standings: tuple[int, ...]
    cost: tuple[int, ...]
    union_aid_fen: int

    @property
    def eligible(self) -> int:
        """How many households are eligible."""
        return sum(count for count, one in zip(self.standings, STANDINGS, strict=True) if one.is_eligible)


class Change(NamedTuple):
    """One group of households: eligible before and after, who crosses, and the ceilings of aid before and after."""

    before: int = 0
    after: int = 0
    entrants: int = 0
    leavers: int = 0
    movers: int = 0
    cost_before: int = 0
    cost_after: int = 0


class Affected(NamedTuple):
    """A household that a scenario changes. `kind` is one of KINDS; `before` and `after` are places in STANDINGS."""

    key: str
    kind: str
    before: int
    after: int
    change_fen: int


class Undecided(NamedTuple):
    """A household that could not be decided, in the first of the runs that could not: 0 is the baseline."""

    key: str
    run: int
    reason: Text


@dataclass(frozen=True, slots=True)
class ScenarioOutcome:
    """One scenario against the baseline.

    `moves` counts by (place before, place after) of those who move. The groups of `by_unit`, `by_cause` (bits of the
    main cause) and `by_size` each hold every decided household once.
    """

    totals: Totals
    moves: Mapping[tuple[int, int], int]
    by_unit: Mapping[str, Change]
    by_cause: Mapping[int, Change]
    by_size: Mapping[int, Change]
    affected: tuple[Affected, ...]

    @property
    def change(self) -> Change:
        """All groups together."""
        columns = list(zip(*self.by_size.values(), strict=True))
        return Change(*(sum(column) for column in columns)) if columns else Change()

    def groups(self, name: Group) -> Mapping[str, Change] | Mapping[int, Change]:
        """The groups of one kind."""
        return {"unit": self.by_unit, "cause": self.by_cause, "size": self.by_size}[name]  # type: ignore[return-value]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run found: `households` were decided under every set of parameters, the others are `undecided`."""

    households: int
    undecided: tuple[Undecided, ...]
    baseline: Totals
    scenarios: tuple[ScenarioOutcome, ...]
