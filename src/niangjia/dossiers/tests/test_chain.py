"""The chain through its commands: the ordinary case, the ways out, what each act rests on, who may not do two."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from niangjia.accounts.models import Notice, Role
from niangjia.audit.models import Entry
from niangjia.dossiers import commands
from niangjia.dossiers.chain import NATIONAL
from niangjia.dossiers.commands.stepping import Seen
from niangjia.dossiers.deadlines import papers_due_on
from niangjia.dossiers.errors import NotDue, NotReady, StepTaken
from niangjia.dossiers.models import ClosingReason, Dossier, Objection, Step
from niangjia.dossiers.queries_of_chain import papers_of
from niangjia.dossiers.queries_of_waits import behind
from niangjia.dossiers.tests.chain_factories import (
    DAY,
    DO,
    FORWARD,
    appraisal,
    draft,
    give_consents,
    give_papers,
    notice,
    ready,
    visit,
    walk,
)
from niangjia.dossiers.tests.factories import file, identity, person, record
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, Forbidden, InvalidInput
from niangjia.people.errors import ConsentMissing
from niangjia.people.models import Household
from niangjia.workdays.calendar import add_working_days

pytestmark = pytest.mark.django_db


@pytest.fixture
def at():
    with clock.set_to(DAY):
        yield


@pytest.fixture
def dossier(farm, people, at):
    return ready(farm, people["submit"])


def test_from_draft_to_file(dossier, people):
    assert (dossier.state, dossier.opened_on, dossier.filed_on, dossier.due_on) == ("draft", DAY, None, None)
    filed = walk(dossier, people, until="file")
    assert (filed.state, filed.filed_on, filed.due_on) == ("open", date(2026, 6, 9), None)
    assert filed.category is not None, "the rules were applied"
    steps = list(filed.steps.all())
    assert [step.act for step in steps] == ["draft", *FORWARD]
    assert [step.number for step in steps] == list(range(1, 10))
    assert [step.from_state for step in steps[1:]] == [step.to_state for step in steps[:-1]]
    told = set(Entry.objects.filter(subject_id=filed.pk).values_list("act", flat=True))
    assert {"dossiers.dossier.drafted", "dossiers.visit.recorded", "dossiers.dossier.filed"} <= told


def test_what_was_filed_on_paper_is_on_file_at_once(farm, people, at):
    filed = file(unit=farm, by=people["file"], on=DAY)
    assert (filed.state, filed.filed_on) == ("open", DAY)
    assert [(step.act, step.to_state) for step in filed.steps.all()] == [("register", "open")]


def test_the_history_keeps_what_was_found(dossier, people):
    walk(dossier, people, until="post-notice")
    told = {step.act: step for step in dossier.steps.all()}
    assert told["record-visit"].visit.needs.reveal() == "医药费"
    assert told["verify"].verification.result == "agrees"
    assert told["appraise"].appraisal.attendees == 9
    assert told["post-notice"].notice.ends_on == add_working_days(DAY, 5)


def test_deadlines_are_those_of_the_table_and_never_after_the_whole(dossier, people):
    due = {}
    for act in FORWARD[:6]:
        dossier = DO[act](dossier, by=people[act])
        due[act] = dossier.due_on
    days = {act: add_working_days(DAY, count) for act, count in (("submit", 3), ("review", 10), ("record-visit", 15))}
    assert {act: due[act] for act in days} == days
    assert due["post-notice"] == add_working_days(add_working_days(DAY, 5), 5)
    late = DAY + timedelta(days=54)  # of the 56 that 40 working days take
    with clock.set_to(late):
        again = DO["return"](dossier, by=people["return"])
        assert again.due_on == add_working_days(late, 10), "the applicant's time is not the union's"


def test_the_whole_limits_each_step(dossier, people):
    DO["submit"](dossier, by=people["submit"])
    with clock.set_to(DAY + timedelta(days=50)):
        reviewed = DO["review"](dossier, by=people["review"])
    assert reviewed.due_on == add_working_days(DAY, NATIONAL.limits.total)


def test_a_press_repeated_by_the_same_person_is_one_step(dossier, people):
    for _again in range(3):
        dossier = commands.submit_dossier(dossier, by=people["submit"], seen=Seen(1))
    assert [step.act for step in dossier.steps.all()] == ["draft", "submit"]
    assert Notice.objects.filter(to=people["review"]).count() == 1


def test_a_page_that_is_behind_is_told_what_happened_and_by_whom(dossier, people):
    commands.submit_dossier(dossier, by=people["submit"], seen=Seen(1))
    commands.review_dossier(dossier, by=people["review"], seen=Seen(2))
    with pytest.raises(StepTaken) as refusal:
        commands.return_dossier(dossier, note="缺材料", by=people["refuse"], seen=Seen(2))
    assert "测试员" in str(refusal.value)
    assert "初审通过" in refusal.value.message.zh
    assert dossier.steps.count() == 3


def test_an_old_page_of_one_s_own_is_told_what_happened_since(dossier, people):
    commands.submit_dossier(dossier, by=people["submit"], seen=Seen(1))
    commands.return_dossier(dossier, note="缺材料", by=people["refuse"], seen=Seen(2))
    with pytest.raises(StepTaken):
        commands.submit_dossier(dossier, by=people["submit"], seen=Seen(1))
    assert dossier.steps.count() == 3


def test_out_of_turn_is_refused_with_where_it_stands(dossier, people):
    with pytest.raises(NotDue) as refusal:
        DO["recheck"](dossier, by=people["recheck"])
    assert "Draft" in refusal.value.message.en


def test_another_unit_s_officer_may_not(dossier, someone, other_farm):
    with pytest.raises(Forbidden):
        DO["submit"](dossier, by=someone(Role.UNIT_OFFICER, other_farm))


def test_the_first_review_wants_the_papers_unless_it_is_an_emergency(farm, people, at):
    plain = DO["submit"](draft(farm, people["submit"]), by=people["submit"])
    with pytest.raises(NotReady) as refusal:
        DO["review"](plain, by=people["review"])
    assert "困难申请书" in refusal.value.message.zh
    assert refusal.value.code == "papers-missing"
    urgent = draft(farm, people["submit"], person("急难", is_head=True), is_emergency=True)
    urgent = DO["review"](DO["submit"](urgent, by=people["submit"]), by=people["review"])
    assert urgent.state == "reviewed"
    assert papers_due_on(NATIONAL, urgent.opened_on) == add_working_days(DAY, 10)


def test_the_second_review_wants_originals_seen_in_an_emergency_too(farm, people, at):
    urgent = draft(farm, people["submit"], is_emergency=True)
    give_papers(urgent, people["submit"], is_original_seen=False)
    give_consents(urgent, people["submit"])
    urgent = walk(urgent, people, until="post-notice")
    with clock.set_to(DAY + timedelta(days=9)):
        with pytest.raises(NotReady) as refusal:
            DO["recheck"](urgent, by=people["recheck"])
        assert refusal.value.code == "originals-unseen"
        urgent.household.evidence.update(original_seen_on=DAY, original_seen_by=people["submit"])
        DO["recheck"](urgent, by=people["recheck"])


def test_papers_follow_the_causes(farm, people, at):
    ill = draft(farm, people["submit"], main_cause="serious-illness", secondary_causes=["schooling"])
    kinds = {kind for paper in papers_of(ill) for kind in paper.kinds}
    assert {"application", "medical-bill", "schooling-proof"} <= kinds
    assert {paper.standing for paper in papers_of(ill)} == {"missing"}
    give_papers(ill, people["submit"], is_original_seen=False)
    assert {paper.standing for paper in papers_of(ill)} == {"unseen"}


def test_no_check_without_the_signed_authorisation(farm, people, at):
    plain = draft(farm, people["submit"])
    give_papers(plain, people["submit"])
    plain = walk(plain, people, until="record-visit")
    with pytest.raises(ConsentMissing):
        DO["verify"](plain, by=people["verify"])
    give_consents(plain, people["submit"], "verification")
    plain = walk_on(plain, people, "verify", "appraise")
    with pytest.raises(ConsentMissing):
        DO["post-notice"](plain, by=people["post-notice"])


def walk_on(dossier, people, *acts):
    for act in acts:
        dossier = DO[act](dossier, by=people[act])
    return dossier


def test_a_meeting_against_filing_ends_in_a_refusal_or_a_return(dossier, people):
    dossier = walk(dossier, people, until="verify")
    dossier = commands.appraise_dossier(dossier, appraisal(is_in_favour=False), by=people["appraise"])
    with pytest.raises(NotReady):
        DO["post-notice"](dossier, by=people["post-notice"])
    assert DO["refuse"](dossier, by=people["refuse"]).state == "refused"


@pytest.mark.parametrize(
    ("act", "command", "stated"),
    [
        ("record-visit", commands.record_visit, visit(visited_on=DAY + timedelta(days=1))),
        ("record-visit", commands.record_visit, visit(visited_on=DAY, needs=" ")),
        ("appraise", commands.appraise_dossier, appraisal(met_on=DAY + timedelta(days=1))),
        ("appraise", commands.appraise_dossier, appraisal(met_on=DAY, attendees=0)),
        ("post-notice", commands.post_notice, notice(starts_on=DAY, ends_on=date(2026, 6, 5))),
        ("post-notice", commands.post_notice, notice(starts_on=DAY - timedelta(days=1))),
        ("post-notice", commands.post_notice, notice(starts_on=DAY, place="")),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(dossier, people, act, command, stated):
    before = FORWARD[FORWARD.index(act) - 1]
    dossier = walk(dossier, people, until=before)
    with pytest.raises(InvalidInput):
        command(dossier, stated, by=people[act])
    assert dossier.steps.last().act == before


def test_the_second_review_waits_for_the_notice(dossier, people):
    dossier = walk(dossier, people, until="post-notice")
    with clock.set_to(add_working_days(DAY, 5)), pytest.raises(NotReady) as refusal:
        DO["recheck"](dossier, by=people["recheck"])
    assert refusal.value.code == "notice-running"
    with clock.set_to(add_working_days(DAY, 6)):
        assert DO["recheck"](dossier, by=people["recheck"]).state == "rechecked"


def test_an_objection_borne_out_stops_the_filing(dossier, people):
    dossier = walk(dossier, people, until="post-notice")
    hung = dossier.notices.get()
    objection = commands.record_objection(hung, received_on=DAY, told_by="", text="有车", by=people["submit"])
    commands.handle_objection(objection, outcome="upheld", answer="属实", by=people["verify"])
    with clock.set_to(DAY + timedelta(days=9)):
        with pytest.raises(NotReady) as refusal:
            DO["recheck"](dossier, by=people["recheck"])
        assert refusal.value.code == "objection-upheld"
        assert DO["return"](dossier, by=people["return"]).state == "returned"
        with pytest.raises(NotDue):
            commands.record_objection(hung, received_on=DAY, told_by="", text="晚了", by=people["submit"])
    assert Objection.objects.count() == 1


def test_an_objection_left_open_by_a_return_stops_the_filing_after_the_next_notice(dossier, people):
    dossier = walk(dossier, people, until="post-notice")
    first = dossier.notices.get()
    objection = commands.record_objection(first, received_on=DAY, told_by="", text="有车", by=people["submit"])
    dossier = walk(DO["return"](dossier, by=people["return"]), people, until="post-notice")
    with pytest.raises(NotDue):
        commands.record_objection(first, received_on=DAY, told_by="", text="有房", by=people["submit"])
    with clock.set_to(DAY + timedelta(days=9)):
        with pytest.raises(NotReady) as refusal:
            DO["recheck"](dossier, by=people["recheck"])
        assert refusal.value.code == "objection-open"
        commands.handle_objection(objection, outcome="upheld", answer="已处置", by=people["verify"])
        assert DO["recheck"](dossier, by=people["recheck"]).state == "rechecked", "upheld, it led to the return before"


def test_a_page_older_than_the_last_round_is_no_second_press(dossier, people):
    dossier = commands.submit_dossier(dossier, seen=Seen(1), by=people["submit"])
    assert commands.submit_dossier(dossier, seen=Seen(1), by=people["submit"]).state == "submitted"
    dossier = DO["return"](dossier, by=people["return"])
    dossier = commands.submit_dossier(dossier, seen=Seen(3), by=people["submit"])
    with pytest.raises(StepTaken):
        commands.submit_dossier(dossier, note="另一份说明", seen=Seen(1), by=people["submit"])
    assert dossier.steps.count() == 4


def test_a_notice_is_taken_down_once_after_its_last_day(dossier, people):
    dossier = walk(dossier, people, until="post-notice")
    hung = dossier.notices.get()
    with pytest.raises(Conflict):
        commands.remove_notice(hung, by=people["submit"])
    with clock.set_to(DAY + timedelta(days=9)):
        for _again in range(2):
            removed = commands.remove_notice(hung, by=people["submit"])
    assert removed.removed_on == DAY + timedelta(days=9)
    assert Entry.objects.filter(act="dossiers.notice.removed").count() == 1


def test_returned_says_what_is_missing_and_comes_back(dossier, people):
    dossier = DO["submit"](dossier, by=people["submit"])
    with pytest.raises(InvalidInput):
        commands.return_dossier(dossier, by=people["refuse"])
    back = commands.return_dossier(dossier, missing=["medical-bill"], note="发票不清", by=people["refuse"])
    step = back.steps.last()
    assert (back.state, step.details["missing"], step.note.reveal()) == ("returned", ["medical-bill"], "发票不清")
    assert DO["submit"](back, by=people["submit"]).state == "submitted"


def test_a_refusal_ends_it_and_the_household_may_apply_again(farm, people, at):
    number = identity()
    dossier = draft(farm, people["submit"], person(is_head=True, identity_number=number))
    dossier = DO["submit"](dossier, by=people["submit"])
    for changes in ({"reason": " "}, {"told_on": DAY + timedelta(days=1)}, {"told_how": "pigeon"}):
        stated = {"reason": "收入超标", "told_on": DAY, "told_how": "phone", **changes}
        with pytest.raises(InvalidInput):
            commands.refuse_dossier(dossier, by=people["refuse"], **stated)
    refused = DO["refuse"](dossier, by=people["refuse"])
    assert (refused.state, refused.closed_on, refused.closing_reason) == ("refused", DAY, ClosingReason.REFUSED)
    assert Household.objects.get().closed_on == DAY
    assert draft(farm, people["submit"], person(is_head=True, identity_number=number)).state == "draft"


def test_the_applicant_withdraws(dossier, people):
    withdrawn = DO["withdraw"](dossier, by=people["withdraw"])
    assert (withdrawn.state, withdrawn.closing_reason, withdrawn.due_on) == ("withdrawn", "withdrawn", None)
    with pytest.raises(NotDue):
        DO["submit"](dossier, by=people["submit"])


def test_those_whose_turn_it_is_are_told_without_a_name(dossier, people):
    walk(dossier, people, until="post-notice")
    told = [entry.text["zh"] for entry in Notice.objects.filter(to=people["recheck"])]
    assert len(told) == 1
    assert "复审" in told[0]
    everything = "".join(entry.text["zh"] for entry in Notice.objects.all())
    assert dossier.worker.name not in everything
    assert dossier.number not in everything


def test_what_waits_for_someone_is_what_their_role_has_to_do(dossier, people):
    def mine(name):
        return list(Dossier.objects.filter(behind("mine", people[name])))

    assert mine("submit") == [dossier]
    dossier = walk(dossier, people, until="post-notice")
    assert mine("recheck") == [], "not before the notice is over"
    with clock.set_to(dossier.due_on):
        assert mine("recheck") == [dossier]
    assert mine("verify") == []


@pytest.mark.parametrize(
    "broken",
    [
        {"state": "nowhere"},
        {"state": "closed"},
        {"closed_on": DAY, "closing_reason": "exited"},
        {"state": "refused", "closed_on": DAY, "closing_reason": "exited"},
        {"state": "open"},
        {"state": "open", "filed_on": DAY - timedelta(days=1)},
        {"state": "withdrawn", "closed_on": DAY, "closing_reason": "withdrawn", "due_on": DAY},
    ],
)
def test_the_database_refuses_what_cannot_be(dossier, broken):
    with pytest.raises(IntegrityError), transaction.atomic():
        Dossier.objects.filter(pk=dossier.pk).update(**broken)


def test_two_steps_cannot_both_be_next(dossier, people):
    with pytest.raises(IntegrityError), transaction.atomic():
        Step.objects.create(
            dossier=dossier, number=1, act="submit", to_state="submitted", by=people["submit"], at=clock.now()
        )


def test_a_reason_of_another_ending_is_not_taken(farm, people, at):
    filed = file(unit=farm, by=people["file"], on=DAY)
    with pytest.raises(InvalidInput):
        commands.close_dossier(filed, reason="refused", by=people["file"])


def test_a_draft_cannot_be_closed_as_if_it_had_been_filed(dossier, people):
    with pytest.raises(NotDue):
        commands.close_dossier(dossier, reason="retired", by=people["file"])


def test_a_step_takes_no_character_that_nobody_sees(dossier, people):
    walk(dossier, people, until="appraise")
    with pytest.raises(InvalidInput, match="U\\+202E"):
        commands.post_notice(dossier, notice(place="公示栏\u202e"), by=people["post-notice"])


def test_what_is_filed_is_what_the_second_review_saw(dossier, people):
    walk(dossier, people, until="recheck")
    with clock.set_to(DAY + timedelta(days=9)):
        worker = person("刘心红", is_head=True, identity_number=dossier.worker.identity_number.reveal(), wage_fen=10)
        commands.revise_dossier(dossier, record(worker), unit=dossier.unit, by=people["file"])
        with pytest.raises(NotReady) as refusal:
            DO["file"](dossier, by=people["file"])
        assert refusal.value.code == "changed-since"
        DO["return"](dossier, by=people["refuse"])
        walk(dossier, people, until="recheck")
    with clock.set_to(DAY + timedelta(days=18)):
        assert DO["file"](dossier, by=people["file"]).state == "open"
