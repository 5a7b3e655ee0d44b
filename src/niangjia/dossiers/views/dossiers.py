"""One dossier on its tabs, and the confirming of one fact."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from niangjia.accounts.views.requests import user_of
from niangjia.audit.models import Entry
from niangjia.audit.queries import entries_about
from niangjia.dossiers import access, commands
from niangjia.dossiers.chain_access import is_handed_in, is_of_own_household
from niangjia.dossiers.comparing import change_since, told_plainly
from niangjia.dossiers.errors import ChangedMeanwhile
from niangjia.dossiers.facts import assemble
from niangjia.dossiers.families_pages import family_acts
from niangjia.dossiers.forms import fact_value
from niangjia.dossiers.hindrances import before_next_step
from niangjia.dossiers.kept import UnreadableDecision
from niangjia.dossiers.leaving_pages import leaving_panel
from niangjia.dossiers.ledger import ledger
from niangjia.dossiers.looking import LOOKS, looks_at
from niangjia.dossiers.mending import ways_to_mend
from niangjia.dossiers.models import OPEN_TO_OBJECTIONS, Decision, Dossier
from niangjia.dossiers.naming import name_categories, name_outcomes
from niangjia.dossiers.notice_pages import notice_lines
from niangjia.dossiers.presenting import (
    Explained,
    Question,
    explained,
    explained_today,
    questions_of,
    told_decision,
)
from niangjia.dossiers.queries import latest_decision
from niangjia.dossiers.queries_of_families import goes_on_in
from niangjia.dossiers.queries_of_transfers import open_transfer_of
from niangjia.dossiers.queries_of_versions import changes_of, number_of_newest, versions_after
from niangjia.dossiers.reading_forms import reveal_forms
from niangjia.dossiers.returning import return_of
from niangjia.dossiers.standing import standing_of, tone_of
from niangjia.dossiers.version_pages import told_changes
from niangjia.dossiers.views.requests import device_of, seen_by
from niangjia.kernel.errors import InvalidInput, NiangjiaError
from niangjia.people import codes
from niangjia.people.rules import FACTS, STAGES_ATTENDED, written
from niangjia.ui.pdf import answer_pdf

HISTORY_ROWS = 100
UNTOLD = ("facts", "parameters", "assumed", "persons")
"""What a list of decisions does not show; it is most of each."""


@require_safe
def show_dossier(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Overview: who they are, where they stand, what is still to be asked."""
    dossier = opened_dossier(request, pk)
    user = user_of(request)
    standing = standing_of(dossier, user)
    found = explained(dossier)
    open_ends, is_held_up = before_next_step(dossier, user, standing)
    return show_tab(
        request,
        dossier,
        "show-dossier",
        questions=_open_questions(dossier, found),
        ways=ways_to_mend(found, dossier),
        standing=standing,
        open_ends=open_ends,
        is_held_up=is_held_up,
        back=return_of(dossier, user),
        notices=notice_lines(standing.notices, request.build_absolute_uri),
        may_print=access.may(user, "print-notice", dossier.unit),
        leaving=leaving_panel(dossier, user, is_own=standing.is_own),
        is_own=standing.is_own,
        transfer=open_transfer_of(dossier),
        goes_on_in=goes_on_in(dossier),
        family_acts=family_acts(user, dossier),
        may_transfer=access.may(user, "transfer", dossier.unit)
        and access.RIGHTS["transfer"].allows_state(dossier.state),
        may_remove=access.may(user, "remove-notice", dossier.unit),
        may_object=dossier.state in OPEN_TO_OBJECTIONS and access.may(user, "record-objection", dossier.unit),
        may_handle=standing.may_look_into and access.may(user, "handle-objection", dossier.unit),
        may_see_chain=bool(access.where_may(user, "see-chain")),
    )


