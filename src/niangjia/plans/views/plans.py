"""Lists of plans, one plan, and every act on it."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from niangjia.accounts.models import User
from niangjia.accounts.views.requests import user_of
from niangjia.dossiers.chain_access import is_of_own_household
from niangjia.dossiers.naming import name_categories
from niangjia.dossiers.queries import evidence_of
from niangjia.dossiers.queries import visible_to as dossiers_visible_to
from niangjia.dossiers.views.dossiers import opened_dossier
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, Forbidden, InvalidInput, NotFoundOrForbidden
from niangjia.kernel.periods import completed_years
from niangjia.people.models import Membership
from niangjia.people.queries import members_in_force
from niangjia.plans import access, commands, queries
from niangjia.plans.cases import proposals_for, warnings_about
from niangjia.plans.forms import AgreeForm, ApproveForm, ReturnForm
from niangjia.plans.marks import mark_of
from niangjia.plans.models import BEING_DRAWN, Plan, PlanState
from niangjia.plans.presenting import PLAN_TONES, TierRows, by_tier, compared, rows_of
from niangjia.plans.proposing import Proposal
from niangjia.ui.pdf import answer_pdf

ACTS = ("revise", "print", "agree", "reopen", "discard", "approve", "return", "report")
OF_AGE = 18
LISTS = ("draw", "drawn", "approve", "force")
RETURN_IDS = "return-%s"
"""Ids of the form that sends a plan back: it stands beside the one that approves it, and both ask why."""


@require_safe
def list_plans(request: HttpRequest) -> HttpResponse:
    """How plans stand, and the lists behind: to draw up, being drawn up, to approve, in force."""
    user, year = user_of(request), clock.today().year
    where = access.require_somewhere(user, "count")
    readable, which = access.where_may(user, "read"), request.GET.get("which", "")
    which = which if which in LISTS else "draw"
    plans = queries.visible_to(readable).filter(dossier__closed_on=None).select_related(*queries.RELATED)
    lists: dict[str, Callable[[], Any]] = {
        "draw": lambda: queries.to_draw(dossiers_visible_to(readable), year),
        "drawn": lambda: plans.filter(state__in=BEING_DRAWN).order_by("changed_at", "id"),
        "approve": lambda: queries.to_approve(access.where_may(user, "approve"), besides=user),
        "force": lambda: plans.filter(queries.not_over()).order_by("-approved_on", "id"),
    }
    found = lists[which]() if readable else Plan.objects.none()
    page = Paginator(found, queries.PAGE_ROWS).get_page(request.GET.get("page"))
    if which == "draw" and readable:
        page.object_list = [*name_categories(list(page.object_list))]
    context = {
        "figures": queries.figures(where, year),
        "which": which,
        "page": page,
        "may_read": bool(readable),
        "may_approve": bool(access.where_may(user, "approve")),
        "year": year,
    }
    return render(request, "plans/list-plans.html", context)


@require_POST
def draft_plan(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Begin the plan of a year."""
    dossier = opened_dossier(request, pk)
    try:
        year = int(request.POST.get("year", ""))
        plan = commands.draft_plan(dossier, year=year, by=user_of(request))
    except (ValueError, InvalidInput, Conflict) as refusal:
        messages.error(request, str(refusal) if not isinstance(refusal, ValueError) else _("Choose the year."))
        return redirect("plans:show-plans", pk=pk)
    return redirect("plans:show-plan", pk=plan.pk)


