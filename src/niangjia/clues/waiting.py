"""What waits for someone in this app: first help, decisions, looks at what is watched, papers of emergencies."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.http import urlencode

from niangjia.accounts.models import User
from niangjia.accounts.waiting import Waiting, Week, days_of
from niangjia.clues import access
from niangjia.clues.clocks import DECIDE, EMERGENCY_HELP, HELP, PAPERS, UNFINISHED
from niangjia.clues.models import Clue
from niangjia.clues.queries import WAITS, with_papers
from niangjia.limits.queries import limits_of
from niangjia.workdays.calendar import current


def waiting_for(user: User, week: Week) -> Iterator[Waiting]:
    """Everything of this app, each by the day on which its clock runs out. At most six queries."""
    to_help, to_decide = access.where_may(user, "help"), access.where_may(user, "decide")
    if not (to_help or to_decide):
        return
    limits, calendar = limits_of("clues"), current()

    def due(rows: Iterable[tuple[date, int]], code: str) -> dict[date | None, int]:
        days = limits[code].value
        return days_of((calendar.add_working_days(began_on, days), count) for began_on, count in rows)

    def entry(kind: str, days: Mapping[date | None, int], **more: Any) -> Waiting:
        address, late_address = _list(waits=kind), _list(waits=kind, only="late")
        return Waiting(f"clues.{kind}", WAITS[kind], address, days, late_address=late_address, **more)

    if to_help:
        clues = Clue.objects.filter(unit__in=to_help.units())
        helpless = clues.filter(UNFINISHED["emergencies"] | UNFINISHED["help"]).order_by()
        rows = list(helpless.values_list("first_reported_on", "is_emergency").annotate(count=Count("*")))
        urgent = [(day, count) for day, is_emergency, count in rows if is_emergency]
        others = [(day, count) for day, is_emergency, count in rows if not is_emergency]
        yield entry("emergencies", due(urgent, EMERGENCY_HELP), is_urgent=True)
        yield entry("help", due(others, HELP))
        papers = with_papers(clues).filter(UNFINISHED["papers"])
        yield entry("papers", due(_by_day(papers, "papers_begin_on"), PAPERS))
    if to_decide:
        clues = Clue.objects.filter(unit__in=to_decide.units())
        yield entry("decide", due(_by_day(clues.filter(UNFINISHED["decide"]), "first_reported_on"), DECIDE))
        watched = _by_day(clues.filter(UNFINISHED["watched"]), "next_look_on")
        yield entry(
            "watched",
            days_of((day, count) for day, count in watched if day <= week.today),
            coming=days_of((day, count) for day, count in watched if day > week.today),
            coming_address=_list(state="watched"),
        )


def _by_day(clues: "QuerySet[Clue]", field: str) -> list[tuple[date, int]]:
    return list(clues.order_by().values_list(field).annotate(count=Count("*")))


def _list(**query: str) -> str:
    address = reverse("clues:list-clues")
    return f"{address}?{urlencode(query)}" if query else address
