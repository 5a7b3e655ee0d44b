"""The work list, the review of one dossier, what was found, and the tab of the dossier."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from niangjia.accounts.views.requests import user_of
from niangjia.dossiers.chain_access import is_of_own_household
from niangjia.dossiers.views.dossiers import opened_dossier, show_tab
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, InvalidInput
from niangjia.reviews import access, commands, queries
from niangjia.reviews.forms import ReopenForm, ReviewForm, WorkForm, typed_in
from niangjia.reviews.views.showing import render_review


@require_safe
def list_reviews(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The work list of a campaign, as far as someone's units reach. htmx gets the results alone."""
    user, today = user_of(request), clock.today()
    where = access.require_somewhere(user, "read")
    campaign = access.get_campaign_for(user, pk, "read")
    form = WorkForm(request.GET, list(where.unions()))
    wanted = form.wanted()
    found = wanted.apply(queries.visible_to(where).filter(campaign=campaign), today)
    context = {
        "campaign": campaign,
        "form": form,
        "page": Paginator(found, queries.PAGE_ROWS).get_page(request.GET.get("page")),
        "wanted": wanted,
        "is_narrowed": any(request.GET.get(name) for name in form.fields),
        "today": today,
        "is_over": campaign.last_on < today and not campaign.ended_at,
    }
    is_part = request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"
    return render(request, "reviews/_work.html" if is_part else "reviews/list-reviews.html", context)


@require_safe
def show_review(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One review: what the dossier says now, what was found so far, and the form."""
    user = user_of(request)
    review = access.get_review_for(user, pk)
    return render_review(request, review)


@require_POST
def pause_review(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Keep what was typed and go to the dossier, to enter there what has changed."""
    user = user_of(request)
    review = access.get_review_for(user, pk, "review")
    typed = typed_in(request.POST)
    try:
        commands.pause_review(review, typed=typed, by=user)
    except Conflict as refusal:
        messages.warning(request, str(refusal))
        return render_review(request, access.get_review_for(user, pk), typed=typed)
    messages.info(request, _("What you typed is kept. Come back through the tab “Yearly review”."))
    return redirect("dossiers:revise-dossier", pk=review.dossier_id)


@require_POST
def record_review(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Record what came of it."""
    user = user_of(request)
    review = access.get_review_for(user, pk, "review")
    form = ReviewForm(request.POST, review=review, today=clock.today())
    if form.is_valid():
        try:
            commands.record_review(review, form.said(), seen=form.cleaned_data["seen"], by=user)
        except (InvalidInput, Conflict) as refusal:
            form.add_error(_FIELDS.get(refusal.code), str(refusal))
        else:
            messages.success(request, _("The review is recorded."))
            return redirect("reviews:show-review", pk=review.pk)
    return render_review(request, review, bound=form)


_FIELDS = {"found-on": "found_on", "next-try-on": "next_try_on", "note": "note", "outcome-contradicted": "outcome"}
"""The field that a refusal is about, by its code."""


@require_POST
def reopen_review(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take back what was recorded, with a reason."""
    user = user_of(request)
    review = access.get_review_for(user, pk, "reopen")
    form = ReopenForm(request.POST, review=review)
    if form.is_valid():
        try:
            commands.reopen_review(review, why=form.cleaned_data["why"], seen=form.cleaned_data["seen"], by=user)
        except (InvalidInput, Conflict) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The review is open again."))
            return redirect("reviews:show-review", pk=review.pk)
    return render_review(request, review, bound=form)


@require_safe
def show_finding(request: HttpRequest, pk: UUID, finding: UUID) -> HttpResponse:
    """What was written at a review, in full; that it was read is on the record."""
    user = user_of(request)
    review = access.get_review_for(user, pk)
    found = commands.read_finding(access.get_finding_of(review, finding), by=user)
    return render(request, "reviews/show-finding.html", {"review": review, "finding": found})


@require_safe
def show_reviews(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The yearly reviews of a dossier, as one of its tabs."""
    dossier = opened_dossier(request, pk)
    rows = [(each, queries.is_off(each)) for each in queries.reviews_of(dossier)]
    user = user_of(request)
    may_review = access.may(user, "review", dossier.unit) and not is_of_own_household(user, dossier)
    template = "reviews/show-reviews.html"
    more: dict[str, Any] = {"rows": rows, "may_review": may_review, "today": clock.today(), "is_over": False}
    return show_tab(request, dossier, "show-reviews", template=template, **more)
