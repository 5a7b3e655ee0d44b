"""Public notices on paper and as pages that anyone may open; and what an installation shows in them."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.models import Unit, User
from niangjia.audit.commands import record as audit
from niangjia.dossiers import access
from niangjia.dossiers.errors import StepTaken
from niangjia.dossiers.models import NoticeSettings, PublicNotice
from niangjia.dossiers.notice_access import standing_of_notice
from niangjia.dossiers.notice_fields import CATALOGUE
from niangjia.dossiers.notice_sheet import notice_sheet
from niangjia.dossiers.queries_of_notices import hanging_in, notice_settings
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, InvalidInput
from niangjia.kernel.text import in_both_languages, unseen_in

LONGEST = {"contact": 80, "phone": 40, "reason": 200}


def print_notice(notice: PublicNotice, *, address: str, by: User) -> bytes:
    """One notice as a PDF in the reader's language, with the QR code of its page at an address ("": without).

    Raises Conflict for one that may not hang (any more), Forbidden. Typeset outside the transaction of the record.
    """
    dossier = notice.dossier
    access.require(by, "print-notice", dossier.unit)
    if notice.removed_on is not None or not standing_of_notice(notice).is_open:
        raise Conflict(
            _("This notice does not hang any more, so that it is not printed."),
            remedy=_("If the dossier goes on, a new notice is begun."),
            code="notice-over",
        )
    if not notice.shown:
        raise _made_by_hand()
    sheet = notice_sheet([notice], dossier.unit, notice_settings(), address=address)
    with transaction.atomic():
        audit("dossiers.notice.printed", dossier, by=by, unit=dossier.unit, number=dossier.number)
    return sheet


def print_notices(unit: Unit, *, by: User) -> bytes:
    """All notices that may hang in a unit and those below it as one PDF: the ones that are over are left out.

    Raises Conflict when there is none, Forbidden.
    """
    access.require(by, "print-notice", unit)
    rows = hanging_in(access.where_may(by, "print-notice"), clock.today(), unit=unit)
    notices = [row.notice for row in rows if row.is_open and row.notice.shown]
    if not notices:
        raise Conflict(in_both_languages(_("No notice hangs at %(unit)s."), unit=unit.title), code="no-notice-hangs")
    sheet = notice_sheet(notices, unit, notice_settings())
    with transaction.atomic():
        for each in notices:
            dossier = each.dossier
            audit("dossiers.notice.printed", dossier, by=by, unit=dossier.unit, number=dossier.number)
    return sheet


@transaction.atomic
def configure_notices(
    *,
    fields: Collection[str],
    has_full_name: bool,
    has_page: bool,
    contact: str,
    phone: str,
    reason: str,
    by: User,
    seen: str = "",
) -> NoticeSettings:
    """Set what notices to come show; whom to turn to holds for those that hang already, too. Earlier settings stay.

    `seen` is the id of the settings that the page showed ("" for none). Raises InvalidInput for a field the law does
    not allow or one that is not known, or without a reason; StepTaken when others changed it meanwhile; Forbidden.
    """
    access.require_somewhere(by, "configure-notices")
    texts = _texts(contact=contact, phone=phone, reason=reason)
    try:
        chosen = CATALOGUE.chosen(fields)
    except LookupError as error:
        raise InvalidInput(
            _("A notice may not show this."), remedy=", ".join(sorted(fields)), code="unknown-field"
        ) from error
    # The root is locked: the first settings have no row of their own yet.
    list(Unit.objects.select_for_update(no_key=True).filter(depth=1).order_by("path")[:1])
    known = notice_settings()
    wanted = (chosen, has_full_name, has_page, texts["contact"], texts["phone"])
    if (known.fields, known.has_full_name, known.has_page, known.contact, known.phone) == wanted:
        return known
    if ("" if known.is_as_shipped else str(known.pk)) != seen:
        raise StepTaken(
            in_both_languages(
                _("Meanwhile %(name)s changed this."), name="—" if known.is_as_shipped else str(known.by)
            ),
            remedy=_("Look at it as it is now before you go on. What you typed is kept."),
        )
    settings = NoticeSettings.objects.create(
        fields=chosen, has_full_name=has_full_name, has_page=has_page, by=by, at=clock.now(), **texts
    )
    audit("dossiers.notices.configured", settings, by=by, reason=settings.reason)
    return settings


def _texts(**given: str) -> dict[str, str]:
    texts = {name: text.strip() for name, text in given.items()}
    for name, text in texts.items():
        if len(text) > LONGEST[name] or unseen_in(text):
            raise InvalidInput(_("Say it shorter, on one line."), remedy=text[:20], code="too-long")
    if not texts["reason"]:
        raise InvalidInput(_("Say why it is changed."), code="reason-missing")
    return texts


def _made_by_hand() -> Conflict:
    return Conflict(
        _("This notice was written by hand, before notices were made here."),
        remedy=_("The next one is made here."),
        code="notice-by-hand",
    )
