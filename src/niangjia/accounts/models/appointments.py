"""Roles, and who holds which at which unit from when to when."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.accounts.models.units import Unit
from niangjia.accounts.models.users import User
from niangjia.kernel.ids import new_id


class Role(models.TextChoices):
    """What someone does at a unit."""

    UNIT_OFFICER = "unit-officer", _("Unit union officer")
    ASSISTANCE_CLERK = "assistance-clerk", _("Assistance clerk")
    REVIEWER = "reviewer", _("Reviewer")
    APPROVER = "approver", _("Approver (chair)")
    FINANCE_CLERK = "finance-clerk", _("Finance clerk")
    CASHIER = "cashier", _("Cashier")
    COUNSELLOR = "counsellor", _("Counsellor")
    CRISIS_DUTY = "crisis-duty", _("Crisis duty")
    PAIRING_CADRE = "pairing-cadre", _("Pairing cadre")
    INFORMANT = "informant", pgettext_lazy("role", "Informant")
    RESPONDER = "responder", _("Department responder")
    LEADER = "leader", _("Leader")
    AUDITOR = "auditor", _("Auditor")
    SUPERIOR = "superior", _("Superior union")
    ADMINISTRATOR = "administrator", _("System administrator")
    SECURITY_ADMINISTRATOR = "security-admin", _("Security administrator")
    SECURITY_AUDITOR = "security-auditor", _("Security auditor")
    WORKER = "worker", pgettext_lazy("role", "Worker")


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    """Appointments as they stand on a day."""

    def in_force(self, on: date) -> "AppointmentQuerySet":
        """Those that have begun and not ended on the day."""
        return self.filter(models.Q(ends_on=None) | models.Q(ends_on__gte=on), starts_on__lte=on, is_withdrawn=False)

    def in_force_or_to_come(self, on: date) -> "AppointmentQuerySet":
        """Those that have not ended on the day."""
        return self.filter(models.Q(ends_on=None) | models.Q(ends_on__gte=on), is_withdrawn=False)

    def overlapping(self, starts_on: date, ends_on: date | None) -> "AppointmentQuerySet":
        """Those in force on any day of a period (last day included; None: without end)."""
        found = self.in_force_or_to_come(starts_on)
        return found if ends_on is None else found.filter(starts_on__lte=ends_on)


class Appointment(models.Model):
    """A person holds a role at a unit, and over its whole subtree, from a day to a day. Never deleted.

    `is_acting`: for a time, in place of the holder of `stands_in_for` (empty: of a post that is vacant).
    `is_withdrawn`: taken back before it began; it was never in force.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="appointments")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="appointments")
    role = models.CharField(max_length=20, choices=Role.choices)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True, help_text=_("Last day in office."))
    is_acting = models.BooleanField(default=False)
    stands_in_for = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="stand_ins")
    document = models.CharField(max_length=120, blank=True, default="")
    appointed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    end_reason = models.CharField(max_length=200, blank=True, default="")
    is_withdrawn = models.BooleanField(default=False)

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
            models.CheckConstraint(
                condition=models.Q(is_acting=False) | models.Q(ends_on__isnull=False),
                name="acting_appointment_has_an_end",
            ),
            models.CheckConstraint(
                condition=models.Q(stands_in_for=None) | models.Q(is_acting=True),
                name="only_who_acts_stands_in",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.get_role_display()} {self.unit}"