@require_safe
def show_plan(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One version: its measures by tier, what to think about, what is proposed, and what one may do."""
    return page_of(request, access.get_plan_for(user_of(request), pk))


def page_of(request: HttpRequest, plan: Plan, *, status: int = 200, **bound: Any) -> HttpResponse:
    """The page of a plan, with forms as they were sent in place of empty ones."""
    user = user_of(request)
    dossier = opened_dossier(request, plan.dossier_id)
    is_open = dossier.closed_on is None
    is_own = is_of_own_household(user, dossier)
    may = {act: _may(user, act, plan, is_open=is_open, is_own=is_own) for act in ACTS}
    has_part = (may["approve"] or may["return"]) and access.has_part_in(user, plan)
    warnings = warnings_about(plan) if plan.stands in {*BEING_DRAWN, PlanState.AHEAD, PlanState.APPROVED} else []
    others = [each for each in queries.plans_of(dossier) if each.pk != plan.pk and each.state != PlanState.DISCARDED]
    tiers = by_tier(rows_of(plan.measures.all(), queries.entries_now()))
    context: dict[str, Any] = {
        "plan": plan,
        "dossier": dossier,
        "tone": PLAN_TONES[plan.stands],
        "is_own": is_own,
        "begins_later": plan.year > clock.today().year,
        "mark": mark_of(plan),
        "seen": plan.changed_at.isoformat(),
        "shown": " ".join(each.mark for each in warnings),
        "tiers": tiers,
        "has_measures": bool(plan.measures.all()),
        "warnings": warnings,
        "causes": queries.causes_of(dossier),
        "proposals": by_tier_of(proposals_for(plan, dossier), tiers) if may["revise"] else [],
        "entries": [each for each in queries.entries_now().values() if each.is_available] if may["revise"] else [],
        "progress": rows_of_progress(plan),
        "others": others,
        "may": may,
        "has_part": has_part,
        "approve_form": ApproveForm(is_over_warnings=bool(warnings)),
        "return_form": ReturnForm(label_suffix="", auto_id=RETURN_IDS),
        "typed": next(iter(bound.values()), None),
        **bound,
    }
    return render(request, "plans/show-plan.html", context, status=status)


def by_tier_of(proposals: list[Proposal], tiers: list[TierRows]) -> list[tuple[TierRows, list[Proposal]]]:
    """The proposals of each tier that has any, beside what is planned in it."""
    found = [(tier, [each for each in proposals if each.entry.tier == tier.tier]) for tier in tiers]
    return [(tier, listed) for tier, listed in found if listed]


def _may(user: User, act: str, plan: Plan, *, is_open: bool, is_own: bool) -> bool:
    """Of the own household a plan is read and printed; of a dossier that is closed, what is open is discarded."""
    is_kept_off = is_own and act != "print"
    return not is_kept_off and (is_open or act == "discard") and access.may_now(user, act, plan)


def rows_of_progress(plan: Plan) -> list[tuple[Any, str]]:
    """What was said of its measures, with the words."""
    entries = queries.entries_now()
    return [
        (each, str(entries[each.measure.code].label) if each.measure.code in entries else each.measure.code)
        for each in queries.progress_of(plan)
    ]


@require_safe
def compare_plans(request: HttpRequest, pk: UUID, older: UUID) -> HttpResponse:
    """Two versions of one household side by side."""
    user = user_of(request)
    plan, before = access.get_plan_for(user, pk), access.get_plan_for(user, older)
    if plan.dossier_id != before.dossier_id:
        raise NotFoundOrForbidden(_("There is no such plan, or it is not yours to see."))
    dossier = opened_dossier(request, plan.dossier_id)
    if (plan.year, plan.version) < (before.year, before.version):
        plan, before = before, plan
    rows = compared(before, plan, queries.entries_now())
    return render(
        request, "plans/compare-plans.html", {"plan": plan, "before": before, "rows": rows, "dossier": dossier}
    )


def _do(
    request: HttpRequest, pk: UUID, act: str, done: str, command: Callable[..., Any],
    bound: tuple[str, forms.Form, dict[str, Any]] | None = None,
) -> HttpResponse:  # fmt: skip
    """One act on a plan: what was typed comes back with a refusal, beside the plan as it is now; others are told."""
    plan = access.get_plan_for(user_of(request), pk, act)
    name, form, given = bound or ("", None, {})
    try:
        command(plan, by=user_of(request), **given)
    except (InvalidInput, Conflict, Forbidden) as refusal:
        if form is not None:
            form.add_error(None, str(refusal))
            return page_of(request, access.get_plan_for(user_of(request), pk), status=422, **{name: form})
        if isinstance(refusal, InvalidInput):
            raise
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("plans:show-plan", pk=pk)


@require_POST
def reopen_plan(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change a signed plan once more."""
    return _do(
        request, pk, "reopen", _("The plan can be changed again; it has to be signed anew."), commands.reopen_plan
    )


@require_POST
def discard_plan(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give it up."""
    return _do(request, pk, "discard", _("The plan is discarded."), commands.discard_plan)


@sensitive_post_parameters("why")
@require_POST
@sensitive_variables()
def approve_plan(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put it in force."""
    form = ApproveForm(request.POST)
    form.is_valid()
    bound = ("approve_form", form, form.said())
    return _do(request, pk, "approve", _("The plan is approved."), commands.approve_plan, bound)


@sensitive_post_parameters("why")
@require_POST
@sensitive_variables()
def return_plan(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Send it back."""
    form = ReturnForm(request.POST, label_suffix="", auto_id=RETURN_IDS)
    form.is_valid()
    bound = ("return_form", form, form.said())
    return _do(request, pk, "return", _("The plan was sent back."), commands.return_plan, bound)


@sensitive_variables()
@require_http_methods(["GET", "POST"])
def agree_plan(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The household agreed and signed."""
    user = user_of(request)
    plan = access.get_plan_for(user, pk, "agree")
    dossier = opened_dossier(request, plan.dossier_id)
    access.require_for(user, "agree", dossier)
    is_post, today = request.method == "POST", clock.today()
    files = [each for each in evidence_of(dossier.household) if each.kind == "plan-sheet" and not each.withdrawn_at]
    form = AgreeForm(
        request.POST if is_post else None,
        request.FILES if is_post else None,
        members=_grown(list(members_in_force(dossier.household)), today),
        files=files,
        initial={"on": today, "who": str(dossier.worker_id)},
    )
    if form.is_bound and form.is_valid():
        try:
            commands.agree_plan(plan, form.signature(), seen=form.cleaned_data["seen"], by=user)
        except (InvalidInput, Conflict) as refusal:
            form.add_error({"no-file": "paper", "mark": "mark", "signed-on": "on"}.get(refusal.code), str(refusal))
        else:
            messages.success(request, _("The signature is kept. Those who approve have been told."))
            return redirect("plans:show-plan", pk=pk)
    context = {"plan": plan, "dossier": dossier, "form": form, "warnings": warnings_about(plan)}
    context["seen"] = plan.changed_at.isoformat()
    return render(request, "plans/agree-plan.html", context, status=422 if form.errors else 200)


def _grown(members: list[Membership], today: date) -> list[Membership]:
    """Those of age; everybody where nobody is."""
    return [each for each in members if completed_years(each.person.born_on, today) >= OF_AGE] or members


@require_GET
def print_plan(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The household's own sheet."""
    plan = access.get_plan_for(user_of(request), pk, "print")
    try:
        content = commands.print_plan(plan, by=user_of(request))
    except Conflict as refusal:
        messages.error(request, str(refusal))
        return redirect("plans:show-plan", pk=pk)
    return answer_pdf(request, content, f"plan-{plan.dossier.number}-{plan}.pdf")
