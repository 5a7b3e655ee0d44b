"""The life of a referral: each cell of state x act x role answers as rights.toml says; little is shared."""

from datetime import date
from itertools import product

import pytest

from niangjia.accounts.models import Notice, Role
from niangjia.accounts.tests.racing import at_once
from niangjia.audit.models import Entry
from niangjia.dossiers.commands import close_dossier
from niangjia.dossiers.errors import NeedsAnother
from niangjia.dossiers.tests.factories import make_own
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, Forbidden, InvalidInput, NiangjiaError
from niangjia.people.commands import withdraw_consent
from niangjia.people.errors import ConsentMissing
from niangjia.people.evidence_files import CleanFile
from niangjia.people.models import Consent
from niangjia.privacy.files import has_sealed, read_sealed
from niangjia.referrals import access, commands
from niangjia.referrals.models import Answer, Meeting, Referral, State
from niangjia.referrals.sharing import thaw
from niangjia.referrals.tests.factories import (
    DAY,
    PATHS,
    PHONE,
    agree,
    at_state,
    dossier_at,
    draft,
    partner_of,
    persons_of,
)

pytestmark = pytest.mark.django_db

ACTS = {
    "revise": lambda each, by: commands.revise_referral(
        each, item=each.item, partner=each.partner, person=each.person, facts=each.facts, request="改",
        seen=each.changed_at.isoformat(), by=by,
    ),
    "send": lambda each, by: commands.send_referral(each, by=by),
    "withdraw": lambda each, by: commands.withdraw_referral(each, reason="不要了", by=by),
    "accept": lambda each, by: commands.accept_referral(each, by=by),
    "decline": lambda each, by: commands.decline_referral(each, reason="不属本科", by=by),
    "answer": lambda each, by: commands.answer_referral(each, result="done", words="办好了", by=by),
    "approve-answer": lambda each, by: commands.approve_answer(each, by=by),
    "return-answer": lambda each, by: commands.return_answer(each, why="缺文件", by=by),
    "close": lambda each, by: commands.close_referral(each, outcome="helped", note="", by=by),
    "issue-link": lambda each, by: commands.issue_link(each, contact="某科长", by=by),
}  # fmt: skip
ROLES = [Role.ASSISTANCE_CLERK, Role.UNIT_OFFICER, Role.REVIEWER, Role.RESPONDER, Role.LEADER, Role.AUDITOR]
RUNS_TO = {
    "revise": "draft", "send": "sent", "withdraw": "withdrawn", "accept": "accepted", "decline": "declined",
    "answer": "answered", "approve-answer": "settled", "return-answer": "returned", "close": "closed",
}  # fmt: skip


def test_every_cell_of_state_act_and_role_answers_as_the_table_says(bureau, farm, partner, someone, clerk, responder):
    dossier = dossier_at(farm, clerk)
    people = {role: someone(role, partner if role == Role.RESPONDER else bureau, f"x-{role}") for role in ROLES}
    cells = wrong = 0
    told = []
    for state, act, role in product(PATHS, ACTS, ROLES):
        right = access.RIGHTS[act]
        referral = at_state(state, dossier, partner, clerk=clerk, responder=responder)
        try:
            ACTS[act](referral, people[role])
            answer = "done"
        except Forbidden:
            answer = "forbidden"
        except Conflict:
            answer = "conflict"
        expected = "forbidden" if role not in right.roles else "done" if right.allows_state(state) else "conflict"
        if answer == "done" and act in RUNS_TO:
            referral.refresh_from_db()
            expected = expected if referral.state == RUNS_TO[act] else f"{expected} {RUNS_TO[act]}"
        cells += 1
        if answer != expected:
            wrong += 1
            told.append((state, act, role, answer, expected))
        Referral.objects.all().delete()
    assert not told
    assert cells == len(State) * len(ACTS) * len(ROLES)


def test_nobody_of_another_department_or_farm_acts(
    bureau, farm, other_farm, partner, someone, clerk, responder, system
):
    dossier = dossier_at(farm, clerk)
    elsewhere = partner_of(bureau, system, kind="housing", name="局房产科")
    stranger, neighbour = someone(Role.RESPONDER, elsewhere, "s"), someone(Role.UNIT_OFFICER, other_farm, "n")
    sent = at_state("sent", dossier, partner, clerk=clerk, responder=responder)
    for act, by in (("accept", stranger), ("decline", stranger), ("withdraw", neighbour), ("issue-link", neighbour)):
        with pytest.raises(Forbidden):
            ACTS[act](sent, by)
    for get, by in ((access.get_request_for, stranger), (access.get_referral_for, neighbour)):
        with pytest.raises(NiangjiaError) as refusal:
            get(by, sent.pk)
        assert refusal.value.code == "not-found"
    with pytest.raises(NiangjiaError):
        access.get_request_for(responder, draft(dossier, partner, clerk, request="另一件").pk)  # a draft is not asked


