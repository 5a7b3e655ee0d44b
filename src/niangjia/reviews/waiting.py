"""What waits for someone in this app: reviews of the year by their last day, and spot checks."""

from collections.abc import Iterator

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from niangjia.accounts.access import where_may
from niangjia.accounts.models import User
from niangjia.accounts.waiting import Waiting, Week, days_of
from niangjia.reviews.models import CheckResult, ReviewState, SpotCheck
from niangjia.reviews.queries import LEFT, RIGHTS, visible_to


def waiting_for(user: User, _week: Week) -> Iterator[Waiting]:
    """One entry a campaign; the day of a review is its next try, or the campaign's last day. At most two queries."""
    if where := where_may(user, RIGHTS["review"]):
        left = visible_to(where).filter(LEFT, campaign__ended_at=None).order_by("campaign__year")
        rows = left.values_list("campaign", "campaign__year", "campaign__last_on", "next_try_on")
        counted = list(rows.annotate(count=Count("pk")))
        for campaign, year in dict.fromkeys((campaign, year) for campaign, year, *_rest in counted):
            days = days_of((next_try or last, count) for pk, _year, last, next_try, count in counted if pk == campaign)
            label, address = (
                _("Yearly review %(year)s") % {"year": year},
                reverse("reviews:list-reviews", args=[campaign]),
            )
            yield Waiting("reviews.review", label, address, days)
    if where := where_may(user, RIGHTS["check"]):
        checks = SpotCheck.objects.filter(result=CheckResult.WAITING, review__state=ReviewState.DONE)
        if not where.covers_all():
            checks = checks.filter(review__dossier__unit__in=where.units())
        for campaign, year, count in (
            checks.order_by().values_list("draw__campaign", "draw__campaign__year").annotate(count=Count("pk"))
        ):
            address = reverse("reviews:list-checks", args=[campaign])
            yield Waiting("reviews.check", _("Spot check %(year)s") % {"year": year}, address, {None: count})
