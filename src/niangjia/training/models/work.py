"""Vacancies, placements, and whether people are still there. Amounts are whole fen a month."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.accounts.models import Unit, User
from niangjia.dossiers.models import Dossier
from niangjia.kernel.ids import new_id
from niangjia.kernel.text import Text
from niangjia.people import codes
from niangjia.people.models import Person
from niangjia.plans.models import PlannedMeasure
from niangjia.privacy.fields import EncryptedTextField
from niangjia.training.catalogue import label
from niangjia.training.models.courses import Enrolment


class VacancyKind(models.TextChoices):
    """What kind of post."""

    JOB = "job", pgettext_lazy("vacancy", "Job")
    PUBLIC_WELFARE = "public-welfare", pgettext_lazy("vacancy", "Public-welfare post")


class VacancyState(models.TextChoices):
    """Where a vacancy stands."""

    OPEN = "open", pgettext_lazy("vacancy", "Open")
    CLOSED = "closed", pgettext_lazy("vacancy", "Closed")


class Vacancy(models.Model):
    """So many posts with an employer. `at`: the unit at which the work is, if it is at one of ours; `region`: the
    division it is in; `is_at_home`: the work comes to the person. `level` 5 to 1 is the certificate asked for, 0 none.
    `asks`: what it asks of the body, codes of abilities.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="vacancies")
    kind = models.CharField(max_length=16, choices=VacancyKind.choices)
    title = models.CharField(pgettext_lazy("vacancy", "title"), max_length=60)
    employer = models.CharField(max_length=60)
    contact = EncryptedTextField(mask="note")
    skill = models.CharField(max_length=30)
    skill_level = models.PositiveSmallIntegerField(default=0)
    level = models.PositiveSmallIntegerField(default=0)
    asks = models.JSONField(default=list)
    terms = models.CharField(max_length=12)
    at = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    region = models.CharField(max_length=6)
    place = models.CharField(max_length=60)
    is_at_home = models.BooleanField(default=False)
    posts = models.PositiveSmallIntegerField()
    pay_from_fen = models.PositiveBigIntegerField()
    pay_to_fen = models.PositiveBigIntegerField()
    last_on = models.DateField()
    state = models.CharField(max_length=8, choices=VacancyState.choices, default=VacancyState.OPEN)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("vacancy")
        verbose_name_plural = _("vacancies")
        indexes = [models.Index(fields=["unit", "state", "last_on"], name="vacancy_of_unit")]
        constraints = [
            models.CheckConstraint(condition=models.Q(posts__gte=1), name="vacancy_has_posts"),
            models.CheckConstraint(
                condition=models.Q(pay_to_fen__gte=models.F("pay_from_fen")), name="vacancy_pay_in_order"
            ),
            models.CheckConstraint(condition=models.Q(level__lte=5, skill_level__lte=3), name="vacancy_levels"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def seen(self) -> str:
        """What a form sends back, so that nobody overwrites what they have not seen."""
        return self.changed_at.isoformat()

    @property
    def skill_label(self) -> Text:
        """The skill in words."""
        return label("skills", self.skill)

    @property
    def terms_label(self) -> Text:
        """The hours in words."""
        return label("terms", self.terms)


class PlacementState(models.TextChoices):
    """Where a placement stands. Which act is done in which state stands in rights.toml."""

    OFFERED = "offered", pgettext_lazy("placement", "Offered, to be answered")
    ACCEPTED = "accepted", pgettext_lazy("placement", "Accepted, not begun yet")
    STARTED = "started", pgettext_lazy("placement", "At work")
    ENDED = "ended", pgettext_lazy("placement", "No longer there")
    DECLINED = "declined", pgettext_lazy("placement", "The person did not wish to")
    WITHDRAWN = "withdrawn", pgettext_lazy("placement", "Did not come about")


UNDER_WAY = (PlacementState.OFFERED, PlacementState.ACCEPTED, PlacementState.STARTED)
AT_WORK = (PlacementState.ACCEPTED, PlacementState.STARTED)
"""Those that take up a post of the vacancy."""


class Placement(models.Model):
    """A post offered to a person, and what became of it. Without a vacancy: work they found themselves.

    `post`: one of the posts of the vacancy, held from the yes to the end; two never hold the same. `enrolment`: the
    course that led to it. Pay in fen a month, before and after.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    vacancy = models.ForeignKey(Vacancy, models.PROTECT, null=True, related_name="placements")
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="placements")
    person = models.ForeignKey(Person, models.PROTECT, related_name="placements")
    enrolment = models.ForeignKey(Enrolment, models.SET_NULL, null=True, blank=True, related_name="placements")
    measure = models.ForeignKey(PlannedMeasure, models.SET_NULL, null=True, blank=True, related_name="+")
    title = models.CharField(max_length=60)
    employer = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=PlacementState.choices, default=PlacementState.OFFERED)
    post = models.PositiveSmallIntegerField(null=True)
    offered_on = models.DateField()
    agreed_on = models.DateField(null=True)
    agreed_how = models.CharField(max_length=12, blank=True, default="")
    started_on = models.DateField(null=True)
    contract = models.CharField(max_length=16, blank=True, default="")
    contract_term = models.CharField(max_length=12, blank=True, default="", choices=codes.CONTRACT_TERMS.choices)
    pay_before_fen = models.PositiveBigIntegerField(default=0)
    pay_fen = models.PositiveBigIntegerField(default=0)
    ended_on = models.DateField(null=True)
    why_left = models.CharField(max_length=20, blank=True, default="")
    note = EncryptedTextField(mask="note")
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("placement")
        verbose_name_plural = _("placements")
        indexes = [
            models.Index(fields=["dossier"], name="placement_of_dossier"),
            models.Index(fields=["person", "state"], name="placement_of_person"),
            models.Index(fields=["state", "started_on"], name="placement_by_state"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["vacancy", "person"],
                condition=models.Q(state__in=["offered", "accepted", "started"]),
                name="offered_once_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["vacancy", "post"], condition=~models.Q(post=None), name="one_person_for_a_post"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["offered", "declined", "withdrawn"]) | ~models.Q(agreed_on=None),
                name="placed_with_a_yes",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["started", "ended"]) | ~models.Q(started_on=None),
                name="at_work_since_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_on=None) | models.Q(started_on=None)
                | models.Q(ended_on__gte=models.F("started_on")),
                name="left_after_the_start",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def contract_label(self) -> Text:
        """The kind of contract in words."""
        return label("contracts", self.contract)

    @property
    def why_label(self) -> Text:
        """Why it ended, in words."""
        return label("why-left", self.why_left)


class FollowUpState(models.TextChoices):
    """What a follow-up found; the first waits to be done."""

    WAITING = "waiting", pgettext_lazy("follow-up", "To be done")
    THERE = "there", pgettext_lazy("follow-up", "Still there")
    LEFT = "left", pgettext_lazy("follow-up", "No longer there")
    MISSED = "missed", pgettext_lazy("follow-up", "Not reached")
    VOID = "void", pgettext_lazy("follow-up", "Not needed any more")


class WorkFollowUp(models.Model):
    """Whether someone is still there so many months after the start. Pay in fen a month, as told then."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    placement = models.ForeignKey(Placement, models.CASCADE, related_name="follow_ups")
    months = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    state = models.CharField(max_length=8, choices=FollowUpState.choices, default=FollowUpState.WAITING)
    done_on = models.DateField(null=True)
    pay_fen = models.PositiveBigIntegerField(default=0)
    note = EncryptedTextField(mask="note")
    done_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("follow-up of a placement")
        verbose_name_plural = _("follow-ups of placements")
        ordering = ["months"]
        indexes = [models.Index(fields=["state", "due_on"], name="work_follow_up_due")]
        constraints = [models.UniqueConstraint(fields=["placement", "months"], name="followed_up_once_after_months")]

    def __str__(self) -> str:
        return f"{self.months} {self.state}"
