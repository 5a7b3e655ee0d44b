"""What happens to a public notice: an objection, what came of it, and that it was taken down."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from niangjia.accounts.views.requests import user_of
from niangjia.dossiers import access, chain_access, commands
from niangjia.dossiers.chain_forms import HandlingForm, ObjectionForm
from niangjia.dossiers.errors import NeedsAnother
from niangjia.dossiers.queries_of_chain import chain_in_force, steps_of
from niangjia.dossiers.views.requests import device_of
from niangjia.kernel.errors import Conflict, InvalidInput


@require_POST
def remove_notice(request: HttpRequest, pk: UUID, notice: UUID) -> HttpResponse:
    """The notice was taken down today."""
    user = user_of(request)
    dossier = access.get_dossier_to_act_on(user, pk, "remove-notice")
    try:
        commands.remove_notice(chain_access.get_notice_of(dossier, notice), by=user)
    except Conflict as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Recorded."))
    return redirect("dossiers:show-dossier", pk=dossier.pk)


@require_http_methods(["GET", "POST"])
def record_objection(request: HttpRequest, pk: UUID, notice: UUID) -> HttpResponse:
    """Write down what somebody said against the filing."""
    user = user_of(request)
    dossier = access.get_dossier_to_act_on(user, pk, "record-objection")
    found = chain_access.get_notice_of(dossier, notice)
    form = ObjectionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            commands.record_objection(found, by=user, **form.cleaned_data)
        except (Conflict, InvalidInput) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Recorded. Someone who reviewed nothing of this dossier looks into it."))
            return redirect("dossiers:show-dossier", pk=dossier.pk)
    commands.read_dossier(dossier, page="record-objection", device=device_of(request), by=user)
    page = {"dossier": dossier, "form": form, "notice": found}
    return render(request, "dossiers/record-objection.html", page, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def handle_objection(request: HttpRequest, pk: UUID, objection: UUID) -> HttpResponse:
    """Write down what was found of an objection, and what the objector was answered."""
    user = user_of(request)
    dossier = access.get_dossier_to_act_on(user, pk, "handle-objection")
    found = chain_access.get_objection_of(dossier, objection)
    chain, steps = chain_in_force(), steps_of(dossier)
    mine = chain_access.step_in_the_way_of_inquiry(user, chain, steps, dossier.state)
    form = HandlingForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            commands.handle_objection(found, by=user, **form.cleaned_data)
        except (Conflict, InvalidInput, NeedsAnother) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Recorded."))
            return redirect("dossiers:show-dossier", pk=dossier.pk)
    is_own = chain_access.is_of_own_household(user, dossier)
    if mine is None and not is_own:
        commands.read_objection(found, by=user)
    in_the_way = chain.acts[mine.act].label if mine else None
    page = {"dossier": dossier, "form": form, "objection": found, "in_the_way": in_the_way, "is_own": is_own}
    return render(request, "dossiers/handle-objection.html", page, status=422 if form.is_bound else 200)
