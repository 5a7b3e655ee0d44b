"""What waits for someone in this app: first help, decisions, looks at what is watched, papers of emergencies."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils.http import urlencode

from niangjia.accounts.models import User
from niangjia.accounts.waiting import Counted, Waiting, Week, counted, days_of, together
from niangjia.clues import access
from niangjia.clues.clocks import DECIDE, EMERGENCY_HELP, HELP, PAPERS, PAPERS_BEGIN_ON, UNFINISHED
from niangjia.clues.models import Clue
from niangjia.clues.queries import WAITS
from niangjia.limits.queries import limits_of
from niangjia.workdays.calendar import current


def waiting_for(user: User, week: Week) -> Iterator[Waiting]:
    """Everything of this app, each by the day on which its clock runs out. Three queries."""
    to_help, to_decide = access.where_may(user, "help"), access.where_may(user, "decide")
    if not (to_help or to_decide):
        return
    limits, calendar = limits_of("clues"), current()

    def due(rows: Iterable[tuple[date | None, int]], code: str) -> dict[date | None, int]:
        days = limits[code].value
        return days_of((calendar.add_working_days(began_on, days), count) for began_on, count in rows if began_on)

    def entry(kind: str, days: Mapping[date | None, int], **more: Any) -> Waiting:
        address, late_address = _list(waits=kind), _list(waits=kind, only="late")
        return Waiting(f"clues.{kind}", WAITS[kind], address, days, late_address=late_address, **more)

    found = together(_parts(user))
    if to_help:
        yield entry("emergencies", due(found.get("emergencies", ()), EMERGENCY_HELP), is_urgent=True)
        yield entry("help", due(found.get("help", ()), HELP))
        yield entry("papers", due(found.get("papers", ()), PAPERS))
    if to_decide:
        yield entry("decide", due(found.get("decide", ()), DECIDE))
        watched = [(day, count) for day, count in found.get("watched", ()) if day is not None]
        yield entry(
            "watched",
            days_of((day, count) for day, count in watched if day <= week.today),
            coming=days_of((day, count) for day, count in watched if day > week.today),
            coming_address=_list(state="watched"),
        )


def _parts(user: User) -> Iterator[Counted]:
    """What is to be done, by the day from which its clock runs."""
    fields = {"help": ("emergencies", "help", "papers"), "decide": ("decide", "watched")}
    began_on = {"papers": PAPERS_BEGIN_ON, "watched": F("next_look_on")}
    for act, kinds in fields.items():
        if where := access.where_may(user, act):
            clues = Clue.objects.filter(unit__in=where.units())
            for kind in kinds:
                yield counted(kind, clues.filter(UNFINISHED[kind]), began_on.get(kind, F("first_reported_on")))


def _list(**query: str) -> str:
    address = reverse("clues:list-clues")
    return f"{address}?{urlencode(query)}" if query else address
