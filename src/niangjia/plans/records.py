"""What people state of causes, measures and signatures."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from niangjia.accounts.models import Unit, User
from niangjia.people.models import Evidence, Person
from niangjia.visits.models import Finding


@dataclass(frozen=True, slots=True)
class CauseRecord:
    """A cause: its code, whom it concerns (None: the household), its weight, where it was seen, and what shows it.

    `seen`: the finding of a visit that it comes from.
    """

    code: str
    weight: int
    origin: str
    person: Person | None = None
    evidence: Evidence | None = None
    words: str = ""
    seen: Finding | None = None


@dataclass(frozen=True, slots=True)
class MeasureRecord:
    """A measure as it is agreed. `code` is of the catalogue; `goal_value` is fen for an income and months for work; one
    of user, role and unit sees to it, or nobody yet. `amount_fen`: what is promised, if money is.
    """

    code: str
    starts_on: date
    due_on: date
    causes: frozenset[str] = frozenset()
    person: Person | None = None
    user: User | None = None
    role: str = ""
    unit: Unit | None = None
    goal_kind: str = ""
    goal_value: int | None = None
    goal_words: str = ""
    amount_fen: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """That the household agreed: on which day, how (models.AgreedHow), who for it, `mark` as it
    stands on the sheet (marks.py), and the signed paper: a file of the dossier, or a scan that is taken in with it.
    """

    on: date
    how: str
    who: UUID
    mark: str
    paper: UUID | None = None
    scan: bytes = b""
    scan_name: str = ""
