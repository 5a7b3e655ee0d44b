"""What the acts of the chain rest on, and what is kept with their steps. Each check and keeper belongs to one act."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from niangjia.dossiers.commands.stepping import Check, Keep, Press, set_due, since_of
from niangjia.dossiers.deadlines import due_after, notice_may_end_on
from niangjia.dossiers.errors import NeedsAnother, NotReady
from niangjia.dossiers.models import (
    Appraisal,
    HomeVisit,
    ObjectionOutcome,
    PublicNotice,
    Verification,
    VerificationResult,
    VerificationSource,
)
from niangjia.dossiers.notice_fields import CATALOGUE, content_of
from niangjia.dossiers.papers import listed
from niangjia.dossiers.queries_of_chain import latest_notice, papers_of
from niangjia.dossiers.queries_of_notices import notice_settings
from niangjia.dossiers.step_records import AppraisalRecord, NoticeRecord, Plain, VerificationRecord, VisitRecord
from niangjia.kernel import clock
from niangjia.kernel.errors import InvalidInput
from niangjia.kernel.text import in_both_languages
from niangjia.people.access import require_consents
from niangjia.people.consent_texts import NOTICE, VERIFICATION

NOTICE_AHEAD = timedelta(days=30)
"""A notice is not written down longer than this before it hangs."""


def _check_papers(press: Press, _record: Plain) -> None:
    missing = [each for each in papers_of(press.dossier) if each.standing == "missing"]
    if missing and not press.dossier.is_emergency:
        raise NotReady(
            in_both_languages(_("Papers are still missing: %(papers)s."), papers=listed(missing)),
            remedy=_("Return the dossier and say what is missing, or have the papers handed in first."),
            code="papers-missing",
        )


def _check_visit(_press: Press, record: VisitRecord) -> None:
    if record.visited_on > clock.today():
        raise InvalidInput(_("A visit is recorded once it has been made."), code="in-the-future")
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
    if record.answered_on > clock.today():
        raise InvalidInput(_("A check is recorded once it has been answered."), code="in-the-future")


def _keep_verification(press: Press, record: VerificationRecord) -> None:
    Verification.objects.create(
        step=press.last,
        answered_on=record.answered_on,
        source=record.source,
        result=record.result,
        findings=record.findings,
    )


def _check_appraisal(_press: Press, record: AppraisalRecord) -> None:
    if record.met_on > clock.today():
        raise InvalidInput(_("A meeting is recorded once it has been held."), code="in-the-future")
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


def _check_notice(press: Press, record: NoticeRecord) -> None:
    meeting = Appraisal.objects.filter(step__dossier=press.dossier).order_by("-step__number").first()
    if meeting is not None and not meeting.is_in_favour:
        raise NotReady(
            _("The meeting spoke against filing, so that there is nothing to give notice of."),
            remedy=_("Return the dossier, or refuse it and tell the applicant why."),
            code="not-in-favour",
        )
    require_consents(press.dossier.household, NOTICE)
    earliest = meeting.met_on if meeting else press.dossier.opened_on
    latest = clock.today() + NOTICE_AHEAD
    if not record.place.strip():
        raise InvalidInput(_("Say where the notice hangs."), code="not-clear")
    if not earliest <= record.starts_on <= latest:
        raise InvalidInput(
            in_both_languages(
                _(
                    "A notice may begin from %(earliest)s, the day of the meeting, until %(latest)s; "
                    "this one says %(from)s."
                ),
                **{
                    "earliest": earliest.isoformat(),
                    "latest": latest.isoformat(),
                    "from": record.starts_on.isoformat(),
                },
            ),
            code="not-clear",
        )
    least = notice_may_end_on(press.chain, record.starts_on)
    if record.ends_on is not None and record.ends_on < least:
        raise InvalidInput(
            in_both_languages(_("A notice from %(from)s on must hang until %(until)s at least."), **{
                "from": record.starts_on.isoformat(), "until": least.isoformat(),
            }),
            code="notice-too-short",
        )  # fmt: skip
    if unknown := sorted(set(record.fields) - set(CATALOGUE.fields)):
        raise InvalidInput(_("A notice may not show this."), remedy=", ".join(unknown), code="unknown-field")


def _keep_notice(press: Press, record: NoticeRecord) -> None:
    settings = notice_settings()
    fields = CATALOGUE.chosen(record.fields or settings.fields)
    full_name = settings.has_full_name
    notice = PublicNotice.objects.create(
        dossier=press.dossier,
        step=press.last,
        starts_on=record.starts_on,
        ends_on=record.ends_on or notice_may_end_on(press.chain, record.starts_on),
        place=record.place.strip(),
        fields=fields,
        shown=content_of(press.dossier, fields, has_full_name=full_name, on=record.starts_on),
        has_page=settings.has_page,
        by=press.by,
    )
    set_due(press, due_after(press.chain, press.last.act, since_of(press, notice.ends_on)))


def _check_recheck(press: Press, _record: Plain) -> None:
    notice = latest_notice(press.dossier)
    if notice is not None and notice.removed_on is not None and notice.removed_on <= notice.ends_on:
        raise NotReady(
            _("The notice was taken down before its last day."),
            remedy=_("Return the dossier, or agree with the worker to withdraw it."),
            code="notice-cut-short",
        )
    if notice is None or notice.ends_on >= clock.today():
        until = notice.ends_on.isoformat() if notice else "—"
        raise NotReady(
            in_both_languages(_("The notice hangs until %(until)s."), until=until),
            remedy=_("The second review comes after its last day."),
            code="notice-running",
        )
    if notice.objections.filter(handled_by=press.by).exists():
        raise NeedsAnother(
            _("You looked into an objection to this notice, so that someone else does the second review.")
        )
    outcomes = set(notice.objections.values_list("outcome", flat=True))
    if "" in outcomes:
        raise NotReady(
            _("An objection to the notice has not been handled."),
            remedy=_("Someone who reviewed nothing of this dossier looks into it first."),
            code="objection-open",
        )
    if ObjectionOutcome.UPHELD in outcomes:
        raise NotReady(
            _("An objection to the notice was borne out."),
            remedy=_("Return the dossier, or refuse it and tell the applicant why."),
            code="objection-upheld",
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


CHECKS: dict[str, Check] = {
    "review": _check_papers,
    "record-visit": _check_visit,
    "verify": _check_verification,
    "appraise": _check_appraisal,
    "post-notice": _check_notice,
    "recheck": _check_recheck,
}
KEEPS: dict[str, Keep] = {
    "record-visit": _keep_visit,
    "verify": _keep_verification,
    "appraise": _keep_appraisal,
    "post-notice": _keep_notice,
}
