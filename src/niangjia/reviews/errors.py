"""Refusals of this app that callers tell apart."""

from niangjia.kernel.errors import Conflict, InvalidInput


class ReviewTaken(Conflict):
    """Somebody has recorded, reopened or looked after this review since the form was shown."""

    code = "review-taken"


class NotToReview(Conflict):
    """The dossier is not on file any more, or the campaign has ended."""

    code = "not-to-review"


class CampaignsOverlap(Conflict):
    """Another campaign holds a part of the same units."""

    code = "campaigns-overlap"


class OutcomeContradicted(InvalidInput):
    """The rules give another category than the outcome says."""

    code = "outcome-contradicted"
