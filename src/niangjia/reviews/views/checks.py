"""The spot check by the higher level: the list, the draw, one check."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from niangjia.accounts.models import User
from niangjia.accounts.views.requests import user_of
from niangjia.dossiers.labels import CATEGORIES
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, Forbidden, InvalidInput
from niangjia.limits.queries import limits_of
from niangjia.reviews import access, commands, queries, queries_of_checks
from niangjia.reviews.forms import CheckForm, DrawForm
from niangjia.reviews.models import Campaign, CheckResult
from niangjia.reviews.rules import SPOT_CHECK


@require_safe
def list_checks(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The spot checks of a campaign in one's units, and the draws with their seeds."""
    user = user_of(request)
    return _render_checks(request, user, access.get_campaign_with_checks_for(user, pk))


@require_POST
def select_checks(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Draw."""
    user = user_of(request)
    campaign = access.get_campaign_for(user, pk, "check")
    form = DrawForm(request.POST, least=limits_of("reviews")[SPOT_CHECK].value)
    if form.is_valid():
        try:
            draw = commands.select_checks(campaign, percent=form.cleaned_data["percent"], by=user)
        except (InvalidInput, Conflict) as refusal:
            form.add_error("percent", str(refusal))
        else:
            messages.success(request, _("%(count)s reviews were drawn.") % {"count": draw.size})
            return redirect("reviews:list-checks", pk=campaign.pk)
    return _render_checks(request, user, campaign, form)


@require_http_methods(["GET", "POST"])
def record_check(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What one check found."""
    user = user_of(request)
    check = access.get_check_for(user, pk)
    form = CheckForm(request.POST if request.method == "POST" else None, today=clock.today())
    if form.is_bound and form.is_valid():
        try:
            commands.record_check(check, **form.cleaned_data, by=user)
        except (InvalidInput, Conflict, Forbidden) as refusal:
            form.add_error("what" if refusal.code == "what" else None, str(refusal))
        else:
            messages.success(request, _("The check is recorded."))
            return redirect("reviews:list-checks", pk=check.review.campaign_id)
    finding = queries.finding_in_force(check.review)
    may_read = access.may(user, "read", check.review.dossier.unit)
    context = {
        "check": check,
        "form": form,
        "finding": finding,
        "category": CATEGORIES[finding.category] if finding else "",
        "is_own": check.review.findings.filter(by=user).exists(),
        "may_read": may_read,
        "is_named": may_read or check.result == CheckResult.WAITING,
    }
    return render(request, "reviews/record-check.html", context, status=422 if form.errors else 200)


def _render_checks(request: HttpRequest, user: User, campaign: Campaign, form: DrawForm | None = None) -> HttpResponse:
    where, least = access.where_checks(user), limits_of("reviews")[SPOT_CHECK]
    found = queries_of_checks.checks_of(campaign, where)
    may_draw = access.may(user, "check", campaign.unit)
    context = {
        "campaign": campaign,
        "page": Paginator(found, queries.PAGE_ROWS).get_page(request.GET.get("page")),
        "draws": list(campaign.draws.select_related("drawn_by").order_by("drawn_at")),
        "checked": queries_of_checks.checked(campaign),
        "least": least,
        "to_draw": queries_of_checks.to_draw(campaign).count() if may_draw else 0,
        "may_draw": may_draw,
        "form": form or DrawForm(least=least.value),
        "is_named": bool(access.where_may(user, "read")),
        "may_check": bool(access.where_may(user, "check")),
    }
    return render(request, "reviews/list-checks.html", context, status=422 if form and form.errors else 200)
