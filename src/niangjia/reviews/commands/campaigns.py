"""Opening and ending a yearly review."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from niangjia.accounts.access import require_open
from niangjia.accounts.models import Unit, User
from niangjia.audit.commands import record as audit
from niangjia.kernel import clock
from niangjia.kernel.errors import InvalidInput
from niangjia.kernel.rows import lock
from niangjia.kernel.text import in_both_languages
from niangjia.reviews import access, queries
from niangjia.reviews.errors import CampaignsOverlap
from niangjia.reviews.models import Campaign, Review

AT_ONCE = 1000


@transaction.atomic
def open_campaign(unit: Unit, *, year: int, last_on: date, by: User) -> Campaign:
    """Put every dossier on file today at a unit and below on the work list of a year, to be done by a day.

    One at a time for the whole tree (locks its root), so that no two hold the same unit; the same again by the same
    person is the one that stands. Raises Forbidden, InvalidInput for a last day that is over, a year other than this
    one or the last, or nobody on file; CampaignsOverlap, Conflict for a closed unit.
    """
    access.require(by, "open", unit)
    Unit.objects.select_for_update(no_key=True).get(path=unit.path[: Unit.steplen])
    require_open(unit)
    today = clock.today()
    if not today <= last_on or not today.year - 1 <= year <= today.year or last_on.year > today.year + 1:
        raise InvalidInput(
            _("A review is of this year or the last, and its last day is not over."), remedy=_("Check year and day.")
        )
    other = queries.overlapping(unit, year)
    if other is not None:
        if (other.unit_id, other.year, other.last_on, other.opened_by_id) == (unit.pk, year, last_on, by.pk):
            return other
        raise CampaignsOverlap(
            in_both_languages(
                _("The review of %(year)s at %(unit)s already holds these units, or a part of them."),
                year=other.year,
                unit=other.unit.title,
            ),
            remedy=_("Go on with that one, or end it first."),
        )
    listed = list(queries.to_list(unit, year).order_by("pk").values_list("pk", "category"))
    if not listed:
        raise InvalidInput(
            _("No dossier is on file at %(unit)s.") % {"unit": unit}, remedy=_("Choose another unit."), code="nobody"
        )
    campaign = Campaign.objects.create(
        unit=unit, year=year, opened_on=today, last_on=last_on, opened_by=by, opened_at=clock.now(), listed=len(listed)
    )
    rows = (Review(campaign=campaign, dossier_id=pk, year=year, listed_category=category) for pk, category in listed)
    Review.objects.bulk_create(rows, batch_size=AT_ONCE)
    told = {"year": year, "count": len(listed), "last_on": last_on.isoformat()}
    audit("reviews.campaign.opened", campaign, by=by, unit=unit, **told)
    return campaign


@transaction.atomic
def end_campaign(campaign: Campaign, *, by: User) -> Campaign:
    """End a yearly review: what is left stays left. Locks the campaign. Ended again it changes nothing. Forbidden."""
    campaign = lock_campaign(campaign)
    access.require(by, "open", campaign.unit)
    if campaign.ended_at:
        return campaign
    campaign.ended_by, campaign.ended_at = by, clock.now()
    campaign.save(update_fields=["ended_by", "ended_at"])
    done = campaign.reviews.filter(queries.DONE).count()
    left = campaign.reviews.filter(queries.LEFT).count()
    audit("reviews.campaign.ended", campaign, by=by, unit=campaign.unit, year=campaign.year, done=done, left=left)
    return campaign


def lock_campaign(campaign: Campaign) -> Campaign:
    """The campaign as it is now; nobody ends it or draws from it until the transaction ends."""
    return lock(Campaign.objects.select_related("unit"), campaign.pk, no_key=True)
