"""Forgetting someone who has gone for good: the user of a worker whose dossier was deleted, and what was told of it."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import Q, TextField
from django.db.models.functions import Cast

from niangjia.accounts.commands.sessions import forget_sessions_of
from niangjia.accounts.models import (
    Appointment,
    Authenticator,
    Identity,
    Notice,
    Passkey,
    RecoveryCode,
    Role,
    SignInTries,
    User,
)
from niangjia.accounts.recording import record
from niangjia.kernel import clock
from niangjia.kernel.text import as_in_json

NOBODY = "…"


@transaction.atomic
def erase_user(user: User, *, by: User) -> bool:
    """Take names, factors, sessions and notices from the user of a worker; the empty row stays for the record's sake.

    Someone who holds or held any other role stays as they are. Whether it was done. Locks the user. The caller answers
    for the right to do so.
    """
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    roles = set(Appointment.objects.filter(user=user).values_list("role", flat=True))
    if user.is_system or roles - {Role.WORKER}:
        return False
    forget_sessions_of(user)
    for model in (Authenticator, Passkey, RecoveryCode, Identity, SignInTries):
        model._default_manager.filter(user=user).delete()  # noqa: SLF001 (Django's name)
    Notice.objects.filter(to=user).delete()
    today = clock.today()
    for appointment in Appointment.objects.filter(user=user):
        if appointment.ends_on is None or appointment.ends_on > today:
            appointment.ends_on = max(today, appointment.starts_on)
        appointment.document = appointment.end_reason = ""
        appointment.save(update_fields=["ends_on", "document", "end_reason"])
    user.username, user.display_name = f"gone-{user.pk.hex[:12]}-{user.pk.hex[-12:]}", NOBODY
    user.set_unusable_password()
    user.is_active, user.disabled_on, user.disabled_reason = False, today, ""
    user.last_login = user.password_changed_at = None
    user.save()
    record("accounts.user.erased", user, by=by, unit=user.unit)
    return True


def forget_notices(saying: Collection[str]) -> int:
    """Delete notices that lead to or speak of any of some ids and names. How many there were."""
    about = Q(pk__in=[])
    for each in filter(None, saying):
        about |= Q(address__contains=each)
        for form in as_in_json(each):
            about |= Q(said__contains=form)
    gone, _rows = Notice.objects.annotate(said=Cast("text", TextField())).filter(about).delete()
    return gone
