"""What is stated with a step, before it is written: plain data. `act` is the row of data/chain.toml it belongs to."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Plain:
    """A step that states nothing but a remark."""

    act: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class VisitRecord:
    """Who went when, whom they spoke with, and the three clears."""

    act: ClassVar[str] = "record-visit"
    visited_on: date
    visitors: str
    housing: str
    causes: str
    needs: str
    spoken_with: str = ""


@dataclass(frozen=True, slots=True)
class VerificationRecord:
    """What the check of the economic circumstances gave: codes of VerificationSource and VerificationResult."""

    act: ClassVar[str] = "verify"
    answered_on: date
    source: str
    result: str
    findings: str = ""


@dataclass(frozen=True, slots=True)
class AppraisalRecord:
    """The appraisal meeting."""

    act: ClassVar[str] = "appraise"
    met_on: date
    attendees: int
    minutes: str
    is_in_favour: bool


@dataclass(frozen=True, slots=True)
class NoticeRecord:
    """Where a notice hangs from when to when (None: the shortest time allowed), and the codes of what it shows (none:
    those that are set)."""

    act: ClassVar[str] = "post-notice"
    starts_on: date
    place: str
    ends_on: date | None = None
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ExitNoticeRecord(NoticeRecord):
    """The same of an exit."""

    act: ClassVar[str] = "post-exit-notice"


@dataclass(frozen=True, slots=True)
class FollowUpRecord:
    """A follow-up: the id of the planned one it answers (None: one that nobody had planned), when, how (FollowUpHow),
    and what was found (Finding), with words."""

    act: ClassVar[str] = "record-follow-up"
    done_on: date
    how: str
    finding: str
    words: str
    planned: UUID | None = None


StepRecord = Plain | VisitRecord | VerificationRecord | AppraisalRecord | NoticeRecord | FollowUpRecord
