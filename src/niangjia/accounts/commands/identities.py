"""Whose name with a sign-in service is whose here."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from niangjia.accounts import access
from niangjia.accounts.commands.notices import send_notice
from niangjia.accounts.models import Identity, User
from niangjia.accounts.recording import record
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, Forbidden
from niangjia.kernel.text import in_both_languages

LINKED = _(
    "%(name)s linked an account (%(service)s) that signs in as you. If it is not yours, remove it under “My sign-in” "
    "and tell your union."
)


@transaction.atomic
def link_identity(user: User, *, provider: str, subject: str, by: User) -> Identity:
    """Let a name with a service sign this user in; who did not do it themselves is told.

    Raises Conflict when it is somebody's, or the user has another; Forbidden for an administrator who is not `by`.
    """
    is_own = by.pk == user.pk
    if not is_own:
        access.require_sign_in(by, "manage-sign-ins", user)
        if access.administers(user) and not by.is_system:
            raise Forbidden(_("Administrators link their own accounts: else one could sign in as another."))
    try:
        with transaction.atomic():
            identity: Identity = Identity.objects.create(
                user=user, provider=provider, subject=subject, linked_at=clock.now()
            )
    except IntegrityError as error:
        raise Conflict(
            _("This account is linked to a user already, or the user has another one there."),
            remedy=_("Remove the old link first."),
        ) from error
    record("accounts.identity.linked", user, by=by, username=user.username, provider=provider)
    if not is_own:
        send_notice([user], text=in_both_languages(LINKED, name=str(by), service=provider), by=by)
    return identity


@transaction.atomic
def unlink_identity(identity: Identity, *, by: User) -> None:
    """A name with a service signs the user in no longer. Raises Forbidden where it is not one's own, nor one's duty."""
    if by.pk != identity.user_id:
        access.require_sign_in(by, "manage-sign-ins", identity.user)
    gone, _rows = Identity.objects.filter(pk=identity.pk).delete()
    if gone:
        user = identity.user
        record("accounts.identity.unlinked", user, by=by, username=user.username, provider=identity.provider)
