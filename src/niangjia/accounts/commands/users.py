"""Every write to users."""

from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from niangjia.accounts.models import User
from niangjia.accounts.recording import record

SYSTEM_USERNAME = "system"


def system_user() -> User:
    """The actor of the command line: it covers every unit and cannot sign in. Made on first use."""
    user, _made = User.objects.get_or_create(
        username=SYSTEM_USERNAME, defaults={"display_name": "系统", "is_system": True, "password": "!"}
    )
    return user


@transaction.atomic
def add_user(*, username: str, display_name: str, password: str, by: User) -> User:
    """Make someone who can sign in. Raises Django's ValidationError for a password that is too easy."""
    user = User(username=username, display_name=display_name)
    validate_password(password, user)
    user.set_password(password)
    user.save()
    record("accounts.user.added", user, by=by, username=username)
    return user
