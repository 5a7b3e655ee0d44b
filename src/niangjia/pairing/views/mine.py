"""The cadre's own pages, on a phone first; and the household's page of its cadre."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from niangjia.accounts.access import holds
from niangjia.accounts.views.requests import user_of
from niangjia.dossiers.views.requests import device_of
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, Forbidden, InvalidInput, NotFoundOrForbidden
from niangjia.pairing import access, commands, queries, queries_of_due
from niangjia.pairing.feasts import rhythm_now
from niangjia.pairing.forms import PromiseForm, RevealForm, SettleForm
from niangjia.pairing.promised import promised_to, seen_to_by, to_choose
from niangjia.pairing.views.showing import render_pair

_FIELDS = {"what": "what", "measure": "measure", "due-on": "due_on", "words": "words"}


@require_safe
def list_own_pairs(request: HttpRequest) -> HttpResponse:
    """My households: what is due, what I promised, what I see to of their plans."""
    user, today = user_of(request), clock.today()
    if not holds(user, access.RIGHTS["look-after"]):
        raise Forbidden(_("This page is for pairing cadres."))
    pairs = list(queries.own_pairs(user))
    due = queries_of_due.due_of(pairs, rhythm_now())
    promises: dict[UUID, list[object]] = {}
    for each in queries.open_promises(queries.own_pairs(user)):
        promises.setdefault(each.pair_id, []).append(each)
    measures = seen_to_by(user, pairs)
    rows = [(each, due[each.pk], promises.get(each.pk, []), measures.get(each.dossier_id, [])) for each in pairs]
    return render(request, "pairing/list-own-pairs.html", {"rows": rows, "today": today})


@sensitive_post_parameters("what")
@require_http_methods(["GET", "POST"])
@sensitive_variables()
def promise_help(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Note a promise."""
    user = user_of(request)
    pair = access.get_pair_for(user, pk, "look-after")
    form = PromiseForm(request.POST if request.method == "POST" else None, to_choose(pair, user))
    if form.is_bound and form.is_valid():
        try:
            given = form.cleaned_data
            commands.promise_help(pair, what=given["what"], due_on=given["due_on"], measure=form.chosen, by=user)
        except (InvalidInput, Conflict) as refusal:
            form.add_error(_FIELDS.get(refusal.code), str(refusal))
        else:
            messages.success(request, _("Noted. You are reminded before the day."))
            return redirect("pairing:show-pair", pk=pair.pk)
    return render(
        request, "pairing/promise-help.html", {"form": form, "pair": pair}, status=422 if form.errors else 200
    )


@sensitive_post_parameters("words")
@require_http_methods(["GET", "POST"])
@sensitive_variables()
def settle_promise(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say what became of a promise."""
    user = user_of(request)
    promise = access.get_promise_for(user, pk)
    form = SettleForm(request.POST if request.method == "POST" else None, label_suffix="")
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            commands.settle_promise(promise, is_kept=given["is_kept"], words=given["words"], by=user)
        except (InvalidInput, Conflict) as refusal:
            form.add_error(_FIELDS.get(refusal.code), str(refusal))
        else:
            asks = any(
                each.part and each.part.asks
                for each in promised_to(promise.pair.dossier, user)
                if each.promise == promise
            )
            messages.success(
                request, _("Noted. You may say now how the measure of the plan stands.") if asks else _("Noted.")
            )
            return redirect("pairing:show-pair", pk=promise.pair_id)
    context = {"form": form, "promise": promise, "pair": promise.pair}
    return render(request, "pairing/settle-promise.html", context, status=422 if form.errors else 200)


@never_cache
@require_POST
@sensitive_variables()
def reveal_contact(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Telephone and address in plain, on this one page: kept in no address, session or message."""
    user = user_of(request)
    pair = access.get_pair_for(user, pk)
    if not access.is_own(user, pair):
        raise NotFoundOrForbidden(_("There is no such pair, or it is not yours to see."))
    form = RevealForm(request.POST)
    if not form.is_valid():
        return render_pair(request, pair, bound=form)
    try:
        shown = commands.reveal_contact(pair, purpose=form.cleaned_data["purpose"], device=device_of(request), by=user)
    except InvalidInput as refusal:
        form.add_error(None, str(refusal))
        return render_pair(request, pair, bound=form)
    return render_pair(request, pair, shown=shown)


@require_safe
def show_own_pair(request: HttpRequest) -> HttpResponse:
    """The household's own page: who looks after it, and how to ask for another."""
    user = user_of(request)
    if not access.where_may(user, "own-pair"):
        raise Forbidden(_("This page is for workers."))
    return render(request, "pairing/show-own-pair.html", {"pair": access.own_pair(user)})


@require_POST
def ask_for_another(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The household asks for another cadre. Why is its own affair."""
    user = user_of(request)
    own = access.own_pair(user)
    is_own = own is not None and own.pk == pk
    pair = own if own is not None and is_own else access.get_pair_for(user, pk, "ask-for-another")
    commands.ask_for_another(pair, by=user)
    messages.success(request, _("Noted. The union looks for another cadre; you need not give a reason."))
    return redirect("pairing:show-own-pair") if is_own else redirect("pairing:show-pair", pk=pair.pk)
