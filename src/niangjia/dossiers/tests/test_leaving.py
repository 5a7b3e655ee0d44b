"""Exit, tapering, watch, help again: the way as people go it, and what stands in the way."""

from datetime import date, timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from niangjia.accounts.models import Notice, Role
from niangjia.accounts.tests.racing import at_once
from niangjia.audit.models import Entry
from niangjia.dossiers import commands
from niangjia.dossiers.commands.stepping import Seen
from niangjia.dossiers.consent_pages import kept_words
from niangjia.dossiers.errors import NeedsAnother, NotDue, NotReady, StepTaken
from niangjia.dossiers.models import ClosingReason, Dossier, FollowUp, IncomeCheck
from niangjia.dossiers.queries_of_leaving import exit_test_of, waiting_after_filing
from niangjia.dossiers.queries_of_retention import due_now
from niangjia.dossiers.queries_of_waits import behind
from niangjia.dossiers.replaying import replay
from niangjia.dossiers.retention_terms import kept_until
from niangjia.dossiers.tests.chain_factories import (
    DO,
    LEAVING,
    also,
    draft,
    earn,
    exit_notice,
    follow_up,
    give_consents,
    leave,
    ready,
    talked,
    walk,
)
from niangjia.dossiers.tests.factories import file, identity, person
from niangjia.dossiers.tests.family_factories import APART
from niangjia.kernel import clock
from niangjia.kernel.errors import Forbidden, InvalidInput
from niangjia.kernel.periods import add_months
from niangjia.limits.commands import change_limit
from niangjia.people.errors import ConsentMissing
from niangjia.people.models import Household

pytestmark = pytest.mark.django_db
DAY = date(2026, 7, 1)


@pytest.fixture
def at():
    with clock.set_to(DAY):
        yield


@pytest.fixture
def dossier(at, farm, people):
    made = file(person("刘心红", is_head=True), person("刘春生"), unit=farm, by=people["file"], on=DAY)
    give_consents(made, people["file"])
    return made


def test_the_ordinary_exit_from_proposal_to_archive(dossier, people):
    left = leave(dossier, people, until="start-watch")
    began = left.steps.last().at.astimezone(clock.SHANGHAI).date()
    planned = [each.due_on for each in left.follow_ups.all()]
    assert planned == [add_months(began, month) for month in (1, 3, 6, 12)]
    assert (left.state, left.due_on) == ("watched", planned[0])
    for place, day in enumerate(planned, start=1):
        with clock.set_to(day):
            left = DO["record-follow-up"](left, by=people["record-follow-up"])
            assert left.due_on == planned[place] if place < 4 else left.due_on > day
    with clock.set_to(planned[-1]):
        ended = DO["end-watch"](left, by=people["end-watch"])
    assert (ended.state, ended.closing_reason, ended.closed_on) == ("closed", ClosingReason.EXITED, planned[-1])
    assert Household.objects.get(pk=ended.household_id).closed_on == planned[-1]
    assert kept_until(ended.closed_on) == planned[-1].replace(year=planned[-1].year + 10)
    assert replay(ended.steps.order_by("number")).closed_on == ended.closed_on


def test_no_exit_before_six_straight_months(dossier, people):
    earn(dossier, people["propose-exit"], months=5)
    with pytest.raises(NotReady) as refusal:
        DO["propose-exit"](dossier, by=people["propose-exit"])
    assert refusal.value.code == "exit-not-met"
    assert "2026 年 1 月的收入还没有登记" in refusal.value.message.zh
    earn(dossier, people["propose-exit"], yuan=100)
    with pytest.raises(NotReady):
        DO["propose-exit"](dossier, by=people["propose-exit"])
    earn(dossier, people["propose-exit"])
    with pytest.raises(InvalidInput):
        commands.propose_exit(dossier, note=" ", by=people["propose-exit"])
    proposed = DO["propose-exit"](dossier, by=people["propose-exit"])
    assert proposed.steps.last().details["months"] == [f"2026-0{month}" for month in range(1, 7)]


