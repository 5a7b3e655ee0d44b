"""Signing in without the pages: for tests and measurements, of every app."""

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.test import Client

from niangjia.accounts.marks import MARKS
from niangjia.accounts.models import User
from niangjia.accounts.sessions import SessionStore
from niangjia.kernel import clock

force_login = Client.force_login
"""Django's own, whatever the tests put in its place."""


def sign_in_whole(client: Client, user: User, backend: str = settings.AUTHENTICATION_BACKENDS[0]) -> None:
    """As if every step of a sign-in, a second factor included, had been done in this browser just now."""
    now = clock.now().isoformat()
    session = SessionStore()
    session.update({SESSION_KEY: str(user.pk), BACKEND_SESSION_KEY: backend})
    session.update({HASH_SESSION_KEY: user.get_session_auth_hash()})
    session[MARKS] = {"began": now, "seen": now, "again": now, "factor": "test", "device": ""}
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key or ""
