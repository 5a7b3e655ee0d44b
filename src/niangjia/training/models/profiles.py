"""What a person can do, wishes to do, and how far they can go for it."""

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
from niangjia.privacy.fields import EncryptedTextField
from niangjia.training.catalogue import label


class Reach(models.IntegerChoices):
    """How far someone can go to work, the nearest first. A place of work is as far as the first of these that holds."""

    HOME = 0, pgettext_lazy("reach", "At home")
    FARM = 1, pgettext_lazy("reach", "In the own farm or unit")
    COUNTY = 2, pgettext_lazy("reach", "In the own banner or city")
    PREFECTURE = 3, pgettext_lazy("reach", "In the own league or prefecture")
    PROVINCE = 4, pgettext_lazy("reach", "In the own region or province")
    ANYWHERE = 5, pgettext_lazy("reach", "Anywhere")


class SkillsProfile(models.Model):
    """One for each person who looks for work; it belongs to the unit of the dossier it was taken up in.

    `skills`: level 1 to 3 by code (begins, works alone, can show others). `can`: what the body allows, sealed, a JSON
    list of codes; "" when nobody asked. `wishes`: skills the person wants to work in; `terms`: hours they can work.
    `cadre` looks after the person. `jobless_since`: the day the last work ended. Pay in fen a month.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="skills_profiles")
    person = models.OneToOneField(Person, models.PROTECT, related_name="skills_profile")
    skills = models.JSONField(default=dict)
    can = EncryptedTextField(mask="note")
    wishes = models.JSONField(default=list)
    terms = models.JSONField(default=list)
    reach = models.PositiveSmallIntegerField(_("how far"), choices=Reach.choices, default=Reach.FARM)
    is_looking = models.BooleanField(_("looks for work"), default=True)
    jobless_since = models.DateField(_("without work since"), null=True, blank=True)
    is_landless = models.BooleanField(_("lost the land to farm"), null=True)
    pay_now_fen = models.PositiveBigIntegerField(_("pay now, a month"), default=0)
    note = EncryptedTextField(mask="note")
    cadre = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("skills profile")
        verbose_name_plural = _("skills profiles")
        indexes = [
            models.Index(fields=["dossier"], name="profile_of_dossier"),
            models.Index(fields=["is_looking", "jobless_since"], name="profile_looking"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def seen(self) -> str:
        """What a form sends back, so that nobody overwrites what they have not seen: work that began or ended and a
        skill that was learnt move it too, which are no entry of the profile.
        """
        told = [getattr(self, name) for name in ("skills", "wishes", "terms", "reach", "is_looking", "pay_now_fen")]
        told += [str(self.jobless_since), self.is_landless, self.cadre_id, self.recorded_at.isoformat()]
        return sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:32]

    def abilities(self) -> frozenset[str] | None:
        """What the body allows, opened; None when nobody asked."""
        return frozenset(json.loads(self.can.reveal())) if self.can else None

    @property
    def wish_words(self) -> list[Text]:
        """The wishes in words."""
        return [label("skills", code) for code in self.wishes]


class Certificate(models.Model):
    """A certificate of a vocational level that a person holds: 5 is the lowest, 1 the highest. The number is sealed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    profile = models.ForeignKey(SkillsProfile, models.CASCADE, related_name="certificates")
    skill = models.CharField(max_length=30)
    level = models.PositiveSmallIntegerField()
    number = EncryptedTextField(mask="card")
    issued_on = models.DateField(null=True, blank=True)
    added_at = models.DateTimeField()

    class Meta:
        verbose_name = _("certificate held")
        verbose_name_plural = _("certificates held")
        ordering = ["level", "added_at"]
        constraints = [
            models.CheckConstraint(condition=models.Q(level__gte=1, level__lte=5), name="certificate_level_1_to_5"),
            models.UniqueConstraint(fields=["profile", "skill", "level"], name="certificate_of_a_level_once"),
        ]

    def __str__(self) -> str:
        return f"{self.skill} {self.level}"

    @property
    def skill_label(self) -> Text:
        """The skill in words."""
        return label("skills", self.skill)
