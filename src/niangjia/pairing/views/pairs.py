"""Pairs: figures, list, one pair; started, handed over, extended, ended by hand."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from niangjia.accounts.views.requests import user_of
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.queries import Filter
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, Forbidden, InvalidInput
from niangjia.pairing import access, commands, queries, queries_of_due
from niangjia.pairing.feasts import rhythm_now
from niangjia.pairing.forms import EndForm, ExtendForm, ListForm, PairForm
from niangjia.pairing.models import Pair
from niangjia.pairing.navigation import may_read
from niangjia.pairing.views.showing import render_pair

_FIELDS = {"on": "starts_on", "ends-on": "ends_on", "cadre": "cadre", "why": "why"}


@require_safe
def show_figures(request: HttpRequest) -> HttpResponse:
    """How pairing stands, unit by unit, without a name of anybody."""
    user, today = user_of(request), clock.today()
    where = access.require_somewhere(user, "count")
    rows = queries_of_due.figures(where, rhythm_now(), today)
    context = {
        "rows": rows,
        "total": queries_of_due.total(rows),
        "may_read": may_read(user),
        "may_suggest": bool(access.where_may(user, "suggest")),
        "may_see_cadres": bool(access.where_may(user, "read-cadres")),
    }
    return render(request, "pairing/show-figures.html", context)


@require_safe
def list_pairs(request: HttpRequest) -> HttpResponse:
    """The pairs of one's units, by the name of the household. There is no other order."""
    user, today = user_of(request), clock.today()
    where = access.require_somewhere(user, "read")
    form = ListForm(request.GET, list(where.unions()))
    form.is_valid()
    state, unit = form.cleaned_data.get("state") or "", form.units.get(form.cleaned_data.get("unit") or "")
    text = str(form.cleaned_data.get("q") or "").strip()
    found = queries.pairs_in(where).filter(_which(state, today))
    if text or unit:
        named = Filter(text=text, unit_path=unit.path if unit else "", states=None).apply(Dossier.objects.all())
        found = found.filter(dossier__in=named)
    page = Paginator(queries.told_pairs(found), queries.PAGE_ROWS).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "state": state, "today": today, "is_narrowed": bool(text or unit or state)}
    is_part = request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"
    return render(request, "pairing/_pairs.html" if is_part else "pairing/list-pairs.html", context)


def _which(state: str, today: date) -> Q:
    match state:
        case "hand-over":
            return queries.to_hand_over(today)
        case "over":
            return queries.to_settle(today)
        case "unvisited":
            return queries_of_due.overdue(rhythm_now(), queries_of_due.clerk_sees_before(today))
        case "promised":
            return queries_of_due.overdue_promise(queries_of_due.clerk_sees_before(today))
    return queries.BEGUN


@require_safe
def show_pair(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One pair, for its cadre or for those who keep pairs."""
    return render_pair(request, access.get_pair_for(user_of(request), pk))


@require_http_methods(["GET", "POST"])
def start_pair(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Pair a household by hand."""
    user = user_of(request)
    dossier = access.get_dossier_for(user, pk, "pair")
    cadres = queries.cadres_in(access.where_may(user, "pair")).filter(queries.available(clock.today()))
    form = PairForm(request.POST if request.method == "POST" else None, cadres)
    if form.is_bound and form.is_valid() and form.chosen is not None:
        days = {"starts_on": form.cleaned_data["starts_on"], "ends_on": form.cleaned_data["ends_on"]}
        try:
            commands.start_pair(dossier, form.chosen, by=user, **days)
        except (InvalidInput, Conflict) as refusal:
            form.add_error(_FIELDS.get(refusal.code), str(refusal))
        else:
            messages.success(request, _("Paired. The cadre has been told."))
            return redirect("pairing:show-pairing", pk=dossier.pk)
    context = {"form": form, "dossier": dossier, "has_cadres": bool(form.cadres)}
    return render(request, "pairing/start-pair.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def hand_over_pair(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give the household to another cadre, with what was promised."""
    user = user_of(request)
    pair = access.get_pair_for(user, pk, "pair")
    cadres = queries.cadres_in(access.where_may(user, "pair")).filter(queries.available(clock.today()))
    form = PairForm(request.POST if request.method == "POST" else None, cadres.exclude(pk=pair.cadre_id))
    if form.is_bound and form.is_valid() and form.chosen is not None:
        days = {"on": form.cleaned_data["starts_on"], "ends_on": form.cleaned_data["ends_on"]}
        try:
            after = commands.hand_over_pair(pair, form.chosen, by=user, **days)
        except (InvalidInput, Conflict, Forbidden) as refusal:
            form.add_error(_FIELDS.get(refusal.code), str(refusal))
        else:
            messages.success(request, _("Handed over. The new cadre has been told and sees what was promised."))
            return redirect("pairing:show-pair", pk=after.pk)
    context = {"form": form, "pair": pair, "promises": queries.open_promises(Pair.objects.filter(pk=pair.pk))}
    return render(request, "pairing/hand-over-pair.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def extend_pair(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let a pair go on."""
    user = user_of(request)
    pair = access.get_pair_for(user, pk, "pair")
    form = ExtendForm(request.POST if request.method == "POST" else None, pair)
    if form.is_bound and form.is_valid():
        try:
            commands.extend_pair(pair, ends_on=form.cleaned_data["ends_on"], by=user)
        except (InvalidInput, Conflict) as refusal:
            form.add_error(_FIELDS.get(refusal.code), str(refusal))
        else:
            messages.success(request, _("The pairing goes on."))
            return redirect("pairing:show-pair", pk=pair.pk)
    context = {"form": form, "pair": pair}
    return render(request, "pairing/extend-pair.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def end_pair(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End a pair without a successor."""
    user = user_of(request)
    pair = access.get_pair_for(user, pk, "pair")
    form = EndForm(request.POST if request.method == "POST" else None, label_suffix="")
    if form.is_bound and form.is_valid():
        try:
            commands.end_pair(pair, why=form.cleaned_data["why"], by=user)
        except (InvalidInput, Conflict) as refusal:
            form.add_error(_FIELDS.get(refusal.code), str(refusal))
        else:
            messages.success(request, _("The pairing has ended."))
            return redirect("pairing:show-pairing", pk=pair.dossier_id)
    context = {"form": form, "pair": pair}
    return render(request, "pairing/end-pair.html", context, status=422 if form.errors else 200)
