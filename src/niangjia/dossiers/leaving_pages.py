"""Exit and watch for pages: what is due in someone's units, and the panel of one dossier."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.models import User
from niangjia.dossiers import access
from niangjia.dossiers.exit_test import ExitTest
from niangjia.dossiers.models import (
    ENDED,
    IN_PROCESS,
    LEAVING,
    WATCHING,
    ClosingReason,
    Dossier,
    DossierState,
    Finding,
    FollowUp,
)
from niangjia.dossiers.queries_of_leaving import (
    exit_test_of,
    follow_ups_of,
    later_dossiers,
    tapers_until,
    waiting_after_filing,
)
from niangjia.kernel import clock

ROWS = 100


@dataclass(frozen=True, slots=True)
class DueRow:
    """One thing that is due; `late_by` days, 0 while it is in time or without a deadline."""

    dossier: Dossier
    due_on: date | None
    late_by: int


@dataclass(frozen=True, slots=True)
class Section:
    """One kind of what is due, the most urgent first, and how many there are."""

    title: "str | Promise"
    rows: list[DueRow]
    count: int


def waiting_sections(user: User) -> list[Section]:
    """What is due in someone's units, section by section. Two queries for each."""
    waiting, today = waiting_after_filing(user), clock.today()
    titled: list[tuple[str | Promise, QuerySet[FollowUp] | QuerySet[Dossier]]] = [
        (_("Follow-ups that are due"), waiting.follow_ups),
        (_("Help again proposed"), waiting.relapses),
        (_("Exits to be reviewed"), waiting.reviews),
        (_("The worker's confirmation is open"), waiting.confirmations),
        (_("Exits further on their way"), waiting.exits),
        (_("Tapering is over: the watch begins"), waiting.tapered),
        (_("The term of a temporary dossier is over"), waiting.terms),
    ]
    found = []
    for title, rows in titled:
        listed = [_row(each, today) for each in rows[:ROWS]]
        found.append(Section(title, listed, rows.count()))
    return found


def _row(each: FollowUp | Dossier, today: date) -> DueRow:
    dossier = each.dossier if isinstance(each, FollowUp) else each
    due_on = getattr(each, "term_ends_on", each.due_on)
    late = (today - due_on).days if due_on else 0
    return DueRow(dossier, due_on, max(0, late))


@dataclass(frozen=True, slots=True)
class LeavingPanel:
    """What the page of a dossier says of exit and watch."""

    test: ExitTest | None
    follow_ups: list[FollowUp]
    is_in_trouble: bool
    tapers_until: date | None
    later: list[Dossier]
    may_record_income: bool
    may_redraft: bool
    today: date

    @property
    def is_shown(self) -> bool:
        """Whether there is anything to say."""
        return bool(self.test or self.follow_ups or self.later or self.tapers_until or self.may_redraft)


def leaving_panel(dossier: Dossier, user: User, *, is_own: bool) -> LeavingPanel:
    """The panel of a dossier for one reader, of whose own household it may be. The exit test is there while the
    household is on file and not tapering.
    """
    is_on_file = dossier.state in (DossierState.OPEN, *LEAVING)
    was_watched = dossier.state not in IN_PROCESS and dossier.state not in (DossierState.OPEN, *LEAVING)
    follow_ups = list(follow_ups_of(dossier))
    done = [each for each in follow_ups if each.step]
    latest = max(done, key=lambda each: each.step.number if each.step else 0, default=None)
    return LeavingPanel(
        test=exit_test_of(dossier) if is_on_file else None,
        follow_ups=follow_ups,
        is_in_trouble=dossier.state in WATCHING and latest is not None and latest.finding == Finding.TROUBLE,
        tapers_until=tapers_until(dossier) if was_watched else None,
        later=list(later_dossiers(dossier)),
        may_record_income=is_on_file and not is_own and access.may(user, "record-income", dossier.unit),
        may_redraft=dossier.state in ENDED
        and dossier.closing_reason != ClosingReason.MERGED
        and dossier.worker.died_on is None
        and access.may(user, "redraft", dossier.unit),
        today=clock.today(),
    )
