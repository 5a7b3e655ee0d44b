"""Every write of this app: campaigns, reviews, spot checks."""

from niangjia.reviews.commands.campaigns import end_campaign, open_campaign
from niangjia.reviews.commands.checks import record_check, select_checks
from niangjia.reviews.commands.keeping import forget_reviews
from niangjia.reviews.commands.reviews import pause_review, read_finding, record_review, reopen_review

__all__ = [
    "end_campaign",
    "forget_reviews",
    "open_campaign",
    "pause_review",
    "read_finding",
    "record_check",
    "record_review",
    "reopen_review",
    "select_checks",
]
