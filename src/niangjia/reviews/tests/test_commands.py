"""Campaigns, reviews and spot checks: what is kept, who may, what is refused, and what comes of two at once."""

from datetime import date, timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from niangjia.accounts.commands import add_unit, merge_unit
from niangjia.accounts.models import Role, UnitKind
from niangjia.accounts.tests.racing import at_once
from niangjia.audit.models import Entry
from niangjia.dossiers.commands import close_dossier
from niangjia.dossiers.errors import NeedsAnother
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.tests.factories import file, make_own, person, rows
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, Forbidden, InvalidInput, NotFoundOrForbidden
from niangjia.reviews import access, queries, queries_of_checks
from niangjia.reviews.commands import (
    end_campaign,
    open_campaign,
    pause_review,
    record_check,
    record_review,
    reopen_review,
    select_checks,
)
from niangjia.reviews.errors import CampaignsOverlap, NotToReview, OutcomeContradicted, ReviewTaken
from niangjia.reviews.models import Campaign, Finding, Review, SpotCheck
from niangjia.reviews.rules import drawn
from niangjia.reviews.tests.factories import REASON, a_campaign, review_it, said

pytestmark = pytest.mark.django_db
TODAY = clock.today()
TOMORROW, YESTERDAY = TODAY + timedelta(days=1), TODAY - timedelta(days=1)


def acts():
    return list(Entry.objects.filter(act__startswith="reviews.").order_by("at", "id").values_list("act", flat=True))


def test_who_is_on_file_on_the_day_is_on_the_list(farm, other_farm, bureau, clerk):
    on_file = rows(farm, [{}, {"state": "tapering"}]) + rows(other_farm, [{"category": None}])
    rows(farm, [{"closed_on": TODAY, "closing_reason": "exited"}, {"state": "submitted", "filed_on": None}])
    campaign = a_campaign(bureau, by=clerk)
    later = file(unit=farm, by=clerk)
    assert campaign.listed == 3
    assert set(campaign.reviews.values_list("dossier", flat=True)) == {each.pk for each in on_file}
    assert not later.reviews.exists()
    assert set(campaign.reviews.values_list("listed_category", "state")) == {(2, "waiting"), (None, "waiting")}
    assert Entry.objects.get(act="reviews.campaign.opened").details["count"] == 3


@pytest.mark.parametrize(
    "changes",
    [{"last_on": YESTERDAY}, {"year": TODAY.year + 1}, {"year": TODAY.year - 2}, {"last_on": date(2099, 1, 1)}],
)
def test_a_campaign_that_cannot_be_is_refused(farm, clerk, changes):
    rows(farm, [{}])
    with pytest.raises(InvalidInput):
        open_campaign(farm, **({"year": TODAY.year, "last_on": TOMORROW} | changes), by=clerk)
    assert not Campaign.objects.exists()


def test_there_has_to_be_somebody_on_file(farm, clerk):
    with pytest.raises(InvalidInput, match="白桦林场"):
        a_campaign(farm, by=clerk)


def test_two_campaigns_never_hold_the_same_unit(farm, other_farm, bureau, clerk, someone):
    rows(farm, [{}])
    rows(other_farm, [{}])
    own = someone(Role.ASSISTANCE_CLERK, farm)
    first = a_campaign(farm, by=own)
    assert a_campaign(farm, by=own) == first, "pressed twice"
    for unit, by in ((farm, clerk), (bureau, clerk)):
        with pytest.raises(CampaignsOverlap):
            a_campaign(unit, by=by)
    a_campaign(other_farm, by=clerk)
    with pytest.raises(CampaignsOverlap):
        open_campaign(farm, year=TODAY.year - 1, last_on=TOMORROW, by=own)
    end_campaign(first, by=clerk)
    with pytest.raises(CampaignsOverlap, match=str(TODAY.year)):
        a_campaign(farm, by=clerk)
    assert open_campaign(farm, year=TODAY.year - 1, last_on=TOMORROW, by=own).listed == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.create(campaign=first, dossier=Dossier.objects.filter(unit=farm).get(), year=TODAY.year)


