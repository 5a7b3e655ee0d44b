"""The union's pages: lists, one referral, and every act on it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from niangjia.accounts.models import User
from niangjia.accounts.views.requests import user_of
from niangjia.audit import acts
from niangjia.audit.queries import entries_about, name_users
from niangjia.dossiers.access import get_dossier_for
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.views.dossiers import opened_dossier, show_tab
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, InvalidInput
from niangjia.people.evidence_files import ENDINGS
from niangjia.people.queries import members_in_force
from niangjia.referrals import access, commands, queries
from niangjia.referrals.forms import ChoiceOfItem, CloseForm, LinkForm, ReferralForm, ReturnForm, WithdrawalForm
from niangjia.referrals.ladder import steps_to_come
from niangjia.referrals.limits import days_to_answer
from niangjia.referrals.models import WITH_PARTNER, Referral
from niangjia.referrals.presenting import rows_of, shown_to_union
from niangjia.referrals.sharing import label_of
from niangjia.referrals.views.papers import answer_file

ACTS = ("revise", "send", "withdraw", "approve-answer", "return-answer", "close", "issue-link")


@require_safe
def list_referrals(request: HttpRequest) -> HttpResponse:
    """The referrals of one's households: what waits for the union first, what is late, and the rest."""
    user = user_of(request)
    waits = queries.Waits.sent(request.GET, ("drafts", "look", "close", "late", "ended"))
    found = queries.of_households(access.require_somewhere(user, "approve-answer" if waits.kind else "read"))
    rows = rows_of(queries.in_order(waits.apply(found, clock.today()))[: queries.ROWS + 1])
    return render(
        request,
        "referrals/list-referrals.html",
        {"rows": rows[: queries.ROWS], "has_more": len(rows) > queries.ROWS, "most": queries.ROWS, "waits": waits},
    )


