"""What a household produces with a small loan: the plan, the money, help with it, and what came of it. Whole fen."""

import json
from hashlib import sha256

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.accounts.models import User
from niangjia.dossiers.models import Dossier
from niangjia.kernel.ids import new_id
from niangjia.kernel.text import Text
from niangjia.people.models import Person
from niangjia.plans.models import PlannedMeasure
from niangjia.privacy.fields import EncryptedTextField
from niangjia.training.catalogue import label


class ProjectState(models.TextChoices):
    """Where a project stands. Which act is done in which state stands in rights.toml."""

    PLANNED = "planned", pgettext_lazy("project", "Planned")
    LENDING = "lending", pgettext_lazy("project", "A second person is to release the loan")
    RUNNING = "running", pgettext_lazy("project", "Under way")
    SETTLING = "settling", pgettext_lazy("project", "A second person is to decide")
    REPAID = "repaid", pgettext_lazy("project", "Repaid")
    WRITTEN_OFF = "written-off", pgettext_lazy("project", "Written off")
    WITHDRAWN = "withdrawn", pgettext_lazy("project", "Given up before it began")


ENDED = (ProjectState.REPAID, ProjectState.WRITTEN_OFF, ProjectState.WITHDRAWN)


class ProjectEnd(models.TextChoices):
    """What is proposed for the loan, for a second person to decide; a loan that is rescheduled goes on."""

    REPAID = "repaid", pgettext_lazy("project", "Repaid: close it")
    RESCHEDULED = "rescheduled", pgettext_lazy("project", "Reschedule what is left")
    WRITTEN_OFF = "written-off", pgettext_lazy("project", "Write off what is left")


class Project(models.Model):
    """Household production of a person, with money lent or without (0). `next_on`: when somebody looks in again.

    `proposed_end` waits for a second person; `proposed_plan` are the instalments of a loan to be released, or of a
    rescheduling ([day, fen]). `lent_by` and `released_by` lent the money: nobody lends alone.
    `round` counts how often the instalments were set anew.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="projects")
    person = models.ForeignKey(Person, models.PROTECT, related_name="projects")
    measure = models.ForeignKey(PlannedMeasure, models.SET_NULL, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=20)
    plan = EncryptedTextField(mask="note")
    lender = models.CharField(max_length=20, blank=True, default="")
    lent_fen = models.PositiveBigIntegerField(default=0)
    state = models.CharField(max_length=12, choices=ProjectState.choices, default=ProjectState.PLANNED)
    round = models.PositiveSmallIntegerField(default=0)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    agreed_on = models.DateField()
    agreed_how = models.CharField(max_length=12)
    started_on = models.DateField(null=True)
    next_on = models.DateField(null=True)
    proposed_end = models.CharField(max_length=12, blank=True, default="", choices=ProjectEnd.choices)
    proposed_plan = models.JSONField(default=list)
    proposed_why = EncryptedTextField(mask="note")
    proposed_at = models.DateTimeField(null=True)
    proposed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    lent_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    released_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    ended_on = models.DateField(null=True)
    written_off_fen = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = _("household production")
        verbose_name_plural = _("household productions")
        indexes = [
            models.Index(fields=["dossier"], name="project_of_dossier"),
            models.Index(fields=["state", "next_on"], name="project_by_state"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(decided_by=None) | ~models.Q(decided_by=models.F("proposed_by")),
                name="loan_ends_by_two_people",
            ),
            models.CheckConstraint(
                condition=models.Q(released_by=None) | ~models.Q(released_by=models.F("lent_by")),
                name="loan_is_lent_by_two_people",
            ),
            models.CheckConstraint(
                condition=models.Q(written_off_fen__lte=models.F("lent_fen")), name="no_more_off_than_was_lent"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def proposal(self) -> str:
        """A mark of what waits for a second person, who sends it back with the decision: another proposal, or the same
        one made anew, has another.
        """
        when = self.proposed_at.isoformat() if self.proposed_at else ""
        told = [self.state, self.proposed_end, self.proposed_plan, self.lent_fen, self.lender, when]
        return sha256(json.dumps(told).encode()).hexdigest()[:32]

    @property
    def kind_label(self) -> Text:
        """What is produced, in words."""
        return label("productions", self.kind)

    @property
    def lender_label(self) -> Text:
        """Who lends, in words."""
        return label("lenders", self.lender)


class Instalment(models.Model):
    """What is to be paid back by a day, and what was. Those of an earlier `round` keep what was paid of them."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey(Project, models.CASCADE, related_name="instalments")
    round = models.PositiveSmallIntegerField(default=0)
    due_on = models.DateField()
    amount_fen = models.PositiveBigIntegerField()
    paid_fen = models.PositiveBigIntegerField(default=0)
    paid_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("instalment")
        verbose_name_plural = _("instalments")
        ordering = ["round", "due_on"]
        constraints = [
            models.UniqueConstraint(fields=["project", "round", "due_on"], name="one_instalment_a_day"),
            models.CheckConstraint(
                condition=models.Q(amount_fen__gte=1, paid_fen__lte=models.F("amount_fen")),
                name="no_more_paid_than_is_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.due_on} {self.amount_fen}"

    @property
    def left_fen(self) -> int:
        """What is still to be paid of it."""
        return self.amount_fen - self.paid_fen


class ProjectVisit(models.Model):
    """Somebody looked in: help with the work, what it brought since the last time, and what was lost."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey(Project, models.CASCADE, related_name="visits")
    on = models.DateField()
    with_technician = models.BooleanField(default=False)
    income_fen = models.PositiveBigIntegerField(default=0)
    loss_fen = models.PositiveBigIntegerField(default=0)
    words = EncryptedTextField(mask="note")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("look at household production")
        verbose_name_plural = _("looks at household production")
        ordering = ["-on", "-at"]
        constraints = [models.UniqueConstraint(fields=["project", "on", "by"], name="one_look_a_day_by_one")]

    def __str__(self) -> str:
        return f"{self.project_id} {self.on}"