def test_an_income_stated_again_leaves_the_earlier_one_on_record(dossier, people):
    by, told = people["propose-exit"], {"month": date(2026, 5, 17), "source": "bank"}
    for amount in (90_000, 90_000, 95_000):
        commands.record_income(dossier, net_per_head_fen=amount, by=by, **told)
    rows = IncomeCheck.objects.order_by("at")
    assert [(each.month, each.net_per_head_fen, each.replaced_at is None) for each in rows] == [
        (date(2026, 5, 1), 90_000, False),
        (date(2026, 5, 1), 95_000, True),
    ]
    assert Entry.objects.filter(act="dossiers.income.recorded").count() == 2
    for changes in ({"month": DAY}, {"source": "gossip"}):
        with pytest.raises(InvalidInput):
            commands.record_income(dossier, net_per_head_fen=1, by=by, **{**told, **changes})
    with pytest.raises(Forbidden):
        commands.record_income(dossier, net_per_head_fen=1, by=people["review-exit"], **told)


def test_the_rural_line_is_taken_where_it_applies(dossier, people):
    earn(dossier, people["propose-exit"], yuan=800)
    assert not exit_test_of(dossier).is_met
    Household.objects.filter(pk=dossier.household_id).update(is_rural=True)
    assert exit_test_of(Dossier.objects.get(pk=dossier.pk)).is_met


def test_three_people_whatever_roles_they_hold(dossier, people, bureau, farm):
    officer = people["propose-exit"]
    also(officer, bureau, Role.REVIEWER, Role.APPROVER)
    also(people["review-exit"], bureau, Role.APPROVER)
    earn(dossier, officer)
    dossier = DO["propose-exit"](dossier, by=officer)
    with pytest.raises(NeedsAnother) as refusal:
        DO["review-exit"](dossier, by=officer)
    assert "three people" in refusal.value.remedy or "三个人" in str(refusal.value.remedy)
    for act in LEAVING[1:4]:
        dossier = DO[act](dossier, by=people[act])
    with clock.set_to(DAY + timedelta(days=9)):
        for each in (officer, people["review-exit"]):
            with pytest.raises(NeedsAnother):
                DO["approve-exit"](dossier, by=each)
        assert DO["approve-exit"](dossier, by=people["approve-exit"]).state == "tapering"


def test_who_filed_a_dossier_may_review_its_exit(farm, bureau, someone, at, people):
    """The two separations are apart: years lie between them."""
    dossier = walk(ready(farm, people["submit"]), people, until="file")
    with clock.set_to(DAY + timedelta(days=400)):
        earn(dossier, people["propose-exit"])
        dossier = DO["propose-exit"](dossier, by=people["propose-exit"])
        assert DO["review-exit"](dossier, by=people["review"]).state == "exit-reviewed"


def test_a_later_exit_begins_anew(dossier, people, bureau):
    officer, reviewer = people["propose-exit"], people["review-exit"]
    earn(dossier, officer)
    also(officer, bureau, Role.REVIEWER)
    also(reviewer, bureau, Role.UNIT_OFFICER)
    for act in ("propose-exit", "review-exit", "decline-exit"):
        dossier = DO[act](dossier, by=people[act])
    dossier = DO["propose-exit"](dossier, by=reviewer)
    with pytest.raises(NeedsAnother):
        DO["review-exit"](dossier, by=reviewer)
    assert DO["review-exit"](dossier, by=officer).state == "exit-reviewed"


