"""What an exit rests on and what comes after it: the income of single months, and follow-ups by a schedule."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.accounts.models import User
from niangjia.dossiers.models.chain import Step
from niangjia.dossiers.models.dossiers import Dossier
from niangjia.kernel.ids import new_id
from niangjia.privacy.fields import EncryptedTextField


class IncomeSource(models.TextChoices):
    """What the income of a month was seen from."""

    PAYSLIP = "payslip", pgettext_lazy("income source", "Payslip")
    BANK = "bank", pgettext_lazy("income source", "Bank statement")
    EMPLOYER = "employer", pgettext_lazy("income source", "Confirmed by the employer")
    VISIT = "visit", pgettext_lazy("income source", "Reckoned together at a visit")
    STATED = "stated", pgettext_lazy("income source", "As the family told it")


class IncomeCheck(models.Model):
    """The net income a head of a household in one month, as a clerk confirmed it. `month` is the first day of it.

    Stated again, the earlier row stays and gets the instant it was replaced. Of a month one row is in force.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="income_checks")
    month = models.DateField(_("month"))
    net_per_head_fen = models.BigIntegerField(_("net income a head"))
    source = models.CharField(_("seen from"), max_length=12, choices=IncomeSource.choices)
    note = EncryptedTextField(_("remarks"), mask="note")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("income of a month")
        verbose_name_plural = _("incomes of months")
        ordering = ["month", "at"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "month"], condition=models.Q(replaced_at=None), name="income_of_a_month_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class FollowUpHow(models.TextChoices):
    """How somebody asked after a household."""

    VISIT = "visit", pgettext_lazy("follow-up", "Visit")
    CALL = "call", pgettext_lazy("follow-up", "Telephone call")


class Finding(models.TextChoices):
    """How a household was found."""

    WELL = "well", pgettext_lazy("follow-up", "Getting on well")
    AT_RISK = "at-risk", pgettext_lazy("follow-up", "Needs an eye kept on it")
    TROUBLE = "trouble", pgettext_lazy("follow-up", "In trouble again")


class FollowUp(models.Model):
    """One follow-up of a household that is watched: due on a day, and once done what was found, with its step.

    One that nobody had planned is due on the day it was done. Those still open go when the watch is over.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="follow_ups")
    due_on = models.DateField(_("due on"))
    done_on = models.DateField(_("done on"), null=True, blank=True)
    how = models.CharField(_("how"), max_length=8, blank=True, choices=FollowUpHow.choices)
    finding = models.CharField(_("finding"), max_length=8, blank=True, choices=Finding.choices)
    words = EncryptedTextField(_("what was found"), mask="note")
    step = models.OneToOneField(Step, models.CASCADE, null=True, blank=True, related_name="follow_up")

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(done_on=None, how="", finding="", step=None)
                | models.Q(done_on__isnull=False, step__isnull=False) & ~models.Q(how="") & ~models.Q(finding=""),
                name="follow_up_done_by_a_step",
            )
        ]
        indexes = [models.Index(fields=["done_on", "due_on"], name="follow_up_due")]

    def __str__(self) -> str:
        return f"{self.due_on:%Y-%m-%d}"
