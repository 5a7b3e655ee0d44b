"""How someone is told outside the program."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.models import User
from niangjia.audit.commands import record as audit
from niangjia.delivery import access, mail
from niangjia.delivery.commands.trying import order_test
from niangjia.delivery.models import Channels, How, Language, Message
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, InvalidInput
from niangjia.kernel.text import in_both_languages


@transaction.atomic
def change_channels(*, email: str, how: str, language: str, by: User) -> Channels:
    """Choose how oneself is told. Locks one's row; the same again changes nothing. "" as address: by no e-mail.

    Raises Forbidden, InvalidInput for an address that is none, or a choice that does not exist.
    """
    access.require_choice(by)
    email = email.strip()
    if how not in How.values or language not in Language.values:
        raise InvalidInput(_("Choose one of the ways."))
    try:
        if email:
            validate_email(email)
    except ValidationError:
        raise InvalidInput(_("This is not an e-mail address."), remedy=_("It looks like name@example.cn.")) from None
    kept = Channels.objects.select_for_update().filter(user=by).first()
    if kept and (kept.email.reveal() if kept.email else "", kept.email_how, kept.language) == (email, how, language):
        return kept
    kept, _is_new = Channels.objects.update_or_create(
        user=by, defaults={"email": email, "email_how": how, "language": language, "changed_at": clock.now()}
    )
    label = in_both_languages(How(how if email else How.OFF).label)
    audit("delivery.channels.changed", by, by=by, unit=by.unit, username=by.username, how=label)
    return kept


@transaction.atomic
def try_channels(*, by: User) -> Message:
    """Order an e-mail to oneself. Raises Forbidden, Conflict without an address, a mail server, or too often."""
    access.require_choice(by)
    kept = Channels.objects.filter(user=by).first()
    if kept is None or not kept.email:
        raise Conflict(_("There is no address to write to."), remedy=_("Give your e-mail address and save it."))
    if not mail.is_set_up():
        raise Conflict(
            _("This installation sends no e-mails."), remedy=_("Ask those who run it to set up the mail server.")
        )
    message = order_test(user=by)
    audit("delivery.channels.tried", by, by=by, unit=by.unit, username=by.username)
    return message