def test_outcomes_and_what_is_kept_of_them(review, officer):
    done = review_it(review, "same", note="一切如旧", by=officer)
    assert (done.state, done.outcome, done.found_on, done.recorded_by) == ("done", "same", TODAY, officer)
    finding = done.findings.get()
    assert (finding.how, finding.is_worker_present, finding.note.reveal()) == ("home", True, "一切如旧")
    assert finding.decision == review.dossier.decisions.order_by("-at").first()
    entry = Entry.objects.get(act="reviews.review.recorded")
    assert (entry.subject_id, entry.by, entry.details["number"]) == (review.dossier_id, officer, review.dossier.number)


def test_the_outcome_fits_what_the_rules_say(review, officer):
    with pytest.raises(OutcomeContradicted):
        review_it(review, "changed", by=officer)
    now = review.dossier.category
    other = next(number for number in range(5) if number != now)
    Review.objects.filter(pk=review.pk).update(listed_category=other)
    with pytest.raises(OutcomeContradicted):
        review_it(review, "same", by=officer)
    assert not Finding.objects.exists()
    changed = review_it(review, "changed", by=officer)
    assert (changed.outcome, changed.findings.get().category, changed.listed_category) == ("changed", now, other)


def test_who_cannot_be_reached_stays_on_the_list(review, officer):
    for turn in (1, 2):
        tried = review_it(review, "unreached", next_try_on=TODAY + timedelta(days=turn), by=officer)
        assert (tried.state, tried.next_try_on) == ("unreached", TODAY + timedelta(days=turn))
    done = review_it(review, "proposes-exit", how="call", by=officer)
    assert (done.state, done.outcome, done.next_try_on, done.findings.count()) == ("done", "proposes-exit", None, 3)
    assert Dossier.objects.get(pk=review.dossier_id).state == "open", "the exit itself is an act of its own"


@pytest.mark.parametrize(
    ("outcome", "changes"),
    [
        ("same", {"found_on": TOMORROW}),
        ("same", {"found_on": TODAY - timedelta(days=800)}),
        ("same", {"how": "x"}),
        ("dance", {}),
        ("same", {"next_try_on": TOMORROW}),
        ("unreached", {"next_try_on": None}),
        ("unreached", {"next_try_on": TODAY}),
        ("unreached", {"next_try_on": TODAY + timedelta(days=400)}),
        ("unreached", {"is_worker_present": True}),
        ("unreached", {"note": " "}),
        ("proposes-exit", {"note": ""}),
        ("same", {"note": "x" * 1001}),
    ],
)
def test_what_cannot_be_is_refused(review, officer, outcome, changes):
    with pytest.raises(InvalidInput):
        review_it(review, outcome, by=officer, **changes)
    assert not Finding.objects.exists()


def test_pressed_twice_it_is_one_and_another_is_told(review, officer, clerk):
    one = said("same")
    first = record_review(review, one, seen=0, by=officer)
    assert record_review(review, one, seen=0, by=officer) == first
    for by, what in ((clerk, one), (officer, said("proposes-exit"))):
        with pytest.raises(ReviewTaken, match="测试员"):
            record_review(review, what, seen=0, by=by)
    assert Finding.objects.count() == 1
    assert acts().count("reviews.review.recorded") == 1


def test_a_form_that_is_older_than_a_try_is_refused(review, officer, clerk):
    review_it(review, "unreached", by=clerk)
    with pytest.raises(ReviewTaken):
        record_review(review, said("same"), seen=0, by=officer)


