"""What waits for someone in this app: first help, decisions, looks at what is watched, papers of emergencies."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.models import User
from niangjia.accounts.waiting import Waiting, Week, days_of
from niangjia.clues import access
from niangjia.clues.clocks import DECIDE, EMERGENCY_HELP, HELP, PAPERS
from niangjia.clues.models import UNDER_WAY, Clue, ClueState
from niangjia.clues.queries import with_papers
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

    if to_help:
        clues = Clue.objects.filter(unit__in=to_help.units())
        helpless = clues.filter(state__in=UNDER_WAY, first_helped_on=None).order_by()
        rows = list(helpless.values_list("first_reported_on", "is_emergency").annotate(count=Count("*")))
        urgent = [(day, count) for day, is_emergency, count in rows if is_emergency]
        others = [(day, count) for day, is_emergency, count in rows if not is_emergency]
        yield Waiting(
            "clues.emergencies", _("Emergencies without help"), _list(only="emergency"), due(urgent, EMERGENCY_HELP)
        )
        yield Waiting("clues.help", _("Clues: first help"), _list(), due(others, HELP), late_address=_list(only="late"))
        papers = with_papers(clues).filter(is_emergency=True, papers_done_on=None)
        papers = papers.exclude(state__in=[ClueState.REFUSED, ClueState.MERGED])
        yield Waiting(
            "clues.papers",
            _("Emergencies: papers to complete"),
            _list(only="emergency", state="all"),
            due(_by_day(papers, "papers_begin_on"), PAPERS),
        )
    if to_decide:
        clues = Clue.objects.filter(unit__in=to_decide.units())
        opened = _by_day(clues.filter(state=ClueState.OPEN), "first_reported_on")
        yield Waiting(
            "clues.decide",
            _("Clues to decide on"),
            _list(state="open"),
            due(opened, DECIDE),
            late_address=_list(state="open", only="late"),
        )
        watched = _by_day(clues.filter(state=ClueState.WATCHED), "next_look_on")
        yield Waiting(
            "clues.watched",
            _("Watched clues: another look"),
            _list(state="watched"),
            days_of((day, count) for day, count in watched if day <= week.today),
            coming=days_of((day, count) for day, count in watched if day > week.today),
            late_address=_list(state="watched", only="late"),
        )


def _by_day(clues: "QuerySet[Clue]", field: str) -> list[tuple[date, int]]:
    return list(clues.order_by().values_list(field).annotate(count=Count("*")))


def _list(**query: str) -> str:
    address = reverse("clues:list-clues")
    return f"{address}?{urlencode(query)}" if query else address
