"""The tab of a dossier: causes, talks, plans; and what is written down of causes and talks."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from niangjia.accounts.views.requests import user_of
from niangjia.dossiers.chain_access import is_of_own_household
from niangjia.dossiers.models import Dossier, DossierState
from niangjia.dossiers.queries import evidence_of
from niangjia.dossiers.views.dossiers import opened_dossier, show_tab
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, InvalidInput
from niangjia.people.queries import members_in_force
from niangjia.plans import access, commands, queries
from niangjia.plans.forms import CauseForm, InterviewForm, WhyForm
from niangjia.plans.interview import answers_from, to_strengthen, versions
from niangjia.plans.models import BEING_DRAWN, Interview, PlanState
from niangjia.plans.presenting import PLAN_TONES
from niangjia.plans.proposing import strengthening
from niangjia.visits.presenting import told_all
from niangjia.visits.queries import causes_seen


@require_safe
def show_plans(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Why the household is in hardship, and its plans year by year, as a tab of the dossier."""
    dossier, user = opened_dossier(request, pk), user_of(request)
    is_open, is_own = dossier.closed_on is None, is_of_own_household(user, dossier)
    may_talk = not is_own and access.may(user, "interview", dossier.unit)
    plans = list(queries.plans_of(dossier))
    more: dict[str, Any] = {
        "causes": queries.causes_of(dossier),
        "seen": told_all(causes_seen(dossier), dossier=dossier),
        "settled": queries.settled_causes_of(dossier),
        "talks": queries.interviews_of(dossier) if may_talk else [],
        "plans": [(plan, PLAN_TONES[plan.stands]) for plan in plans],
        "is_own": is_own,
        "may_diagnose": is_open and not is_own and access.may(user, "diagnose", dossier.unit),
        "may_talk": may_talk,
        "may_draft": is_open
        and not is_own
        and dossier.state != DossierState.DRAFT
        and not any(each.state in BEING_DRAWN for each in plans)
        and access.may(user, "draft", dossier.unit),
        "years": (clock.today().year, clock.today().year + 1),
        "planned": {each.year for each in plans},
        "is_open": is_open,
    }
    return show_tab(request, dossier, "show-plans", template="plans/show-plans.html", **more)


@require_POST
def collect_causes(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take over what the decision and the dossier say."""
    dossier = opened_dossier(request, pk)
    try:
        new = commands.collect_causes(dossier, by=user_of(request))
    except Conflict as refusal:
        messages.error(request, str(refusal))
    else:
        said = _("%(count)s causes were taken over.") if new else _("Everything the decision says is there already.")
        messages.success(request, said % {"count": len(new)} if new else said)
    return redirect("plans:show-plans", pk=pk)


@sensitive_post_parameters("words")
@require_http_methods(["GET", "POST"])
@sensitive_variables()
def add_cause(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write a cause down."""
    dossier, user = opened_dossier(request, pk), user_of(request)
    access.require_for(user, "diagnose", dossier)
    files = [each for each in evidence_of(dossier.household) if each.withdrawn_at is None]
    data = request.POST if request.method == "POST" else None
    seen = access.get_seen_of(dossier, request.GET.get("seen"))
    form = CauseForm(data, members_in_force(dossier.household), files, seen)
    if form.is_bound and form.is_valid():
        try:
            commands.add_cause(dossier, form.said(), by=user)
        except (InvalidInput, Conflict) as refusal:
            form.add_error("words" if refusal.code == "empty" else None, str(refusal))
        else:
            messages.success(request, _("The cause is written down."))
            if seen is not None and access.get_seen_of(dossier, str(seen.pk)):
                messages.info(request, _("It is another one than the visit has shown: that one still stands below."))
            return redirect("plans:show-plans", pk=pk)
    return _render(request, "add-cause", dossier, form=form)


@sensitive_post_parameters("why")
@require_http_methods(["GET", "POST"])
@sensitive_variables()
def settle_cause(request: HttpRequest, pk: UUID, cause: UUID) -> HttpResponse:
    """Let a cause hold no more, with the reason."""
    dossier, user = opened_dossier(request, pk), user_of(request)
    access.require_for(user, "diagnose", dossier)
    found = access.get_cause_of(dossier, cause)
    form = WhyForm(request.POST if request.method == "POST" else None, label_suffix="")
    if form.is_bound and form.is_valid():
        try:
            commands.settle_cause(found, why=form.cleaned_data["why"], by=user)
        except (InvalidInput, Conflict) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The cause holds no more."))
            return redirect("plans:show-plans", pk=pk)
    return _render(request, "settle-cause", dossier, form=form, cause=found)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@sensitive_variables()
def record_interview(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The talk about what to strengthen."""
    dossier, user = opened_dossier(request, pk), user_of(request)
    access.require_for(user, "interview", dossier)
    data = request.POST if request.method == "POST" else None
    form = InterviewForm(data, members_in_force(dossier.household), today=clock.today())
    if form.is_bound and form.is_valid():
        person, answers, held_on = form.given()
        try:
            talk = commands.record_interview(dossier, person, answers, held_on=held_on, by=user)
        except (InvalidInput, Conflict) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The talk is kept, sealed."))
            return redirect("plans:show-interview", pk=pk, talk=talk.pk)
    return _render(request, "record-interview", dossier, form=form)


@require_safe
def show_interview(request: HttpRequest, pk: UUID, talk: UUID) -> HttpResponse:
    """One talk in full, and which measures strengthen what was asked for; that it was read is on the record."""
    dossier, user = opened_dossier(request, pk), user_of(request)
    access.require_for(user, "interview", dossier)
    found = commands.read_interview(access.get_interview_of(dossier, talk), by=user)
    said = answers_from(found.answers.reveal())
    topics = to_strengthen(found.questions, said.given)
    entries = strengthening([each.code for each in topics], queries.entries_now().values())
    drawn = queries.plans_of(dossier).filter(state=PlanState.DRAFT).first()
    more = {"talk": found, "said": _told(found, said.given), "words": said.words, "topics": topics, "entries": entries}
    return _render(request, "show-interview", dossier, drawn=drawn, **more)


def _told(talk: Interview, given: Any) -> list[tuple[Any, list[tuple[Any, Any]]]]:
    """Topics with question and answer; a question that was left out is left out."""
    return [
        (
            topic.label,
            [(each.text, each.answers[given[each.code]][0]) for each in topic.questions if each.code in given],
        )
        for topic in versions()[talk.questions]
    ]


def _render(request: HttpRequest, name: str, dossier: Dossier, **more: Any) -> HttpResponse:
    status = 422 if getattr(more.get("form"), "errors", None) else 200
    return render(request, f"plans/{name}.html", {"dossier": dossier, **more}, status=status)