def test_only_the_chosen_facts_are_shared_and_masked_but_for_those_needed(
    dossier, farm, partner, bureau, clerk, system
):
    sent = commands.send_referral(
        draft(dossier, partner, clerk, facts=["worker-phone", "worker-identity", "size", "address"]), by=clerk
    )
    shared = {each.code: each.value.zh for each in thaw(sent.share)}
    number = dossier.worker.identity_number.reveal()
    assert shared == {"worker-identity": number, "worker-phone": PHONE, "address": "根河市****", "size": "2 人"}
    education = partner_of(bureau, system, kind="education", name="局教育科")
    son = persons_of(dossier)[1]
    aid = commands.send_referral(
        draft(dossier, education, clerk, item="student-aid", person=son, facts=["member-name", "member-identity"]),
        by=clerk,
    )
    assert [each.value.zh for each in thaw(aid.share)] == ["刘春生", son.identity_number.reveal()]


def test_what_was_shared_is_frozen(dossier, partner, clerk):
    sent = commands.send_referral(draft(dossier, partner, clerk), by=clerk)
    before = thaw(sent.share)
    dossier.worker.phone = "13900000000"
    dossier.worker.save()
    assert thaw(Referral.objects.get(pk=sent.pk).share) == before


def test_nothing_is_sent_without_the_consent_of_worker_and_member(farm, bureau, clerk, system):
    education = partner_of(bureau, system, kind="education", name="局教育科")
    dossier = dossier_at(farm, clerk, with_consent=False)
    worker, son = persons_of(dossier)
    asked = draft(dossier, education, clerk, item="student-aid", person=son)
    for person, missing in ((worker, [worker]), (son, [son])):
        with pytest.raises(ConsentMissing) as refusal:
            commands.send_referral(asked, by=clerk)
        assert refusal.value.persons == missing
        agree(person, dossier, clerk)
    assert commands.send_referral(asked, by=clerk).state == State.SENT


def test_the_share_is_hidden_once_the_consent_is_taken_back_or_the_matter_is_over(dossier, partner, clerk, responder):
    sent = at_state("accepted", dossier, partner, clerk=clerk, responder=responder)
    assert access.why_not_shared(sent) == ""
    consent = Consent.objects.get(person=dossier.worker)
    withdraw_consent(consent, withdrawn_on=clock.today(), told_how="oral", unit=dossier.unit, by=clerk)
    assert access.why_not_shared(sent)
    agree(dossier.worker, dossier, clerk)
    for state in ("settled", "declined", "closed", "withdrawn"):
        assert access.why_not_shared(at_state(state, dossier, partner, clerk=clerk, responder=responder)), state


def test_what_does_not_go_together_is_refused(dossier, partner, clerk, bureau, system, other_farm):
    hospital = partner_of(bureau, system, kind="hospital", name="旗医院")
    stranger = dossier_at(other_farm, clerk, name="王秀英")
    for changes in (
        {"partner": hospital},
        {"item": "nothing"},
        {"person": persons_of(dossier)[1]},
        {"person": stranger.worker},
        {"facts": ["member-health"]},
        {"request": "  "},
        {"request": "x" * 1001},
        {"request": "a\u202eb"},
    ):
        asked = {"item": "minimum-living", "partner": partner, "person": dossier.worker, "facts": ["size"]}
        with pytest.raises(InvalidInput):
            commands.draft_referral(dossier, **(asked | {"request": "请"} | changes), by=clerk)
    assert not Referral.objects.exists()


def test_a_closed_dossier_or_partner_is_not_asked_for(dossier, partner, clerk, system):
    from niangjia.accounts.commands import close_unit

    asked = draft(dossier, partner, clerk)
    close_dossier(dossier, reason="retired", by=clerk)
    with pytest.raises(Conflict):
        commands.send_referral(asked, by=clerk)
    commands.withdraw_referral(asked, reason="", by=clerk)
    close_unit(partner, by=system)


def test_two_who_change_one_draft_lose_nothing_unseen(dossier, partner, clerk, officer):
    asked = draft(dossier, partner, clerk)
    seen = asked.changed_at.isoformat()
    common = {"item": asked.item, "partner": partner, "person": asked.person, "facts": ["size"], "seen": seen}
    commands.revise_referral(asked, **common, request="甲", by=clerk)
    with pytest.raises(Conflict) as refusal:
        commands.revise_referral(asked, **common, request="乙", by=officer)
    assert refusal.value.code == "changed"
    assert Referral.objects.get().request.reveal() == "甲"


def test_an_answer_is_sent_back_once(dossier, partner, clerk, responder):
    with clock.set_to(DAY):
        again = at_state("returned", dossier, partner, clerk=clerk, responder=responder)
        assert again.round == 1
        commands.answer_referral(again, result="done", words="补了", by=responder)
        with pytest.raises(Conflict) as refusal:
            commands.return_answer(again, why="还缺", by=clerk)
    assert refusal.value.code == "returned-already"
    assert [each.round for each in Answer.objects.order_by("round")] == [0, 1]


