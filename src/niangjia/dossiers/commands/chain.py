"""The chain from submission to filing, and the ways out of it: one command for each act.

Each locks the dossier row, asks for right, state and separation, writes the step with its deadline, records it, and
tells those whose turn it is. All raise Forbidden, NeedsAnother, NotDue, StepTaken: see `stepping.press`.
`earlier`: records of the acts that this installation does at once with the act, if they state something.
"""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext_lazy as _

from niangjia.accounts.models import User
from niangjia.audit.commands import record as audit
from niangjia.dossiers.case_days import since_of_case
from niangjia.dossiers.commands.dossiers import assess_dossier
from niangjia.dossiers.commands.step_keeping import CHECKS, KEEPS
from niangjia.dossiers.commands.stepping import Press, Seen, press, tell_turn
from niangjia.dossiers.commands.versions import versioned
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.papers import kinds_in_words
from niangjia.dossiers.step_records import (
    AppraisalRecord,
    NoticeRecord,
    Plain,
    StepRecord,
    VerificationRecord,
    VisitRecord,
)
from niangjia.kernel import clock
from niangjia.kernel.days import require_past_day
from niangjia.kernel.errors import InvalidInput
from niangjia.people import codes
from niangjia.people import commands as people

NOT_TOLD_YET = _("This is recorded once they have been told.")
TOLD_HOW = {
    "in-person": _("In person"),
    "phone": _("By telephone"),
    "message": _("By message"),
    "letter": _("By letter"),
}
"""How an applicant was told of a refusal."""


@versioned("dossiers.dossier.submitted")
def submit_dossier(
    dossier: Dossier, *, by: User, note: str = "", seen: Seen | None = None, earlier: Sequence[StepRecord] = ()
) -> Dossier:
    """Hand in a draft, or one that was returned, for the first review. Missing papers do not stop it."""
    done = _press(dossier, "submit", (*earlier, Plain("submit", note)), by=by, seen=seen)
    if not done.is_repeated:
        audit("dossiers.dossier.submitted", dossier, by=by, unit=done.dossier.unit, number=dossier.number)
    return done.dossier


@versioned("dossiers.dossier.reviewed")
def review_dossier(
    dossier: Dossier, *, by: User, note: str = "", seen: Seen | None = None, earlier: Sequence[StepRecord] = ()
) -> Dossier:
    """Pass the first review. Raises NotReady naming the papers that are missing, unless it is an emergency."""
    done = _press(dossier, "review", (*earlier, Plain("review", note)), by=by, seen=seen)
    if not done.is_repeated:
        audit("dossiers.dossier.reviewed", dossier, by=by, unit=done.dossier.unit, number=dossier.number)
    return done.dossier


@versioned("dossiers.visit.recorded")
def record_visit(
    dossier: Dossier, visit: VisitRecord, *, by: User, seen: Seen | None = None, earlier: Sequence[StepRecord] = ()
) -> Dossier:
    """Keep what was found at the home. Raises InvalidInput for a day to come, or without the three clears."""
    done = _press(dossier, "record-visit", (*earlier, visit), by=by, seen=seen)
    if not done.is_repeated:
        audit("dossiers.visit.recorded", dossier, by=by, unit=done.dossier.unit, number=dossier.number)
    return done.dossier


@versioned("dossiers.dossier.verified")
def verify_dossier(
    dossier: Dossier,
    verification: VerificationRecord,
    *,
    by: User,
    seen: Seen | None = None,
    earlier: Sequence[StepRecord] = (),
) -> Dossier:
    """Keep what the check of circumstances gave. Raises ConsentMissing without every signed authorisation."""
    done = _press(dossier, "verify", (*earlier, verification), by=by, seen=seen)
    if not done.is_repeated:
        audit("dossiers.dossier.verified", dossier, by=by, unit=done.dossier.unit, number=dossier.number)
    return done.dossier


@versioned("dossiers.dossier.appraised")
def appraise_dossier(
    dossier: Dossier,
    appraisal: AppraisalRecord,
    *,
    by: User,
    seen: Seen | None = None,
    earlier: Sequence[StepRecord] = (),
) -> Dossier:
    """Keep the meeting and its minutes. One against filing is followed by a refusal or a return, not by a notice."""
    done = _press(dossier, "appraise", (*earlier, appraisal), by=by, seen=seen)
    if not done.is_repeated:
        audit("dossiers.dossier.appraised", dossier, by=by, unit=done.dossier.unit, number=dossier.number)
    return done.dossier