def test_closed_meanwhile_it_falls_off(review, officer, clerk, bureau):
    close_dossier(review.dossier, reason="retired", by=clerk)
    with pytest.raises(NotToReview):
        review_it(review, "same", by=officer)
    total = queries.totals(queries.progress(review.campaign, access.where_may(clerk, "count"), TODAY))
    assert (total.total, total.done, total.left, total.off, total.percent) == (1, 0, 0, 1, 100)


def test_what_was_typed_is_kept_for_its_writer(review, officer):
    typed = {"note": "正在核实房产", "outcome": "same"}
    kept = pause_review(review, typed=typed, by=officer)
    assert "正在核实房产" in kept.draft.reveal()
    assert (kept.draft_by, kept.turn, kept.state) == (officer, 0, "waiting")
    done = review_it(review, by=officer)
    assert (bool(done.draft), done.draft_by) == (False, None)
    with pytest.raises(ReviewTaken):
        pause_review(review, typed=typed, by=officer)


def test_reopening_needs_a_reason_and_takes_back(review, officer, reviewer):
    done = review_it(review, by=officer)
    with pytest.raises(InvalidInput):
        reopen_review(done, why="错", seen=1, by=reviewer)
    with pytest.raises(Forbidden):
        reopen_review(done, why=REASON, seen=1, by=officer)
    again = reopen_review(done, why=REASON, seen=1, by=reviewer)
    assert reopen_review(done, why=REASON, seen=1, by=reviewer).turn == again.turn == 2
    assert (again.state, again.outcome, again.recorded_by) == ("waiting", "", None)
    finding = Finding.objects.get()
    assert (finding.reopened_by, finding.reopened_why.reveal()) == (reviewer, REASON)
    with pytest.raises(ReviewTaken):
        reopen_review(done, why=REASON + "，再说一次", seen=2, by=reviewer)
    review_it(review, "proposes-exit", by=officer)
    assert queries.finding_in_force(Review.objects.get()).outcome == "proposes-exit"
    assert acts()[-3:] == ["reviews.review.recorded", "reviews.review.reopened", "reviews.review.recorded"]


def test_once_ended_nothing_is_recorded_or_reopened(review, officer, clerk, dossier, farm):
    other = Review.objects.get()
    done = review_it(other, by=officer)
    ended = end_campaign(review.campaign, by=clerk)
    assert end_campaign(review.campaign, by=clerk).ended_at == ended.ended_at
    with pytest.raises(NotToReview):
        reopen_review(done, why=REASON, seen=done.turn, by=clerk)
    Review.objects.update(state="waiting", outcome="", found_on=None, recorded_by=None)
    with pytest.raises(NotToReview):
        review_it(review, by=officer)
    assert acts().count("reviews.campaign.ended") == 1


def test_a_unit_sees_its_own(review, other_farm, officer, someone, clerk, leader, superior):
    stranger = someone(Role.UNIT_OFFICER, other_farm)
    assert access.get_review_for(officer, review.pk) == review
    with pytest.raises(NotFoundOrForbidden):
        access.get_review_for(stranger, review.pk)
    with pytest.raises(Forbidden):
        review_it(review, by=stranger)
    for user in (leader, superior):
        with pytest.raises(NotFoundOrForbidden):
            access.get_review_for(user, review.pk)
    assert access.get_campaign_for(officer, review.campaign_id) == review.campaign
    with pytest.raises(NotFoundOrForbidden):
        access.get_campaign_for(officer, review.campaign_id, "open")
    assert queries.progress(review.campaign, access.where_may(stranger, "count"), TODAY) == []


def test_a_dossier_that_moved_is_reviewed_where_it_is_now(review, farm, other_farm, bureau, system, officer, someone):
    merge_unit(farm, into=other_farm, by=system)
    theirs = someone(Role.UNIT_OFFICER, other_farm, "theirs")
    assert access.get_campaign_for(theirs, review.campaign_id)
    review_it(review, by=theirs)
    [row] = queries.progress(review.campaign, access.where_may(theirs, "count"), TODAY)
    assert (row.unit, row.done) == (str(other_farm), 1)


