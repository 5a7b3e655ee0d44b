"""The union tree: units at their places, of kinds whose names are data."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node

from niangjia.kernel.ids import new_id
from niangjia.kernel.text import Text


class UnitKind(models.TextChoices):
    """Levels of the union and kinds of grass-roots unit; names are data, these are only for grouping."""

    NATIONAL = "national", _("National federation")
    PROVINCIAL = "provincial", _("Provincial federation")
    INDUSTRY = "industry", _("Industry union")
    BUREAU = "bureau", _("Forestry bureau union")
    FARM = "farm", _("Forest farm union")
    PLANT = "plant", _("Plant or service unit union")
    OFFICE = "office", _("Head office union")


class Unit(MP_Node):  # type: ignore[misc] # treebeard ships no types
    """A union at its place in the tree. The subtree of a unit is an indexed range of `path`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True, default="")
    kind = models.CharField(max_length=12, choices=UnitKind.choices)

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")

    def __str__(self) -> str:
        return str(Text(self.name, self.name_en or self.name))
