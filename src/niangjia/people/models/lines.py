"""What a household earns, spends and owns, line by line. Amounts are whole fen and cover the period they name."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.kernel.ids import new_id
from niangjia.people.models.households import Household
from niangjia.people.models.persons import Person


class IncomeKind(models.TextChoices):
    """The kinds of income the rule book tells apart."""

    WAGE = "wage", _("Wage")
    BUSINESS = "business", _("Business")
    PENSION = "pension", _("Pension")
    RESIDENT_PENSION = "resident-pension", _("Resident basic pension")
    OTHER = "other", pgettext_lazy("income", "Other")
    SHARED = "shared", _("Non-wage income of the household")
    UNION_AID = "union-aid", _("Union aid")
    GOVERNMENT_AID = "government-aid", _("Government aid")


AID_KINDS = frozenset({IncomeKind.UNION_AID, IncomeKind.GOVERNMENT_AID})
HOUSEHOLD_KINDS = AID_KINDS | {IncomeKind.SHARED}
"""Income of no one member. A line of 0 states that there was none."""


class SpendingKind(models.TextChoices):
    """The kinds of unavoidable spending."""

    MEDICAL = "medical", _("Medical, self-paid")
    TUITION = "tuition", _("Tuition and lodging")
    REHABILITATION = "rehabilitation", _("Disability rehabilitation")


class AssetKind(models.TextChoices):
    """What a household owns, as far as the rules ask."""

    SAVINGS = "savings", _("Deposits and securities")
    DWELLING = "dwelling", _("Dwelling")
    COMMERCIAL_PROPERTY = "commercial-property", _("Commercial property")
    VEHICLE = "vehicle", _("Vehicle not for hire")
    BUSINESS = "business", _("Registered business")


class PeriodLine(models.Model):
    """An amount of a person, or of the household as a whole, over a period (both days included)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    household = models.ForeignKey(Household, models.CASCADE, related_name="%(class)ss")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="%(class)ss")
    amount_fen = models.BigIntegerField(_("amount"))
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("to"))

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(condition=models.Q(from_on__lte=models.F("to_on")), name="%(class)s_period_in_order")
        ]

    def __str__(self) -> str:
        return f"{self.amount_fen} fen {self.from_on:%Y-%m-%d}..{self.to_on:%Y-%m-%d}"


class IncomeLine(PeriodLine):
    """Income of one kind in a period."""

    kind = models.CharField(pgettext_lazy("line", "kind"), max_length=20, choices=IncomeKind.choices)

    class Meta(PeriodLine.Meta):
        verbose_name = _("income line")
        verbose_name_plural = _("income lines")
        constraints = [
            *PeriodLine.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(amount_fen__gte=0) | models.Q(kind=IncomeKind.BUSINESS),
                name="incomeline_negative_only_from_business",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=sorted(HOUSEHOLD_KINDS), person=None)
                | (~models.Q(kind__in=sorted(HOUSEHOLD_KINDS)) & ~models.Q(person=None)),
                name="incomeline_person_fits_kind",
            ),
        ]


class SpendingLine(PeriodLine):
    """Unavoidable spending of one kind in a period."""

    kind = models.CharField(pgettext_lazy("line", "kind"), max_length=20, choices=SpendingKind.choices)

    class Meta(PeriodLine.Meta):
        verbose_name = _("spending line")
        verbose_name_plural = _("spending lines")
        constraints = [
            *PeriodLine.Meta.constraints,
            models.CheckConstraint(condition=models.Q(amount_fen__gte=0), name="spendingline_not_negative"),
            models.CheckConstraint(condition=~models.Q(person=None), name="spendingline_has_a_person"),
        ]


class AssetLine(models.Model):
    """Something owned: how many, and their value if known. Quantity 0: there is none. No line: not asked yet."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    household = models.ForeignKey(Household, models.CASCADE, related_name="assetlines")
    kind = models.CharField(pgettext_lazy("line", "kind"), max_length=24, choices=AssetKind.choices)
    quantity = models.PositiveSmallIntegerField(_("number"), default=1)
    value_fen = models.BigIntegerField(_("value"), null=True, blank=True)

    class Meta:
        verbose_name = _("asset line")
        verbose_name_plural = _("asset lines")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(value_fen=None) | models.Q(value_fen__gte=0), name="assetline_value_not_negative"
            ),
            models.UniqueConstraint(fields=["household", "kind"], name="assetline_one_of_a_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} x {self.quantity}"


class HardshipEvent(models.Model):
    """A disaster, accident or sudden illness: its cost, and what insurance and others paid. The day may be unknown."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    household = models.ForeignKey(Household, models.CASCADE, related_name="events")
    happened_on = models.DateField(_("day"), null=True, blank=True)
    cost_fen = models.BigIntegerField(_("loss or cost"))
    compensation_fen = models.BigIntegerField(_("compensation received"), default=0)

    class Meta:
        verbose_name = _("hardship event")
        verbose_name_plural = _("hardship events")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(cost_fen__gte=0, compensation_fen__gte=0), name="event_amounts_not_negative"
            )
        ]

    def __str__(self) -> str:
        return f"{self.cost_fen} fen"
