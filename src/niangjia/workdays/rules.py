"""Counting working days over a set of special days; pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)
SATURDAY = 5


def is_weekday(day: date) -> bool:
    """Whether a day lies from Monday to Friday."""
    return day.weekday() < SATURDAY


@dataclass(frozen=True, slots=True)
class Calendar:
    """Special days, by whether they are worked; every other day is worked from Monday to Friday.

    A year is known when both its 1 January and its 1 October are listed as days off: both are off every year, and a
    list that has them is that of a whole notice. Over other years counting goes on by Monday to Friday and is not
    certain: ask `is_certain`.
    """

    days: Mapping[date, bool]

    def is_working_day(self, day: date) -> bool:
        """Whether a day is worked."""
        return self.days.get(day, is_weekday(day))

    def add_working_days(self, day: date, count: int) -> date:
        """The day after so many more working days, the day itself not counted; `count` below 0 goes back.

        With 0 the day itself, worked or not; else a working day.
        """
        step = ONE_DAY if count > 0 else -ONE_DAY
        left = abs(count)
        while left:
            day += step
            left -= self.is_working_day(day)
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """The working days after one day up to and with another; below 0 when the other is earlier.

        So `working_days_between(day, add_working_days(day, n)) == n` for n from 0 on.
        """
        if end < start:
            return -self.working_days_between(end, start)
        return sum(self.is_working_day(start + timedelta(days=each + 1)) for each in range((end - start).days))

    def is_known(self, year: int) -> bool:
        """Whether the days of a year are known."""
        return self.days.get(date(year, 1, 1)) is False and self.days.get(date(year, 10, 1)) is False

    def is_certain(self, start: date, end: date) -> bool:
        """Whether every year that two days and the time between them touch is known."""
        first, last = sorted((start.year, end.year))
        return all(self.is_known(year) for year in range(first, last + 1))

    def last_known_year(self) -> int | None:
        """The latest year that is known; None when none is."""
        return max((year for year in {day.year for day in self.days} if self.is_known(year)), default=None)