def test_the_draw_is_random_kept_and_reproducible(farm, bureau, clerk, officer, superior):
    rows(farm, [{} for _place in range(11)])
    campaign = a_campaign(bureau, by=clerk)
    with pytest.raises(Conflict):
        select_checks(campaign, percent=30, by=superior)
    Review.objects.update(state="done", outcome="same", found_on=TODAY, recorded_by=officer)
    with pytest.raises(InvalidInput):
        select_checks(campaign, percent=29, by=superior)
    with pytest.raises(Forbidden):
        select_checks(campaign, percent=30, by=clerk)
    draw = select_checks(campaign, percent=30, by=superior)
    assert (draw.population, draw.size, len(draw.seed)) == (11, 4, 32)
    fallen_on = set(draw.checks.values_list("review", flat=True))
    assert set(drawn(draw.reviews.values_list("pk", flat=True), seed=draw.seed, percent=draw.percent)) == fallen_on
    others = {
        frozenset(drawn(draw.reviews.values_list("pk", flat=True), seed=str(seed), percent=30)) for seed in range(20)
    }
    assert len(others) > 10, "another seed draws others"
    with pytest.raises(Conflict):
        select_checks(campaign, percent=30, by=superior)
    assert queries_of_checks.checked(campaign) == queries_of_checks.Checked(done=11, drawn=4, checked=0, differs=0)


def test_what_is_reviewed_while_a_draw_is_made_waits_for_the_next(farm, bureau, clerk, officer, superior, monkeypatch):
    rows(farm, [{}, {}])
    campaign = a_campaign(bureau, by=clerk)
    done = {"state": "done", "outcome": "same", "found_on": TODAY, "recorded_by": officer}
    first, late = campaign.reviews.order_by("pk")
    Review.objects.filter(pk=first.pk).update(**done)

    def meanwhile(ids, **more):
        Review.objects.filter(pk=late.pk).update(**done)
        return drawn(ids, **more)

    monkeypatch.setattr("niangjia.reviews.commands.checks.drawn", meanwhile)
    draw = select_checks(campaign, percent=30, by=superior)
    assert (draw.population, list(draw.reviews.all())) == (1, [first])
    assert list(queries_of_checks.to_draw(campaign)) == [late]


def test_checks_agree_or_differ_and_are_somebody_elses(review, officer, reviewer, superior, clerk):
    review_it(review, by=officer)
    select_checks(review.campaign, percent=100, by=reviewer)
    check = SpotCheck.objects.get()
    given = {"on": TODAY, "how": "call"}
    for wrong in ({"what": ""}, {"what": "x", "on": YESTERDAY}, {"what": "x", "how": ""}):
        with pytest.raises(InvalidInput):
            record_check(check, **{"result": "differs", **given, **wrong}, by=superior)
    with pytest.raises(Forbidden):
        record_check(check, result="agrees", **given, by=clerk)
    Finding.objects.update(by=superior)
    with pytest.raises(Forbidden):
        record_check(check, result="agrees", **given, by=superior)
    Finding.objects.update(by=officer)
    kept = record_check(check, result="differs", what="家里还有一辆车", **given, by=superior)
    assert (kept.result, kept.checked_by, kept.what.reveal()) == ("differs", superior, "家里还有一辆车")
    assert record_check(check, result="differs", what="家里还有一辆车", **given, by=superior) == kept
    with pytest.raises(Conflict):
        record_check(check, result="agrees", **given, by=reviewer)
    assert acts().count("reviews.check.recorded") == 1


def test_a_reopened_review_is_checked_once_it_is_done_again(review, officer, reviewer, superior):
    review_it(review, by=officer)
    select_checks(review.campaign, percent=30, by=superior)
    reopen_review(review, why=REASON, seen=1, by=reviewer)
    check = SpotCheck.objects.get()
    with pytest.raises(Conflict):
        record_check(check, result="agrees", on=TODAY, how="call", by=superior)
    review_it(review, by=officer)
    assert record_check(check, result="agrees", on=TODAY, how="call", by=superior).result == "agrees"


