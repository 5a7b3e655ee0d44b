"""Every write to users, units and appointments."""

from datetime import date

from django.contrib import auth
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.http import HttpRequest

from niangjia.accounts.models import Appointment, Unit, User
from niangjia.accounts.recording import record

SYSTEM_USERNAME = "system"


def system_user() -> User:
    """The actor of the command line: it covers every unit and cannot sign in. Made on first use."""
    user, _made = User.objects.get_or_create(
        username=SYSTEM_USERNAME, defaults={"display_name": "系统", "is_system": True, "password": "!"}
    )
    return user


@transaction.atomic
def add_unit(*, name: str, kind: str, by: User, name_en: str = "", parent: Unit | None = None) -> Unit:
    """Put a unit into the tree, under `parent` or as its root."""
    values = {"name": name, "kind": kind, "name_en": name_en}
    if parent is None:
        unit: Unit = Unit.objects.add_root(values)
    else:
        unit = Unit.objects.add_child(parent, values)
    record("accounts.unit.added", unit, by=by, name=name)
    return unit


@transaction.atomic
def add_user(*, username: str, display_name: str, password: str, by: User) -> User:
    """Make someone who can sign in. Raises Django's ValidationError for a password that is too easy."""
    user = User(username=username, display_name=display_name)
    validate_password(password, user)
    user.set_password(password)
    user.save()
    record("accounts.user.added", user, by=by, username=username)
    return user


@transaction.atomic
def appoint_user(
    user: User, *, role: str, unit: Unit, starts_on: date, by: User, ends_on: date | None = None
) -> Appointment:
    """Give someone a role at a unit and below, for a period (last day included)."""
    appointment = Appointment.objects.create(user=user, unit=unit, role=role, starts_on=starts_on, ends_on=ends_on)
    record("accounts.user.appointed", user, by=by, username=user.username, role=role, unit_name=unit.name)
    return appointment


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
