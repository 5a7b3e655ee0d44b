"""Every write to appointments."""

from datetime import date

from django.db import transaction

from niangjia.accounts.models import Appointment, Unit, User
from niangjia.accounts.recording import record


@transaction.atomic
def appoint_user(
    user: User, *, role: str, unit: Unit, starts_on: date, by: User, ends_on: date | None = None
) -> Appointment:
    """Give someone a role at a unit and below, for a period (last day included)."""
    appointment = Appointment.objects.create(user=user, unit=unit, role=role, starts_on=starts_on, ends_on=ends_on)
    record("accounts.user.appointed", user, by=by, username=user.username, role=role, unit_name=unit.name)
    return appointment
