"""What every public notice rests on, before the filing and before an exit, how it is kept, and when it is over."""

from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from niangjia.dossiers.commands.stepping import Press, set_due, since_of
from niangjia.dossiers.deadlines import due_after, notice_may_end_on
from niangjia.dossiers.errors import NeedsAnother, NotReady
from niangjia.dossiers.models import LEAVING, Dossier, Objection, ObjectionOutcome, PublicNotice
from niangjia.dossiers.notice_fields import CATALOGUE, content_of
from niangjia.dossiers.queries_of_chain import latest_notice
from niangjia.dossiers.queries_of_notices import notice_settings
from niangjia.dossiers.queries_of_versions import is_changed_since
from niangjia.dossiers.step_records import NoticeRecord
from niangjia.kernel import clock
from niangjia.kernel.errors import InvalidInput, Message
from niangjia.kernel.text import in_both_languages
from niangjia.people.access import has_consent_throughout, require_consents
from niangjia.people.consent_texts import NOTICE

NOTICE_AHEAD = timedelta(days=30)
"""A notice is not written down longer than this before it hangs."""
POSTED = {"post-notice": "dossiers.notice.posted", "post-exit-notice": "dossiers.exit-notice.posted"}
"""The act of the record, and of the version, by which each notice was hung."""
LONGEST_NOTICE = timedelta(days=90)
"""A notice that is to hang longer than this, and longer than it has to, is a mistake in typing."""


def require_hangable(press: Press, record: NoticeRecord, earliest: date) -> None:
    """Raises ConsentMissing without the consent to publication, InvalidInput for a place that is none, days that are
    too early, too late, too few or too many, or fields that no notice shows.
    """
    require_consents(press.dossier.household, NOTICE)
    if not record.place.strip():
        raise InvalidInput(_("Say where the notice hangs."), code="not-clear")
    latest, begins = clock.today() + NOTICE_AHEAD, record.starts_on
    if not earliest <= begins <= latest:
        days = {"earliest": earliest.isoformat(), "latest": latest.isoformat(), "from": begins.isoformat()}
        told = _("This notice may begin from %(earliest)s until %(latest)s, and not on %(from)s.")
        raise InvalidInput(in_both_languages(told, **days), remedy=_("Check the day."), code="not-clear")
    least = notice_may_end_on(press.chain, begins, record.act)
    if record.ends_on is not None and record.ends_on < least:
        days = {"from": begins.isoformat(), "until": least.isoformat()}
        told = _("A notice from %(from)s on must hang until %(until)s at least.")
        raise InvalidInput(in_both_languages(told, **days), code="notice-too-short")
    if record.ends_on is not None and record.ends_on > max(least, begins + LONGEST_NOTICE):
        told = _("A notice hangs %(days)s days at most.")
        raise InvalidInput(
            in_both_languages(told, days=LONGEST_NOTICE.days), remedy=_("Check the day."), code="notice-too-long"
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


def require_notice_over(press: Press, *, after: Message, cut_short: Message, upheld: Message) -> None:
    """Raises NotReady while a notice hangs, when it was taken down or the worker took the consent back before it was
    over, while an objection to it is open, or when one was borne out (`after`, `cut_short`, `upheld`: what to do then);
    and NeedsAnother for whoever looked into one.
    """
    notice = latest_notice(press.dossier)
    if notice is not None and notice.removed_on is not None and notice.removed_on <= notice.ends_on:
        raise NotReady(_("The notice was taken down before its last day."), remedy=cut_short, code="notice-cut-short")
    if notice is not None and not _has_consent_throughout(notice):
        raise NotReady(
            _("The worker took back the consent to the notice before its last day: it may not have hung to the end."),
            remedy=cut_short,
            code="notice-cut-short",
        )
    if notice is None or notice.ends_on >= clock.today():
        until = notice.ends_on.isoformat() if notice else "—"
        told = in_both_languages(_("The notice hangs until %(until)s."), until=until)
        raise NotReady(told, remedy=after, code="notice-running")
    _require_as_posted(press, notice)
    require_objections_settled(press, notice, upheld=upheld)


def _require_as_posted(press: Press, notice: PublicNotice) -> None:
    """What hung is what is decided on: what it showed, and before a filing the category, are as they were."""
    if _shows_something_else(press.dossier, notice) or _has_another_category(press.dossier, notice):
        raise NotReady(
            _("What the dossier says is not what the notice showed any more."),
            remedy=_("Look at what was changed. If it is right, return the case, so that it is posted as it is now."),
            code="changed-since-notice",
        )


def _shows_something_else(dossier: Dossier, notice: PublicNotice) -> bool:
    if not is_changed_since(dossier, POSTED[notice.step.act]):
        return False  # a program with other words for the same says nothing new
    shown = [content_of(dossier, notice.fields, has_full_name=whole, on=notice.starts_on) for whole in (True, False)]
    return notice.shown not in shown


def _has_another_category(dossier: Dossier, notice: PublicNotice) -> bool:
    """Rules of a new year may decide otherwise on a dossier nobody changed. An exit rests on no category."""
    if dossier.state in LEAVING:
        return False
    then = dossier.decisions.filter(at__lte=notice.step.at).order_by("-at", "-id").first()
    return then is not None and then.outputs["category"] != dossier.category


def require_objections_settled(press: Press, notice: PublicNotice, *, upheld: Message) -> None:
    """Raises NotReady while an objection is open or was borne out, NeedsAnother for whoever looked into one."""
    # Of earlier notices for the same end, too: one that was cut short by a return leaves nobody's objection unheard.
    objections = Objection.objects.filter(notice__dossier=press.dossier, notice__step__act=notice.step.act)
    if objections.filter(handled_by=press.by).exists():
        raise NeedsAnother(_("You looked into an objection to this notice, so that someone else decides now."))
    if objections.filter(outcome="").exists():
        raise NotReady(
            _("An objection to the notice has not been handled."),
            remedy=_("Someone who proposed, reviewed and decided nothing of this looks into it first."),
            code="objection-open",
        )
    if notice.objections.filter(outcome=ObjectionOutcome.UPHELD).exists():
        raise NotReady(_("An objection to the notice was borne out."), remedy=upheld, code="objection-upheld")


def _has_consent_throughout(notice: PublicNotice) -> bool:
    """From the day it was begun here on: the consent was asked for then, and no page answered a day without it."""
    begun_on = max(notice.starts_on, notice.step.at.astimezone(clock.SHANGHAI).date())
    return has_consent_throughout(notice.dossier.worker, NOTICE, min(begun_on, notice.ends_on), notice.ends_on)
