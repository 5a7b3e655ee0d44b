"""Pairing as a tab of the dossier: needs, exclusions, pairs, promises."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from niangjia.accounts.views.requests import user_of
from niangjia.dossiers.models import ON_FILE
from niangjia.dossiers.views.dossiers import opened_dossier, show_tab
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, InvalidInput
from niangjia.pairing import access, commands, queries
from niangjia.pairing.cadre_forms import NeedsForm
from niangjia.pairing.catalogues import in_words
from niangjia.pairing.errors import ChangedMeanwhile
from niangjia.pairing.feasts import rhythm_now
from niangjia.pairing.forms import ExcludeForm
from niangjia.pairing.promised import promised_to


@require_safe
def show_pairing(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who looks after the household, and what it needs."""
    dossier, user = opened_dossier(request, pk), user_of(request)
    needs, language = queries.needs_of([dossier])[dossier.pk]
    pairs = list(queries.pairs_of(dossier))
    current = next((each for each in pairs if each.is_in_force), None)
    context: dict[str, Any] = {
        "needs": in_words(needs),
        "language": next(iter(in_words([language] if language else [])), None),
        "is_said": hasattr(dossier, "pairing_needs"),
        "exclusions": dossier.pairing_exclusions.select_related("cadre__user", "by").order_by("at"),
        "pairs": pairs,
        "current": current,
        "due": rhythm_now().next_due(current.starts_on, current.visited_on) if current else None,
        "promises": promised_to(dossier, user),
        "today": clock.today(),
        "may_match": access.may(user, "match", dossier.unit),
        "may_pair": access.may(user, "pair", dossier.unit) and dossier.state in ON_FILE,
        "may_suggest": access.may(user, "suggest", dossier.unit) and dossier.state in ON_FILE,
    }
    return show_tab(request, dossier, "show-pairing", template="pairing/show-pairing.html", **context)


@require_http_methods(["GET", "POST"])
def revise_needs(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say what the household needs of a cadre."""
    user = user_of(request)
    dossier = access.get_dossier_for(user, pk, "match")
    form = NeedsForm(request.POST if request.method == "POST" else None, queries.needs_said(dossier))
    if form.is_bound and form.is_valid():
        try:
            commands.revise_needs(dossier, **form.cleaned_data, by=user)
        except ChangedMeanwhile as refusal:
            form.tell_changed(refusal, queries.needs_said(dossier))
        else:
            messages.success(request, _("Kept. The next proposal goes by it."))
            return redirect("pairing:show-pairing", pk=dossier.pk)
    context = {"form": form, "dossier": dossier}
    return render(request, "pairing/revise-needs.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def exclude_cadre(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say with whom the household is not paired."""
    user = user_of(request)
    dossier = access.get_dossier_for(user, pk, "match")
    cadres = queries.cadres_near(access.where_may(user, "read-cadres"), dossier.unit)
    form = ExcludeForm(request.POST if request.method == "POST" else None, cadres)
    if form.is_bound and form.is_valid() and form.chosen is not None:
        try:
            commands.exclude_cadre(dossier, form.chosen, why=form.cleaned_data["why"], by=user)
        except (InvalidInput, Conflict) as refusal:
            form.add_error("why" if refusal.code == "excluded" else None, str(refusal))
        else:
            messages.success(request, _("Noted: these two are not paired."))
            return redirect("pairing:show-pairing", pk=dossier.pk)
    context = {"form": form, "dossier": dossier, "has_cadres": bool(form.cadres)}
    return render(request, "pairing/exclude-cadre.html", context, status=422 if form.errors else 200)


@require_POST
def lift_exclusion(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let the two be paired again."""
    user = user_of(request)
    exclusion = access.get_exclusion_for(user, pk)
    commands.lift_exclusion(exclusion, by=user)
    messages.success(request, _("Lifted. The two may be paired again."))
    return redirect("pairing:show-pairing", pk=exclusion.dossier_id)
