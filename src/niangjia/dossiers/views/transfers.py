"""Dossiers that go over to another unit."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from niangjia.accounts.models import Unit
from niangjia.accounts.unit_kinds import OF_HOUSEHOLDS
from niangjia.accounts.views.requests import user_of
from niangjia.dossiers import access, commands
from niangjia.dossiers.models import Transfer
from niangjia.dossiers.naming import name_categories
from niangjia.dossiers.queries_of_transfers import coming_to, decided_in, going_from, open_transfer_of
from niangjia.dossiers.transfer_forms import AnswerForm, TransferForm
from niangjia.dossiers.transfer_pages import can, late_by, rows, tone_of, units_to_choose
from niangjia.kernel.errors import Forbidden, NiangjiaError
from niangjia.limits.queries import limits_of

Answer = Callable[..., Any]


@require_safe
def list_transfers(request: HttpRequest) -> HttpResponse:
    """What comes, what goes, and what was decided lately."""
    where = access.require_somewhere(user_of(request), "see-transfers")
    page = {
        "coming": rows(coming_to(where)),
        "going": rows(going_from(where)),
        "decided": rows(decided_in(where)),
    }
    return render(request, "dossiers/list-transfers.html", page)


@require_http_methods(["GET", "POST"])
def propose_transfer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask another unit to take a dossier over."""
    user = user_of(request)
    dossier = access.get_dossier_to_act_on(user, pk, "transfer")
    units = Unit.objects.filter(kind__in=OF_HOUSEHOLDS, closed_on=None).order_by("path")
    sent = request.POST if request.method == "POST" else None
    form = TransferForm(sent, units_to_choose(units, dossier.unit))
    if sent is not None and form.is_valid():
        try:
            transfer = commands.propose_transfer(dossier, by=user, **form.stated())
        except NiangjiaError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The other unit is asked. Until it accepts, yours stays responsible."))
            return redirect("dossiers:show-transfer", pk=transfer.pk)
    context = {
        "dossier": dossier,
        "form": form,
        "limit": limits_of("transfers")["answer"],
        "known": open_transfer_of(dossier),
    }
    return render(request, "dossiers/propose-transfer.html", context, status=422 if form.is_bound else 200)


@require_safe
def show_transfer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One transfer, and what may be done with it."""
    return _page(request, access.get_transfer_for(user_of(request), pk))


@require_POST
def accept_transfer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take the dossier over."""
    user = user_of(request)
    transfer = access.get_transfer_for(user, pk, "accept-transfer")
    try:
        dossier = commands.accept_transfer(transfer, by=user)
    except NiangjiaError as refusal:
        return _refused(request, pk, refusal)
    messages.success(request, _("The dossier is yours now, with all that is in it."))
    return redirect("dossiers:show-dossier", pk=dossier.pk)


@require_POST
def decline_transfer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say why it is not taken over."""
    told = _("The dossier stays where it is, and its unit is told why.")
    return _answer(request, pk, "accept-transfer", commands.decline_transfer, told, form_name="decline_form")


@require_POST
def withdraw_transfer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take the proposal back."""
    told = _("Taken back: the dossier stays where it is.")
    return _answer(request, pk, "transfer", commands.withdraw_transfer, told, form_name="withdraw_form")


def _answer(request: HttpRequest, pk: UUID, act: str, command: Answer, told: str, *, form_name: str) -> HttpResponse:
    user = user_of(request)
    transfer = access.get_transfer_for(user, pk, act)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, transfer, status=422, **{form_name: form})
    try:
        command(transfer, answer=form.cleaned_data["answer"], by=user)
    except NiangjiaError as refusal:
        return _refused(request, pk, refusal)
    messages.success(request, told)
    return redirect("dossiers:show-transfer", pk=pk)


def _refused(request: HttpRequest, pk: UUID, refusal: NiangjiaError) -> HttpResponse:
    """The page as it is now, with why nothing was done. Who may not do it at that unit is told so by the door."""
    if isinstance(refusal, Forbidden) and refusal.code == Forbidden.code:
        raise refusal
    messages.error(request, str(refusal))
    return _page(request, access.get_transfer_for(user_of(request), pk), status=409)


def _page(request: HttpRequest, transfer: Transfer, *, status: int = 200, **forms: AnswerForm) -> HttpResponse:
    name_categories([transfer.dossier])
    context = {
        "transfer": transfer,
        "dossier": transfer.dossier,
        "tone": tone_of(transfer),
        "late_by": late_by(transfer),
        "may": can(user_of(request), transfer),
        "decline_form": AnswerForm(),
        "withdraw_form": AnswerForm(),
    }
    return render(request, "dossiers/show-transfer.html", context | forms, status=status)