def test_the_worker_who_does_not_agree_stays_on_file_and_is_heard(dossier, people):
    dossier = leave(dossier, people, until="review-exit")
    for wrong in ({"told_on": DAY + timedelta(days=1)}, {"told_how": "pigeon"}, {"told_by": " "}):
        with pytest.raises(InvalidInput):
            commands.confirm_exit(dossier, **{**talked(), **wrong}, by=people["confirm-exit"])
    with pytest.raises(InvalidInput):
        commands.decline_exit(dossier, note="", **talked(), by=people["confirm-exit"])
    kept = commands.decline_exit(dossier, note="药费还高", **talked(), by=people["confirm-exit"])
    step = kept.steps.last()
    assert (kept.state, kept.due_on) == ("open", None)
    assert (step.note.reveal(), step.details["told_by"], step.details["told_how"]) == ("药费还高", "张工", "in-person")


def test_a_notice_of_an_exit_wants_consent_and_its_days(dossier, people, farm):
    bare = file(person("李四", is_head=True), unit=farm, by=people["file"], on=DAY)
    bare = leave(bare, people, until="confirm-exit")
    with pytest.raises(ConsentMissing):
        DO["post-exit-notice"](bare, by=people["post-exit-notice"])
    dossier = leave(dossier, people, until="confirm-exit")
    for wrong in (
        {"place": " "},
        {"starts_on": DAY - timedelta(days=1)},
        {"ends_on": DAY + timedelta(days=2)},
        {"ends_on": date.max},
    ):
        with pytest.raises(InvalidInput):
            commands.post_exit_notice(dossier, exit_notice(**wrong), by=people["post-exit-notice"])
    dossier = DO["post-exit-notice"](dossier, by=people["post-exit-notice"])
    with pytest.raises(NotReady):
        DO["approve-exit"](dossier, by=people["approve-exit"])


def test_an_objection_to_an_exit_is_looked_into_by_an_outsider(dossier, people, bureau, someone):
    dossier = leave(dossier, people, until="post-exit-notice")
    hung = dossier.notices.get()
    told = {"received_on": DAY, "told_by": "邻居", "text": "家里又有人住院"}
    objection = commands.record_objection(hung, by=people["propose-exit"], **told)
    for each in ("propose-exit", "review-exit"):
        with pytest.raises(NeedsAnother):
            commands.handle_objection(objection, outcome="unfounded", answer="已看", by=people[each])
    with clock.set_to(DAY + timedelta(days=9)):
        with pytest.raises(NotReady):
            DO["approve-exit"](dossier, by=people["approve-exit"])
        commands.handle_objection(objection, outcome="upheld", answer="属实", by=people["verify"])
        with pytest.raises(NotReady) as refusal:
            DO["approve-exit"](dossier, by=people["approve-exit"])
        assert refusal.value.code == "objection-upheld"
        assert DO["return-exit"](dossier, by=people["return-exit"]).state == "open"


def test_tapering_lasts_as_long_as_it_was_set(dossier, people):
    dossier = leave(dossier, people, until="approve-exit")
    until = dossier.due_on
    assert until == add_months(DAY + timedelta(days=20), 6)
    with clock.set_to(until - timedelta(days=1)):
        assert list(Dossier.objects.filter(behind("mine", people["start-watch"]))) == []
        with pytest.raises(NotReady):
            DO["start-watch"](dossier, by=people["start-watch"])
    with clock.set_to(until):
        assert list(Dossier.objects.filter(behind("mine", people["start-watch"]))) == [dossier]
        assert list(waiting_after_filing(people["start-watch"]).tapered) == [dossier]
        assert DO["start-watch"](dossier, by=people["start-watch"]).state == "watched"


