"""Sessions: forgetting them."""

from django.contrib import auth
from django.db import transaction
from django.http import HttpRequest

from niangjia.accounts import access
from niangjia.accounts.models import Session, User
from niangjia.accounts.recording import record
from niangjia.kernel import clock


def forget_session(key: str) -> None:
    """Delete the row of a session by the digest of its key; nothing happens when it is gone."""
    Session.objects.filter(session_key=key).delete()


def forget_sessions_of(user: User, *, but: str = "") -> int:
    """Delete every session of someone, except the one with this digest. Returns how many there were."""
    gone, _rows = Session.objects.filter(user=user).exclude(session_key=but).delete()
    return gone


def forget_old_sessions() -> None:
    """Delete the rows of sessions that are over anyway."""
    Session.objects.filter(expire_date__lt=clock.now()).delete()


@transaction.atomic
def expire_session(request: HttpRequest, user: User, *, why: str) -> None:
    """End a session that lay unused (`idle`) or lasted too long (`absolute`)."""
    record("accounts.session.expired", user, by=user, username=user.username, why=why)
    auth.logout(request)


@transaction.atomic
def end_session(user: User, key: str, *, by: User) -> None:
    """End one of someone's sessions, named by the digest of its key; nothing happens when it is gone.

    Raises Forbidden where it is neither one's own nor one's duty.
    """
    if by.pk != user.pk:
        access.require_sign_in(by, "manage-sign-ins", user)
    session = Session.objects.filter(user=user, session_key=key).first()
    if session is not None:
        forget_session(key)
        record("accounts.session.ended", user, by=by, username=user.username, device=session.device)


@transaction.atomic
def end_other_sessions(user: User, *, but: str, by: User) -> int:
    """End every session of someone but one. Returns how many; nothing is recorded for none."""
    count = forget_sessions_of(user, but=but)
    if count:
        record("accounts.sessions.ended", user, by=by, username=user.username, count=count)
    return count