def test_the_file_of_an_answer_lies_sealed_and_goes_out_on_the_record(dossier, partner, clerk, responder, officer):
    accepted = at_state("accepted", dossier, partner, clerk=clerk, responder=responder)
    paper = CleanFile("image/png", b"a paper")
    answer = commands.answer_referral(accepted, result="done", words="见附件", file=paper, by=responder)
    assert has_sealed(answer.sealed_name)
    assert read_sealed(answer.sealed_name) == b"a paper"
    assert commands.download_answer(accepted, answer, by=officer) == b"a paper"
    assert Entry.objects.get(act="referrals.answer.downloaded").by == officer


def test_notices_and_record_name_nobody(dossier, partner, clerk, responder):
    at_state("closed", dossier, partner, clerk=clerk, responder=responder)
    said = str(list(Notice.objects.values("text", "address"))) + str(
        list(Entry.objects.filter(act__startswith="referrals.").values_list("details", flat=True))
    )
    assert "低保对接" in said
    for secret in ("刘心红", dossier.number, PHONE, dossier.worker.identity_number.reveal()):
        assert secret not in said
    assert {each.to for each in Notice.objects.all()} == {clerk, responder}


@pytest.mark.django_db(transaction=True)
def test_twenty_who_press_at_once_do_it_once(dossier, partner, clerk, responder):
    for state, act, by, done in (
        ("draft", "send", clerk, "referrals.referral.sent"),
        ("accepted", "answer", responder, "referrals.referral.answered"),
        ("answered", "approve-answer", clerk, "referrals.answer.approved"),
    ):
        referral = at_state(state, dossier, partner, clerk=clerk, responder=responder)
        before = Entry.objects.filter(act=done).count()
        answers = at_once(*[lambda act=act, referral=referral, by=by: ACTS[act](referral, by)] * 20)
        assert sum(isinstance(each, Conflict) for each in answers) == 19, (act, answers)
        assert Entry.objects.filter(act=done).count() == before + 1


@pytest.mark.django_db(transaction=True)
def test_accepting_and_withdrawing_at_once_end_in_one_state(dossier, partner, clerk, responder):
    for _turn in range(5):
        sent = at_state("sent", dossier, partner, clerk=clerk, responder=responder)
        answers = at_once(
            lambda sent=sent: commands.decline_referral(sent, reason="不", by=responder),
            lambda sent=sent: commands.withdraw_referral(sent, reason="不", by=clerk),
        )
        assert sum(isinstance(each, Conflict) for each in answers) == 1, answers
        sent.refresh_from_db()
        assert sent.state in {State.DECLINED, State.WITHDRAWN}


@pytest.mark.django_db(transaction=True)
def test_a_meeting_entered_by_several_presses_at_once_is_one(bureau, clerk):
    texts = {"place": "", "chair": "局领导", "present": "各部门", "notes": ""}
    answers = at_once(*[lambda: commands.open_meeting(bureau, held_on=clock.today(), texts=texts, by=clerk)] * 6)
    assert len({each.pk for each in answers}) == 1, answers
    assert Meeting.objects.count() == 1


@pytest.mark.parametrize("act", ACTS)
def test_nobody_decides_on_a_referral_of_their_own_household(act, dossier, partner, clerk, responder, someone, bureau):
    state = next(state for state in PATHS if access.RIGHTS[act].allows_state(state))
    referral = at_state(state, dossier, partner, clerk=clerk, responder=responder)
    by = responder if act in access.OF_PARTNERS else clerk
    own = make_own(by, dossier)
    allowed, is_own = access.acts_now(by, [act], referral)
    assert allowed[act] is not is_own  # who finds no button is told why
    if act in {"revise", "withdraw"}:  # to ask for one's own household, and to take it back, decides nothing
        ACTS[act](referral, by)
        return
    with pytest.raises(NeedsAnother):
        ACTS[act](referral, by)
    assert is_own
    own.delete()
    ACTS[act](referral, by)


def test_nobody_enters_what_a_meeting_decided_for_their_own_household(dossier, partner, clerk, responder, bureau):
    referral = at_state("sent", dossier, partner, clerk=clerk, responder=responder)
    texts = {"place": "", "chair": "主席", "present": "各科室", "notes": ""}
    meeting = commands.open_meeting(bureau, held_on=clock.today(), texts=texts, by=clerk)
    make_own(clerk, dossier)
    said = {"text": "尽快办理", "owner": partner, "due_on": clock.today(), "by": clerk}
    with pytest.raises(NeedsAnother):
        commands.record_decision(meeting, referral=referral, **said)
    assert commands.record_decision(meeting, **said)


@pytest.mark.parametrize("day", [date(1, 1, 1), date(1026, 5, 30), date(9999, 12, 31)])
def test_no_meeting_is_held_on_such_a_day_nor_anything_due(day, bureau, clerk):
    texts = {"place": "", "chair": "主席", "present": "各科室", "notes": ""}
    with pytest.raises(InvalidInput):
        commands.open_meeting(bureau, held_on=day, texts=texts, by=clerk)
    meeting = commands.open_meeting(bureau, held_on=DAY, texts=texts, by=clerk)
    with pytest.raises(InvalidInput):
        commands.record_decision(meeting, text="尽快办理", owner=bureau, due_on=date(9999, 12, 31), by=clerk)
