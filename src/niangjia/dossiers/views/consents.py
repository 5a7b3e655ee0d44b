"""Consents in a dossier: who stands where, recording, taking back, and the form to be signed."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from niangjia.accounts.views.requests import user_of
from niangjia.audit.queries import entries_about, name_users
from niangjia.dossiers import access, commands
from niangjia.dossiers.consent_forms import ConsentForm, WithdrawalForm
from niangjia.dossiers.consent_pages import effects, kept_words, matrix
from niangjia.dossiers.queries_of_retention import holds_of
from niangjia.dossiers.views.dossiers import opened_dossier, show_tab
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, InvalidInput
from niangjia.people.queries import consents_of
from niangjia.ui.pdf import answer_pdf

ENTRIES = 50


@require_safe
def show_consents(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who of the household agreed to what, and how long the dossier is kept."""
    user = user_of(request)
    dossier = opened_dossier(request, pk)
    members = dossier.household.members  # type: ignore[attr-defined] # set by queries.whole
    persons = [each.person_id for each in members]
    return show_tab(
        request,
        dossier,
        "show-consents",
        matrix=matrix(members, list(consents_of(persons).select_related("person", "recorded_by")), clock.today()),
        may_keep=access.may(user, "keep-consents", dossier.unit),
        kept=kept_words(dossier),
        holds=list(holds_of(dossier, clock.today())),
        may_hold=bool(access.where_may(user, "hold")),
        entries=name_users(entries_about(persons)[:ENTRIES]),
    )


@require_http_methods(["GET", "POST"])
def record_consents(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Record what a member signed."""
    user = user_of(request)
    dossier = opened_dossier(request, pk)
    access.require(user, "keep-consents", dossier.unit)
    members = dossier.household.members  # type: ignore[attr-defined] # set by queries.whole
    data = request.POST if request.method == "POST" else None
    form = ConsentForm(data, members, today=clock.today(), person=request.GET.get("person", ""))
    if form.is_valid():
        person = access.get_member_of(dossier, form.cleaned_data.pop("person")).person
        try:
            commands.record_consents(dossier, person, by=user, **form.cleaned_data)
        except InvalidInput as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Recorded."))
            return redirect("dossiers:show-consents", pk=dossier.pk)
    status = 422 if form.is_bound else 200
    return render(request, "dossiers/record-consents.html", {"dossier": dossier, "form": form}, status=status)


@require_http_methods(["GET", "POST"])
def withdraw_consent(request: HttpRequest, pk: UUID, consent: UUID) -> HttpResponse:
    """Take a consent back, after reading what stops."""
    user = user_of(request)
    dossier = opened_dossier(request, pk)
    access.require(user, "keep-consents", dossier.unit)
    kept = access.get_consent_of(dossier, consent)
    form = WithdrawalForm(request.POST if request.method == "POST" else None, today=clock.today())
    if form.is_valid():
        try:
            commands.withdraw_consent(dossier, kept, by=user, **form.cleaned_data)
        except InvalidInput as refusal:
            form.add_error(None, str(refusal))
        except Conflict as conflict:  # pressed twice
            messages.info(request, str(conflict))
            return redirect("dossiers:show-consents", pk=dossier.pk)
        else:
            messages.success(request, _("Withdrawn. What was listed has to stop now."))
            return redirect("dossiers:show-consents", pk=dossier.pk)
    context = {"dossier": dossier, "consent": kept, "effects": effects(kept), "form": form}
    return render(request, "dossiers/withdraw-consent.html", context, status=422 if form.is_bound else 200)


@require_GET
def print_consents(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The form for one member to sign, as a PDF; for the worker unless another is named."""
    user = user_of(request)
    dossier = access.get_dossier_for(user, pk)
    member = access.get_member_of(dossier, request.GET.get("person", str(dossier.worker_id)))
    return answer_pdf(
        request, commands.print_consents(dossier, member.person, by=user), f"consent-{dossier.number}.pdf"
    )
