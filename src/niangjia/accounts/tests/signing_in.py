"""Signing in without the pages: for tests and measurements, of every app."""

from django.test import Client

from niangjia.accounts.marks import MARKS
from niangjia.accounts.models import User
from niangjia.kernel import clock

force_login = Client.force_login
"""Django's own, whatever the tests put in its place."""


def sign_in_whole(client: Client, user: User, backend: str | None = None) -> None:
    """As if every step of a sign-in, a second factor included, had been done in this browser just now."""
    force_login(client, user, backend)
    session = client.session
    now = clock.now().isoformat()
    session[MARKS] = {"began": now, "seen": now, "again": now, "factor": "test", "device": ""}
    session.save()
