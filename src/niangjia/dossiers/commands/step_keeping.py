"""What the acts of the chain rest on, and what is kept with their steps. Each check and keeper belongs to one act."""

from django.utils.translation import gettext_lazy as _

from niangjia.dossiers.case_days import since_of_case
from niangjia.dossiers.commands.hanging import (
    hang_notice,
    require_hangable,
    require_notice_over,
    require_objections_settled,
)
from niangjia.dossiers.commands.stepping import Check, Keep, Press, day_of_last, set_due
from niangjia.dossiers.errors import NotReady
from niangjia.dossiers.facts import without_income
from niangjia.dossiers.models import (
    Appraisal,
    HomeVisit,
    Verification,
    VerificationResult,
    VerificationSource,
)
from niangjia.dossiers.papers import listed
from niangjia.dossiers.queries_of_chain import latest_notice, papers_of
from niangjia.dossiers.queries_of_leaving import LEAVING
from niangjia.dossiers.queries_of_versions import is_changed_since
from niangjia.dossiers.step_records import AppraisalRecord, NoticeRecord, Plain, VerificationRecord, VisitRecord
from niangjia.kernel import clock
from niangjia.kernel.days import require_past_day
from niangjia.kernel.errors import InvalidInput
from niangjia.kernel.text import in_both_languages
from niangjia.limits.queries import limits_of
from niangjia.people.access import require_consents
from niangjia.people.consent_texts import VERIFICATION


def _require_income(press: Press) -> None:
    """What nobody has asked about is not none: it would make every household one in deep hardship."""
    if unknown := without_income(press.dossier.household, press.dossier.applied_on):
        names = "、".join(each.name for each in unknown)
        raise NotReady(
            in_both_languages(_("Nobody has stated yet what some of the household earn: %(names)s."), names=names),
            remedy=_("State it on the page Income and spending, with 0 where there is none, or return the dossier."),
            code="income-unknown",
        )


def _check_review(press: Press, _record: Plain) -> None:
    """In an emergency help comes first, and what is missing follows before the filing."""
    if not press.dossier.is_emergency:
        _require_income(press)
    missing = [each for each in papers_of(press.dossier) if each.standing == "missing"]
    if missing and not press.dossier.is_emergency:
        raise NotReady(
            in_both_languages(_("Papers are still missing: %(papers)s."), papers=listed(missing)),
            remedy=_("Return the dossier and say what is missing, or have the papers handed in first."),
            code="papers-missing",
        )


def _check_visit(press: Press, record: VisitRecord) -> None:
    require_past_day(
        record.visited_on, since=since_of_case(press.dossier), ahead=_("A visit is recorded once it has been made.")
    )
    if not all(each.strip() for each in (record.visitors, record.housing, record.causes, record.needs)):
        raise InvalidInput(
            _("Say who visited, how they live, what the hardship comes from and what is needed."), code="not-clear"
        )


def _keep_visit(press: Press, record: VisitRecord) -> None:
    HomeVisit.objects.create(
        step=press.last,
        visited_on=record.visited_on,
        visitors=record.visitors.strip(),
        spoken_with=record.spoken_with,
        housing=record.housing,
        causes=record.causes,
        needs=record.needs,
    )


def _check_verification(press: Press, record: VerificationRecord) -> None:
    require_consents(press.dossier.household, VERIFICATION)
    if record.source not in VerificationSource.values or record.result not in VerificationResult.values:
        raise InvalidInput(_("Say who answered, and what came of it."), code="not-clear")
    require_past_day(
        record.answered_on,
        since=since_of_case(press.dossier),
        ahead=_("A check is recorded once it has been answered."),
    )


def _keep_verification(press: Press, record: VerificationRecord) -> None:
    Verification.objects.create(
        step=press.last,
        answered_on=record.answered_on,
        source=record.source,
        result=record.result,
        findings=record.findings,
    )


def _check_appraisal(press: Press, record: AppraisalRecord) -> None:
    require_past_day(
        record.met_on, since=since_of_case(press.dossier), ahead=_("A meeting is recorded once it has been held.")
    )
    if record.attendees < 1 or not record.minutes.strip():
        raise InvalidInput(_("Say how many people met, and keep the minutes."), code="not-clear")


def _keep_appraisal(press: Press, record: AppraisalRecord) -> None:
    Appraisal.objects.create(
        step=press.last,
        met_on=record.met_on,
        attendees=record.attendees,
        minutes=record.minutes,
        is_in_favour=record.is_in_favour,
    )


RETURN_OR_REFUSE = _("Return the dossier, or refuse it and tell the applicant why.")


def _check_notice(press: Press, record: NoticeRecord) -> None:
    meeting = Appraisal.objects.filter(step__dossier=press.dossier).order_by("-step__number").first()
    if meeting is not None and not meeting.is_in_favour:
        raise NotReady(
            _("The meeting spoke against filing, so that there is nothing to give notice of."),
            remedy=RETURN_OR_REFUSE,
            code="not-in-favour",
        )
    require_hangable(press, record, day_of_last(press, "appraise"))  # a notice of days that are past never hung


def _check_recheck(press: Press, _record: Plain) -> None:
    require_notice_over(
        press,
        after=_("The second review comes after its last day."),
        cut_short=_("Return the dossier, or agree with the worker to withdraw it."),
        upheld=RETURN_OR_REFUSE,
    )
    _require_originals(press)


def _require_originals(press: Press) -> None:
    unseen = [each for each in papers_of(press.dossier) if each.standing != "seen"]
    if unseen:
        raise NotReady(
            in_both_languages(_("The originals have not been seen of: %(papers)s."), papers=listed(unseen)),
            remedy=_("On the page Evidence someone confirms having held the original, or return the dossier."),
            code="originals-unseen",
        )


def _keep_filing(press: Press, _record: Plain) -> None:
    """A temporary dossier put on file has a term."""
    if press.dossier.is_temporary:
        [until] = limits_of(LEAVING)["temporary"].days_after(clock.today())
        set_due(press, until)


def _check_filing(press: Press, _record: Plain) -> None:
    _require_income(press)
    if is_changed_since(press.dossier, "dossiers.dossier.rechecked"):
        raise NotReady(
            _("What the dossier says was changed after the second review."),
            remedy=_("Return the dossier, so that it is reviewed as it is now."),
            code="changed-since",
        )
    _require_originals(press)
    if notice := latest_notice(press.dossier):
        require_objections_settled(press, notice, upheld=RETURN_OR_REFUSE)


CHECKS: dict[str, Check] = {
    "review": _check_review,
    "record-visit": _check_visit,
    "verify": _check_verification,
    "appraise": _check_appraisal,
    "post-notice": _check_notice,
    "recheck": _check_recheck,
    "file": _check_filing,
}
KEEPS: dict[str, Keep] = {
    "record-visit": _keep_visit,
    "verify": _keep_verification,
    "appraise": _keep_appraisal,
    "post-notice": hang_notice,
    "file": _keep_filing,
}
