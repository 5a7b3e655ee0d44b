"""Cadres and what they can do, where units lie, and what households need."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.accounts.models import Unit, User
from niangjia.dossiers.models import Dossier
from niangjia.kernel.ids import new_id

MOST_HOUSEHOLDS = 12
LATITUDES, LONGITUDES = (-90_000_000, 90_000_000), (-180_000_000, 180_000_000)


def _on_earth(prefix: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(latitude=None, longitude=None)
        | Q(latitude__range=LATITUDES, longitude__range=LONGITUDES, latitude__isnull=False, longitude__isnull=False),
        name=f"{prefix}_lies_on_earth",
    )


class UnitPlace(models.Model):
    """Where a unit lies, in whole micro-degrees (WGS 84). Units below it that have none are taken to lie there, too."""

    unit = models.OneToOneField(Unit, models.PROTECT, primary_key=True, related_name="place")
    latitude = models.IntegerField()
    longitude = models.IntegerField()
    placed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    placed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("place of a unit")
        verbose_name_plural = _("places of units")
        constraints = [_on_earth("unit")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.latitude} {self.longitude}"


class Rank(models.TextChoices):
    """What somebody is in the bureau."""

    LEADER = "leader", pgettext_lazy("cadre", "Leader")
    SECTION = "section", pgettext_lazy("cadre", "Section-level cadre")
    OTHER = "other", pgettext_lazy("cadre", "Other cadre")


class Cadre(models.Model):
    """Someone who may be paired: `capacity` households at most, from the unit where they work.

    A place of one's own goes before that of the unit. `leads_unit`: the workers of exactly this unit report to them, so
    that they are not paired with those. `ended_on`: the first day on which they are not available any more; their
    households are then to be handed over. `moved_at`: when they went to another unit; households they had then are to
    be handed over, too.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.OneToOneField(User, models.PROTECT, related_name="cadre")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="cadres")
    rank = models.CharField(max_length=8, choices=Rank.choices)
    capacity = models.PositiveSmallIntegerField()
    leads_unit = models.BooleanField(default=False)
    latitude = models.IntegerField(null=True, blank=True)
    longitude = models.IntegerField(null=True, blank=True)
    skills = models.JSONField(default=list)
    languages = models.JSONField(default=list)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    ended_on = models.DateField(null=True, blank=True)
    moved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("cadre")
        verbose_name_plural = _("cadres")
        constraints = [
            _on_earth("cadre"),
            models.CheckConstraint(condition=Q(capacity__range=(0, MOST_HOUSEHOLDS)), name="cadre_capacity_in_range"),
        ]

    def __str__(self) -> str:
        return str(self.user)

    @property
    def said(self) -> dict[str, object]:
        """What is said of them, by name: what a form shows and changes."""
        names = ("rank", "capacity", "leads_unit", "latitude", "longitude", "skills", "languages")
        return {"unit": str(self.unit_id), **{name: getattr(self, name) for name in names}}


class Needs(models.Model):
    """What a household needs of a cadre, as somebody said in place of what follows from its causes."""

    dossier = models.OneToOneField(Dossier, models.CASCADE, primary_key=True, related_name="pairing_needs")
    needs = models.JSONField(default=list)
    language = models.CharField(max_length=16, blank=True)
    revised_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    revised_at = models.DateTimeField()

    class Meta:
        verbose_name = _("needs of a household")
        verbose_name_plural = _("needs of households")

    def __str__(self) -> str:
        return str(self.dossier_id)


class ExcludedWhy(models.TextChoices):
    """Why two are not paired. That a household asked for another cadre needs no reason, and none is kept."""

    KIN = "kin", pgettext_lazy("exclusion", "Related")
    SUPERIOR = "superior", pgettext_lazy("exclusion", "Direct superior")
    DECLINED = "declined", pgettext_lazy("exclusion", "Declined")
    ASKED = "asked", pgettext_lazy("exclusion", "The household asked for another cadre")


class Exclusion(models.Model):
    """A cadre with whom a household is not paired."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="pairing_exclusions")
    cadre = models.ForeignKey(Cadre, models.PROTECT, related_name="exclusions")
    why = models.CharField(max_length=10, choices=ExcludedWhy.choices)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("exclusion from pairing")
        verbose_name_plural = _("exclusions from pairing")
        constraints = [models.UniqueConstraint(fields=["dossier", "cadre"], name="excluded_once")]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.cadre_id}"