@pytest.mark.django_db(transaction=True)
def test_twenty_who_review_at_once_give_one_review(farm, bureau, clerk, someone):
    dossier = file(person(is_head=True, wage_fen=1_200_000), unit=farm, by=clerk)
    a_campaign(bureau, by=clerk)
    review = Review.objects.get(dossier=dossier)
    people = [someone(Role.UNIT_OFFICER, farm, f"officer-{place}") for place in range(20)]
    answers = at_once(*(partial(record_review, review, said("same"), seen=0, by=each) for each in people))
    refused = [each for each in answers if isinstance(each, Exception)]
    assert {type(each) for each in refused} == {ReviewTaken}
    assert (len(refused), Finding.objects.count(), acts().count("reviews.review.recorded")) == (19, 1, 1)
    assert Review.objects.get().turn == 1


@pytest.mark.django_db(transaction=True)
def test_of_campaigns_opened_at_once_one_stands(farm, other_farm, bureau, clerk, someone, system):
    below = add_unit(name="白桦林场一队", kind=UnitKind.FARM, parent=farm, by=system)
    for unit in (farm, below, other_farm):
        rows(unit, [{}])
    turns = [
        (unit, someone(Role.ASSISTANCE_CLERK, bureau, f"c-{place}"))
        for place, unit in enumerate([bureau, farm, below] * 4)
    ]
    answers = at_once(*(partial(a_campaign, unit, by=by) for unit, by in turns))
    assert sum(isinstance(each, Campaign) for each in answers) == Campaign.objects.count()
    assert {type(each) for each in answers} == {Campaign, CampaignsOverlap}
    held = [each.unit.path for each in Campaign.objects.select_related("unit")]
    assert not any(one != two and one.startswith(two) for one in held for two in held)


@pytest.mark.django_db(transaction=True)
def test_of_draws_at_once_one_stands(farm, bureau, clerk, officer, superior, reviewer):
    rows(farm, [{} for _place in range(9)])
    campaign = a_campaign(bureau, by=clerk)
    Review.objects.update(state="done", outcome="same", found_on=TODAY, recorded_by=officer)
    answers = at_once(*(partial(select_checks, campaign, percent=30, by=each) for each in [superior, reviewer] * 4))
    assert sum(not isinstance(each, Exception) for each in answers) == 1
    assert SpotCheck.objects.count() == 3


def test_nobody_reviews_reopens_or_checks_their_own_household(review, officer, reviewer, superior, bureau):
    own = make_own(officer, review.dossier)
    with pytest.raises(NeedsAnother):
        review_it(review, by=officer)
    own.delete()
    review_it(review, by=officer)
    select_checks(review.campaign, percent=100, by=superior)
    own = make_own(reviewer, review.dossier)
    with pytest.raises(NeedsAnother):
        record_check(SpotCheck.objects.get(), result="agrees", on=TODAY, how="home", by=reviewer)
    review.refresh_from_db()
    with pytest.raises(NeedsAnother):
        reopen_review(review, why=REASON, seen=review.turn, by=reviewer)
    own.delete()
    record_check(SpotCheck.objects.get(), result="agrees", on=TODAY, how="home", by=reviewer)


def test_a_check_that_agrees_may_carry_a_note(review, officer, reviewer):
    review_it(review, by=officer)
    select_checks(review.campaign, percent=100, by=reviewer)
    check = SpotCheck.objects.get()
    with pytest.raises(InvalidInput):
        record_check(check, result="differs", on=TODAY, how="home", by=reviewer)
    noted = record_check(check, result="agrees", on=TODAY, how="home", what="邻居也这样说", by=reviewer)
    assert noted.what.reveal() == "邻居也这样说"