@require_safe
def show_referrals(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The referrals of one dossier, as one of its tabs."""
    dossier = opened_dossier(request, pk)
    may_draft = dossier.closed_on is None and access.may(user_of(request), "draft", dossier.unit)
    rows = rows_of(queries.of_dossier(dossier)[: queries.ROWS])
    template = "referrals/show-referrals.html"
    return show_tab(request, dossier, "show-referrals", template=template, rows=rows, may_draft=may_draft)


@require_http_methods(["GET", "POST"])
def draft_referral(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Choose what is asked for; then of whom, about whom, and what is shared."""
    dossier = opened_dossier(request, pk)
    access.require(user_of(request), "draft", dossier.unit)
    return _edit(request, dossier, None)


@require_http_methods(["GET", "POST"])
def revise_referral(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change a draft."""
    referral = access.get_referral_for(user_of(request), pk, "revise")
    dossier = get_dossier_for(user_of(request), referral.dossier_id)
    return _edit(request, dossier, referral)


def _edit(request: HttpRequest, dossier: Dossier, draft: Referral | None) -> HttpResponse:
    user, data = user_of(request), request.POST if request.method == "POST" else None
    asked = data or request.GET
    choice = ChoiceOfItem(asked if "item" in asked else {"item": draft.item} if draft else None)
    item = choice.chosen()
    form = None
    if item is not None:
        members, partners = list(members_in_force(dossier.household)), queries.partners_near(dossier.unit)
        form = ReferralForm(data, item, dossier, members=members, partners=partners, draft=draft)
    if form is not None and item is not None and form.is_bound and form.is_valid():
        try:
            if draft is None:
                made = commands.draft_referral(dossier, item=item.code, by=user, **form.given())
            else:
                seen = form.cleaned_data["seen"]
                made = commands.revise_referral(draft, item=item.code, seen=seen, by=user, **form.given())
        except (InvalidInput, Conflict) as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("referrals:show-referral", pk=made.pk)
    days = days_to_answer(item.code) if item else 0
    context = {"dossier": dossier, "draft": draft, "choice": choice, "item": item, "days": days, "form": form}
    status = 422 if (form and form.errors) or (data is not None and item is None) else 200
    return render(request, "referrals/draft-referral.html", context, status=status)


@require_safe
def show_referral(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One referral: what is asked, what is shared, the clock, the answers, and what one may do."""
    user = user_of(request)
    return page_of(request, access.get_referral_for(user, pk))


def page_of(request: HttpRequest, referral: Referral, *, status: int = 200, **bound: Any) -> HttpResponse:
    """The page of a referral, with forms as they were sent in place of empty ones."""
    user, today = user_of(request), clock.today()
    allowed, is_own = access.acts_now(user, ACTS, referral)
    may = {act.replace("-", "_"): is_allowed for act, is_allowed in allowed.items()}
    clock_runs = referral.state in WITH_PARTNER and referral.due_on is not None
    taken = {each.step: each for each in referral.escalations.filter(round=referral.round)}
    context = {
        "referral": referral,
        "row": rows_of([referral])[0],
        "shown": shown_to_union(referral),
        "chosen": [label_of(code) for code in referral.facts],
        "may": may,
        "is_own": is_own,
        "may_return": may["return_answer"] and not referral.round,
        "answers": referral.answers.select_related("by").order_by("round"),
        "links": referral.links.select_related("issued_by").order_by("-issued_at")[:5],
        "steps": _ladder(referral, taken) if clock_runs else [],
        "consent_missing": access.missing_consents_of(referral) if may["send"] else [],
        "has_responder": access.has_responder(referral),
        "entries": [
            (entry, acts.sentence(entry.act, entry.told)) for entry in name_users(entries_about([referral.pk])[:50])
        ],
        "today": today,
        "reason_form": WithdrawalForm(label_suffix=""),
        "return_form": ReturnForm(label_suffix=""),
        "close_form": CloseForm(label_suffix=""),
        "link_form": LinkForm(label_suffix=""),
        **bound,
    }
    return render(request, "referrals/show-referral.html", context, status=status)


def _ladder(referral: Referral, taken: dict[str, Any]) -> list[tuple[Any, Any, Any]]:
    """Each step with its day, and when it was taken."""
    steps = steps_to_come(referral.due_on, ()) if referral.due_on else []
    return [(step, day, taken.get(step.code)) for step, day in steps]


def _do(
    request: HttpRequest,
    pk: UUID,
    act: str,
    done: str,
    command: Callable[..., object],
    bound: tuple[str, forms.Form] | None = None,
) -> HttpResponse:
    """One act on a referral: a form that is wrong comes back as it was typed, a refusal is told."""
    user: User = user_of(request)
    referral = access.get_referral_for(user, pk, act)
    name, form = bound or ("", forms.Form({}))
    if not form.is_valid():
        return page_of(request, referral, status=422, **{name: form})
    try:
        command(referral, by=user, **form.cleaned_data)
    except InvalidInput as refusal:
        if not bound:
            messages.error(request, str(refusal))
            return redirect("referrals:show-referral", pk=pk)
        form.add_error(None, str(refusal))
        return page_of(request, referral, status=422, **{name: form})
    except Conflict as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("referrals:show-referral", pk=pk)


@require_POST
def send_referral(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Share what the item needs, and start the clock."""
    return _do(request, pk, "send", _("Sent. The clock runs from today."), commands.send_referral)


@require_POST
def withdraw_referral(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take it back."""
    form = WithdrawalForm(request.POST, label_suffix="")
    return _do(request, pk, "withdraw", _("Withdrawn."), commands.withdraw_referral, ("reason_form", form))


@require_POST
def approve_answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Accept the answer."""
    done = _("Accepted. Close the matter once the household has received it.")
    return _do(request, pk, "approve-answer", done, commands.approve_answer)


@require_POST
def return_answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Send the answer back once more."""
    form = ReturnForm(request.POST, label_suffix="")
    done = _("Sent back. The clock runs anew from today.")
    return _do(request, pk, "return-answer", done, commands.return_answer, ("return_form", form))


@require_POST
def close_referral(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Close it with what came of it."""
    form = CloseForm(request.POST, label_suffix="")
    return _do(request, pk, "close", _("Closed."), commands.close_referral, ("close_form", form))


@require_GET
def download_answer(request: HttpRequest, pk: UUID, answer: UUID) -> HttpResponseBase:
    """The file of an answer."""
    user = user_of(request)
    referral = access.get_referral_for(user, pk)
    found = access.get_answer_of(referral, answer)
    content = commands.download_answer(referral, found, by=user)
    name = f"{referral.reference}-{found.round + 1}.{ENDINGS[found.media_type]}"
    return answer_file(request, content, found.media_type, name)
