"""The way out of help: exit, tapering, watch. One command for each act; each also told of in `commands.chain`.

All lock the dossier row and raise Forbidden, NeedsAnother, NotDue, StepTaken: see `stepping.press`. Nobody does two of
proposing, reviewing and approving one exit.
"""

from datetime import date

from django.utils.translation import gettext_lazy as _

from niangjia.accounts.models import User
from niangjia.audit.commands import record as audit
from niangjia.dossiers.case_days import since_of_case
from niangjia.dossiers.commands.chain import NOT_TOLD_YET, TOLD_HOW
from niangjia.dossiers.commands.leaving_keeping import LEAVING_CHECKS, LEAVING_KEEPS, keep_term
from niangjia.dossiers.commands.stepping import Ending, Press, Seen, press, tell_turn
from niangjia.dossiers.commands.versions import versioned
from niangjia.dossiers.models import ClosingReason, Dossier
from niangjia.dossiers.queries_of_leaving import exit_test_of, reviewed_on
from niangjia.dossiers.step_records import ExitNoticeRecord, Plain, StepRecord
from niangjia.kernel import clock
from niangjia.kernel.days import require_past_day
from niangjia.kernel.errors import InvalidInput
from niangjia.kernel.readable import require_readable
from niangjia.people import commands as people


def leaving_press(
    dossier: Dossier, act: str, record: StepRecord, *, by: User, seen: Seen | None, **details: object
) -> Press:
    """A press of an act after filing, with notice to whose turn it is then. Call inside a transaction."""
    ending = details.pop("ending", None)
    done = press(
        dossier,
        act,
        (record,),
        by=by,
        seen=seen,
        checks=LEAVING_CHECKS,
        keeps=LEAVING_KEEPS,
        details=details,
        ending=ending if isinstance(ending, Ending) else None,
    )
    if not done.is_repeated:
        keep_term(done)
        tell_turn(done)
    return done


def told(dossier: Dossier, told_on: date, told_how: str, told_by: str) -> dict[str, str]:
    """When, how and by whom somebody was told, as kept with a step. Raises InvalidInput without one of them, and for a
    day before the review of the latest exit, or before the case where there was none.
    """
    if told_how not in TOLD_HOW or not told_by.strip():
        raise InvalidInput(_("Say when, how and by whom this was talked over with the worker."), code="not-told")
    require_readable(told_by)
    since = reviewed_on(dossier) or since_of_case(dossier)
    require_past_day(told_on, ahead=NOT_TOLD_YET, code="not-told", since=since)
    return {"told_on": told_on.isoformat(), "told_how": told_how, "told_by": told_by.strip()}


@versioned("dossiers.exit.proposed")
def propose_exit(dossier: Dossier, *, note: str, by: User, seen: Seen | None = None) -> Dossier:
    """Propose that a household has come out of hardship; `note` says that the causes are over (sealed).

    Raises NotReady with the sentence of the exit test when it is not met, InvalidInput without the causes.
    """
    months = [f"{each.month:%Y-%m}" for each in exit_test_of(dossier).months]
    done = leaving_press(dossier, "propose-exit", Plain("propose-exit", note), by=by, seen=seen, months=months)
    if not done.is_repeated:
        audit("dossiers.exit.proposed", dossier, by=by, unit=done.dossier.unit, number=dossier.number)
    return done.dossier


@versioned("dossiers.exit.reviewed")
def review_exit(dossier: Dossier, *, by: User, note: str = "", seen: Seen | None = None) -> Dossier:
    """Pass the review of an exit that another person proposed."""
    done = leaving_press(dossier, "review-exit", Plain("review-exit", note), by=by, seen=seen)
    if not done.is_repeated:
        audit("dossiers.exit.reviewed", dossier, by=by, unit=done.dossier.unit, number=dossier.number)
    return done.dossier


@versioned("dossiers.exit.confirmed")
def confirm_exit(
    dossier: Dossier, *, told_on: date, told_how: str, told_by: str, note: str = "", by: User, seen: Seen | None = None
) -> Dossier:
    """Keep that the worker confirmed the exit: when, how, who talked with them. Raises InvalidInput for a day
    to come, or before the review.
    """
    details = told(dossier, told_on, told_how, told_by)
    done = leaving_press(dossier, "confirm-exit", Plain("confirm-exit", note), by=by, seen=seen, **details)
    if not done.is_repeated:
        audit("dossiers.exit.confirmed", dossier, by=by, unit=done.dossier.unit, number=dossier.number)
    return done.dossier


