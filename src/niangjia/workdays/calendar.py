"""Counting by working days as they are known here: the shipped notices, and over them what people keep on the page.

Nothing is remembered between calls but the shipped file, which does not change, so that a change counts at once in
every process: a call asks the database once. Who counts for many rows takes `current()` once and asks that.
"""

from datetime import date

from niangjia.workdays.models import SpecialDay
from niangjia.workdays.rules import Calendar
from niangjia.workdays.shipped import shipped_days


def current() -> Calendar:
    """The calendar as it is known now. One query."""
    days = {day: each.is_working for day, each in shipped_days().items()}
    for day, is_working, is_removed in SpecialDay.objects.values_list("day", "is_working", "is_removed"):
        if is_removed:
            days.pop(day, None)
        else:
            days[day] = is_working
    return Calendar(days)


def is_working_day(day: date) -> bool:
    """Whether a day is worked. One query."""
    return current().is_working_day(day)


def add_working_days(day: date, count: int) -> date:
    """The day after so many more working days, the day itself not counted. One query."""
    return current().add_working_days(day, count)


def working_days_between(start: date, end: date) -> int:
    """The working days after one day up to and with another; below 0 when the other is earlier. One query."""
    return current().working_days_between(start, end)


def is_certain(start: date, end: date) -> bool:
    """Whether all days between two days are known, rather than taken as Monday to Friday. One query."""
    return current().is_certain(start, end)


def last_known_year() -> int | None:
    """The latest year whose days are known; None when none is. One query."""
    return current().last_known_year()
