"""The plan of a household for a year: drawn up, agreed with the household, approved by somebody else."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.accounts.models import User
from niangjia.dossiers.models import Dossier
from niangjia.kernel import clock
from niangjia.kernel.ids import new_id
from niangjia.people.models import Evidence, Person
from niangjia.privacy.fields import EncryptedTextField


class PlanState(models.TextChoices):
    """Where a plan stands. Which act is done in which state stands in rights.toml.

    AHEAD is in no column: it is an approved plan whose year has not begun (`Plan.stands`).
    """

    DRAFT = "draft", pgettext_lazy("plan", "Being drawn up")
    AGREED = "agreed", pgettext_lazy("plan", "Agreed, to be approved")
    AHEAD = "ahead", pgettext_lazy("plan", "Approved, from 1 January on")
    APPROVED = "approved", pgettext_lazy("plan", "In force")
    ENDED = "ended", pgettext_lazy("plan", "Followed by a newer one")
    DISCARDED = "discarded", pgettext_lazy("plan", "Discarded")


BEING_DRAWN = (PlanState.DRAFT, PlanState.AGREED)
"""Not in force yet: of a household at most one."""


class AgreedHow(models.TextChoices):
    """How the household agreed."""

    SIGNED_AT_HOME = "home", pgettext_lazy("plan", "Signed at home")
    SIGNED_AT_OFFICE = "office", pgettext_lazy("plan", "Signed at the office")
    FINGERPRINT = "fingerprint", pgettext_lazy("plan", "Fingerprint, read out before")
    BY_POST = "post", pgettext_lazy("plan", "Signed and sent in")


class Plan(models.Model):
    """A version of a household's plan. `paper` is the signed sheet, `signed_mark` the mark printed on it (marks.py);
    `overruled` are the codes of the warnings it was approved over, for the reason `overruled_why`. `authors` are all
    who ever wrote in it or took a signature: none of them approves it (`commands.approve_plan`).

    An approved plan holds from `begins_on` on: at once, or from 1 January of a year to come. It holds no more from
    `ended_on` on, which may be a day to come. `queries.in_force` says which one holds today.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="plans")
    year = models.PositiveSmallIntegerField()
    version = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=PlanState.choices, default=PlanState.DRAFT)
    drawn_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    authors = models.ManyToManyField(User, related_name="+")

    agreed_on = models.DateField(null=True)
    agreed_how = models.CharField(max_length=12, blank=True, default="", choices=AgreedHow.choices)
    agreed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    signature_taken_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    paper = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="+")
    signed_mark = models.CharField(max_length=8, blank=True, default="")

    approved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    approved_on = models.DateField(null=True)
    overruled = models.JSONField(default=list)
    overruled_why = EncryptedTextField(mask="note")
    returned_why = EncryptedTextField(mask="note")
    begins_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("plan of help")
        verbose_name_plural = _("plans of help")
        indexes = [models.Index(fields=["state", "year"], name="plan_by_state")]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "year", "version"], name="plan_version_once"),
            models.UniqueConstraint(
                fields=["dossier"], condition=Q(state="approved", ended_on=None), name="plan_in_force_once"
            ),
            models.UniqueConstraint(
                fields=["dossier"], condition=Q(state__in=["draft", "agreed"]), name="plan_being_drawn_once"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["agreed", "approved", "ended"])
                | Q(agreed_on__isnull=False, agreed_by__isnull=False, paper__isnull=False) & ~Q(agreed_how=""),
                name="plan_agreed_with_household",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "ended"])
                | Q(approved_by__isnull=False, approved_on__isnull=False, begins_on__isnull=False),
                name="plan_approved_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}.{self.version}"

    @property
    def stands(self) -> PlanState:
        """Where it stands today: an approved one may be still to begin, or over."""
        if self.state != PlanState.APPROVED or self.begins_on is None:
            return PlanState(self.state)
        if self.begins_on > clock.today():
            return PlanState.AHEAD
        is_over = self.ended_on is not None and self.ended_on <= clock.today()
        return PlanState.ENDED if is_over else PlanState.APPROVED

    @property
    def stands_label(self) -> str:
        """The same in words."""
        return str(self.stands.label)