@versioned("dossiers.notice.posted")
def post_notice(
    dossier: Dossier, notice: NoticeRecord, *, by: User, seen: Seen | None = None, earlier: Sequence[StepRecord] = ()
) -> Dossier:
    """Begin the public notice. Raises ConsentMissing without the consent to publication, InvalidInput for too short a
    time, NotReady when the meeting spoke against filing.
    """
    done = _press(dossier, "post-notice", (*earlier, notice), by=by, seen=seen)
    if not done.is_repeated:
        until = done.last.notice.ends_on.isoformat()
        number, unit = dossier.number, done.dossier.unit
        audit("dossiers.notice.posted", dossier, by=by, unit=unit, number=number, until=until)
    return done.dossier


@versioned("dossiers.dossier.rechecked")
def recheck_dossier(
    dossier: Dossier, *, by: User, note: str = "", seen: Seen | None = None, earlier: Sequence[StepRecord] = ()
) -> Dossier:
    """Pass the second review. Raises NotReady while the notice runs, an objection is open or was borne out, or the
    original of a paper was not seen.
    """
    done = _press(dossier, "recheck", (*earlier, Plain("recheck", note)), by=by, seen=seen)
    if not done.is_repeated:
        audit("dossiers.dossier.rechecked", dossier, by=by, unit=done.dossier.unit, number=dossier.number)
    return done.dossier


@versioned("dossiers.dossier.filed")
def file_rechecked(
    dossier: Dossier, *, by: User, note: str = "", seen: Seen | None = None, earlier: Sequence[StepRecord] = ()
) -> Dossier:
    """Put a dossier on file today, and apply the rules: what they say is shown, and decides nothing here.

    Raises NotReady when what the dossier says was changed after the second review or the original of a paper was not
    seen, ConsentMissing when a member took back the consent to the processing of sensitive data.
    """
    done = _press(dossier, "file", (*earlier, Plain("file", note)), by=by, seen=seen)
    if done.is_repeated:
        return done.dossier
    audit("dossiers.dossier.filed", dossier, by=by, unit=done.dossier.unit, number=dossier.number)
    return assess_dossier(done.dossier, by=by)


@versioned("dossiers.dossier.returned")
def return_dossier(
    dossier: Dossier, *, missing: Sequence[str] = (), note: str = "", by: User, seen: Seen | None = None
) -> Dossier:
    """Send a dossier back to be completed. Raises InvalidInput unless kinds of evidence or words say why."""
    if unknown := [kind for kind in missing if kind not in codes.ATTACHMENT_KINDS]:
        raise InvalidInput(_("There is no such kind of evidence."), remedy="、".join(unknown), code="unknown-kind")
    if not missing and not note.strip():
        raise InvalidInput(_("Say what is missing."), code="reason-missing")
    done = _press(dossier, "return", (Plain("return", note),), by=by, seen=seen, missing=list(missing))
    if not done.is_repeated:
        audit(
            "dossiers.dossier.returned",
            dossier,
            by=by,
            unit=done.dossier.unit,
            number=dossier.number,
            missing=kinds_in_words(missing),
        )
    return done.dossier


@versioned("dossiers.dossier.refused")
def refuse_dossier(
    dossier: Dossier, *, reason: str, told_on: date, told_how: str, by: User, seen: Seen | None = None
) -> Dossier:
    """End a dossier without filing it, once the applicant was told why (sealed). Closes the household.

    Raises InvalidInput without a reason, for a day to come, or an unknown way of telling.
    """
    if not reason.strip():
        raise InvalidInput(_("Say why: the applicant has a right to know."), code="reason-missing")
    if told_how not in TOLD_HOW:
        raise InvalidInput(_("Say when and how the applicant was told."), code="not-told")
    require_past_day(told_on, ahead=NOT_TOLD_YET, code="not-told", since=since_of_case(dossier))
    told = {"told_on": told_on.isoformat(), "told_how": told_how}
    done = _press(dossier, "refuse", (Plain("refuse", reason),), by=by, seen=seen, **told)
    if not done.is_repeated:
        audit("dossiers.dossier.refused", dossier, by=by, unit=done.dossier.unit, number=dossier.number)
        people.close_household(done.dossier.household, on=clock.today(), by=by)
    return done.dossier


@versioned("dossiers.dossier.withdrawn")
def withdraw_dossier(dossier: Dossier, *, note: str = "", by: User, seen: Seen | None = None) -> Dossier:
    """End a dossier because the applicant takes the application back. Closes the household."""
    done = _press(dossier, "withdraw", (Plain("withdraw", note),), by=by, seen=seen)
    if not done.is_repeated:
        audit("dossiers.dossier.withdrawn", dossier, by=by, unit=done.dossier.unit, number=dossier.number)
        people.close_household(done.dossier.household, on=clock.today(), by=by)
    return done.dossier


def _press(
    dossier: Dossier, act: str, given: Sequence[StepRecord], *, by: User, seen: Seen | None, **details: object
) -> Press:
    done = press(dossier, act, given, by=by, seen=seen, checks=CHECKS, keeps=KEEPS, details=details)
    if not done.is_repeated:
        tell_turn(done)
    return done
