"""One dossier on its tabs, and the confirming of one fact."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from niangjia.audit.queries import entries_about
from niangjia.dossiers import access, commands
from niangjia.dossiers.forms import fact_value
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.presenting import explained, ledger, questions_of, told_decision
from niangjia.dossiers.views.requests import user_of
from niangjia.kernel.errors import InvalidInput
from niangjia.people import codes
from niangjia.ui.pdf import answer_pdf

HISTORY_ROWS = 100


@require_safe
def show_dossier(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Overview: who they are, where they stand, what is still to be asked."""
    dossier = access.get_dossier_for(user_of(request), pk)
    return _tab(request, dossier, "show-dossier", questions=questions_of(explained(dossier)))


@require_safe
def show_members(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who lives in the household."""
    return _tab(request, access.get_dossier_for(user_of(request), pk), "show-members")


@require_safe
def show_money(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Income, spending, what is owned, and events."""
    dossier = access.get_dossier_for(user_of(request), pk)
    return _tab(request, dossier, "show-money", ledger=ledger(dossier))


@require_safe
def show_decision(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What the rules say, step by step, what was assumed, and what would change it."""
    dossier = access.get_dossier_for(user_of(request), pk)
    found = explained(dossier)
    return _tab(request, dossier, "show-decision", told=told_decision(found), questions=questions_of(found))


@require_GET
def print_decision(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The same on paper for the worker and the family, as a PDF."""
    user = user_of(request)
    dossier = access.get_dossier_for(user, pk)
    return answer_pdf(request, commands.print_decision(dossier, by=user), f"decision-{dossier.number}.pdf")


@require_safe
def show_history(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What was done to the dossier and its household, newest first."""
    dossier = access.get_dossier_for(user_of(request), pk)
    entries = entries_about([dossier.pk, dossier.household_id])[:HISTORY_ROWS]
    return _tab(
        request, dossier, "show-history", entries=entries, decisions=dossier.decisions.order_by("-at")[:HISTORY_ROWS]
    )


@require_POST
def confirm_fact(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take the answer to one open question and apply the rules again."""
    user = user_of(request)
    dossier = access.get_dossier_for(user, pk)
    name, person_id = request.POST.get("fact", ""), request.POST.get("person", "")
    person = next((m.person for m in dossier.household.members if str(m.person_id) == person_id), None)  # type: ignore[attr-defined] # set by queries.whole
    try:
        value = fact_value(name, request.POST.get("value", ""))
        commands.confirm_fact(dossier, name=name, value=value, person=person, by=user)
    except InvalidInput as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Confirmed. The rules were applied again."))
    return redirect("dossiers:show-decision", pk=dossier.pk)


def _tab(request: HttpRequest, dossier: Dossier, tab: str, **more: Any) -> HttpResponse:
    context = {
        "dossier": dossier,
        "household": dossier.household,
        "members": dossier.household.members,  # type: ignore[attr-defined] # set by queries.whole
        "tab": tab,
        "school_kinds": codes.SCHOOL_KINDS.choices(),
        "may_revise": dossier.closed_on is None and access.may(user_of(request), "revise", dossier.unit),
        **more,
    }
    return render(request, f"dossiers/{tab}.html", context)