def test_a_follow_up_may_be_planned_or_not_and_is_recorded_once(dossier, people):
    watched, by = leave(dossier, people, until="start-watch"), people["record-follow-up"]
    with clock.set_to(watched.due_on + timedelta(days=3)):
        assert [each.dossier for each in waiting_after_filing(by).follow_ups] == [watched]
        first = follow_up(watched)
        for wrong in ({"words": ""}, {"finding": "odd"}, {"how": "dream"}):
            with pytest.raises(InvalidInput):
                commands.record_follow_up(watched, follow_up(watched, **wrong), by=by)
        with pytest.raises(InvalidInput):
            commands.record_follow_up(watched, follow_up(watched, done_on=clock.today() + timedelta(days=1)), by=by)
        commands.record_follow_up(watched, first, by=by)
        with pytest.raises(NotReady):
            commands.record_follow_up(watched, first, by=by)
        commands.record_follow_up(watched, follow_up(watched, planned=None, finding="at-risk"), by=by)
        assert list(waiting_after_filing(by).follow_ups) == []
        with pytest.raises(NotReady) as refusal:
            DO["end-watch"](watched, by=people["end-watch"])
        assert refusal.value.code == "follow-up-open"
    done = FollowUp.objects.filter(done_on__isnull=False)
    assert sorted(each.finding for each in done) == ["at-risk", "well"]
    assert FollowUp.objects.count() == 5
    assert done.first().step.by == by


def test_a_family_in_trouble_again_comes_back_in_two_steps(dossier, people, bureau):
    officer = people["propose-relapse"]
    also(officer, bureau, Role.APPROVER)
    watched = leave(dossier, people, until="start-watch")
    with clock.set_to(watched.due_on):
        found = commands.record_follow_up(watched, follow_up(watched, finding="trouble"), by=officer)
        for wrong in ({"note": " "}, {"rests_on": []}, {"rests_on": ["rumour"]}):
            with pytest.raises(InvalidInput):
                commands.propose_relapse(found, **{"note": "复发", "rests_on": ["papers"], **wrong}, by=officer)
        proposed = DO["propose-relapse"](found, by=officer)
        with pytest.raises(NeedsAnother):
            DO["approve-relapse"](proposed, by=officer)
        back = DO["approve-relapse"](proposed, by=people["approve-relapse"])
    assert (back.state, back.filed_on, back.closed_on, back.due_on) == ("open", DAY, None, None)
    assert not back.follow_ups.filter(done_on=None).exists()
    assert back.follow_ups.count() == 1
    assert replay(back.steps.order_by("number")).state == "open"


@pytest.mark.parametrize("meanwhile", [None, "death"])
@pytest.mark.parametrize("stood", ["tapering", "watched"])
def test_help_that_is_not_taken_up_again_leaves_everything_as_it_was(dossier, people, stood, meanwhile):
    act = {"tapering": "approve-exit", "watched": "start-watch"}[stood]
    before = leave(dossier, people, until=act)
    day = before.steps.last().at.astimezone(clock.SHANGHAI).date() + timedelta(days=5)
    with clock.set_to(day):
        proposed = DO["propose-relapse"](before, by=people["propose-relapse"])
        assert proposed.due_on != before.due_on
        if meanwhile:
            proposed = APART[meanwhile](proposed, by=people["submit"])
        after = DO["return-relapse"](proposed, by=people["return-relapse"])
    assert (after.state, after.due_on) == (stood, before.due_on)
    told = replay(after.steps.order_by("number"))
    assert (told.state, told.due_on) == (stood, before.due_on)


def test_a_household_is_watched_without_being_filed(farm, people, at):
    dossier = draft(farm, people["submit"])
    for wrong in ({"note": ""}, {"told_by": ""}):
        with pytest.raises(InvalidInput):
            commands.watch_dossier(dossier, **{"note": "略高", **talked(), **wrong}, by=people["watch"])
    watched = DO["watch"](dossier, by=people["watch"])
    assert (watched.state, watched.filed_on, watched.category) == ("early-watched", None, None)
    assert watched.due_on == add_months(DAY, 1)
    revised = commands.assess_dossier(watched, by=people["verify"])
    assert revised.category is None
    resumed = DO["resume"](revised, by=people["resume"])
    assert resumed.state == "draft"
    assert resumed.category is not None
    assert not resumed.follow_ups.exists()
    again = DO["watch"](DO["submit"](resumed, by=people["submit"]), by=people["watch"])
    with clock.set_to(DAY + timedelta(days=400)):
        for _each in range(4):
            again = DO["record-follow-up"](again, by=people["record-follow-up"])
        ended = DO["end-watch"](again, by=people["end-watch"])
    assert (ended.filed_on, ended.closing_reason) == (None, ClosingReason.WATCH_ENDED)
    with pytest.raises(NotDue):
        DO["propose-relapse"](ended, by=people["propose-relapse"])


