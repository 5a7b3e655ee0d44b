"""The campaigns: how each stands, opening one, ending one. Without a name of anybody."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from niangjia.accounts.views.requests import user_of
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, InvalidInput
from niangjia.limits.queries import limits_of
from niangjia.reviews import access, commands, queries, queries_of_checks
from niangjia.reviews.forms import CampaignForm
from niangjia.reviews.navigation import may_read
from niangjia.reviews.rules import FILING_MONTH, last_day_for


@require_safe
def list_campaigns(request: HttpRequest) -> HttpResponse:
    """The yearly reviews of one's units, and how long each list is."""
    user, today = user_of(request), clock.today()
    where = access.require_somewhere(user, "count")
    campaigns = list(queries.campaigns_for(where)[: queries.MOST_CAMPAIGNS])
    context = {
        "campaigns": queries.with_totals(campaigns, where, today),
        "lists": queries.list_counts(where, today),
        "may_open": bool(access.where_may(user, "open")),
        "may_read": may_read(user),
    }
    return render(request, "reviews/list-campaigns.html", context)


@require_http_methods(["GET", "POST"])
def open_campaign(request: HttpRequest) -> HttpResponse:
    """Begin the review of a year."""
    user, today = user_of(request), clock.today()
    units = list(access.require_somewhere(user, "open").unions())
    last_on = last_day_for(today.year, limits_of("reviews")[FILING_MONTH].value, today)
    form = CampaignForm(request.POST if request.method == "POST" else None, units, today=today, last_on=last_on)
    if form.is_bound and form.is_valid():
        year, until = form.cleaned_data["year"], form.cleaned_data["last_on"]
        try:
            campaign = commands.open_campaign(form.chosen_unit, year=year, last_on=until, by=user)
        except (InvalidInput, Conflict) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The review is open. Its work list is made."))
            return redirect("reviews:show-campaign", pk=campaign.pk)
    return render(request, "reviews/open-campaign.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def show_campaign(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How one stands, unit by unit."""
    user, today = user_of(request), clock.today()
    campaign = access.get_campaign_for(user, pk)
    where = access.where_may(user, "count")
    rows = queries.progress(campaign, where, today)
    covers = where.covers(campaign.unit)
    context = {
        "campaign": campaign,
        "rows": rows,
        "total": queries.totals(rows),
        "is_over": campaign.last_on < today,
        "days_left": (campaign.last_on - today).days,
        "deleted": queries.deleted_since(campaign) if covers else 0,
        "checked": queries_of_checks.checked(campaign) if covers else None,
        "may_read": bool(access.where_may(user, "read")),
        "may_see_checks": bool(access.where_may(user, "check") or access.where_may(user, "read-checks")),
        "may_end": not campaign.ended_at and access.may(user, "open", campaign.unit),
    }
    return render(request, "reviews/show-campaign.html", context)


@require_POST
def end_campaign(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End one: what is left stays left."""
    user = user_of(request)
    campaign = commands.end_campaign(access.get_campaign_for(user, pk, "open"), by=user)
    messages.success(request, _("The review has ended."))
    return redirect("reviews:show-campaign", pk=campaign.pk)
