"""How long things are kept, what is due, holds, and deletion runs."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from niangjia.accounts.views.again import ask_again
from niangjia.accounts.views.requests import user_of
from niangjia.audit.queries import entries_about
from niangjia.dossiers import access, commands, tasks
from niangjia.dossiers import queries_of_retention as queries
from niangjia.dossiers.certificate_sheet import class_name
from niangjia.dossiers.loose import loose_due
from niangjia.dossiers.models import DeletionState
from niangjia.dossiers.retention_forms import HoldForm
from niangjia.dossiers.retention_terms import TERMS
from niangjia.dossiers.views.dossiers import opened_dossier
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, Forbidden, InvalidInput
from niangjia.ui.pdf import answer_pdf

ITEMS = 200


@require_safe
def list_retention(request: HttpRequest) -> HttpResponse:
    """The register of terms, dossiers that are due or held, and deletion runs."""
    user = user_of(request)
    access.require_somewhere(user, "see-retention")
    today = clock.today()
    rows, count = queries.due_rows(today)
    due, loose = queries.due_now(today).count(), loose_due()
    is_waiting = queries.is_run_unfinished()
    context = {
        "terms": TERMS.values(),
        "rows": rows,
        "count": count,
        "due": due,
        "loose": loose,
        "runs": queries.deletion_runs()[:20],
        "may_propose": bool((due or loose) and not is_waiting and access.where_may(user, "propose-deletion")),
        "may_hold": bool(access.where_may(user, "hold")),
    }
    return render(request, "dossiers/list-retention.html", context)


@require_http_methods(["GET", "POST"])
def place_hold(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Keep a dossier from being deleted."""
    user = user_of(request)
    dossier = opened_dossier(request, pk)
    access.require_somewhere(user, "hold")
    form = HoldForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            commands.place_hold(dossier, by=user, **form.cleaned_data)
        except InvalidInput as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Held. It is not deleted while the hold lasts."))
            return redirect("dossiers:show-consents", pk=dossier.pk)
    status = 422 if form.is_bound else 200
    return render(request, "dossiers/place-hold.html", {"dossier": dossier, "form": form}, status=status)


@require_POST
def lift_hold(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End a hold."""
    user = user_of(request)
    hold = access.get_hold_for(user, pk)
    try:
        commands.lift_hold(hold, by=user)
    except Conflict as conflict:
        messages.info(request, str(conflict))
    else:
        messages.success(request, _("Lifted."))
    return redirect("dossiers:show-consents", pk=hold.dossier_id)


@require_POST
def propose_deletion(request: HttpRequest) -> HttpResponse:
    """Put what is due before another person."""
    try:
        run = commands.propose_deletion(by=user_of(request))
    except Conflict as conflict:
        messages.info(request, str(conflict))
        return redirect("dossiers:list-retention")
    messages.success(request, _("Proposed. Another person has to approve it before anything is deleted."))
    return redirect("dossiers:show-deletion", pk=run.pk)


@require_safe
def show_deletion(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Where a run stands. While it is at work the page asks again; htmx gets the part that changes."""
    user = user_of(request)
    run = access.get_deletion_for(user, pk)
    certificate = getattr(run, "certificate", None)
    context = {
        "run": run,
        "loose": loose_due() if run.state in queries.UNFINISHED else [],
        "certificate": certificate,
        "counts": [(class_name(label), count) for label, count in certificate.counts.items()] if certificate else [],
        "items": run.items.all()[:ITEMS],
        "is_running": run.state == DeletionState.RUNNING,
        "is_stalled": queries.is_stalled(run),
        "may_decide": run.state == DeletionState.PROPOSED
        and bool(access.where_may(user, "decide-deletion"))
        and run.proposed_by_id != user.pk,
        "may_run": bool(access.where_may(user, "run-deletion")),
        "entries": entries_about([run.pk]),
    }
    is_part = request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"
    return render(request, "dossiers/_deletion.html" if is_part else "dossiers/show-deletion.html", context)


@ask_again
@require_POST
def approve_deletion(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let a run be carried out."""
    user = user_of(request)
    run = access.get_deletion_for(user, pk)
    try:
        commands.approve_deletion(run, by=user)
    except (Conflict, Forbidden) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Approved. It can be carried out now."))
    return redirect("dossiers:show-deletion", pk=pk)


@require_POST
def reject_deletion(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Turn a run down."""
    user = user_of(request)
    run = access.get_deletion_for(user, pk)
    try:
        commands.reject_deletion(run, by=user)
    except (Conflict, Forbidden) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Turned down. Nothing was deleted."))
    return redirect("dossiers:show-deletion", pk=pk)


@ask_again
@require_POST
def run_deletion(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Carry an approved run out, in the background."""
    user = user_of(request)
    run = access.get_deletion_for(user, pk)
    access.require_somewhere(user, "run-deletion")
    if run.state in {DeletionState.PROPOSED, DeletionState.REJECTED}:
        raise Http404
    tasks.delete.enqueue(str(run.pk), str(user.pk))
    messages.success(request, _("It has begun. You can leave this page; the work goes on."))
    return redirect("dossiers:show-deletion", pk=pk)


@require_GET
def print_certificate(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The certificate of a finished run, as a PDF."""
    user = user_of(request)
    run = access.get_deletion_for(user, pk)
    certificate = getattr(run, "certificate", None)
    if certificate is None:
        raise Http404
    name = f"deletion-{certificate.number}.pdf"
    return answer_pdf(request, commands.print_certificate(certificate, by=user), name)
