"""When a visit is due: in each span of months, and at the feasts. Pure.

What is due follows from the day a pair began, the last visit and the calendar, and not from today: so households with
the same two days have the same day due, and they are counted together. The later either day, the later what is due.
"""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from niangjia.kernel.periods import add_months
from niangjia.kernel.text import Text

_FARTHEST = 3 * 366
"""Days: nothing is due later than that after a pair began, or a visit was made."""


@dataclass(frozen=True, slots=True)
class Feast:
    """A feast with its days off. A visit from `opens_on` on counts as that of the feast."""

    name: Text
    opens_on: date
    first_on: date
    last_on: date


@dataclass(frozen=True, slots=True)
class Due:
    """The last day for the next visit, and the feast it is for (None: the visit of the span of months)."""

    on: date
    feast: Feast | None = None


@dataclass(frozen=True, slots=True)
class Rhythm:
    """A visit in each span of `months` counted from January, and at each feast. A span or feast of which fewer than
    `grace` days are left when a pair begins asks for none.
    """

    months: int
    grace: int
    feasts: tuple[Feast, ...] = ()

    def span_end(self, day: date) -> date:
        """The last day of the span a day lies in.

        >>> Rhythm(3, 0).span_end(date(2026, 5, 2)), Rhythm(5, 0).span_end(date(2026, 12, 1))
        (datetime.date(2026, 6, 30), datetime.date(2026, 12, 31))
        """
        first = date(day.year, (day.month - 1) // self.months * self.months + 1, 1)
        return min(add_months(first, self.months), date(day.year + 1, 1, 1)) - timedelta(days=1)

    def next_due(self, starts_on: date, visited_on: date | None) -> Due:
        """What is due next by a pair that began on a day and whose household was last visited on another."""
        soonest = Due(self._span_due(starts_on, visited_on))
        for feast in self.feasts:
            is_asked = self._is_time(starts_on, feast.last_on)
            if is_asked and (visited_on is None or visited_on < feast.opens_on) and feast.last_on <= soonest.on:
                soonest = Due(feast.last_on, feast)
        return soonest

    def late(self, before: date) -> list[tuple[date, date]]:
        """The same question the other way round: a visit was due before a day when, for one of these pairs of days, the
        pair began before the first, and the last visit, if there was any, was before the second.

        One for the spans and one for each feast that still makes a difference: a handful, however many pairs there are.
        """
        days = [before - timedelta(days=each) for each in range(_FARTHEST, -1, -1)]
        began = bisect_left(days, before, key=lambda day: self._span_due(day, None))
        visited = bisect_left(days, before, key=lambda day: self._following(self.span_end(day)))
        found = [(days[began], days[visited])]
        for feast in self.feasts:
            window = (feast.last_on - timedelta(days=self.grace - 1), feast.opens_on)
            if feast.last_on < before and not any(window[0] <= one and window[1] <= two for one, two in found):
                found.append(window)
        return found

    def _span_due(self, starts_on: date, visited_on: date | None) -> date:
        end = self.span_end(starts_on)
        if not self._is_time(starts_on, end):
            end = self._following(end)
        # A visit counts for its own span, also one of the cadre before.
        return end if visited_on is None else max(end, self._following(self.span_end(visited_on)))

    def _is_time(self, starts_on: date, end: date) -> bool:
        return (end - starts_on).days >= self.grace

    def _following(self, end: date) -> date:
        return self.span_end(end + timedelta(days=1))


def feasts_from(days: Iterable[tuple[date, str, Text]], ahead: dict[str, int]) -> tuple[Feast, ...]:
    """The feasts at which visits are due, from days off with their names ("国庆节、中秋节" names two), by day.

    `ahead`: for each feast the days before it from which a visit counts; a feast that is not among them, or with 0,
    asks for none. Days of one name less than 20 days apart are one feast.
    """
    found: list[Feast] = []
    for day, names, label in sorted(days, key=lambda each: each[0]):
        count = max((ahead.get(name, 0) for name in names.split("、")), default=0)
        if not count:
            continue
        last = found[-1] if found else None
        if last is not None and last.name == label and (day - last.last_on).days < 20:
            found[-1] = Feast(label, last.opens_on, last.first_on, day)
        else:
            found.append(Feast(label, day - timedelta(days=count), day, day))
    return tuple(found)
