"""Measures of a plan, and how they stand."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from niangjia.accounts.views.requests import user_of
from niangjia.dossiers.chain_access import is_of_own_household
from niangjia.dossiers.views.dossiers import opened_dossier
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, Forbidden, InvalidInput, NotFoundOrForbidden
from niangjia.people.queries import members_in_force
from niangjia.plans import access, commands, queries
from niangjia.plans.cases import ceilings_of
from niangjia.plans.catalogue import Entry
from niangjia.plans.forms import ProgressForm
from niangjia.plans.measure_forms import MeasureForm, typed_of
from niangjia.plans.models import Plan, PlannedMeasure
from niangjia.plans.presenting import rows_of
from niangjia.plans.rules import may_follow
from niangjia.plans.starting import first_values


@sensitive_post_parameters("note", "goal_words")
@require_http_methods(["GET", "POST"])
@sensitive_variables()
def add_measure(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put a measure into a plan: `code`, and perhaps `person`, come with the address."""
    plan = access.get_plan_for(user_of(request), pk, "revise")
    entry = _entry(request.GET.get("code", ""))
    initial = first_values(plan, entry, request.GET.get("person", ""), clock.today())
    return _edit(request, plan, entry, initial, None)


@sensitive_post_parameters("note", "goal_words")
@require_http_methods(["GET", "POST"])
@sensitive_variables()
def revise_measure(request: HttpRequest, pk: UUID, measure: UUID) -> HttpResponse:
    """Change a measure."""
    plan = access.get_plan_for(user_of(request), pk, "revise")
    found = access.get_measure_of(plan, measure)
    return _edit(request, plan, _entry(found.code), typed_of(found), found)


def _entry(code: str) -> Entry:
    entry = queries.entries_now().get(code)
    if entry is None:
        raise NotFoundOrForbidden(_("There is no such measure in the catalogue."))
    return entry


def _edit(
    request: HttpRequest, plan: Plan, entry: Entry, initial: Mapping[str, Any], measure: PlannedMeasure | None
) -> HttpResponse:
    user, dossier = user_of(request), opened_dossier(request, plan.dossier_id)
    access.require_for(user, "revise", dossier)
    form = MeasureForm(
        request.POST if request.method == "POST" else None,
        entry,
        members=members_in_force(dossier.household),
        causes=[*queries.causes_of(dossier).values_list("code", flat=True), *(measure.causes if measure else ())],
        users=access.people_near(dossier.unit),
        departments=list(access.departments_near(dossier.unit)),
        initial=dict(initial),
    )
    if form.is_bound and form.is_valid():
        try:
            if measure is None:
                commands.add_measure(plan, form.said(), by=user)
            else:
                commands.revise_measure(measure, form.said(), seen=form.cleaned_data["seen"], by=user)
        except (InvalidInput, Conflict) as refusal:
            form.add_error(_FIELDS.get(refusal.code), str(refusal))
        else:
            return redirect("plans:show-plan", pk=plan.pk)
    ceiling = ceilings_of(dossier).get(entry.ceiling) if entry.ceiling else None
    context = {"plan": plan, "dossier": dossier, "entry": entry, "form": form, "measure": measure, "ceiling": ceiling}
    return render(request, "plans/edit-measure.html", context, status=422 if form.errors else 200)


_FIELDS = {
    "person": "person",
    "due-on": "due_on",
    "goal-kind": "goal_kind",
    "goal-value": "goal_number",
    "amount": "amount",
    "responsible": "responsible",
}
"""The field that a refusal is about, by its code."""


@require_POST
def remove_measure(request: HttpRequest, pk: UUID, measure: UUID) -> HttpResponse:
    """Take a measure out."""
    plan = access.get_plan_for(user_of(request), pk, "revise")
    found = plan.measures.filter(pk=measure).first()
    try:
        if found is not None:
            commands.remove_measure(found, by=user_of(request))
    except (Conflict, Forbidden) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The measure is out of the plan."))
    return redirect("plans:show-plan", pk=pk)


@require_safe
def list_due_measures(request: HttpRequest) -> HttpResponse:
    """Measures of plans in force that are not at an end, what is due soonest first."""
    where = access.require_somewhere(user_of(request), "read")
    return _list(request, queries.due_measures(queries.visible_to(where)), is_own=False)


@require_safe
def list_own_measures(request: HttpRequest) -> HttpResponse:
    """Those that one sees to in person."""
    access.require_somewhere(user_of(request), "report-own")
    return _list(request, queries.own_measures(user_of(request)), is_own=True)


def _list(request: HttpRequest, found: Any, *, is_own: bool) -> HttpResponse:
    page = Paginator(found, queries.PAGE_ROWS).get_page(request.GET.get("page"))
    rows = rows_of(page.object_list, queries.entries_now())
    context = {"page": page, "rows": rows, "is_own": is_own, "today": clock.today()}
    return render(request, "plans/list-due-measures.html", context)


@sensitive_post_parameters("words")
@require_http_methods(["GET", "POST"])
@sensitive_variables()
def report_progress(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say how a measure stands."""
    user = user_of(request)
    measure = access.get_measure_to_report(user, pk)
    form = ProgressForm(request.POST if request.method == "POST" else None, measure.state)
    if form.is_bound and form.is_valid():
        try:
            commands.report_progress(measure, form.cleaned_data["state"], form.cleaned_data["words"], by=user)
        except (InvalidInput, Conflict, Forbidden) as refusal:
            form.add_error("words" if refusal.code == "empty" else None, str(refusal))
        else:
            messages.success(request, _("It is written down."))
            may_read = access.may(user, "read", measure.plan.dossier.unit)
            return redirect("plans:show-plan", measure.plan_id) if may_read else redirect("plans:list-own-measures")
    entry = queries.entries_now().get(measure.code)
    context = {
        "measure": measure,
        "row": rows_of([measure], {measure.code: entry} if entry else {})[0],
        "entry": entry,
        "form": form,
        "said": measure.progress.select_related("by").order_by("-at", "-id"),
        "is_own": is_of_own_household(user, measure.plan.dossier),
        "may_begin": may_follow(measure.state, "under-way"),
        "may_read": access.may(user, "read", measure.plan.dossier.unit),
    }
    return render(request, "plans/report-progress.html", context, status=422 if form.errors else 200)
