"""What the acts of the chain rest on, and what is kept with their steps. Each check and keeper belongs to one act."""

from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from niangjia.dossiers.commands.stepping import Check, Keep, Press, set_due, since_of
from niangjia.dossiers.deadlines import due_after, notice_may_end_on
from niangjia.dossiers.errors import NeedsAnother, NotReady
from niangjia.dossiers.leaving_terms import term_ends_on
from niangjia.dossiers.models import (
    Appraisal,
    HomeVisit,
    Objection,
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
from niangjia.dossiers.queries_of_versions import is_changed_since_recheck
from niangjia.dossiers.step_records import AppraisalRecord, NoticeRecord, Plain, VerificationRecord, VisitRecord
from niangjia.kernel import clock
from niangjia.kernel.errors import InvalidInput, Message
from niangjia.kernel.text import in_both_languages
from niangjia.people.access import require_consents
from niangjia.people.consent_texts import NOTICE, VERIFICATION

NOTICE_AHEAD = timedelta(days=30)
"""A notice is not written down longer than this before it hangs."""
LONGEST_NOTICE = timedelta(days=90)
"""A notice that is to hang longer than this, and longer than it has to, is a mistake in typing."""


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
    # Nothing that was submitted later hung before: else a notice of days that are past would end as it begins.
    earliest = max(meeting.met_on if meeting else press.dossier.opened_on, since_of(press).submitted_on or date.min)
    if not earliest <= record.starts_on <= clock.today() + NOTICE_AHEAD or not record.place.strip():
        raise InvalidInput(_("Say where the notice hangs, from a day after the meeting on."), code="not-clear")
    least = notice_may_end_on(press.chain, record.starts_on)
    if record.ends_on is not None and record.ends_on < least:
        raise InvalidInput(
            in_both_languages(_("A notice from %(from)s on must hang until %(until)s at least."), **{
                "from": record.starts_on.isoformat(), "until": least.isoformat(),
            }),
            code="notice-too-short",
        )  # fmt: skip
    if record.ends_on is not None and record.ends_on > max(least, record.starts_on + LONGEST_NOTICE):
        raise InvalidInput(
            in_both_languages(_("A notice hangs %(days)s days at most."), days=LONGEST_NOTICE.days),
            remedy=_("Check the day."),
            code="notice-too-long",
        )
    if unknown := sorted(set(record.fields) - set(CATALOGUE.fields)):
        raise InvalidInput(_("A notice may not show this."), remedy=", ".join(unknown), code="unknown-field")


def hang_notice(press: Press, record: NoticeRecord) -> None:
    """Keep a public notice of the act of its record, with what it shows as it is fixed now."""
    settings = notice_settings()
    fields = CATALOGUE.chosen(record.fields or settings.fields)
    full_name = settings.has_full_name
    notice = PublicNotice.objects.create(
        dossier=press.dossier,
        step=press.last,
        starts_on=record.starts_on,
        ends_on=record.ends_on or notice_may_end_on(press.chain, record.starts_on, record.act),
        place=record.place.strip(),
        fields=fields,
        shown=content_of(press.dossier, fields, has_full_name=full_name, on=record.starts_on),
        has_page=settings.has_page,
        by=press.by,
    )
    set_due(press, due_after(press.chain, press.last.act, since_of(press, notice.ends_on)))


def _check_recheck(press: Press, _record: Plain) -> None:
    require_notice_over(
        press,
        after=_("The second review comes after its last day."),
        upheld=_("Return the dossier, or refuse it and tell the applicant why."),
    )
    _require_originals(press)


def require_notice_over(press: Press, *, after: Message, upheld: Message) -> None:
    """Raises NotReady while a notice hangs, an objection to it is open or was borne out (`after`, `upheld`: what to do
    then), and NeedsAnother for whoever looked into one.
    """
    notice = latest_notice(press.dossier)
    if notice is not None and notice.removed_on is not None and notice.removed_on <= notice.ends_on:
        raise NotReady(
            _("The notice was taken down before its last day."),
            remedy=_("Return the dossier, or agree with the worker to withdraw it."),
            code="notice-cut-short",
        )
    if notice is None or notice.ends_on >= clock.today():
        until = notice.ends_on.isoformat() if notice else "—"
        told = in_both_languages(_("The notice hangs until %(until)s."), until=until)
        raise NotReady(told, remedy=after, code="notice-running")
    # Of earlier notices for the same end, too: one that was cut short by a return leaves nobody's objection unheard.
    objections = Objection.objects.filter(notice__dossier=press.dossier, notice__step__act=notice.step.act)
    if objections.filter(handled_by=press.by).exists():
        raise NeedsAnother(_("You looked into an objection to this notice, so that someone else decides now."))
    if objections.filter(outcome="").exists():
        raise NotReady(
            _("An objection to the notice has not been handled."),
            remedy=_("Someone who reviewed nothing of this dossier looks into it first."),
            code="objection-open",
        )
    if notice.objections.filter(outcome=ObjectionOutcome.UPHELD).exists():
        raise NotReady(_("An objection to the notice was borne out."), remedy=upheld, code="objection-upheld")


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
        set_due(press, term_ends_on("temporary", clock.today()))


def _check_filing(press: Press, _record: Plain) -> None:
    if is_changed_since_recheck(press.dossier):
        raise NotReady(
            _("What the dossier says was changed after the second review."),
            remedy=_("Return the dossier, so that it is reviewed as it is now."),
            code="changed-since",
        )


CHECKS: dict[str, Check] = {
    "review": _check_papers,
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
