"""Figures without names, and the list of those who were trained and found no work."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from niangjia.accounts.views.requests import user_of
from niangjia.kernel import clock
from niangjia.training import access, queries
from niangjia.training.figures import change_of, retention, shown_column, shown_part
from niangjia.training.limits import follow_up_months, limit, value_of
from niangjia.training.presenting import tone_of

PARTS = {"certified": "trained", "contracted": "placed", "at_work": "placed"}
"""Columns that are a part of another one beside them."""


@require_safe
def show_figures(request: HttpRequest) -> HttpResponse:
    """Trained, certified, placed and still there, of what and how many; small counts hidden."""
    user, today = user_of(request), clock.today()
    where, least = access.require_somewhere(user, "see-figures"), value_of("small-cell")
    counts = queries.counts_by_unit(where)
    by_name = {name: [each[name] for each in counts.values()] for name in queries.COUNTED}
    columns, totals = {}, {}
    for name, numbers in by_name.items():
        if name in PARTS:
            columns[name], totals[name] = shown_part(numbers, by_name[PARTS[name]], least)
        else:
            columns[name] = shown_column(numbers, least)
            totals[name] = None if 0 < sum(numbers) < least else sum(numbers)
    placed = queries.placed_in(where)
    context = {
        "rows": [(unit, [columns[name][place] for name in queries.COUNTED]) for place, unit in enumerate(counts)],
        "totals": [totals[name] for name in queries.COUNTED],
        "stays": list(retention(queries.states_by_months(placed, today), follow_up_months(), least).items()),
        "pay": change_of(queries.pays(placed), least),
        "least": limit("small-cell"),
    }
    return render(request, "training/show-figures.html", context)


@require_safe
def list_unplaced(request: HttpRequest) -> HttpResponse:
    """Those who finished a course so many months ago and have had no work since."""
    user, today = user_of(request), clock.today()
    access.require_somewhere(user, "read")
    months = limit("unplaced")
    mine = access.rows_for(user, "read", queries.enrolments())
    rows = list(queries.unplaced(mine, today, months.value)[: queries.ROWS + 1])
    seen = {each.person_id: each.pk for each in access.people_for(user).filter(person__in=[r.person_id for r in rows])}
    told: list[tuple[object, str, UUID | None]] = [
        (each, tone_of(each.state), seen.get(each.person_id)) for each in rows[: queries.ROWS]
    ]
    context = {"rows": told, "has_more": len(rows) > queries.ROWS, "most": queries.ROWS, "months": months}
    return render(request, "training/list-unplaced.html", context)
