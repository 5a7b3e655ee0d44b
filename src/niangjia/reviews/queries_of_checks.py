"""Reads of spot checks: what there is to draw from, what was drawn, how far it has come."""

from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet

from niangjia.accounts.access import Jurisdiction
from niangjia.reviews.models import Campaign, CheckResult, Review, SpotCheck
from niangjia.reviews.queries import DONE


def to_draw(campaign: Campaign) -> "QuerySet[Review]":
    """What the next draw is from: done, and in no draw yet."""
    return campaign.reviews.filter(DONE, draw=None)


def checks_of(campaign: Campaign, where: Jurisdiction) -> "QuerySet[SpotCheck]":
    """The spot checks of a campaign inside a jurisdiction: what is still to be checked first."""
    found = SpotCheck.objects.filter(review__campaign=campaign)
    if not where.covers_all():
        found = found.filter(review__dossier__unit__in=where.units())
    related = ("review__dossier__unit", "review__dossier__worker", "review__recorded_by", "checked_by", "draw")
    return found.select_related(*related).order_by(F("checked_on").asc(nulls_first=True), "review__dossier__number")


@dataclass(frozen=True, slots=True)
class Checked:
    """How far the spot check of a campaign has come: of `done` reviews, how many were drawn, checked, and differ."""

    done: int
    drawn: int
    checked: int
    differs: int

    @property
    def percent(self) -> int:
        """The share of done reviews that were drawn, rounded down."""
        return 100 * self.drawn // self.done if self.done else 0


def checked(campaign: Campaign) -> Checked:
    """The same, counted. Two queries."""
    found = SpotCheck.objects.filter(review__campaign=campaign).aggregate(
        drawn=Count("pk"),
        checked=Count("pk", filter=~Q(result=CheckResult.WAITING)),
        differs=Count("pk", filter=Q(result=CheckResult.DIFFERS)),
    )
    return Checked(campaign.reviews.filter(DONE).count(), **found)
