"""The catalogue of measures: what there is, what can be had here, and measures of the bureau's own."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from niangjia.accounts.access import holds
from niangjia.accounts.models import User
from niangjia.accounts.views.requests import user_of
from niangjia.kernel.errors import Forbidden, InvalidInput, NotFoundOrForbidden
from niangjia.plans import access, commands, queries
from niangjia.plans.forms import AvailabilityForm, EntryForm
from niangjia.plans.tiers import Tier


@require_safe
def list_measures(request: HttpRequest) -> HttpResponse:
    """Every kind of measure by tier, with its source."""
    user = user_of(request)
    access.require_somewhere(user, "count")
    entries = list(queries.entries_now().values())
    tiers = [(label, [each for each in entries if each.tier == tier]) for tier, label in Tier.choices]
    context = {"tiers": tiers, "may_change": holds(user, access.RIGHTS["change-catalogue"])}
    return render(request, "plans/list-measures.html", context)


@require_http_methods(["GET", "POST"])
def add_entry(request: HttpRequest) -> HttpResponse:
    """Add one of the bureau's own."""
    user = user_of(request)
    _require(user)
    form = EntryForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            commands.add_entry(form.said(), by=user)
        except InvalidInput as refusal:
            form.add_error("name" if refusal.code == "name" else None, str(refusal))
        else:
            messages.success(request, _("The measure is in the catalogue."))
            return redirect("plans:list-measures")
    return render(request, "plans/add-entry.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def change_availability(request: HttpRequest, code: str) -> HttpResponse:
    """Say whether a measure can be had here."""
    user = user_of(request)
    _require(user)
    entry = queries.entries_now().get(code)
    if entry is None:
        raise NotFoundOrForbidden(_("There is no such measure in the catalogue."))
    data = request.POST if request.method == "POST" else None
    form = AvailabilityForm(
        data, label_suffix="", initial={"is_available": "yes" if entry.is_available else "no", "why": entry.why_not}
    )
    if form.is_bound and form.is_valid():
        try:
            commands.change_availability(code, **form.cleaned_data, by=user)
        except InvalidInput as refusal:
            form.add_error("why", str(refusal))
        else:
            messages.success(request, _("This holds from now on; plans that have the measure keep it."))
            return redirect("plans:list-measures")
    context = {"form": form, "entry": entry}
    return render(request, "plans/change-availability.html", context, status=422 if form.errors else 200)


def _require(user: User) -> None:
    if not holds(user, access.RIGHTS["change-catalogue"]):
        raise Forbidden(_("An assistance clerk or the approver of the whole bureau looks after the catalogue."))