def test_a_closed_dossier_is_drafted_again_with_what_was_known(people, farm, at):
    number = identity()
    members = [person("刘心红", is_head=True, identity_number=number, wage_fen=2_400_000), person("刘春生")]
    first = file(*members, unit=farm, by=people["file"], on=DAY)
    first = commands.close_dossier(first, reason="retired", by=people["file"])
    with pytest.raises(InvalidInput):
        commands.redraft_dossier(first, reason=" ", by=people["submit"])
    with clock.set_to(DAY + timedelta(days=60)):
        again = commands.redraft_dossier(first, reason="旧病复发", by=people["submit"])
        assert commands.redraft_dossier(first, reason="再按一次", by=people["submit"]).pk == again.pk
    assert (again.state, again.earlier, again.first) == ("draft", first, first)
    assert (again.worker, again.size, again.main_cause) == (first.worker, 2, first.main_cause)
    assert again.steps.get().note.reveal() == "旧病复发"
    assert again.household_id != first.household_id
    assert again.household.region == first.household.region
    old, new = (each.household.incomelines.values_list("amount_fen", flat=True) for each in (first, again))
    assert sorted(new) == sorted(old) != []
    assert list(first.later.all()) == [again]
    with pytest.raises(NotDue):
        commands.redraft_dossier(again, reason="x", by=people["submit"])


def test_the_earlier_dossier_is_kept_while_the_term_of_the_later_runs(people, farm, at):
    first = file(unit=farm, by=people["file"], on=DAY)
    first = commands.close_dossier(first, reason="retired", by=people["file"])
    chain = [first]
    for years in (1, 2):
        with clock.set_to(DAY.replace(year=DAY.year + years)):
            again = commands.redraft_dossier(chain[-1], reason="复发", by=people["submit"])
            chain.append(DO["withdraw"](again, by=people["withdraw"]))
    assert "随后来的档案一起保存" in kept_words(first).zh
    assert "随后来的档案一起保存" not in kept_words(Dossier.objects.get(pk=chain[-1].pk)).zh
    over = [kept_until(each.closed_on) + timedelta(days=1) for each in chain]
    assert list(due_now(over[0])) == []
    assert list(due_now(over[1])) == []
    assert set(due_now(over[2])) == set(chain)


def test_a_temporary_dossier_has_a_term_and_becomes_regular_or_ends(people, farm, at):
    first = ready(farm, people["submit"])
    Dossier.objects.filter(pk=first.pk).update(is_temporary=True)
    filed = walk(first, people, until="file")
    assert filed.due_on == add_months(filed.filed_on, 6)
    with clock.set_to(filed.due_on):
        assert list(waiting_after_filing(people["file"]).terms) == [filed]
        with pytest.raises(InvalidInput):
            commands.regularise_dossier(filed, note="", by=people["regularise"])
        regular = DO["regularise"](filed, by=people["regularise"])
        assert (regular.is_temporary, regular.due_on, regular.state) == (False, None, "open")
        with pytest.raises(NotReady):
            DO["end-temporary"](regular, by=people["end-temporary"])
    second = file(unit=farm, by=people["file"], on=DAY)
    Dossier.objects.filter(pk=second.pk).update(is_temporary=True)
    ended = DO["end-temporary"](second, by=people["end-temporary"])
    assert (ended.state, ended.closing_reason) == ("closed", ClosingReason.TEMPORARY_ENDED)


