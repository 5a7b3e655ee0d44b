"""Users, the union tree, and appointments (a role at a unit for a period)."""

from datetime import date
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext
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


class UserManager(BaseUserManager["User"]):
    """Finds users by name; writing them is the commands' business."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username=username)


class User(AbstractBaseUser):
    """Someone (or the system itself) who acts. What they may do comes from appointments alone."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    username = models.CharField(_("user name"), max_length=40, unique=True)
    display_name = models.CharField(_("name"), max_length=40)
    is_active = models.BooleanField(default=True)
    is_system = models.BooleanField(default=False, help_text=_("Acts from the command line; cannot sign in."))

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["display_name"]
    objects = UserManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return pgettext("who acts", "System") if self.is_system else self.display_name


class Role(models.TextChoices):
    """What someone does at a unit."""

    ASSISTANCE_CLERK = "assistance-clerk", _("Assistance clerk")
    UNIT_OFFICER = "unit-officer", _("Unit union officer")
    LEADER = "leader", _("Leader")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("System administrator")


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    """Appointments as they stand on a day."""

    def in_force(self, on: date) -> "AppointmentQuerySet":
        """Those that have begun and not ended on the day."""
        return self.filter(models.Q(ends_on=None) | models.Q(ends_on__gte=on), starts_on__lte=on)


class Appointment(models.Model):
    """A person holds a role at a unit, and over its whole subtree, from a day to a day."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="appointments")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="appointments")
    role = models.CharField(max_length=20, choices=Role.choices)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True, help_text=_("Last day in office."))

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                name="appointment_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["user", "unit", "role"], condition=models.Q(ends_on=None), name="appointment_held_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.get_role_display()} {self.unit}"
