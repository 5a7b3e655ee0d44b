"""Emergency access to one dossier, and the review of it by someone else."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from niangjia.accounts.views.requests import user_of
from niangjia.dossiers import access, commands, looking
from niangjia.dossiers.reading_forms import BreakGlassForm, ReviewForm
from niangjia.dossiers.views.requests import device_of
from niangjia.kernel.errors import Conflict, Forbidden, InvalidInput

WAITING_ROWS, REVIEWED_ROWS = 50, 50


@require_http_methods(["GET", "POST"])
def open_break_glass(request: HttpRequest) -> HttpResponse:
    """Say which dossier and why; then it is open for four hours, and two others know."""
    user = user_of(request)
    form = BreakGlassForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        asked = {"number": form.cleaned_data["number"], "reason": form.cleaned_data["reason"]}
        try:
            glass = commands.open_break_glass(**asked, device=device_of(request), by=user)
        except (InvalidInput, Conflict, Forbidden) as error:
            form.add_error("reason" if error.code in {"no-reason", "number-in-reason"} else None, str(error))
        else:
            return redirect("dossiers:show-dossier", pk=glass.dossier_id)
    context = {"form": form, "hours": 4}
    return render(request, "dossiers/open-break-glass.html", context, status=422 if form.errors else 200)


@require_safe
def list_break_glass(request: HttpRequest) -> HttpResponse:
    """Who, when, why and the number of the dossier; those that wait for a review first."""
    return _list(request)


@require_POST
def review_break_glass(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take the verdict on one of them."""
    user = user_of(request)
    form = ReviewForm(access.get_glass_for(user, pk), request.POST)
    if not form.is_valid():
        return _list(request, form)
    try:
        verdict, note = form.cleaned_data["verdict"], form.cleaned_data["note"]
        commands.review_break_glass(form.glass, verdict=verdict, note=note, by=user)
    except InvalidInput as error:
        form.add_error("note", str(error))
        return _list(request, form)
    messages.success(request, _("The review was recorded."))
    return redirect("dossiers:list-break-glass")


def _list(request: HttpRequest, bound: ReviewForm | None = None) -> HttpResponse:
    user = user_of(request)
    found = looking.glasses_in(access.require_somewhere(user, "review-break-glass"))
    waiting = [
        ReviewForm(glass) for glass in found.filter(reviewed_at=None).order_by("review_due_on", "id")[:WAITING_ROWS]
    ]
    if bound is not None:
        waiting = [bound if form.glass == bound.glass else form for form in waiting]
    context = {"waiting": waiting, "reviewed": found.filter(reviewed_at__isnull=False)[:REVIEWED_ROWS], "me": user}
    return render(request, "dossiers/list-break-glass.html", context, status=422 if bound else 200)
