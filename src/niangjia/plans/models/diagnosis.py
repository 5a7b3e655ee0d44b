"""Why a household is in hardship: causes of the official list, and what was found in talks, sealed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.accounts.models import User
from niangjia.dossiers.models import Dossier
from niangjia.kernel.ids import new_id
from niangjia.people import codes
from niangjia.people.models import Evidence, Person
from niangjia.privacy.fields import EncryptedTextField


class Weight(models.IntegerChoices):
    """How much of the hardship a cause makes up."""

    MAIN = 3, pgettext_lazy("cause", "Main cause")
    STRONG = 2, pgettext_lazy("cause", "Weighs heavily")
    SLIGHT = 1, pgettext_lazy("cause", "Plays a part")


class Origin(models.TextChoices):
    """Where a cause was seen."""

    RULES = "rules", pgettext_lazy("cause", "By the rules")
    STATED = "stated", pgettext_lazy("cause", "Stated in the dossier")
    VISIT = "visit", pgettext_lazy("cause", "Seen at a visit")
    CLERK = "clerk", pgettext_lazy("cause", "Found by the clerk")


class Cause(models.Model):
    """A cause of the official list (CAUSES), of one member or of the whole household. Settled: it holds no more."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="causes")
    code = models.CharField(pgettext_lazy("diagnosis", "cause"), max_length=40, choices=codes.CAUSES.choices)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    weight = models.PositiveSmallIntegerField(choices=Weight.choices)
    origin = models.CharField(max_length=8, choices=Origin.choices)
    evidence = models.ForeignKey(Evidence, models.PROTECT, null=True, blank=True, related_name="+")
    words = EncryptedTextField(mask="note")
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    settled_on = models.DateField(null=True)
    settled_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    settled_why = EncryptedTextField(mask="note")

    class Meta:
        verbose_name = _("cause of hardship")
        verbose_name_plural = _("causes of hardship")
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "code", "person"], condition=Q(settled_on=None), name="cause_of_a_person_once"
            ),
            models.UniqueConstraint(
                fields=["dossier", "code"], condition=Q(settled_on=None, person=None), name="cause_of_household_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.code}"


class Interview(models.Model):
    """A talk about what someone wants to strengthen. `answers` is JSON (see interview.py), sealed with the finding: no
    column tells what came of it. Never exported, never on a notice, a form or a household's sheet.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="interviews")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    questions = models.CharField(max_length=12, help_text=_("Which version of the questions was asked."))
    answers = EncryptedTextField(mask="note")
    held_on = models.DateField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("talk about what to strengthen")
        verbose_name_plural = _("talks about what to strengthen")
        indexes = [models.Index(fields=["dossier", "-held_on"], name="interview_of_dossier")]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.held_on:%Y-%m-%d}"
