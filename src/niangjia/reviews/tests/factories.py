"""Campaigns, reviews and checks for tests, through the commands."""

from datetime import timedelta
from typing import Any

from niangjia.accounts.models import Unit, User
from niangjia.kernel import clock
from niangjia.reviews.commands import open_campaign, record_review
from niangjia.reviews.models import Campaign, Review
from niangjia.reviews.records import Said

REASON = "入户时算错了收入，需要重新核实"


def said(outcome: str = "same", **changes: Any) -> Said:
    """What an officer says after a home visit today."""
    given: dict[str, Any] = {"found_on": clock.today(), "how": "home"}
    given["is_worker_present"] = outcome != "unreached"
    if outcome in {"unreached", "proposes-exit"}:
        given["note"] = "门锁着，邻居说在外地" if outcome == "unreached" else "儿子已就业，收入高于标准"
    if outcome == "unreached":
        given["next_try_on"] = clock.today() + timedelta(days=7)
    return Said(outcome, **(given | changes))


def a_campaign(unit: Unit, *, by: User, days: int = 30) -> Campaign:
    """The review of this year, begun now."""
    today = clock.today()
    return open_campaign(unit, year=today.year, last_on=today + timedelta(days=days), by=by)


def review_it(review: Review, outcome: str = "same", *, by: User, **changes: Any) -> Review:
    """Record an outcome on the review as it is now."""
    review.refresh_from_db()
    return record_review(review, said(outcome, **changes), seen=review.turn, by=by)