@versioned("dossiers.exit.declined")
def decline_exit(
    dossier: Dossier, *, told_on: date, told_how: str, told_by: str, note: str, by: User, seen: Seen | None = None
) -> Dossier:
    """Keep that the worker does not agree, with what they said (sealed): the household stays on file."""
    details = told(dossier, told_on, told_how, told_by)
    if not note.strip():
        raise InvalidInput(_("Write down what the worker said."), code="reason-missing")
    done = leaving_press(dossier, "decline-exit", Plain("decline-exit", note), by=by, seen=seen, **details)
    if not done.is_repeated:
        audit("dossiers.exit.declined", dossier, by=by, unit=done.dossier.unit, number=dossier.number)
    return done.dossier


@versioned("dossiers.exit-notice.posted")
def post_exit_notice(dossier: Dossier, notice: ExitNoticeRecord, *, by: User, seen: Seen | None = None) -> Dossier:
    """Begin the notice of an exit. Raises ConsentMissing without the consent to publication, InvalidInput for too short
    a time.
    """
    done = leaving_press(dossier, "post-exit-notice", notice, by=by, seen=seen)
    if not done.is_repeated:
        until, number = done.last.notice.ends_on.isoformat(), dossier.number
        audit("dossiers.exit-notice.posted", dossier, by=by, unit=done.dossier.unit, number=number, until=until)
    return done.dossier


@versioned("dossiers.exit.approved")
def approve_exit(dossier: Dossier, *, by: User, note: str = "", seen: Seen | None = None) -> Dossier:
    """Approve an exit: tapering begins today. Raises NotReady while the notice runs, when it was cut short, while an
    objection is open, or when the months that the proposal rested on meet the test no more.
    """
    done = leaving_press(dossier, "approve-exit", Plain("approve-exit", note), by=by, seen=seen)
    if not done.is_repeated:
        until = done.last.due_on.isoformat() if done.last.due_on else ""
        number = dossier.number
        audit("dossiers.exit.approved", dossier, by=by, unit=done.dossier.unit, number=number, until=until)
    return done.dossier


@versioned("dossiers.exit.returned")
def return_exit(dossier: Dossier, *, note: str, by: User, seen: Seen | None = None) -> Dossier:
    """Keep a household on file for now, with why (sealed). Raises InvalidInput without a reason."""
    done = leaving_press(dossier, "return-exit", Plain("return-exit", note), by=by, seen=seen)
    if not done.is_repeated:
        audit("dossiers.exit.returned", dossier, by=by, unit=done.dossier.unit, number=dossier.number)
    return done.dossier


@versioned("dossiers.watch.started")
def start_watch(dossier: Dossier, *, by: User, note: str = "", seen: Seen | None = None) -> Dossier:
    """Begin the watch, with its follow-ups, once the tapering period is over. Raises NotReady before."""
    done = leaving_press(dossier, "start-watch", Plain("start-watch", note), by=by, seen=seen)
    if not done.is_repeated:
        audit("dossiers.watch.started", dossier, by=by, unit=done.dossier.unit, number=dossier.number)
    return done.dossier


@versioned("dossiers.watch.ended")
def end_watch(dossier: Dossier, *, by: User, note: str = "", seen: Seen | None = None) -> Dossier:
    """End the watch, close the household and archive the dossier today: its ten years begin.

    Raises NotReady while a follow-up is open, or when the last one found the household in trouble.
    """
    reason = ClosingReason.EXITED if dossier.filed_on else ClosingReason.WATCH_ENDED
    ending = Ending(clock.today(), reason)
    done = leaving_press(dossier, "end-watch", Plain("end-watch", note), by=by, seen=seen, ending=ending)
    if not done.is_repeated:
        audit("dossiers.watch.ended", dossier, by=by, unit=done.dossier.unit, number=dossier.number)
        people.close_household(done.dossier.household, on=clock.today(), by=by)
    return done.dossier
