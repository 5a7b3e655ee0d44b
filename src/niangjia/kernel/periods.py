"""Days, years and the accounting window of the rule book (12 months before the application)."""

from calendar import monthrange
from datetime import date


def add_years(day: date, years: int) -> date:
    """The same day `years` later or earlier; 29 February counts as 28 February in a common year."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def add_months(day: date, months: int) -> date:
    """The same day `months` later or earlier; the last day of a month that is too short for it.

    >>> add_months(date(2026, 8, 31), 6), add_months(date(2026, 3, 1), -1)
    (datetime.date(2027, 2, 28), datetime.date(2026, 2, 1))
    """
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))


def completed_years(born_on: date, on: date) -> int:
    """Full years of age on a day; negative before birth."""
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def in_window(day: date, applied_on: date) -> bool:
    """Whether a day lies in the 12 months before the application: after the same day a year ago, up to today."""
    return add_years(applied_on, -1) < day <= applied_on
