"""Sessions: beginning and ending them."""

from django.contrib import auth
from django.db import transaction
from django.http import HttpRequest

from niangjia.accounts.models import User
from niangjia.accounts.recording import record


@transaction.atomic
def sign_in(request: HttpRequest, user: User) -> None:
    """Begin a session for someone whose password was just checked."""
    auth.login(request, user)
    record("accounts.user.signed-in", user, by=user, username=user.username)


@transaction.atomic
def sign_out(request: HttpRequest) -> None:
    """End the session; nothing happens when there is none."""
    user = request.user
    if isinstance(user, User):
        record("accounts.user.signed-out", user, by=user, username=user.username)
    auth.logout(request)
