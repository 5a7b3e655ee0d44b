"""Days that people type of something that happened, or is to come: none of a year that cannot be meant."""

from datetime import date, timedelta

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from niangjia.kernel import clock
from niangjia.kernel.errors import InvalidInput, Message

LONGEST_AGO = timedelta(days=3653)
"""Ten years: nobody enters today what happened before that. It would take long to count working days from there."""
LONGEST_TO_COME = timedelta(days=3653)


def require_past_day(day: date, *, ahead: Message, code: str = "in-the-future", since: date | None = None) -> None:
    """Raises InvalidInput for a day of something done that is to come (`ahead` says so) or lies too far back.

    That is before `since`, where it is given, else longer ago than LONGEST_AGO.
    """
    if day > clock.today():
        raise InvalidInput(ahead, remedy=_("Check the day."), code=code)
    earliest = since or clock.today() - LONGEST_AGO
    if day < earliest:
        told = _("{day} lies too far back: the earliest that can be meant is {earliest}.")
        raise InvalidInput(
            format_lazy(told, day=day.isoformat(), earliest=earliest.isoformat()),
            remedy=_("Check the year."),
            code=code,
        )


def require_day_to_come(day: date, *, code: str = "too-far-ahead") -> None:
    """Raises InvalidInput for a day further ahead than LONGEST_TO_COME."""
    latest = clock.today() + LONGEST_TO_COME
    if day > latest:
        told = _("{day} lies too far ahead: the latest that can be meant is {latest}.")
        raise InvalidInput(
            format_lazy(told, day=day.isoformat(), latest=latest.isoformat()), remedy=_("Check the year."), code=code
        )
