"""Changes of the rule book: propose, look at, decide."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from niangjia.accounts.views.requests import user_of
from niangjia.audit import acts
from niangjia.audit.queries import entries_about
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, InvalidInput
from niangjia.policies import access, book, commands, queries
from niangjia.policies.amendments import OF_LIFE, OF_ROWS, SET_VALUE
from niangjia.policies.forms import FORMS, NoteForm, RowForm
from niangjia.policies.models import Change, ChangeKind, ChangeState
from niangjia.policies.presenting import compared, compared_lives, described, known_rule_sets, told_changes, told_row
from niangjia.policies.views.rules import parameter_context


@require_safe
def list_changes(request: HttpRequest) -> HttpResponse:
    """What waits for a decision, and what was decided."""
    user = user_of(request)
    access.require(user, "read")
    context = {"waiting": told_changes(queries.waiting()), "decided": told_changes(queries.decided())}
    return render(request, "policies/list-changes.html", context)


@require_safe
def show_change(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One change: before and after, why, on which document, and what the reader may do about it."""
    return _page(request, access.get_change_for(user_of(request), pk), NoteForm())


def _page(request: HttpRequest, change: Change, form: NoteForm) -> HttpResponse:
    user = user_of(request)
    is_waiting, known = change.state == ChangeState.PROPOSED, known_rule_sets()
    context = {
        "change": change,
        "what": described(change.amendment, known),
        "compared": compared(change, known) if change.kind in OF_ROWS else None,
        "lives": compared_lives(change, known, clock.today()) if change.kind in OF_LIFE else None,
        "has_rule_set": change.rule_set in known,
        "seen": book.last_number(known[change.rule_set]) if change.rule_set in known else 0,
        "is_waiting": is_waiting,
        "why_not": access.why_not_decide(user, change) if is_waiting else "",
        "may_withdraw": access.may_withdraw(user, change),
        "form": form,
        "entries": [(entry, acts.sentence(entry.act, entry.told)) for entry in entries_about([change.pk])],
    }
    return render(request, "policies/show-change.html", context, status=422 if form.errors else 200)


def _sent_back(request: HttpRequest, change: Change, refusal: InvalidInput) -> HttpResponse:
    """The page with the note as it was typed, and what is wrong with it."""
    form = NoteForm(request.POST)
    form.add_error("note", str(refusal))
    return _page(request, change, form)


@require_http_methods(["GET", "POST"])
def propose_change(request: HttpRequest, name: str, kind: str) -> HttpResponse:
    """Put a change before another person; the address says of which parameter or row."""
    user = user_of(request)
    rule_set = access.get_rule_set_for(user, name)
    access.require(user, "propose")
    if kind not in FORMS:
        raise Http404
    form = FORMS[kind](request.POST if request.method == "POST" else None, rule_set, request.GET)
    if (kind in OF_ROWS and form.parameter is None) or (isinstance(form, RowForm) and form.row is None):
        raise Http404
    if request.method == "POST" and form.is_valid():
        change = commands.propose_change(form.amendment(), reason=form.cleaned_data["reason"], by=user)
        messages.success(request, _("Proposed. It counts once another person has approved it."))
        return redirect("policies:show-change", pk=change.pk)
    status = 422 if form.is_bound else 200
    context = {"rule_set": rule_set, "kind": kind, "kind_words": ChangeKind(kind).label, "form": form}
    if kind == SET_VALUE and form.parameter is not None:
        context |= parameter_context(rule_set, form.parameter)
        return render(request, "policies/show-parameter.html", context, status=status)
    if isinstance(form, RowForm) and form.parameter is not None and form.row is not None:
        context["row"] = told_row(form.parameter, form.row, {})
    return render(request, "policies/propose-change.html", context, status=status)


@require_POST
def approve_change(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let a proposal count."""
    user = user_of(request)
    change = access.get_change_for(user, pk)
    try:
        commands.approve_change(change, by=user, note=request.POST.get("note", ""), seen=request.POST.get("seen", ""))
    except InvalidInput as refusal:
        return _sent_back(request, change, refusal)
    except Conflict as refusal:  # decided meanwhile, or the book moved on: show where it stands
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Approved. It counts from now on; decisions made before stay as they are."))
    return redirect("policies:show-change", pk=pk)


@require_POST
def reject_change(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Turn a proposal down, with a note."""
    user = user_of(request)
    change = access.get_change_for(user, pk)
    try:
        commands.reject_change(change, note=request.POST.get("note", ""), by=user)
    except InvalidInput as refusal:
        return _sent_back(request, change, refusal)
    except Conflict as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Turned down. The person who proposed it sees your note."))
    return redirect("policies:show-change", pk=pk)


@require_POST
def withdraw_change(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take one's own proposal back."""
    user = user_of(request)
    change = access.get_change_for(user, pk)
    try:
        commands.withdraw_change(change, by=user)
    except Conflict as conflict:
        messages.error(request, str(conflict))
    else:
        messages.success(request, _("Withdrawn."))
    return redirect("policies:show-change", pk=pk)