def test_a_returned_exit_leaves_a_temporary_dossier_its_term(people, farm, at):
    first = ready(farm, people["submit"])
    Dossier.objects.filter(pk=first.pk).update(is_temporary=True)
    filed = walk(first, people, until="file")
    earn(filed, people["propose-exit"])
    DO["propose-exit"](filed, by=people["propose-exit"])
    back = commands.return_exit(filed, note="再看一季", by=people["review-exit"])
    assert (back.state, back.due_on) == ("open", filed.due_on)
    assert replay(back.steps.order_by("number")).due_on == back.due_on


def test_a_term_set_on_the_way_changes_nothing_that_was_decided(dossier, people, clerk):
    def set_terms(**terms):
        for code, values in terms.items():
            change_limit("leaving", code.replace("_", "-"), values=values, source="〔2026〕5号", by=clerk)

    def told(dossier):
        dossier = Dossier.objects.get(pk=dossier.pk)
        again = replay(dossier.steps.order_by("number"))
        assert (again.state, again.due_on, again.filed_on) == (dossier.state, dossier.due_on, dossier.filed_on)
        return again, [each.due_on for each in dossier.follow_ups.order_by("due_on")]

    tapering = leave(dossier, people, until="approve-exit")
    before = told(tapering)
    set_terms(tapering=[12], follow_ups=[2, 4], exit=[12])
    assert told(tapering) == before
    with clock.set_to(tapering.due_on):
        watched = DO["start-watch"](tapering, by=people["start-watch"])
        planned = [add_months(tapering.due_on, month) for month in (2, 4)]
    before = told(watched)
    assert before[1] == planned
    set_terms(follow_ups=[1])
    assert told(watched) == before


def test_what_waits_is_told_section_by_section_and_only_of_ones_own_units(dossier, people, someone, other_farm):
    stranger = someone(Role.UNIT_OFFICER, other_farm, "stranger")
    earn(dossier, people["propose-exit"])
    for act, section in (("propose-exit", "reviews"), ("review-exit", "confirmations"), ("confirm-exit", "exits")):
        dossier = DO[act](dossier, by=people[act])
        assert list(getattr(waiting_after_filing(people["verify"]), section)) == [dossier]
        assert waiting_after_filing(people["verify"]).count() == 1
        assert waiting_after_filing(stranger).count() == 0


def test_those_whose_turn_it_is_are_told_without_a_name(dossier, people):
    leave(dossier, people, until="post-exit-notice")
    told = "".join(entry.text["zh"] for entry in Notice.objects.all())
    assert "脱困" in told
    assert dossier.worker.name not in told
    assert dossier.number not in told


@pytest.mark.parametrize("broken", [{"how": "call"}, {"finding": "well"}, {"done_on": DAY}])
def test_the_database_refuses_a_follow_up_without_its_step(dossier, broken):
    with pytest.raises(IntegrityError), transaction.atomic():
        FollowUp.objects.create(dossier=dossier, due_on=DAY, **broken)


@pytest.mark.django_db(transaction=True)
def test_twenty_people_at_one_approval_give_one_exit(farm, someone, bureau, people):
    with clock.set_to(DAY):
        dossier = file(person("刘心红", is_head=True), unit=farm, by=people["file"], on=DAY)
        give_consents(dossier, people["file"])
        dossier = leave(dossier, people, until="post-exit-notice")
    crowd = [someone(Role.APPROVER, bureau, f"chair-{place}") for place in range(20)]
    seen = dossier.steps.count()
    answers = at_once(*[partial(commands.approve_exit, dossier, by=each, seen=Seen(seen)) for each in crowd])
    assert {type(answer) for answer in answers} == {Dossier, StepTaken}
    assert dossier.steps.filter(act="approve-exit").count() == 1


@pytest.mark.django_db(transaction=True)
def test_twenty_presses_draft_one_dossier_again(farm, people):
    ended = commands.close_dossier(file(unit=farm, by=people["file"]), reason="retired", by=people["file"])
    answers = at_once(*[partial(commands.redraft_dossier, ended, reason="复发", by=people["submit"])] * 20)
    assert len({answer.pk for answer in answers}) == 1, answers
    assert Dossier.objects.count() == 2
