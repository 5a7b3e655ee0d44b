"""What a sign-in takes, and the wrong tries at it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.models.users import User
from niangjia.kernel.ids import new_id


class SecondFactorFor(models.TextChoices):
    """Who has to have a second factor. Whoever has one is asked for it, whatever stands here."""

    PRIVILEGED = "privileged", _("Everyone who decides, pays, administers or counsels")
    ALL = "all", _("Everyone")
    OPTIONAL = "optional", _("Nobody has to (only for trying the program out)")


def _between(low: int, high: int) -> Any:
    return [MinValueValidator(low), MaxValueValidator(high)]


class SignInPolicy(models.Model):
    """The one row of settings of the sign-in. Without it the defaults hold."""

    ONLY = UUID("00000000-0000-7000-8000-000000000001")

    id = models.UUIDField(primary_key=True, default=ONLY, editable=False)
    second_factor = models.CharField(
        _("second factor"), max_length=12, choices=SecondFactorFor.choices, default=SecondFactorFor.PRIVILEGED
    )
    idle_minutes = models.PositiveSmallIntegerField(
        _("signed out after minutes without use"), default=15, validators=_between(1, 240)
    )
    absolute_hours = models.PositiveSmallIntegerField(
        _("signed out in any case after hours"), default=12, validators=_between(1, 24)
    )
    lock_tries = models.PositiveSmallIntegerField(_("wrong tries until locked"), default=5, validators=_between(3, 10))
    lock_minutes = models.PositiveSmallIntegerField(_("locked for minutes"), default=15, validators=_between(1, 1440))
    trusts_provider_factor = models.BooleanField(
        _("a second factor checked by the sign-in service of the bureau counts here too"), default=False
    )

    class Meta:
        verbose_name = _("sign-in policy")
        verbose_name_plural = _("sign-in policies")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(id="00000000-0000-7000-8000-000000000001"), name="sign_in_policy_is_one_row"
            )
        ]

    def __str__(self) -> str:
        return self.get_second_factor_display()

    @property
    def idle(self) -> timedelta:
        """How long a session may lie unused."""
        return timedelta(minutes=self.idle_minutes)

    @property
    def absolute(self) -> timedelta:
        """How long a session lasts at most."""
        return timedelta(hours=self.absolute_hours)

    @property
    def lock(self) -> timedelta:
        """How long wrong tries count, and how long a lock lasts."""
        return timedelta(minutes=self.lock_minutes)


class TryKind(models.TextChoices):
    """What wrong tries are counted for."""

    ACCOUNT = "account", _("user name")
    ADDRESS = "address", _("network address")
    FACTOR = "factor", _("second factor")


class SignInTries(models.Model):
    """Wrong tries within one window, for a user name, an address, or someone's second factor.

    `key` is a keyed digest: what was typed may be a password in the wrong field, and nobody needs to read it. `user` is
    set where the name is somebody's.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=8, choices=TryKind.choices)
    key = models.CharField(max_length=64)
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")
    tries = models.PositiveIntegerField(default=0)
    began_at = models.DateTimeField()
    last_at = models.DateTimeField(db_index=True)
    locked_until = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("wrong tries at signing in")
        verbose_name_plural = _("wrong tries at signing in")
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="sign_in_tries_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.tries}"
