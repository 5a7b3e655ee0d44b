"""Reporting a clue, the list, one of them, what it says, and the figures without names."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from niangjia.accounts.access import holds
from niangjia.accounts.views.requests import user_of
from niangjia.clues import access, clocks, commands, queries
from niangjia.clues.forms import ClueForm, FilterForm, RevealForm
from niangjia.clues.views.showing import render_clue
from niangjia.dossiers.views.requests import device_of
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, InvalidInput
from niangjia.limits.queries import limits_of
from niangjia.workdays import calendar


@require_safe
def list_clues(request: HttpRequest) -> HttpResponse:
    """A page of the clues someone may read, each with its most urgent clock. htmx gets the results alone."""
    user = user_of(request)
    form = FilterForm(request.GET, list(access.where_may(user, "read").unions()))
    limits, days, today = limits_of("clues"), calendar.current(), clock.today()
    wanted = form.wanted()
    visible = access.clues_behind(user, wanted.waits) if wanted.waits else access.clues_to_read(user)
    found = wanted.apply(visible, limits=limits, calendar=days, today=today)
    page = Paginator(found, queries.PAGE_ROWS).get_page(request.GET.get("page"))
    rows = [(clue, clocks.most_urgent(clocks.clocks_of(clue, limits, days, today))) for clue in page]
    context = {
        "form": form,
        "page": page,
        "rows": rows,
        "today": today,
        "is_narrowed": any(request.GET.get(name) for name in form.fields),
        "may_report": bool(access.where_may(user, "report")),
        "may_count": holds(user, access.RIGHTS["count"]),
    }
    is_part = request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"
    return render(request, "clues/_results.html" if is_part else "clues/list-clues.html", context)


@require_http_methods(["GET", "POST"])
def report_clue(request: HttpRequest) -> HttpResponse:
    """Say who is in trouble, on one screen; then it is shown whether the person is known already."""
    user = user_of(request)
    units = list(access.require_somewhere(user, "report").homes())
    data = request.POST if request.method == "POST" else None
    is_own, is_informant = access.speaks_for_oneself(user), access.is_informant_only(user)
    form = ClueForm(data, units, today=clock.today(), who=str(user), is_own=is_own, is_informant=is_informant)
    if form.is_bound and form.is_valid():
        try:
            clue = commands.report_clue(form.word(), unit=form.chosen_unit, form_key=form.key, by=user)
        except (InvalidInput, Conflict) as refusal:
            form.add_error("known_on" if refusal.code == "day-to-come" else None, str(refusal))
        else:
            messages.success(request, _("Reported. Thank you; its clocks run from now on."))
            return redirect("clues:show-clue", pk=clue.pk)
    context = {"form": form, "unit": form.only_unit}
    return render(request, "clues/report-clue.html", context, status=422 if form.errors else 200)


@require_safe
def show_clue(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One clue: the three firsts, its clocks, who may be the same, and what may be done."""
    user = user_of(request)
    return render_clue(request, access.get_clue_for(user, pk))


@never_cache
@require_POST
def reveal_clue(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What is sealed in plain, on this one page: kept in no address, session or message."""
    user = user_of(request)
    clue = access.get_clue_for(user, pk, "reveal")
    form = RevealForm(request.POST)
    if not form.is_valid():
        return render_clue(request, clue, bound=form)
    shown = commands.reveal_clue(clue, purpose=form.cleaned_data["purpose"], device=device_of(request), by=user)
    return render_clue(request, clue, shown=shown)


@require_safe
def count_clues(request: HttpRequest) -> HttpResponse:
    """Figures by unit, without a name."""
    user = user_of(request)
    where, today = access.require_somewhere(user, "count"), clock.today()
    since = today.replace(month=1, day=1)
    rows = queries.figures(where, limits=limits_of("clues"), calendar=calendar.current(), today=today, since=since)
    names = ("under_way", "late", "emergency", "watched", "came")
    context = {
        "rows": rows,
        "total": {name: sum(getattr(each, name) for each in rows) for name in names},
        "may_read": bool(access.where_may(user, "read")),
        "year": today.year,
    }
    return render(request, "clues/count-clues.html", context)
