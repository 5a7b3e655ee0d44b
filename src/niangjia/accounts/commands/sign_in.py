"""Beginning and ending a session, and one's own password."""

from django.contrib import auth
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from niangjia.accounts import access, marks
from niangjia.accounts.commands.sessions import forget_old_sessions, forget_sessions_of
from niangjia.accounts.commands.tries import forget_old_tries
from niangjia.accounts.models import SecondFactorFor, SignInPolicy, User
from niangjia.accounts.queries_of_sign_in import has_factor, sign_in_policy
from niangjia.accounts.recording import record
from niangjia.kernel import clock
from niangjia.kernel.errors import Forbidden

BACKEND = "django.contrib.auth.backends.ModelBackend"


@transaction.atomic
def sign_in(request: HttpRequest, user: User, *, via: str = "password", factor: str = "") -> None:
    """Begin a session for someone who has just been recognised, under a new key.

    `factor` is the second factor that came along (a passkey, or one that the bureau's sign-in service has checked).
    Without one, and if there is one to ask for, the session opens nothing yet, and the act waits for
    `pass_second_factor`.
    """
    forget_old_sessions()
    forget_old_tries(sign_in_policy())
    auth.login(request, user, backend=BACKEND)
    asks = not factor and has_factor(user)
    marks.begin(request, factor=factor or (marks.ASKED if asks else marks.NONE))
    if not asks:
        record("accounts.user.signed-in", user, by=user, username=user.username, via=via)


@transaction.atomic
def pass_second_factor(request: HttpRequest, user: User, *, kind: str) -> None:
    """Complete a sign-in with the second factor that was just checked; the session gets a new key."""
    request.session.cycle_key()
    marks.put(request.session, factor=kind)
    marks.asked_again(request.session)
    record("accounts.second-factor.passed", user, by=user, username=user.username, kind=kind)


@transaction.atomic
def sign_out(request: HttpRequest, user: User | None) -> None:
    """End the session; nothing happens when there is none."""
    if user is not None:
        record("accounts.user.signed-out", user, by=user, username=user.username)
    auth.logout(request)


@transaction.atomic
def change_password(request: HttpRequest, user: User, password: str) -> None:
    """Give oneself a new password; every other session of the user ends, this one goes on under a new key.

    The caller has had the old one checked. Raises Django's ValidationError for a password that is too easy.
    """
    locked = User.objects.select_for_update().get(pk=user.pk)
    validate_password(password, locked)
    locked.set_password(password)
    locked.password_changed_at = clock.now()
    locked.must_change_password = False
    locked.save()
    request.session.cycle_key()
    request.session[auth.HASH_SESSION_KEY] = locked.get_session_auth_hash()  # halfway, request.user is nobody
    marks.asked_again(request.session)
    forget_sessions_of(locked, but=_own_key(request))
    record("accounts.password.changed", locked, by=locked, username=locked.username)


@transaction.atomic
def change_sign_in_policy(policy: SignInPolicy, *, by: User) -> None:
    """Put new settings of the sign-in in force, for sessions that are open too. Nothing happens when none differs.

    Raises Forbidden for those who do not set them, and for everyone who would let privileged roles go without a second
    factor: only the demo bureau does that, as it is made.
    """
    access.require_somewhere(by, "sign-in-policy")
    before = SignInPolicy.objects.select_for_update().first() or SignInPolicy()
    names = [field.name for field in SignInPolicy._meta.fields if not field.primary_key]  # noqa: SLF001 (public in Django)
    changed = {name: getattr(policy, name) for name in names if getattr(policy, name) != getattr(before, name)}
    if changed.get("second_factor") == SecondFactorFor.OPTIONAL and not by.is_system:
        raise Forbidden(
            _("Those who decide, pay, administer or counsel need a second factor."),
            remedy=_("Choose who else has to have one."),
        )
    if changed:
        row, _made = SignInPolicy.objects.update_or_create(pk=SignInPolicy.ONLY, defaults=changed)
        told = ", ".join(f"{name} = {value}" for name, value in changed.items())
        record("accounts.sign-in-policy.changed", row, by=by, changes=told)


def _own_key(request: HttpRequest) -> str:
    from niangjia.accounts.sessions import kept  # the engine stands above the commands it uses

    return kept(request.session.session_key)
