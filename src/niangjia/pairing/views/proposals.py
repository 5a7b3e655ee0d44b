"""Proposals: found by the program, looked through, changed by hand, confirmed."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from niangjia.accounts.views.requests import user_of
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, Forbidden, InvalidInput, NotFoundOrForbidden
from niangjia.pairing import access, commands, queries
from niangjia.pairing.errors import LinesStale
from niangjia.pairing.forms import LineForm, TermForm
from niangjia.pairing.models import Proposal, ProposalState
from niangjia.pairing.presenting import told_lines, told_weights

_FIELDS = {"on": "starts_on", "ends-on": "ends_on"}


@require_safe
def list_proposals(request: HttpRequest) -> HttpResponse:
    """The proposals of one's units, and where one may ask for another."""
    user = user_of(request)
    where = access.require_somewhere(user, "suggest")
    units = list(where.unions())
    page = Paginator(queries.proposals_in(where), queries.PAGE_ROWS).get_page(request.GET.get("page"))
    context = {"page": page, "units": units, "weights": told_weights()}
    return render(request, "pairing/list-proposals.html", context)


@require_POST
def suggest_pairs(request: HttpRequest) -> HttpResponse:
    """Have the program propose pairs for a unit and all below."""
    user = user_of(request)
    where = access.require_somewhere(user, "suggest")
    unit = next((each for each in where.unions() if str(each.pk) == request.POST.get("unit")), None)
    if unit is None:
        raise NotFoundOrForbidden(_("There is no such unit, or it is not yours to see."))
    try:
        proposal = commands.suggest_pairs(unit, by=user)
    except Conflict as refusal:
        messages.info(request, str(refusal))
        return redirect("pairing:list-proposals")
    return redirect("pairing:show-proposal", pk=proposal.pk)


@require_safe
def show_proposal(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Every household of a proposal with its cadre and why."""
    return _shown(request, access.get_proposal_for(user_of(request), pk), TermForm())


def _shown(
    request: HttpRequest, proposal: Proposal, form: TermForm, stale: frozenset[str] = frozenset()
) -> HttpResponse:
    own = access.lines_for(user_of(request), proposal)
    lines = own.order_by("dossier__worker_pinyin", "id")
    which = request.GET.get("which", "")
    if stale:
        lines = lines.filter(pk__in=stale)
    elif which == "without":
        lines = lines.filter(cadre=None)
    page = Paginator(lines, queries.PAGE_ROWS).get_page(request.GET.get("page"))
    counts = {
        "paired": own.exclude(cadre=None).count(),
        "without": own.filter(cadre=None).count(),
        "elsewhere": proposal.lines.exclude(pk__in=own.values("pk")).count(),
    }
    context = {
        "proposal": proposal,
        "page": page,
        "lines": told_lines(page.object_list),
        "form": form,
        "counts": counts,
        "which": which,
        "stale": bool(stale),
        "is_open": proposal.state == ProposalState.OPEN,
        "weights": told_weights(proposal.weights),
    }
    return render(request, "pairing/show-proposal.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def change_line(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give a household of a proposal another cadre, or leave it out."""
    user = user_of(request)
    line = access.get_line_for(user, pk)
    cadres = queries.cadres_in(access.where_may(user, "suggest")).filter(queries.available(clock.today()))
    initial = {"cadre": str(line.cadre_id or "")}
    form = LineForm(request.POST if request.method == "POST" else None, cadres, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            commands.change_line(line, form.chosen, seen=_seen(request), by=user)
        except (Conflict, Forbidden) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Changed."))
            return redirect("pairing:show-proposal", pk=line.proposal_id)
    context = {"form": form, "line": next(iter(told_lines([line]))), "proposal": line.proposal}
    return render(request, "pairing/change-line.html", context, status=422 if form.errors else 200)


@require_POST
def confirm_proposal(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Make pairs of what is proposed."""
    user = user_of(request)
    proposal = access.get_proposal_for(user, pk)
    form = TermForm(request.POST)
    stale: frozenset[str] = frozenset()
    if form.is_valid():
        days = {"starts_on": form.cleaned_data["starts_on"], "ends_on": form.cleaned_data["ends_on"]}
        try:
            commands.confirm_proposal(proposal, seen=_seen(request), by=user, **days)
        except (InvalidInput, Conflict) as refusal:
            form.add_error(_FIELDS.get(refusal.code), str(refusal))
            stale = refusal.lines if isinstance(refusal, LinesStale) else stale
        else:
            messages.success(request, _("The pairs are made, and the cadres have been told."))
            return redirect("pairing:show-proposal", pk=proposal.pk)
    return _shown(request, access.get_proposal_for(user, pk), form, stale)


@require_POST
def discard_proposal(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put a proposal away."""
    user = user_of(request)
    proposal = access.get_proposal_for(user, pk)
    try:
        commands.discard_proposal(proposal, by=user)
    except Conflict as refusal:
        messages.warning(request, str(refusal))
        return redirect("pairing:show-proposal", pk=proposal.pk)
    messages.success(request, _("Discarded. Nobody was paired by it."))
    return redirect("pairing:list-proposals")


def _seen(request: HttpRequest) -> int:
    text = request.POST.get("seen", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1
