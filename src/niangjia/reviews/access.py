"""The only doors to campaigns, reviews and spot checks: who may do what, where. Missing and forbidden look alike."""

from uuid import UUID

from django.utils.translation import gettext as _

from niangjia.accounts.access import Jurisdiction
from niangjia.accounts.doors import Doors
from niangjia.accounts.models import User
from niangjia.kernel.errors import NotFoundOrForbidden
from niangjia.reviews import queries
from niangjia.reviews.models import Campaign, Finding, Review, SpotCheck

_DOORS = Doors("reviews")

RIGHTS = _DOORS.rights
"""The rows of rights.toml by name."""

where_may, require_somewhere = _DOORS.where_may, _DOORS.require_somewhere
may, require = _DOORS.may, _DOORS.require


def get_campaign_for(user: User, pk: UUID, act: str = "count") -> Campaign:
    """A campaign that touches the units of someone who may see figures, or whose unit they may act for.

    Raises NotFoundOrForbidden.
    """
    where = where_may(user, act)
    found: Campaign | None = queries.campaigns_for(where).filter(pk=pk).first() if where else None
    if found is None or (act in {"open", "check"} and not where.covers(found.unit)):
        raise NotFoundOrForbidden(_("There is no such review campaign, or it is not yours to see."))
    return found


def get_review_for(user: User, pk: UUID, act: str = "read") -> Review:
    """A review of a dossier at whose unit someone may do an act. Raises NotFoundOrForbidden."""
    related = ("campaign__unit", "dossier__unit", "dossier__worker", "recorded_by", "draft_by")
    found: Review | None = queries.visible_to(where_may(user, act)).filter(pk=pk).select_related(*related).first()
    if found is None:
        raise NotFoundOrForbidden(_("There is no such review, or it is not yours to see."))
    return found


def get_finding_of(review: Review, pk: UUID) -> Finding:
    """A finding of a review that someone was let in to. Raises NotFoundOrForbidden."""
    found = review.findings.filter(pk=pk).select_related("by", "reopened_by").first()
    if found is None:
        raise NotFoundOrForbidden(_("There is no such finding in this review."))
    return found


def where_checks(user: User) -> Jurisdiction:
    """The subtrees whose spot checks someone may see. Raises Forbidden for those who see none."""
    may_check = where_may(user, "check")
    return may_check or require_somewhere(user, "read-checks")


def get_campaign_with_checks_for(user: User, pk: UUID) -> Campaign:
    """A campaign whose spot checks someone may see. Raises NotFoundOrForbidden."""
    act = "check" if where_may(user, "check") else "read-checks"
    found: Campaign | None = queries.campaigns_for(where_may(user, act)).filter(pk=pk).first()
    if found is None:
        raise NotFoundOrForbidden(_("There is no such review campaign, or it is not yours to see."))
    return found


def get_check_for(user: User, pk: UUID) -> SpotCheck:
    """A spot check that someone may do, of a dossier in their units. Raises NotFoundOrForbidden."""
    related = ("review__campaign__unit", "review__dossier__unit", "review__dossier__worker", "review__recorded_by")
    found = SpotCheck.objects.filter(pk=pk).select_related(*related, "checked_by").first()
    if found is None or not may(user, "check", found.review.dossier.unit):
        raise NotFoundOrForbidden(_("There is no such spot check, or it is not yours to see."))
    return found
