"""Reads of the sign-in."""

from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet

from niangjia.accounts.models import Authenticator, Passkey, Session, SignInPolicy, SignInTries, TryKind, User
from niangjia.kernel import clock


def sign_in_policy() -> SignInPolicy:
    """The settings of the sign-in in force: the one row, or the defaults."""
    return SignInPolicy.objects.first() or SignInPolicy()


def has_factor(user: User) -> bool:
    """Whether someone has a code app or a passkey. Recovery codes alone are none: they only stand in for one."""
    return Authenticator.objects.filter(user=user).exists() or Passkey.objects.filter(user=user).exists()


def live_sessions(user: User) -> "QuerySet[Session]":
    """Where someone is signed in, last used first."""
    return Session.objects.filter(user=user, expire_date__gt=clock.now()).order_by("-seen_at")


def with_sign_in(users: "QuerySet[User]") -> "QuerySet[Any]":
    """Users with what the list of sign-ins shows: `has_app`, `passkey_count`, `is_locked`; those locked come first."""
    locked = SignInTries.objects.filter(
        user=OuterRef("pk"), locked_until__gt=clock.now(), kind__in=[TryKind.ACCOUNT, TryKind.FACTOR]
    )
    return users.annotate(
        has_app=Exists(Authenticator.objects.filter(user=OuterRef("pk"))),
        passkey_count=Count("passkeys", distinct=True),
        is_locked=Exists(locked),
    ).order_by("-is_locked", "username")
