"""What a form, an import or the demo says of a household, before it is written: plain data, amounts in whole fen.

None (or an empty text) means "not stated": writing it never erases what is known already.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True)
class AmountRecord:
    """An amount of one kind over a period, both days included."""

    kind: str
    amount_fen: int
    from_on: date
    to_on: date


@dataclass(frozen=True, slots=True)
class AssetRecord:
    """Something owned; quantity 0 states that there is none."""

    kind: str
    quantity: int = 1
    value_fen: int | None = None


@dataclass(frozen=True, slots=True)
class EventRecord:
    """A disaster, accident or sudden illness."""

    cost_fen: int
    compensation_fen: int = 0
    happened_on: date | None = None


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """A member. `particulars` are fields of Person by name; `identity_number` is whole and in its normal form."""

    name: str
    identity_number: str
    born_on: date
    sex: str
    relation: str
    is_head: bool = False
    is_counted: bool | None = None
    particulars: dict[str, object] = field(default_factory=dict)
    bank: dict[str, str] = field(default_factory=dict)
    incomes: tuple[AmountRecord, ...] = ()
    spending: tuple[AmountRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class HouseholdRecord:
    """A household, its head first. `particulars` are fields of Household by name.

    `period` is what the lines speak of, first and last day: what stood for it before is replaced, by nothing too.
    `incomes` are those of no one member; `events` None: not stated, empty: there is none.
    """

    persons: tuple[PersonRecord, ...]
    particulars: dict[str, object] = field(default_factory=dict)
    incomes: tuple[AmountRecord, ...] = ()
    assets: tuple[AssetRecord, ...] = ()
    events: tuple[EventRecord, ...] | None = None
    period: tuple[date, date] | None = None


MoneyKey = tuple[UUID | None, str]
"""Whose (None: of the household as a whole) and of which kind."""


@dataclass(frozen=True, slots=True)
class MoneyRecord:
    """Amounts of one period, first and last day, that somebody states or takes back (None); others are left alone.

    `assets` are by kind; None takes back what was stated of one.
    """

    period: tuple[date, date]
    incomes: Mapping[MoneyKey, int | None] = field(default_factory=dict)
    spending: Mapping[MoneyKey, int | None] = field(default_factory=dict)
    assets: Mapping[str, AssetRecord | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Heir:
    """A member of a household as it goes on: the relation to its head. `person` is an id."""

    person: UUID
    relation: str
    is_head: bool = False


@dataclass(frozen=True, slots=True)
class Share:
    """What of a line of the household as a whole goes with those who leave: fen, and things of an asset.

    A line that is not named stays. `quantity` is for assets other than savings.
    """

    line: UUID
    fen: int = 0
    quantity: int = 0


@dataclass(frozen=True, slots=True)
class Parting:
    """How a household parts: who leaves (one of them the head of the new one), and what goes with them.

    The income, spending and papers of those who leave go with them; `events` are the ids of events that go.
    """

    leaving: tuple[Heir, ...]
    shares: tuple[Share, ...] = ()
    events: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Joining:
    """How the members of another household join one: their relation to its head; and whom of them it knows already.

    `same`: a person of the other household, and the one of this household who is the same human being. `twice`: ids of
    lines of such persons in the other household that tell what this one tells already: they go.
    """

    joining: tuple[Heir, ...]
    same: tuple[tuple[UUID, UUID], ...] = ()
    twice: tuple[UUID, ...] = ()
