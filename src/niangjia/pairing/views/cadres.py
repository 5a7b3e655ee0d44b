"""Cadres and places: lists, and their forms."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from niangjia.accounts.views.requests import user_of
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, InvalidInput
from niangjia.kernel.places import in_degrees
from niangjia.pairing import access, commands, queries
from niangjia.pairing.cadre_forms import CadreForm, PlaceForm, RetireForm
from niangjia.pairing.catalogues import in_words
from niangjia.pairing.errors import ChangedMeanwhile
from niangjia.pairing.models import UnitPlace

_FIELDS = {"capacity": "capacity", "rank": "rank", "place": "latitude", "on": "on"}


@require_safe
def list_cadres(request: HttpRequest) -> HttpResponse:
    """Who may be paired, by name: what they know and how many households they have. Never how timely they are."""
    user = user_of(request)
    where = access.require_somewhere(user, "read-cadres")
    page = Paginator(queries.cadres_in(where), queries.PAGE_ROWS).get_page(request.GET.get("page"))
    rows = [(each, in_words(each.skills), in_words(each.languages)) for each in page]
    context = {
        "page": page,
        "rows": rows,
        "today": clock.today(),
        "may_keep": bool(access.where_may(user, "keep-cadres")),
    }
    return render(request, "pairing/list-cadres.html", context)


@require_http_methods(["GET", "POST"])
def add_cadre(request: HttpRequest) -> HttpResponse:
    """Let somebody be paired."""
    user = user_of(request)
    where = access.require_somewhere(user, "keep-cadres")
    users = queries.may_become_cadres(where)
    form = CadreForm(request.POST if request.method == "POST" else None, list(where.unions()), users=users)
    if form.is_bound and form.is_valid():
        try:
            commands.add_cadre(form.chosen_user, form.said(), unit=form.chosen_unit, by=user)
        except (InvalidInput, Conflict) as refusal:
            form.add_error(_FIELDS.get(refusal.code), str(refusal))
        else:
            messages.success(request, _("Added. The next proposal counts with them."))
            return redirect("pairing:list-cadres")
    context = {"form": form, "has_users": bool(form.users)}
    return render(request, "pairing/add-cadre.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def revise_cadre(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change what is said of a cadre."""
    user = user_of(request)
    cadre = access.get_cadre_for(user, pk)
    units = list(access.where_may(user, "keep-cadres").unions())
    form = CadreForm(request.POST if request.method == "POST" else None, units, cadre=cadre)
    if form.is_bound and form.is_valid():
        try:
            told = {"keeps": form.cleaned_data["keeps"], "seen": form.cleaned_data["seen"]}
            commands.revise_cadre(cadre, form.said(), unit=form.chosen_unit, by=user, **told)
        except ChangedMeanwhile as refusal:
            form.tell_changed(refusal, access.get_cadre_for(user, pk).said)
        except (InvalidInput, Conflict) as refusal:
            form.add_error(_FIELDS.get(refusal.code), str(refusal))
        else:
            messages.success(request, _("Changed. It counts from the next proposal."))
            return redirect("pairing:list-cadres")
    context = {"form": form, "cadre": cadre}
    return render(request, "pairing/revise-cadre.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def retire_cadre(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A cadre moves away: their households are to be handed over."""
    user = user_of(request)
    cadre = access.get_cadre_for(user, pk)
    form = RetireForm(request.POST if request.method == "POST" else None, label_suffix="")
    if form.is_bound and form.is_valid():
        try:
            commands.retire_cadre(cadre, on=form.cleaned_data["on"], by=user)
        except InvalidInput as refusal:
            form.add_error(_FIELDS.get(refusal.code), str(refusal))
        else:
            messages.success(request, _("Noted. The households wait to be handed over, with what was promised."))
            return redirect("pairing:list-cadres")
    context = {"form": form, "cadre": cadre}
    return render(request, "pairing/retire-cadre.html", context, status=422 if form.errors else 200)


@require_safe
def list_places(request: HttpRequest) -> HttpResponse:
    """Where the units lie."""
    user = user_of(request)
    units = list(access.require_somewhere(user, "read-cadres").unions())
    placed = {each.unit_id: each for each in UnitPlace.objects.filter(unit__in=units)}
    known = queries.places_of(units)
    rows: list[dict[str, Any]] = [
        {"unit": each, "place": placed.get(each.pk), "words": [in_degrees(part) for part in known.get(each.pk, ())]}
        for each in units
    ]
    keeps = access.where_may(user, "keep-cadres")
    context = {"rows": rows, "may_keep": bool(keeps), "has_any": bool(placed)}
    return render(request, "pairing/list-places.html", context)


@require_http_methods(["GET", "POST"])
def place_unit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say where a unit lies."""
    user = user_of(request)
    unit = access.get_unit_for(user, pk, "keep-cadres")
    form = PlaceForm(request.POST if request.method == "POST" else None, queries.place_said(unit))
    if form.is_bound and form.is_valid():
        try:
            commands.place_unit(unit, **form.cleaned_data, by=user)
        except ChangedMeanwhile as refusal:
            form.tell_changed(refusal, queries.place_said(unit))
        else:
            messages.success(request, _("The place is set."))
            return redirect("pairing:list-places")
    context = {"form": form, "unit": unit}
    return render(request, "pairing/place-unit.html", context, status=422 if form.errors else 200)
