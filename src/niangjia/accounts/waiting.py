"""The registry of what waits for someone. Each app fills it, from its own `waiting.py`; the home page and the daily
message read it.

    def waiting_for(user: User, week: Week) -> Iterator[Waiting]:
        if where := where_may(user, "decide"):
            rows = queries.undecided(where).values_list("due_on").annotate(count=Count("*"))
            yield Waiting("things.decide", _("Things to decide on"), reverse("things:list-things"), days_of(rows))

    # in AppConfig.ready
    waiting.register("things", waiting_for)

A source asks its own rights, and the database a number of times that does not grow with what waits. A label names a
kind of work: no person, no number of a case. The counts tell nobody more than the page behind the address does.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, Count, DateField, QuerySet, Value
from django.db.models.functions import Cast

from niangjia.accounts.models import User

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Week:
    """Today, and the last day of what "this week" means: see `workdays.week`."""

    today: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Waiting:
    """One kind of work. `days` says how much of it is due on which day (None: by no day).

    `coming` is what nobody can do yet, by the day from which, or on which, it can be done: it is shown under "this
    week" and counts nowhere else; `coming_address`: with what can be done. `late_address` lists what is late alone, as
    `address` does what is counted: each opens as many rows. `is_bounded`: counting stopped, there is
    more. `is_urgent`: stands before everything else. Code: the app, a dot, the kind of work.
    """

    code: str
    label: "str | _StrPromise"
    address: str
    days: Mapping[date | None, int]
    coming: Mapping[date | None, int] = field(default_factory=dict)
    late_address: str = ""
    coming_address: str = ""
    is_bounded: bool = False
    is_urgent: bool = False

    @property
    def week_address(self) -> str:
        """Where what has its day this week is listed."""
        return self.coming_address or self.address


@dataclass(frozen=True, slots=True)
class Entry:
    """The same on a day: how much, how much of it is late, comes this week, and the soonest day that is not past."""

    waiting: Waiting
    count: int
    late: int
    this_week: int
    late_since: date | None
    next_on: date | None

    @property
    def words(self) -> str:
        """How much, for people."""
        return f"> {self.count - 1:,}" if self.waiting.is_bounded else f"{self.count:,}"


Source = Callable[[User, Week], Iterable[Waiting]]

_sources: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    """Add an app's source; the same name again replaces it."""
    _sources[name] = source


def waiting_for(user: User, week: Week) -> list[Waiting]:
    """All that waits for someone, or comes this week."""
    found = (each for source in _sources.values() for each in source(user, week))
    return [each for each in found if any(each.days.values()) or any(each.coming.values())]


def entries_of(waiting: Iterable[Waiting], week: Week) -> list[Entry]:
    """What can be done today: what is urgent first, then the late, then what is due soonest, then what has no day."""
    found = [_entry(each, week) for each in waiting if any(each.days.values())]
    return sorted(
        found,
        key=lambda each: (
            not each.waiting.is_urgent,
            each.late_since or date.max,
            each.next_on or date.max,
            -each.count,
        ),
    )


def by_day(waiting: Iterable[Waiting], week: Week) -> list[tuple[date, list[tuple[Waiting, int]]]]:
    """What comes from today to the end of the week, day by day; days without anything are left out."""
    days: dict[date, list[tuple[Waiting, int]]] = {}
    for each in waiting:
        together = Counter(each.days)
        together.update(each.coming)
        for day, count in together.items():
            if count and day is not None and week.today <= day <= week.ends_on:
                days.setdefault(day, []).append((each, count))
    return sorted(days.items())


def days_of(rows: Iterable[tuple[date | None, int]]) -> dict[date | None, int]:
    """Sums of rows of day and count."""
    days: Counter[date | None] = Counter()
    for day, count in rows:
        days[day] += count
    return dict(days)


Counted = QuerySet[Any, Any]
"""Rows of a kind of work, a day and how many."""


def counted(kind: str, rows: Counted, day: Any = None) -> Counted:
    """Some rows as a kind of work, by the day that a field or an expression gives (None: by no day). No query."""
    no_day = Cast(Value(None), DateField())  # with its type, or PostgreSQL takes it for a text
    named = rows.order_by().annotate(kind_of_work=Value(kind, output_field=CharField()), its_day=day or no_day)
    found: Counted = named.values_list("kind_of_work", "its_day").annotate(how_many=Count("pk"))
    return found


def together(parts: Iterable[Counted]) -> dict[str, list[tuple[date | None, int]]]:
    """Days and counts of each kind of work that was counted, in one query; none when nothing was."""
    found: dict[str, list[tuple[date | None, int]]] = {}
    listed = list(parts)
    if not listed:
        return found
    first, *others = listed
    for kind, day, count in first.union(*others, all=True) if others else first:
        found.setdefault(kind, []).append((day, count))
    return found


def _entry(waiting: Waiting, week: Week) -> Entry:
    dated = {day: count for day, count in waiting.days.items() if day is not None and count}
    late = [day for day in dated if day < week.today]
    ahead = [day for day in dated if day >= week.today]
    return Entry(
        waiting,
        count=sum(waiting.days.values()),
        late=sum(dated[day] for day in late),
        this_week=sum(dated[day] for day in ahead if day <= week.ends_on),
        late_since=min(late, default=None),
        next_on=min(ahead, default=None),
    )
