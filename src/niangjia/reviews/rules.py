"""Pure rules: the last day of a review, the draw of a spot check, days of graduation and of terms in months."""

import calendar
from collections.abc import Iterable
from datetime import date
from hashlib import sha256
from uuid import UUID

FILING_MONTH, SPOT_CHECK, STALE, REAPPLY = "filing-month", "spot-check", "stale", "reapply"
TEMPORARY_AHEAD, GRADUATION_MONTH = "temporary-ahead", "graduation-month"
"""The codes of the limits."""


def end_of_month(year: int, month: int) -> date:
    """The last day of a month.

    >>> end_of_month(2028, 2)
    datetime.date(2028, 2, 29)
    """
    return date(year, month, calendar.monthrange(year, month)[1])


def last_day_for(year: int, month: int, today: date) -> date:
    """The day by which the review of a year is proposed to be done: the end of the month, once that is over of the
    year, once that is over too of today's.

    >>> last_day_for(2026, 7, date(2026, 3, 1)), last_day_for(2026, 7, date(2026, 9, 1))
    (datetime.date(2026, 7, 31), datetime.date(2026, 12, 31))
    """
    days = (end_of_month(year, month), date(year, 12, 31), date(today.year, 12, 31))
    return next(day for day in days if day >= today)


def drawn(ids: Iterable[UUID], *, seed: str, percent: int) -> list[UUID]:
    """The ids a draw falls on: at least `percent` of them, in the order of the draw. The same for the same seed and
    ids, in whatever order they come; which one it falls on depends on nothing but its own id and the seed.
    """
    ranked = sorted(ids, key=lambda each: (sha256(f"{seed}:{each}".encode()).digest(), each))
    return ranked[: -(-len(ranked) * percent // 100)]


def months_after(day: date, months: int) -> date:
    """The same day some months later (earlier, if negative), at the latest the last day of that month.

    >>> months_after(date(2026, 8, 31), 6), months_after(date(2026, 3, 31), -1)
    (datetime.date(2027, 2, 28), datetime.date(2026, 2, 28))
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def graduates_on(entered_in: int | None, years: int | None, *, month: int) -> date | None:
    """The day a student is taken to leave school: the end of a month, `years` after the year of entry. None when either
    is not known: that is a question for the family, not for us.

    >>> graduates_on(2023, 4, month=6), graduates_on(None, 4, month=6), graduates_on(2023, None, month=6)
    (datetime.date(2027, 6, 30), None, None)
    """
    if not entered_in or not years:
        return None
    return end_of_month(entered_in + years, month)


def days_since(day: date, today: date) -> int:
    """Whole days from a day to today; 0 for a day to come."""
    return max(0, (today - day).days)


def latest_day(today: date, months: int) -> date:
    """The latest day whose same day some months later is not after today.

    >>> latest_day(date(2025, 2, 28), 12), latest_day(date(2026, 4, 30), 6), latest_day(date(2026, 4, 29), 6)
    (datetime.date(2024, 2, 29), datetime.date(2025, 10, 31), datetime.date(2025, 10, 29))
    """
    earlier = months_after(today, -months)
    return end_of_month(earlier.year, earlier.month) if today == end_of_month(today.year, today.month) else earlier
