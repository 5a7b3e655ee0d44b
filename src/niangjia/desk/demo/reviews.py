"""The yearly review of the demo bureau, half done: some exits proposed, some not reached, a spot check under way."""

from datetime import timedelta
from random import Random

from niangjia.accounts.models import Unit, User
from niangjia.dossiers.commands import assess_dossier
from niangjia.kernel import clock
from niangjia.reviews import queries, queries_of_checks
from niangjia.reviews.commands import open_campaign, record_check, record_review, select_checks
from niangjia.reviews.models import Outcome, Review, SpotCheck
from niangjia.reviews.records import Said

DAYS_OPEN, DAYS_LEFT, CHECKED = 40, 21, 3
NOTES = {
    Outcome.EXIT: "儿子已就业，家庭收入稳定，建议按脱困办理",
    Outcome.UNREACHED: "家中无人，邻居说去外地看病，电话未接",
}


def tell_reviews(units: list[Unit], *, clerk: User, officer: User, reviewer: User) -> None:
    """Open the review some weeks ago over the whole bureau, review about half, draw and check some."""
    random = Random(5)  # noqa: S311 (repeatable on purpose)
    today = clock.today()
    bureau, opened = units[0].get_parent(), today - timedelta(days=DAYS_OPEN)
    if not queries.to_list(bureau, opened.year).exists():
        return  # a very small bureau
    with clock.set_to(opened):
        campaign = open_campaign(bureau, year=opened.year, last_on=today + timedelta(days=DAYS_LEFT), by=clerk)
    for review in campaign.reviews.select_related("campaign", "dossier__unit").order_by("pk"):
        fate = random.random()
        if fate < 0.5 and review.dossier.closed_on is None:
            with clock.set_to(today - timedelta(days=random.randrange(1, DAYS_OPEN)), hour=random.randint(8, 16)):
                _review(review, fate, officer if review.dossier.unit == units[1] else clerk)
    if not queries_of_checks.to_draw(campaign).exists():
        return
    with clock.set_to(today - timedelta(days=1), hour=10):
        select_checks(campaign, percent=30, by=reviewer, seed="73" * 16)
        drawn = list(SpotCheck.objects.select_related("review__dossier"))
        for place, check in enumerate(drawn[:-1][:CHECKED]):  # one at least is left to do
            what = "比申报多一份公益性岗位工资" if place == 1 else ""
            result = "differs" if what else "agrees"
            record_check(check, result=result, on=clock.today(), how="call", what=what, by=reviewer)


def _review(review: Review, fate: float, by: User) -> None:
    today = clock.today()
    if fate < 0.04:
        soon = clock.now().astimezone(clock.SHANGHAI).date() + timedelta(days=14)
        said = Said(Outcome.UNREACHED, today, "home", note=NOTES[Outcome.UNREACHED], next_try_on=soon)
    elif fate < 0.09:
        said = Said(Outcome.EXIT, today, "office", is_worker_present=True, note=NOTES[Outcome.EXIT])
    else:
        category = assess_dossier(review.dossier, by=by).category
        outcome = Outcome.SAME if category == review.listed_category else Outcome.CHANGED
        said = Said(outcome, today, "home" if fate < 0.35 else "call", is_worker_present=fate < 0.4)
    record_review(review, said, seen=review.turn, by=by)
