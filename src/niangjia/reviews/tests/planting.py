"""A review with a value of its own in each field of words, for the tests of deletion."""

from collections.abc import Callable
from typing import Any

from niangjia.accounts.models import Notice
from niangjia.kernel import clock
from niangjia.reviews.models import Campaign, Draw, Finding, Review, SpotCheck


def plant(dossier: Any, *, by: Any, new: Callable[[], str]) -> list[str]:
    """Rows of every table of this app about a dossier; their ids are to be gone, too."""
    today, now = clock.today(), clock.now()
    year = today.year
    told = {"opened_on": today, "last_on": today, "opened_by": by, "opened_at": now, "listed": 1}
    campaign, _is_new = Campaign.objects.get_or_create(unit=dossier.unit, year=year, defaults=told)
    draw = Draw.objects.create(
        campaign=campaign, seed="0" * 32, percent=30, population=1, size=1, drawn_by=by, drawn_at=now
    )
    review = Review.objects.create(
        campaign=campaign, dossier=dossier, year=year, state="done", outcome="same", found_on=today, recorded_by=by,
        draft=new(), draft_by=by, draw=draw,
    )  # fmt: skip
    finding = Finding.objects.create(
        review=review, outcome="same", found_on=today, how="home", is_worker_present=True, note=new(), by=by, at=now,
        decision=dossier.decisions.first(), reopened_by=by, reopened_at=now, reopened_why=new(),
    )  # fmt: skip
    check = SpotCheck.objects.create(
        draw=draw, review=review, result="differs", what=new(), how="call", checked_on=today, checked_by=by,
        checked_at=now,
    )  # fmt: skip
    Notice.objects.create(to=by, text={"zh": "看", "en": "look"}, address=f"/reviews/{review.pk}/", at=now)
    return [str(each.pk) for each in (review, finding, check)]
