"""Days that can be meant of a case: of its application, and of what is done on it."""

from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from niangjia.dossiers.models import Dossier
from niangjia.kernel.days import require_past_day

FIRST_APPLICATION = date(1990, 1, 1)
"""Unions keep files of workers in hardship since the nineties: an earlier day is a mistake in typing."""
BEFORE_A_CASE = timedelta(days=366)
"""In an emergency a household is visited, and helped, long before its papers are there."""


def require_application_day(day: date) -> None:
    """Raises InvalidInput for a day of an application that is to come, or before there were any."""
    require_past_day(day, ahead=_("This day is still to come."), since=FIRST_APPLICATION)


def since_of_case(dossier: Dossier) -> date:
    """The earliest day of anything done on a case: a year before it was opened, or applied for if that was earlier."""
    return min(dossier.opened_on, dossier.applied_on) - BEFORE_A_CASE
