"""A measure of a plan: for whom, who sees to it, by when, with which sign of success; and what came of it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.accounts.models import Role, Unit, User
from niangjia.kernel.ids import new_id
from niangjia.people.models import Person
from niangjia.plans.models.plans import Plan
from niangjia.privacy.fields import EncryptedTextField


class MeasureState(models.TextChoices):
    """Where a measure stands."""

    PLANNED = "planned", pgettext_lazy("measure", "Planned")
    UNDER_WAY = "under-way", pgettext_lazy("measure", "Under way")
    REACHED = "reached", pgettext_lazy("measure", "Goal reached")
    NOT_REACHED = "not-reached", pgettext_lazy("measure", "Goal not reached")
    DROPPED = "dropped", pgettext_lazy("measure", "Dropped")


LIVE = (MeasureState.PLANNED, MeasureState.UNDER_WAY)
"""Somebody still has something to do."""


class GoalKind(models.TextChoices):
    """The sign by which everybody sees that it worked."""

    INCOME = "income", pgettext_lazy("goal", "Income a head a month above an amount")
    CERTIFICATE = "certificate", pgettext_lazy("goal", "Certificate obtained")
    WORK = "work", pgettext_lazy("goal", "In work for a number of months")
    INSURED = "insured", pgettext_lazy("goal", "Insured, or benefit received")
    SCHOOL = "school", pgettext_lazy("goal", "Enrolled, or graduated")
    DEBT = "debt", pgettext_lazy("goal", "Debt paid off")
    HOME = "home", pgettext_lazy("goal", "Home safe to live in")
    RECEIVED = "received", pgettext_lazy("goal", "Received, with receipt")
    WORDS = "words", pgettext_lazy("goal", "Something else, in words")


class PlannedMeasure(models.Model):
    """One measure for a household (person empty) or one member. `code` is of the catalogue, `causes` those it answers.

    `goal_value` is fen for an income, months for work, else empty; `amount_fen` is what is promised, if money is.
    One of user, role (at the dossier's unit or above) and unit sees to it. `thread` stays the same from version to
    version of the plan: `queries.standing_of` gives the row in force.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="measures")
    thread = models.UUIDField(default=new_id, editable=False, db_index=True)
    code = models.CharField(pgettext_lazy("plan", "measure"), max_length=40)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    causes = models.JSONField(default=list)
    state = models.CharField(max_length=12, choices=MeasureState.choices, default=MeasureState.PLANNED)
    responsible_user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    responsible_role = models.CharField(max_length=20, blank=True, default="", choices=Role.choices)
    responsible_unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    starts_on = models.DateField(_("begins on"))
    due_on = models.DateField(pgettext_lazy("measure", "to be reached by"))
    goal_kind = models.CharField(max_length=12, blank=True, default="", choices=GoalKind.choices)
    goal_value = models.PositiveBigIntegerField(null=True, blank=True)
    goal_words = EncryptedTextField(mask="note")
    amount_fen = models.PositiveBigIntegerField(null=True, blank=True)
    note = EncryptedTextField(mask="note")
    set_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    ended_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("planned measure")
        verbose_name_plural = _("planned measures")
        ordering = ["starts_on", "id"]
        indexes = [models.Index(fields=["state", "due_on"], name="measure_due")]
        constraints = [
            models.UniqueConstraint(fields=["plan", "thread"], name="measure_once_in_a_plan"),
            models.CheckConstraint(condition=Q(due_on__gte=F("starts_on")), name="measure_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(responsible_user=None, responsible_unit=None)
                | Q(responsible_user=None, responsible_role="")
                | Q(responsible_unit=None, responsible_role=""),
                name="measure_seen_to_by_one",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["planned", "under-way"], ended_on=None)
                | Q(state__in=["reached", "not-reached", "dropped"], ended_on__isnull=False),
                name="measure_ends_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.pk}"

    @property
    def has_sign(self) -> bool:
        """Whether everybody could see that the goal is reached."""
        if self.goal_kind in {GoalKind.INCOME, GoalKind.WORK}:
            return bool(self.goal_value)
        return bool(self.goal_kind) and (self.goal_kind != GoalKind.WORDS or bool(self.goal_words))

    @property
    def has_responsible(self) -> bool:
        """Whether anybody sees to it: no account that was closed, no unit that was."""
        if self.responsible_user:
            return self.responsible_user.is_active
        if self.responsible_unit:
            return self.responsible_unit.closed_on is None
        return bool(self.responsible_role)


class Progress(models.Model):
    """What was said of a measure on a day, and where it stands since. Never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    measure = models.ForeignKey(PlannedMeasure, models.CASCADE, related_name="progress")
    state = models.CharField(max_length=12, choices=MeasureState.choices)
    before = models.CharField(max_length=12, choices=MeasureState.choices)
    words = EncryptedTextField(mask="note")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("progress of a measure")
        verbose_name_plural = _("progress of measures")
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.measure_id} {self.state}"
