"""The table of a review: what each act does in each state for each role, as rights.toml says, cell by cell."""

import pytest

from niangjia.accounts.models import Role
from niangjia.dossiers.commands import close_dossier
from niangjia.dossiers.tests.factories import file, person
from niangjia.kernel.errors import Conflict, Forbidden, NiangjiaError
from niangjia.reviews import queries
from niangjia.reviews.access import RIGHTS
from niangjia.reviews.commands import end_campaign, pause_review, record_review, reopen_review
from niangjia.reviews.models import Review
from niangjia.reviews.tests.factories import REASON, a_campaign, review_it, said

STATES = ("waiting", "unreached", "done", "off", "ended")
"""Those of the table, and the two in which nothing may be done: fallen off the list, and the campaign ended."""
ACTS = {
    "pause": ("review", lambda review, by: pause_review(review, typed={"note": "x"}, by=by)),
    "record": ("review", lambda review, by: record_review(review, said(), seen=review.turn, by=by)),
    "try": ("review", lambda review, by: record_review(review, said("unreached"), seen=review.turn, by=by)),
    "reopen": ("reopen", lambda review, by: reopen_review(review, why=REASON, seen=review.turn, by=by)),
}
LEADS_TO = {"record": "done", "try": "unreached", "reopen": "waiting"}


def review_in(state, *, farm, bureau, clerk):
    """A review of the farm that stands at a state."""
    dossier = file(person(is_head=True, wage_fen=1_200_000), unit=farm, by=clerk)
    campaign = a_campaign(bureau, by=clerk)
    review = Review.objects.get(dossier=dossier)
    if state in {"unreached", "done"}:
        review_it(review, "unreached" if state == "unreached" else "same", by=clerk)
    elif state == "off":
        close_dossier(dossier, reason="retired", by=clerk)
    elif state == "ended":
        end_campaign(campaign, by=clerk)
    return Review.objects.select_related("campaign", "dossier__unit").get()


@pytest.mark.django_db
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("act", ACTS)
def test_every_role_in_every_state(act, state, farm, bureau, clerk, someone):
    review = review_in(state, farm=farm, bureau=bureau, clerk=clerk)
    right, do = ACTS[act]
    stands = {name: getattr(review, name) for name in ("state", "turn", "outcome")}
    for role in Role:
        by = someone(role, farm)
        may, is_open = role in RIGHTS[right].roles, state in RIGHTS[right].states
        refusal = None
        try:
            done = do(review, by)
        except NiangjiaError as error:
            refusal = error
        assert (refusal is None) == (may and is_open), (role, refusal)
        if refusal is not None:
            assert isinstance(refusal, Conflict if may else Forbidden), (role, refusal)
            review.refresh_from_db()
            assert {name: getattr(review, name) for name in stands} == stands
            continue
        assert done.state == LEADS_TO.get(act, state)
        review.findings.exclude(by=clerk).delete()
        review.findings.update(reopened_at=None, reopened_by=None)
        kept = {name: getattr(review, name) for name in ("found_on", "recorded_by", "next_try_on")}
        Review.objects.filter(pk=review.pk).update(**stands, **kept)
        review.refresh_from_db()
        review.draft, review.draft_by = "", None  # what one put aside keeps the others off
        review.save(update_fields=["draft", "draft_by"])


@pytest.mark.django_db
@pytest.mark.parametrize("state", STATES[:4])
def test_a_review_is_counted_once(state, farm, bureau, clerk):
    review = review_in(state, farm=farm, bureau=bureau, clerk=clerk)
    counted = [Review.objects.filter(part, pk=review.pk).exists() for part in (queries.DONE, queries.LEFT, queries.OFF)]
    assert sum(counted) == 1
    assert queries.is_off(review) == (state == "off")
