"""Wrong tries: counted before the answer is known, so that no number of them at once is more than the limit allows."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.contrib import auth
from django.db import transaction
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from niangjia.accounts import access
from niangjia.accounts.addresses import address_of
from niangjia.accounts.commands.users import system_user
from niangjia.accounts.models import SignInPolicy, SignInTries, TryKind, User
from niangjia.accounts.queries_of_sign_in import sign_in_policy
from niangjia.accounts.recording import record
from niangjia.kernel import clock
from niangjia.kernel.text import Text

ADDRESS_TIMES = 20
"""An address may fail this many times as often as a user name: a whole office may stand behind one."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One counted try: its number in the window, the number at which it locks, and whether it may be looked at."""

    row: SignInTries
    number: int
    limit: int
    is_allowed: bool


def key_of(kind: str, value: str) -> str:
    """What a name or address is counted under."""
    return salted_hmac("niangjia.accounts.tries", f"{kind}:{value}", algorithm="sha256").hexdigest()


def try_password(request: HttpRequest, username: str, password: str) -> User | None:
    """The user these belong to, or None: wrong, unknown, disabled, locked. The work is the same in each case.

    The try counts for the name and for the address before the password is looked at; a right one takes it back.
    """
    policy = sign_in_policy()
    known = User.objects.filter(username=username).first()
    with transaction.atomic():
        attempts = [
            _count(TryKind.ACCOUNT, username, policy, user=known),
            _count(TryKind.ADDRESS, address_of(request), policy),
        ]
    user = auth.authenticate(request, username=username, password=password)
    if not isinstance(user, User) or not all(attempt.is_allowed for attempt in attempts):
        for attempt in attempts:
            refuse_sign_in(attempt)
        return None
    _take_back(*attempts)
    return user


def try_factor(user: User, check: Callable[[], str]) -> str:
    """What `check` says (the kind of factor, "" for a wrong one), if tries are left; "" otherwise."""
    with transaction.atomic():
        attempt = _count(TryKind.FACTOR, str(user.pk), sign_in_policy(), user=user)
    kind = check() if attempt.is_allowed else ""
    if kind:
        _take_back(attempt)
    else:
        refuse_sign_in(attempt)
    return kind


def _count(kind: str, value: str, policy: SignInPolicy, *, user: User | None = None) -> Attempt:
    """Count a try under lock. Callers count several in one order: name, then address."""
    now = clock.now()
    limit = policy.lock_tries * (ADDRESS_TIMES if kind == TryKind.ADDRESS else 1)
    fresh = {"user": user, "began_at": now, "last_at": now}
    row, _made = SignInTries.objects.select_for_update().get_or_create(
        kind=kind, key=key_of(kind, value), defaults=fresh
    )
    is_locked = row.locked_until is not None and now < row.locked_until
    if not is_locked and (row.locked_until is not None or _is_past(row.began_at, now, policy)):
        row.tries, row.began_at, row.locked_until = 0, now, None
    row.tries, row.last_at, row.user = row.tries + 1, now, user
    if row.tries >= limit and row.locked_until is None:
        row.locked_until = now + policy.lock
    row.save()
    return Attempt(row, row.tries, limit, is_allowed=not is_locked)


def _is_past(began: datetime, now: datetime, policy: SignInPolicy) -> bool:
    return now - began >= policy.lock


@transaction.atomic
def _take_back(*attempts: Attempt) -> None:
    """A right answer: the row starts anew; an address keeps what others did from there."""
    for attempt in attempts:
        row = SignInTries.objects.select_for_update().filter(pk=attempt.row.pk).first()
        if row is None:
            continue
        if row.kind != TryKind.ADDRESS or row.tries <= 1:
            row.delete()
        else:
            row.tries -= 1
            row.locked_until = None if row.tries < attempt.limit else row.locked_until
            row.save()


@transaction.atomic
def refuse_sign_in(attempt: Attempt) -> None:
    """Record a wrong try: the first in a window, and the one that locks. Those between are a number in the table."""
    row, by = attempt.row, system_user()
    if attempt.number == 1 and row.kind != TryKind.ADDRESS:
        record("accounts.sign-in.refused", row, by=by, username=_whose(row), what=_what(row))
    if attempt.number == attempt.limit:
        record("accounts.sign-in.locked", row, by=by, username=_whose(row), what=_what(row), tries=attempt.number)


@transaction.atomic
def unlock_sign_in(user: User, *, by: User) -> bool:
    """Forget the wrong tries at someone's password and second factor. Returns whether there were any.

    Raises Forbidden for those who do not look after this user's sign-in.
    """
    access.require_sign_in(by, "manage-sign-ins", user)
    gone, _rows = SignInTries.objects.filter(user=user).delete()
    if gone:
        record("accounts.sign-in.unlocked", user, by=by, username=user.username)
    return bool(gone)


def forget_old_tries(policy: SignInPolicy) -> None:
    """Delete rows whose window has long passed."""
    now = clock.now()
    SignInTries.objects.filter(last_at__lt=now - 2 * policy.lock).exclude(locked_until__gt=now).delete()


def _whose(row: SignInTries) -> object:
    if row.user is not None:
        return row.user.username
    if row.kind == TryKind.ADDRESS:
        return Text("同一网络地址", "one network address")
    return Text("不存在的用户名", "a user name that does not exist")


def _what(row: SignInTries) -> Text:
    return Text("第二步验证", "second factor") if row.kind == TryKind.FACTOR else Text("密码", "password")