@require_safe
def show_members(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who lives in the household."""
    dossier = opened_dossier(request, pk)
    sealed = reveal_forms(dossier, access.roles_to_reveal(user_of(request), dossier))
    may_link = access.may_link_worker(user_of(request), dossier)
    acts = family_acts(user_of(request), dossier)
    return show_tab(request, dossier, "show-members", sealed=sealed, may_link=may_link, family_acts=acts)


@require_safe
def show_money(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Income, spending, what is owned, and events."""
    dossier = opened_dossier(request, pk)
    return show_tab(request, dossier, "show-money", ledger=ledger(dossier))


@require_safe
def show_decision(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The decision in force as it was made: step by step, what was assumed, and what would change it."""
    dossier = opened_dossier(request, pk)
    kept = latest_decision(dossier) if dossier.category is not None else None
    since = change_since(kept, dossier) if kept else None
    found = explained(dossier, kept)
    seen = number_of_newest(dossier)
    more: dict[str, Any] = {"questions": _open_questions(dossier, found), "ways": ways_to_mend(found, dossier)}
    return show_tab(request, dossier, "show-decision", **_told(found, kept), **more, since=since, seen=seen)


def _open_questions(dossier: Dossier, found: Explained | NiangjiaError) -> list[Question]:
    """What is open today, whatever was assumed when the decision was made."""
    if isinstance(found, UnreadableDecision):
        return questions_of(explained_today(dossier))
    if isinstance(found, NiangjiaError):
        return []
    return questions_of(found, assemble(dossier.household, dossier.applied_on))


@require_safe
def show_kept_decision(request: HttpRequest, pk: UUID, decision: UUID) -> HttpResponse:
    """One decision of the past as it was made."""
    dossier = opened_dossier(request, pk)
    kept = access.get_decision_of(dossier, decision)
    found = explained(dossier, kept)
    page = _told(found, kept) | {"questions": questions_of(found), "may_revise": False, "is_past": True}
    return show_tab(request, dossier, "show-history", template="show-kept-decision", **page)


def _told(found: Explained | NiangjiaError, kept: Decision | None) -> dict[str, Any]:
    """A decision for its page; `plain` when its rules are not there any more."""
    is_unreadable = kept is not None and isinstance(found, UnreadableDecision)
    return {"told": told_decision(found), "kept": kept, "plain": told_plainly(kept) if kept and is_unreadable else None}


@require_POST
def assess_dossier(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Apply the rules of today; the decisions made before stay as they are."""
    user = user_of(request)
    dossier = commands.assess_dossier(access.get_dossier_for(user, pk), by=user)
    if dossier.category is None:
        messages.error(request, _("The rules could not be applied. Why is said below."))
    else:
        messages.success(request, _("The rules were applied again. The earlier decision stays in the history."))
    return redirect("dossiers:show-decision", pk=dossier.pk)


@require_GET
def print_decision(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The same on paper for the worker and the family, as a PDF."""
    user = user_of(request)
    dossier = access.get_dossier_for(user, pk)
    return answer_pdf(request, commands.print_decision(dossier, by=user), f"decision-{dossier.number}.pdf")


@require_safe
def show_history(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What was done to the dossier and its household, newest first."""
    dossier = opened_dossier(request, pk)
    entries = entries_about([dossier.pk, dossier.household_id]).exclude(act__in=LOOKS)[:HISTORY_ROWS]
    looks = _looks(dossier) if access.may(user_of(request), "see-looks", dossier.unit) else None
    decisions = name_outcomes(list(dossier.decisions.order_by("-at", "-id").defer(*UNTOLD)[:HISTORY_ROWS]))
    return show_tab(request, dossier, "show-history", entries=entries, decisions=decisions, looks=looks)


def _looks(dossier: Dossier) -> list[tuple[Entry, str]]:
    """The entries of those who looked, each with the name of the person it is about, if one."""
    names = {member.person_id: member.person.name for member in dossier.household.members}  # type: ignore[attr-defined] # set by queries.whole
    return [(entry, names.get(entry.subject_id, "")) for entry in looks_at(dossier, names)[:HISTORY_ROWS]]


@require_POST
def confirm_fact(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take the answer to one open question and apply the rules again."""
    user = user_of(request)
    dossier = access.get_dossier_for(user, pk)
    name, person_id = request.POST.get("fact", ""), request.POST.get("person", "")
    person = next((m.person for m in dossier.household.members if str(m.person_id) == person_id), None)  # type: ignore[attr-defined] # set by queries.whole
    seen = seen_by(request) if "seen" in request.POST else None
    try:
        value = fact_value(name, request.POST.get("value", ""))
        commands.confirm_fact(dossier, name=name, value=value, person=person, by=user, seen=seen)
    except ChangedMeanwhile as refusal:
        told = told_changes(changes_of(dossier, versions_after(dossier, seen or 0)))
        page: dict[str, Any] = {
            "question": FACTS[name].question,
            "value": written(FACTS[name].kind, value),
            "whose": person,
        }
        page |= {"refusal": refusal, "changes": told, "seen": number_of_newest(dossier)}
        return show_tab(request, dossier, "show-decision", template="confirm-fact", status=409, **page)
    except InvalidInput as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Confirmed. The rules were applied again."))
    return redirect("dossiers:show-decision", pk=dossier.pk)


def opened_dossier(request: HttpRequest, pk: UUID) -> Dossier:
    """The dossier for a page of it, once the record has that it was opened."""
    user = user_of(request)
    dossier = access.get_dossier_for(user, pk)
    commands.read_dossier(dossier, page=_page_of(request), device=device_of(request), by=user)
    return dossier


def _page_of(request: HttpRequest) -> str:
    return (request.resolver_match.url_name or "") if request.resolver_match else ""


def show_tab(
    request: HttpRequest,
    dossier: Dossier,
    tab: str,
    *,
    template: str = "",
    status: int = 200,
    is_own: bool | None = None,
    **more: Any,
) -> HttpResponse:
    """A page of a dossier loaded by `queries.whole`, with what all need; another app's `template` by its path.

    `is_own`: whether it is about the reader's own household, where that was asked already.
    """
    user, is_open = user_of(request), dossier.closed_on is None
    if is_own is None:
        is_own = is_open and is_of_own_household(user, dossier)
    is_kept_off = is_open and is_own and is_handed_in(dossier)
    may_revise = is_open and not is_kept_off and access.may(user, "revise", dossier.unit)
    context = {
        "dossier": next(iter(name_categories([dossier]))),
        "household": dossier.household,
        "members": dossier.household.members,  # type: ignore[attr-defined] # set by queries.whole
        "tab": tab,
        "school_kinds": codes.SCHOOL_KINDS.choices(),
        "stages": [(code, label) for code, label in codes.STAGES.choices() if code in STAGES_ATTENDED],
        "tone": tone_of(dossier.state),
        "may_revise": may_revise,
        "is_own": is_own,
        "is_kept_off": is_kept_off,
        **more,
    }
    return render(request, template if "/" in template else f"dossiers/{template or tab}.html", context, status=status)
