"""What visits found: the list of what is to be taken up, and what becomes of each."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from niangjia.accounts.views.requests import user_of
from niangjia.dossiers.errors import ChangedMeanwhile
from niangjia.kernel.errors import Conflict, InvalidInput, NiangjiaError
from niangjia.visits import access, commands, queries
from niangjia.visits.forms import DeclineForm
from niangjia.visits.models import Finding
from niangjia.visits.presenting import in_words, told, told_all


@require_safe
def list_findings(request: HttpRequest) -> HttpResponse:
    """Everything to be taken up, the longest waiting first."""
    where = access.require_somewhere(user_of(request), "decide")
    page = Paginator(queries.open_findings(where), queries.PAGE_ROWS).get_page(request.GET.get("page"))
    rows = told_all(page.object_list)
    return render(request, "visits/list-findings.html", {"rows": rows, "page": page})


@require_POST
def accept_finding(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a change over; where the dossier says something else by now, both stand side by side."""
    user = user_of(request)
    finding = access.get_finding_for(user, pk)
    try:
        commands.accept_finding(finding, by=user)
    except ChangedMeanwhile as refusal:
        return _both(request, finding, refusal)
    except NiangjiaError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Taken over. The rules were applied to what is on file now."))
    return _back(request, finding)


def _both(request: HttpRequest, finding: Finding, refusal: ChangedMeanwhile) -> HttpResponse:
    dossier = finding.visit.dossier
    now = queries.value_on_file(dossier, finding.person_id, finding.field)
    context = {
        "refusal": refusal,
        "told": told(finding, version=finding.visit.questions),
        "now": in_words(finding, now),
        "dossier": dossier,
        "finding": finding,
    }
    return render(request, "visits/accept-finding.html", context, status=409)


@sensitive_post_parameters("why")
@require_http_methods(["GET", "POST"])
@sensitive_variables()
def decline_finding(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Leave a finding aside, with the reason."""
    user = user_of(request)
    finding = access.get_finding_for(user, pk)
    form = DeclineForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            commands.decline_finding(finding, why=form.cleaned_data["why"], by=user)
        except (InvalidInput, Conflict) as refusal:
            form.add_error("why" if refusal.code == "why" else None, str(refusal))
        else:
            messages.success(request, _("Kept. Whoever made the visit is told, and reads your reason."))
            return redirect("visits:show-visits", pk=finding.visit.dossier_id)
    shown = told(finding, version=finding.visit.questions)
    context = {"form": form, "finding": finding, "told": shown, "dossier": finding.visit.dossier}
    return render(request, "visits/decline-finding.html", context, status=422 if form.errors else 200)


@sensitive_post_parameters("words")
@require_POST
@sensitive_variables()
def close_finding(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say that a finding was seen to."""
    user = user_of(request)
    finding = access.get_finding_for(user, pk)
    try:
        commands.close_finding(finding, words=request.POST.get("words", ""), by=user)
    except NiangjiaError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Noted as done."))
    return _back(request, finding)


def _back(request: HttpRequest, finding: Finding) -> HttpResponse:
    """To the page that the button stood on."""
    to = request.POST.get("back", "")
    if url_has_allowed_host_and_scheme(to, allowed_hosts=None) and to.startswith("/"):
        return redirect(to)
    return redirect("visits:show-visits", pk=finding.visit.dossier_id)
