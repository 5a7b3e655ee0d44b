"""The union tree: units at their places, of kinds that are data, and what each was before it changed."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from treebeard.mp_tree import MP_Node

from niangjia.accounts.unit_kinds import CHOICES, Kind, kind_of
from niangjia.kernel.ids import new_id
from niangjia.kernel.text import Text


class Unit(MP_Node):  # type: ignore[misc] # treebeard ships no types
    """A union, department or partner at its place in the tree. The subtree of a unit is an indexed range of `path`.

    `opened_on` empty: since before anyone wrote it down. A closed unit keeps its place; one that was merged names its
    successor.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True, default="")
    kind = models.CharField(max_length=24, choices=CHOICES)
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True, help_text=_("First day on which it is no more."))
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged_units")

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(successor=None) | models.Q(closed_on__isnull=False),
                name="unit_with_a_successor_is_closed",
            ),
            models.CheckConstraint(
                condition=models.Q(opened_on=None)
                | models.Q(closed_on=None)
                | models.Q(closed_on__gte=models.F("opened_on")),
                name="unit_closes_after_it_opens",
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def title(self) -> Text:
        """The name in both languages."""
        return Text(self.name, self.name_en or self.name)

    @property
    def details(self) -> Kind:
        """What its kind says: label, group, level."""
        return kind_of(self.kind)


class ChangeOfUnit(models.TextChoices):
    """What happened to a unit."""

    RENAMED = "renamed", pgettext_lazy("unit", "Renamed")
    MOVED = "moved", pgettext_lazy("unit", "Moved")
    MERGED = "merged", pgettext_lazy("unit", "Merged")
    CLOSED = "closed", pgettext_lazy("unit", "Closed")


class UnitChange(models.Model):
    """A change of a unit: from `from_on` on it is as the next change says, or as the unit is now; before, as here.

    So what a unit was on a day stands in its first change after that day.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="changes")
    what = models.CharField(max_length=8, choices=ChangeOfUnit.choices)
    from_on = models.DateField(help_text=_("First day of the new."))
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True, default="")
    kind = models.CharField(max_length=24, choices=CHOICES)
    parent = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    document = models.CharField(max_length=120, blank=True, default="")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("change of a unit")
        verbose_name_plural = _("changes of units")
        ordering = ["from_on", "id"]
        indexes = [models.Index(fields=["unit", "from_on", "id"], name="unit_change_in_order")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.what} {self.from_on}"

    @property
    def title(self) -> Text:
        """The name before the change, in both languages."""
        return Text(self.name, self.name_en or self.name)
