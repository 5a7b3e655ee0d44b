"""Changes of the rule book: what people proposed, and what another person decided. Rule sets themselves are files."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.accounts.models import User
from niangjia.kernel.ids import new_id
from niangjia.kernel.text import Text
from niangjia.policies import amendments
from niangjia.policies.amendments import Amendment
from niangjia.policies.parameters import COUNTRY


class ChangeKind(models.TextChoices):
    """What a change does."""

    SET_VALUE = amendments.SET_VALUE, _("Set a value")
    CONFIRM_ROW = amendments.CONFIRM_ROW, _("Confirm a value")
    WITHDRAW_ROW = amendments.WITHDRAW_ROW, _("Withdraw a value")
    OPEN_DRAFT = amendments.OPEN_DRAFT, _("Open a draft")
    PUT_IN_FORCE = amendments.PUT_IN_FORCE, _("Put in force")
    RETIRE = amendments.RETIRE, _("Retire")


class ChangeState(models.TextChoices):
    """Where a change stands. Only approved ones count."""

    PROPOSED = "proposed", pgettext_lazy("change", "Waits for a decision")
    APPROVED = "approved", pgettext_lazy("change", "Approved")
    REJECTED = "rejected", pgettext_lazy("change", "Turned down")
    WITHDRAWN = "withdrawn", pgettext_lazy("change", "Withdrawn")


class Change(models.Model):
    """One change of one rule set. What it says is written once; only its state moves, from proposed to one of three.

    `value` is a whole number in the parameter's unit, or nine of them. `number` is given on approval, without gaps.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=16, choices=ChangeKind.choices)
    rule_set = models.CharField(max_length=40)
    parameter = models.CharField(max_length=60, blank=True, default="")
    region = models.CharField(max_length=6, default=COUNTRY)
    from_on = models.DateField(null=True, blank=True)
    value = models.JSONField(null=True, blank=True)
    base = models.CharField(max_length=40, blank=True, default="")
    base_number = models.PositiveIntegerField(default=0)
    title_zh = models.CharField(max_length=80, blank=True, default="")
    title_en = models.CharField(max_length=80, blank=True, default="")

    reason = models.CharField(max_length=500)
    document = models.CharField(max_length=200, blank=True, default="")
    page = models.CharField(max_length=40, blank=True, default="")
    is_confirmed = models.BooleanField(default=False)
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()

    state = models.CharField(max_length=10, choices=ChangeState.choices, default=ChangeState.PROPOSED)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True, default="")
    number = models.PositiveIntegerField(null=True, blank=True)

    WRITTEN_ON_DECISION: ClassVar[list[str]] = ["state", "decided_by", "decided_at", "note", "number"]
    """All that is ever written after a proposal was made."""

    class Meta:
        verbose_name = pgettext_lazy("rules", "change")
        verbose_name_plural = pgettext_lazy("rules", "changes")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="proposed", decided_by=None, decided_at=None)
                | Q(state__in=["approved", "rejected"], decided_by__isnull=False, decided_at__isnull=False)
                & ~Q(decided_by=F("proposed_by"))
                | Q(
                    state="withdrawn",
                    decided_by__isnull=False,
                    decided_by=F("proposed_by"),
                    decided_at__isnull=False,
                ),
                name="change_decided_by_another",
            ),
            models.CheckConstraint(
                condition=Q(state="approved", number__isnull=False, number__gte=1)
                | ~Q(state="approved") & Q(number=None),
                name="change_numbered_when_approved",
            ),
            models.CheckConstraint(
                condition=Q(kind="open-draft", from_on=None) | ~Q(kind="open-draft") & Q(from_on__isnull=False),
                name="change_has_a_first_day",
            ),
            models.UniqueConstraint(fields=["rule_set", "number"], name="change_number_given_once"),
        ]
        indexes = [
            models.Index(fields=["state", "-proposed_at"], name="change_by_state"),
            models.Index(fields=["rule_set", "parameter"], name="change_of_parameter"),
        ]

    def __str__(self) -> str:
        return f"{self.rule_set} {self.kind} {self.parameter}".strip()

    @property
    def amendment(self) -> Amendment:
        """What it says, for the rules."""
        return Amendment(
            kind=self.kind,
            rule_set=self.rule_set,
            parameter=self.parameter,
            region=self.region,
            from_on=self.from_on,
            value=tuple(self.value) if isinstance(self.value, list) else self.value,
            base=self.base,
            base_number=self.base_number,
            title=Text(self.title_zh, self.title_en),
            document=self.document,
            page=self.page,
            is_confirmed=self.is_confirmed,
            number=self.number or 0,
        )


class VersionCounter(models.Model):
    """The number of the last approved change of a rule set; its row is locked while the next one is decided."""

    rule_set = models.CharField(primary_key=True, max_length=40)
    last = models.PositiveIntegerField(default=0)
    latest = models.ForeignKey(Change, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("version counter")
        verbose_name_plural = _("version counters")

    def __str__(self) -> str:
        return f"{self.rule_set}: {self.last}"
