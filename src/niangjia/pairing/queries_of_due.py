"""Reads of what is due and what is late: visits and promises."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from niangjia.accounts.access import Jurisdiction
from niangjia.accounts.models import Unit
from niangjia.dossiers.models import ON_FILE, Dossier
from niangjia.pairing.limits import CLERK_AFTER, LONG, limits_now
from niangjia.pairing.models import Pair, Promise, PromiseState
from niangjia.pairing.queries import BEGUN, pairs_in
from niangjia.pairing.rhythm import Due, Rhythm
from niangjia.reviews.rules import latest_day


def visits_due(pairs: "QuerySet[Pair]", rhythm: Rhythm) -> Counter[date]:
    """How many visits are due on which day. One query, a row for each two days that a pair has."""
    grouped = pairs.filter(BEGUN).order_by().values_list("starts_on", "visited_on").annotate(count=Count("pk"))
    days: Counter[date] = Counter()
    for starts_on, visited_on, count in grouped:
        days[rhythm.next_due(starts_on, visited_on).on] += count
    return days


def due_of(pairs: Iterable[Pair], rhythm: Rhythm) -> Mapping[UUID, Due]:
    """What is due next of each."""
    return {each.pk: rhythm.next_due(each.starts_on, each.visited_on) for each in pairs}


def clerk_sees_before(today: date, limits: Mapping[str, int] | None = None) -> date:
    """A visit or promise due before this day is told to the clerk, too. One query, unless the limits are given."""
    return today - timedelta(days=(limits or limits_now())[CLERK_AFTER])


def overdue(rhythm: Rhythm, before: date) -> Q:
    """Pairs whose next visit was due before a day."""
    late = Q(pk__in=[])
    for began, visited in rhythm.late(before):
        late |= Q(Q(visited_on=None) | Q(visited_on__lt=visited), starts_on__lt=began)
    return BEGUN & late


def overdue_promise(before: date) -> Q:
    """Pairs in which something is promised, open still, that was due before a day."""
    late = Promise.objects.filter(pair=OuterRef("pk"), state=PromiseState.OPEN, due_on__lt=before)
    return BEGUN & Q(Exists(late))


def long_unvisited(dossiers: "QuerySet[Dossier]", today: date) -> "QuerySet[Dossier]":
    """Those of some dossiers that had a cadre so many months ago, went from hand to hand at most since, have one now,
    and whom nobody met in that time. Two queries.
    """
    day = latest_day(today, limits_now()[LONG])
    pairs = Pair.objects.filter(dossier=OuterRef("pk"))
    has_one = pairs.filter(BEGUN, starts_on__lte=today)
    had_one = pairs.filter(Q(ended_on=None) | Q(ended_on__gt=day), starts_on__lte=day)
    had_none_between = pairs.filter(ended_on__gt=day).exclude(ended_why=Pair.EndedWhy.HANDED)
    visited = pairs.filter(visited_on__gt=day)
    return dossiers.filter(Exists(has_one), Exists(had_one), ~Exists(had_none_between), ~Exists(visited))


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one unit (or all), without a name: households on file, those with a cadre, those of which a clerk, too, sees
    that a visit, or something promised, is late.
    """

    unit: str
    on_file: int
    paired: int
    overdue: int
    promised: int

    @property
    def without(self) -> int:
        """How many have nobody."""
        return self.on_file - self.paired


def figures(where: Jurisdiction, rhythm: Rhythm, today: date) -> list[Figures]:
    """By unit in tree order. Four queries."""
    reach = Dossier.objects.filter(state__in=ON_FILE)
    if not where.covers_all():
        reach = reach.filter(unit__in=where.units())
    on_file = dict(reach.order_by().values_list("unit").annotate(count=Count("pk")))
    before = clerk_sees_before(today)
    counts = {
        "paired": Count("pk"),
        "overdue": Count("pk", filter=overdue(rhythm, before)),
        "promised": Count("pk", filter=overdue_promise(before)),
    }
    rows = pairs_in(where).filter(BEGUN).order_by().values("dossier__unit").annotate(**counts)
    counted = {unit: numbers for unit, *numbers in rows.values_list("dossier__unit", *counts)}
    units = Unit.objects.filter(pk__in=on_file).order_by("path")
    return [Figures(str(each), on_file[each.pk], *counted.get(each.pk, (0, 0, 0))) for each in units]


def total(rows: Iterable[Figures]) -> Figures:
    """The sum of some rows."""
    known = list(rows)
    names = ("on_file", "paired", "overdue", "promised")
    return Figures("", *(sum(getattr(each, name) for each in known) for name in names))
