"""Every write to users."""

from django.contrib.auth.password_validation import validate_password
from django.db import IntegrityError, transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from niangjia.accounts import access, rules
from niangjia.accounts.commands.notices import send_notice
from niangjia.accounts.commands.sessions import forget_sessions_of
from niangjia.accounts.models import Role, Unit, User
from niangjia.accounts.recording import record
from niangjia.accounts.watchers import nearest_holders
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict
from niangjia.kernel.text import in_both_languages

SYSTEM_USERNAME = "system"
USERNAME, DISPLAY_NAME, REASON = _("User name"), _("Name of a person"), _("Reason")
RESET = _("%(name)s set a new password for the user %(username)s. If nobody asked for it, tell your union at once.")


def system_user() -> User:
    """The actor of the command line: it covers every unit and cannot sign in. Made on first use."""
    user, _made = User.objects.get_or_create(
        username=SYSTEM_USERNAME, defaults={"display_name": "系统", "is_system": True, "password": "!"}
    )
    return user


@transaction.atomic
def add_user(
    *,
    username: str,
    display_name: str,
    password: str,
    by: User,
    unit: Unit | None = None,
    must_change_password: bool = False,
    hashed: str = "",
) -> User:
    """Make someone who can sign in; without an appointment they may do nothing.

    `hashed` is the password already hashed, where many share one (the demo). Raises Forbidden, InvalidInput, Conflict
    for a user name that is taken, and Django's ValidationError for a password that is too easy.
    """
    if unit is None:
        access.require(by, "set-up")
    else:
        access.require(by, "manage-users", unit)
    user = User(
        username=rules.clean(username, what=USERNAME, limit=40),
        display_name=rules.clean(display_name, what=DISPLAY_NAME, limit=40),
        unit=unit,
        must_change_password=must_change_password,
    )
    validate_password(password, user)
    if hashed:
        user.password = hashed
    else:
        user.set_password(password)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(
            format_lazy(_("The user name {name} is taken."), name=user.username),
            remedy=_("Choose another."),
            code="username-taken",
        ) from error
    if unit is not None:
        access.require_open(unit)
    record("accounts.user.added", user, by=by, unit=unit, username=user.username)
    return user


@transaction.atomic
def reset_password(user: User, *, password: str, by: User) -> User:
    """Give someone a password that opens one sign-in and must then be changed; sessions that are open end.

    The user and the security administrators are told: whoever sets a password could sign in with it first.

    Raises Forbidden, and Django's ValidationError for a password that is too easy. Locks the user.
    """
    access.require_sign_in(by, "reset-password", user)
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    validate_password(password, user)
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    record("accounts.password.reset", user, by=by, unit=user.unit, username=user.username)
    held = Unit.objects.filter(appointments__in=user.appointments.in_force(clock.today())).distinct()
    units = dict.fromkeys([*held, *([user.unit] if user.unit else [])])
    told = [each for unit in units for each in nearest_holders(unit, [Role.SECURITY_ADMINISTRATOR], besides=by)]
    send_notice([user, *told], text=in_both_languages(RESET, name=str(by), username=user.username), by=by)
    return user


@transaction.atomic
def disable_user(user: User, *, reason: str, by: User) -> User:
    """Shut someone out from the next request on. Appointments stay and give nothing meanwhile. Locks the user.

    Raises Forbidden (oneself too), InvalidInput without a reason, Conflict when they are shut out already.
    """
    access.require_sign_in(by, "disable-users", user)
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if not user.is_active:
        raise Conflict(format_lazy(_("{user} is disabled already."), user=user), code="disabled")
    user.is_active, user.disabled_on = False, clock.today()
    user.disabled_reason = rules.reason_about(reason, user.display_name, what=REASON, limit=200)
    user.save(update_fields=["is_active", "disabled_on", "disabled_reason"])
    forget_sessions_of(user)  # else they would go on once the person is enabled again
    record("accounts.user.disabled", user, by=by, unit=user.unit, username=user.username, reason=user.disabled_reason)
    return user


@transaction.atomic
def enable_user(user: User, *, reason: str, by: User) -> User:
    """Let someone in again, with the appointments that are in force. Locks the user.

    Raises Forbidden, InvalidInput without a reason, Conflict when they are not shut out.
    """
    access.require_sign_in(by, "disable-users", user)
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if user.is_active:
        raise Conflict(format_lazy(_("{user} is not disabled."), user=user), code="enabled")
    reason = rules.reason_about(reason, user.display_name, what=REASON, limit=200)
    user.is_active, user.disabled_on, user.disabled_reason = True, None, ""
    user.save(update_fields=["is_active", "disabled_on", "disabled_reason"])
    record("accounts.user.enabled", user, by=by, unit=user.unit, username=user.username, reason=reason)
    return user
