"""The home page and the page about the program."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

import niangjia
from niangjia.accounts import waiting
from niangjia.accounts.models import User
from niangjia.audit.access import may_read as may_read_record
from niangjia.clues import access as clue_access
from niangjia.desk import queries
from niangjia.dossiers import access, own_case
from niangjia.dossiers.presenting import told_parameter
from niangjia.kernel import clock
from niangjia.policies import book
from niangjia.workdays.calendar import current
from niangjia.workdays.week import week_of


@require_safe
def show_home(request: HttpRequest) -> HttpResponse:
    """What waits for the reader, what comes this week, how the own units stand; for a worker the own case."""
    user = request.user
    if not isinstance(user, User):
        raise PermissionDenied
    calendar = current()
    week = week_of(clock.today(), calendar)
    found = waiting.waiting_for(user, week)
    entries = waiting.entries_of(found, week)
    where, may_read = access.where_may(user, "count"), bool(access.where_may(user, "read"))
    context: dict[str, Any] = {
        "week": week,
        "entries": entries,
        "late": sum(entry.late for entry in entries),
        "due_today": sum(entry.waiting.days.get(week.today, 0) for entry in entries),
        "days": waiting.by_day(found, week),
        "may_read": may_read,
        "may_import": bool(access.where_may(user, "import")),
        "may_draft": bool(access.where_may(user, "draft")),
        "may_report": bool(clue_access.where_may(user, "report")) and not clue_access.speaks_for_oneself(user),
        "may_read_record": may_read_record(user),
        "may_count": bool(where),
        "has_own_case": own_case.is_for(user),
    }
    if where:
        home = queries.home_figures(user, where, week, has_links=may_read)
        beside = queries.beside_dossiers(user, week, calendar)
        context |= {
            "home": home,
            "beside": beside,
            "late_on_way": sum(row.late for row in (*home.way, *beside)),
            "causes": queries.cause_chart(home.figures, has_links=may_read),
            "units": queries.unit_chart(home.figures, where, has_links=may_read),
        }
    if context["has_own_case"]:
        context["case"] = own_case.own_case(user)
    return render(request, "desk/show-home.html", context)


@require_safe
def show_about(request: HttpRequest) -> HttpResponse:
    """What the program is, its version, the rules in force and where they come from."""
    known = [rule_set for rule_set in book.rule_sets() if rule_set.in_force_from]  # drafts are nobody's rules yet
    newest_first = sorted(known, key=lambda rule_set: rule_set.in_force_from or date.min, reverse=True)
    told = [
        (
            rule_set,
            [told_parameter(parameter, row) for parameter in rule_set.table.parameters for row in parameter.rows],
        )
        for rule_set in newest_first
    ]
    return render(request, "desk/show-about.html", {"version": niangjia.__version__, "rule_sets": told})
