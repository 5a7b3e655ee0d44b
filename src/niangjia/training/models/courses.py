"""Courses, who is enrolled, who came on which day, and what came of it. Amounts are whole fen."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.accounts.models import Unit, User
from niangjia.dossiers.models import Dossier
from niangjia.kernel.ids import new_id
from niangjia.kernel.text import Text
from niangjia.people.models import Person
from niangjia.plans.models import PlannedMeasure
from niangjia.privacy.fields import EncryptedTextField
from niangjia.training.catalogue import label


class CourseKind(models.TextChoices):
    """Who holds a course."""

    OWN = "own", pgettext_lazy("course", "The union's own")
    PUBLIC = "public", pgettext_lazy("course", "Public")
    PARTNER = "partner", pgettext_lazy("course", "A partner's")


class CourseState(models.TextChoices):
    """Where a course stands; whether it has begun is told by its days."""

    OPEN = "open", pgettext_lazy("course", "Open")
    CLOSED = "closed", pgettext_lazy("course", "Closed")
    CANCELLED = "cancelled", pgettext_lazy("course", "Called off")


class Course(models.Model):
    """A course with so many places. `level`: of the certificate it leads to, 5 to 1; 0: no certificate of a level.
    `asks`: what it asks of the body, codes of abilities. `cost_fen` for one person, paid by `payer`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="courses")
    title = models.CharField(pgettext_lazy("course", "title"), max_length=60)
    kind = models.CharField(max_length=8, choices=CourseKind.choices)
    skill = models.CharField(max_length=30)
    level = models.PositiveSmallIntegerField(default=0)
    provider = models.CharField(max_length=60, blank=True, default="")
    place = models.CharField(max_length=60)
    audience = models.CharField(max_length=120, blank=True, default="")
    asks = models.JSONField(default=list)
    starts_on = models.DateField()
    ends_on = models.DateField()
    seats = models.PositiveSmallIntegerField()
    cost_fen = models.PositiveBigIntegerField(default=0)
    payer = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=CourseState.choices, default=CourseState.OPEN)
    why_cancelled = models.CharField(max_length=120, blank=True, default="")
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        indexes = [models.Index(fields=["unit", "state", "starts_on"], name="course_of_unit")]
        constraints = [
            models.CheckConstraint(condition=models.Q(ends_on__gte=models.F("starts_on")), name="course_ends_after"),
            models.CheckConstraint(condition=models.Q(level__lte=5), name="course_level_0_to_5"),
            models.CheckConstraint(condition=models.Q(seats__gte=1), name="course_has_places"),
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
    def payer_label(self) -> Text:
        """Who pays, in words."""
        return label("payers", self.payer)


class EnrolmentState(models.TextChoices):
    """Where an enrolment stands. Which act is done in which state stands in rights.toml."""

    PROPOSED = "proposed", pgettext_lazy("enrolment", "Proposed, to be answered")
    WAITING = "waiting", pgettext_lazy("enrolment", "On the waiting list")
    ENROLLED = "enrolled", pgettext_lazy("enrolment", "Has a place")
    DECLINED = "declined", pgettext_lazy("enrolment", "Did not wish to")
    WITHDRAWN = "withdrawn", pgettext_lazy("enrolment", "Withdrawn")
    COMPLETED = "completed", pgettext_lazy("enrolment", "Took part to the end")
    CERTIFIED = "certified", pgettext_lazy("enrolment", "Has the certificate")
    LEFT = "left", pgettext_lazy("enrolment", "Left before the end")
    CANCELLED = "cancelled", pgettext_lazy("enrolment", "The course was called off")


ACTIVE = (EnrolmentState.PROPOSED, EnrolmentState.WAITING, EnrolmentState.ENROLLED)
"""Something is still to come of it; a person has one such enrolment in a course."""
FINISHED = (EnrolmentState.COMPLETED, EnrolmentState.CERTIFIED)
"""Trained."""
SEATED = (EnrolmentState.ENROLLED, *FINISHED)
"""Those that hold one of the places."""


class Enrolment(models.Model):
    """A person in a course. `seat`: one of the places of the course, held from the day there is one; who leaves or
    withdraws frees it. Two never hold the same: the database refuses it. `queued_at`: when the person said yes.
    `measure`: what it is a part of in the plan of the household, as the plan stood then.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    course = models.ForeignKey(Course, models.PROTECT, related_name="enrolments")
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="enrolments")
    person = models.ForeignKey(Person, models.PROTECT, related_name="enrolments")
    state = models.CharField(max_length=10, choices=EnrolmentState.choices, default=EnrolmentState.PROPOSED)
    seat = models.PositiveSmallIntegerField(null=True)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    agreed_on = models.DateField(null=True)
    agreed_how = models.CharField(max_length=12, blank=True, default="")
    queued_at = models.DateTimeField(null=True)
    ended_on = models.DateField(null=True)
    why_left = models.CharField(max_length=20, blank=True, default="")
    measure = models.ForeignKey(PlannedMeasure, models.SET_NULL, null=True, blank=True, related_name="+")
    note = EncryptedTextField(mask="note")
    certificate_number = EncryptedTextField(mask="card")
    paid_fen = models.PositiveBigIntegerField(default=0)
    subsidy_fen = models.PositiveBigIntegerField(default=0)
    subsidy_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        indexes = [
            models.Index(fields=["dossier"], name="enrolment_of_dossier"),
            models.Index(fields=["person", "state", "ended_on"], name="enrolment_of_person"),
            models.Index(fields=["state", "ended_on"], name="enrolment_by_state"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["course", "person"],
                condition=models.Q(state__in=["proposed", "waiting", "enrolled"]),
                name="enrolled_once_in_a_course",
            ),
            models.UniqueConstraint(
                fields=["course", "seat"], condition=~models.Q(seat=None), name="one_person_for_a_place"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["enrolled", "completed", "certified"], seat__gte=1)
                | (~models.Q(state__in=["enrolled", "completed", "certified"]) & models.Q(seat=None)),
                name="a_place_while_enrolled",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["proposed", "declined", "withdrawn", "cancelled"])
                | ~models.Q(agreed_on=None),
                name="enrolled_with_a_yes",
            ),
            models.CheckConstraint(
                condition=models.Q(subsidy_fen=0) | models.Q(state="certified"), name="subsidy_after_the_certificate"
            ),
            models.CheckConstraint(
                condition=models.Q(subsidy_fen__lte=models.F("paid_fen")), name="subsidy_up_to_what_was_paid"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Presence(models.TextChoices):
    """Whether someone came on a day."""

    PRESENT = "present", pgettext_lazy("attendance", "Came")
    EXCUSED = "excused", pgettext_lazy("attendance", "Excused")
    ABSENT = "absent", pgettext_lazy("attendance", "Did not come")


class Attendance(models.Model):
    """Whether someone came on a day of a course."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="attendances")
    on = models.DateField()
    presence = models.CharField(max_length=8, choices=Presence.choices)

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        ordering = ["on"]
        constraints = [models.UniqueConstraint(fields=["enrolment", "on"], name="attendance_once_a_day")]

    def __str__(self) -> str:
        return f"{self.on} {self.presence}"
