"""Proposing and deciding: two people, one number after another, and nothing edited afterwards."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from niangjia.audit.models import Entry
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, Forbidden, InvalidInput
from niangjia.policies import amendments, book, commands
from niangjia.policies.errors import AmendmentError, NoRuleSetError, UnknownRuleSetError
from niangjia.policies.models import Change, ChangeState, VersionCounter
from niangjia.policies.tests.book_factories import BANNER, NAME, URBAN, approve, draft, end, propose, start, value

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 1)


@pytest.fixture
def second(someone, bureau):
    """Another assistance clerk of the bureau."""
    from niangjia.accounts.models import Role

    return someone(Role.ASSISTANCE_CLERK, bureau, "second")


def line():
    return book.rule_set(NAME).parameters_for(BANNER, DAY)[URBAN]


def acts_of(change):
    return list(Entry.objects.filter(subject_id=change.pk).order_by("id").values_list("act", flat=True))


def test_a_proposal_counts_for_nothing_until_another_person_approves_it(clerk, leader):
    change = propose(value(), clerk)
    assert (change.state, change.number, line()) == (ChangeState.PROPOSED, None, 84_000)
    change = commands.approve_change(change, by=leader)
    assert (change.state, change.number, change.decided_by, line()) == (ChangeState.APPROVED, 1, leader, 90_000)
    assert book.rule_set(NAME).version == "2019.1+1"
    assert acts_of(change) == ["policies.change.proposed", "policies.change.approved"]
    assert Entry.objects.latest("id").details["version"] == "2019.1+1"


def test_another_clerk_of_the_bureau_may_approve_too(clerk, second):
    assert approve(value(), clerk, second).number == 1


def test_nobody_decides_what_they_proposed(clerk, system):
    change = propose(value(), clerk)
    for decide in (commands.approve_change, commands.reject_change):
        with pytest.raises(Forbidden):
            decide(change, note="x", by=clerk)
    own = propose(value(91_000), system)
    with pytest.raises(Forbidden):
        commands.approve_change(own, by=system)
    assert not Change.objects.exclude(state=ChangeState.PROPOSED).exists()


@pytest.mark.parametrize("state", [ChangeState.APPROVED, ChangeState.REJECTED])
def test_the_database_refuses_it_as_well(clerk, state):
    change = propose(value(), clerk)
    number = 1 if state == ChangeState.APPROVED else None
    with pytest.raises(IntegrityError), transaction.atomic():
        Change.objects.filter(pk=change.pk).update(state=state, decided_by=clerk, decided_at=clock.now(), number=number)


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "approved", "number": None},
        {"state": "rejected", "number": 3},
        {"state": "proposed"},
        {"state": "withdrawn"},
        {"state": "rejected", "decided_at": None},
        {"state": "rejected", "from_on": None},
    ],
)
def test_the_database_refuses_what_makes_no_sense(clerk, leader, wrong):
    change = propose(value(), clerk)
    whole = {"decided_by": leader, "decided_at": clock.now()} | wrong
    with pytest.raises(IntegrityError), transaction.atomic():
        Change.objects.filter(pk=change.pk).update(**whole)


def test_a_number_is_given_once(clerk, leader):
    approve(value(), clerk, leader)
    other = propose(value(91_000), clerk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Change.objects.filter(pk=other.pk).update(state="approved", number=1, decided_by=leader, decided_at=clock.now())


@pytest.mark.parametrize("who", ["officer", "leader", "auditor", "administrator"])
def test_who_does_not_propose(request, who):
    with pytest.raises(Forbidden):
        propose(value(), request.getfixturevalue(who))
    assert not Change.objects.exists()


@pytest.mark.parametrize("who", ["officer", "auditor", "administrator"])
def test_who_does_not_decide(request, clerk, who):
    change = propose(value(), clerk)
    for decide in (commands.approve_change, commands.reject_change):
        with pytest.raises(Forbidden):
            decide(change, note="x", by=request.getfixturevalue(who))
    assert line() == 84_000


def test_a_clerk_or_leader_of_one_farm_neither_proposes_nor_decides(someone, farm, clerk):
    from niangjia.accounts.models import Role

    of_farm = someone(Role.ASSISTANCE_CLERK, farm, "farm-clerk")
    with pytest.raises(Forbidden):
        propose(value(), of_farm)
    change = propose(value(), clerk)
    for user in (of_farm, someone(Role.LEADER, farm, "farm-leader")):
        with pytest.raises(Forbidden):
            commands.approve_change(change, by=user)


def test_a_proposal_turned_down_says_why(clerk, leader):
    change = propose(value(), clerk)
    with pytest.raises(InvalidInput):
        commands.reject_change(change, note="  ", by=leader)
    change = commands.reject_change(change, note="缺少原件", by=leader)
    assert (change.state, change.note, change.number, line()) == (ChangeState.REJECTED, "缺少原件", None, 84_000)
    assert acts_of(change)[-1] == "policies.change.rejected"


def test_a_proposal_is_withdrawn_by_who_made_it_only(clerk, second, leader):
    change = propose(value(), clerk)
    for other in (second, leader):
        with pytest.raises(Forbidden):
            commands.withdraw_change(change, by=other)
    change = commands.withdraw_change(change, by=clerk)
    assert (change.state, change.decided_by, line()) == (ChangeState.WITHDRAWN, clerk, 84_000)
    assert acts_of(change)[-1] == "policies.change.withdrawn"


@pytest.mark.parametrize("first", ["approve", "reject", "withdraw"])
def test_what_is_decided_is_never_decided_again(clerk, leader, second, first):
    change = propose(value(), clerk)
    {
        "approve": lambda: commands.approve_change(change, by=leader),
        "reject": lambda: commands.reject_change(change, note="x", by=leader),
        "withdraw": lambda: commands.withdraw_change(change, by=clerk),
    }[first]()
    kept = Change.objects.values().get()
    for again in (
        lambda: commands.approve_change(change, by=second),
        lambda: commands.reject_change(change, note="y", by=second),
        lambda: commands.withdraw_change(change, by=clerk),
    ):
        with pytest.raises(Conflict):
            again()
    assert Change.objects.values().get() == kept


def test_a_decision_writes_nothing_of_what_was_proposed(clerk, leader):
    change = propose(value(), clerk)
    stated = {field.name for field in Change._meta.fields} - set(Change.WRITTEN_ON_DECISION)
    before = Change.objects.values(*stated).get()
    change.value, change.reason = 1, "changed in memory"
    commands.approve_change(change, by=leader)
    assert Change.objects.values(*stated).get() == before
    assert line() == 90_000


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (value(), " "),
        (value(), "长" * 501),
        (value(document=" "), "文件"),
        (value(document="长" * 201), "文件"),
        (value(page="长" * 41), "文件"),
        (draft("../secrets"), "试算"),
        (draft("changes"), "试算"),
    ],
)
def test_a_proposal_needs_a_reason_a_document_and_texts_that_fit(clerk, wrong, reason):
    with pytest.raises(InvalidInput):
        commands.propose_change(wrong, reason=reason, by=clerk)
    assert not Change.objects.exists()


def test_the_book_is_asked_again_on_approval(clerk, leader):
    first, same = propose(value(), clerk), propose(value(), clerk)
    commands.approve_change(first, by=leader)
    with pytest.raises(Conflict):
        commands.approve_change(same, by=leader)
    same.refresh_from_db()
    assert same.state == ChangeState.PROPOSED
    assert VersionCounter.objects.get(rule_set=NAME).last == 1


def test_numbers_of_each_rule_set_count_on_their_own(clerk, leader):
    numbers = [approve(value(90_000 + step), clerk, leader).number for step in range(3)]
    assert numbers == [1, 2, 3]
    assert approve(draft(), clerk, leader).number == 1
    assert (book.rule_set(NAME).version, book.rule_set("own-2027").version) == ("2019.1+3", "local+1")


def test_a_draft_is_a_copy_that_goes_its_own_way(clerk, leader):
    approve(value(90_000), clerk, leader)
    approve(draft(base_number=1), clerk, leader)
    approve(value(91_000), clerk, leader)
    approve(value(70_000, rule_set="own-2027"), clerk, leader)
    own = book.rule_set("own-2027")
    assert (own.version, own.title.zh, own.in_force_from) == ("local+2", "本局规则", None)
    assert own.parameters_for(BANNER, DAY)[URBAN] == 70_000
    assert book.rule_set_at("own-2027", "local+1").parameters_for(BANNER, DAY)[URBAN] == 90_000
    assert line() == 91_000


def test_a_draft_needs_a_new_name_and_a_base(clerk):
    for wrong in (draft(NAME), draft(base="nothing")):
        with pytest.raises((AmendmentError, UnknownRuleSetError)):
            propose(wrong, clerk)


def test_a_draft_decides_nothing_until_it_is_put_in_force_and_then_until_the_next(clerk, leader):
    approve(draft(), clerk, leader)
    assert book.rule_set_for(DAY).name == NAME
    approve(start("own-2027", date(2027, 1, 1)), clerk, leader)
    assert [book.rule_set_for(day).name for day in (date(2026, 12, 31), date(2027, 1, 1))] == [NAME, "own-2027"]
    approve(end("own-2027", date(2028, 1, 1)), clerk, leader)
    assert [book.rule_set_for(day).name for day in (date(2027, 12, 31), date(2028, 1, 1))] == ["own-2027", NAME]
    with pytest.raises(NoRuleSetError) as nothing:
        book.rule_set_for(date(1999, 1, 1))
    assert "1999-01-01" in str(nothing.value)


@pytest.mark.parametrize(
    ("wrong", "day"),
    [
        (end(NAME, date(2030, 1, 1)), "2030-01-01"),
        (start(NAME, date(2030, 1, 1)), "2019-01-01"),
        (start("national-2012", date(2030, 1, 1)), "2012-01-01"),
    ],
)
def test_no_day_is_left_without_a_rule_set(clerk, wrong, day):
    with pytest.raises(AmendmentError) as refused:
        propose(wrong, clerk)
    assert day in str(refused.value)


def test_a_day_may_pass_to_another_rule_set(clerk, leader):
    approve(draft(), clerk, leader)
    approve(start("own-2027", date(2027, 1, 1)), clerk, leader)
    approve(end(NAME, date(2027, 1, 1)), clerk, leader)
    with pytest.raises(AmendmentError):
        propose(end("own-2027", date(2028, 1, 1)), clerk)
    with pytest.raises(AmendmentError):
        propose(start("own-2027", date(2027, 1, 2)), clerk)
    approve(start("own-2027", date(2026, 7, 1)), clerk, leader)
    assert book.rule_set_for(date(2026, 7, 1)).name == "own-2027"


def test_two_rule_sets_do_not_begin_on_the_same_day(clerk, leader):
    approve(draft(), clerk, leader)
    began = book.rule_set(NAME).in_force_from
    with pytest.raises(AmendmentError) as refused:
        propose(start("own-2027", began), clerk)
    assert refused.value.field == "from_on"


def test_a_confirmed_row_names_its_document(clerk, leader):
    row = amendments.Amendment(
        kind=amendments.CONFIRM_ROW,
        rule_set=NAME,
        parameter=URBAN,
        region="150000",
        from_on=date(2021, 1, 1),
        value=77_200,
        document="内政发〔2021〕1 号",
        page="第 3 页",
    )
    approve(row, clerk, leader)
    found = amendments.row_at(book.rule_set(NAME), URBAN, ("150000", date(2021, 1, 1)))
    assert (found.is_confirmed, found.source.title.zh, found.page) == (True, "内政发〔2021〕1 号", "第 3 页")


@pytest.mark.parametrize(
    ("note", "code"), [("x" * 501, "too-long"), ("a\0b", "unseen-character"), ("\u202eab", "unseen-character")]
)
def test_a_note_that_cannot_be_kept_or_read_is_refused(clerk, leader, signed_in, note, code):
    change = propose(value(), clerk)
    for decide in (commands.approve_change, commands.reject_change):
        with pytest.raises(InvalidInput) as refused:
            decide(change, note=note, by=leader)
        assert refused.value.code == code
    client = signed_in(leader)
    for verb in ("approve-change", "reject-change"):
        assert client.post(reverse(f"policies:{verb}", args=[change.pk]), {"note": note}).status_code == 422
    change.refresh_from_db()
    assert (change.state, change.note, line()) == (ChangeState.PROPOSED, "", 84_000)


def test_a_line_end_of_a_browser_is_one_character(clerk, leader):
    note = ("x" * 49 + "\r\n") * 10
    assert len(commands.approve_change(propose(value(), clerk), note=note, by=leader).note) == 499


@pytest.mark.parametrize(
    "wrong", [{"document": "\u202e号"}, {"page": "\x1b[31m"}, {"region": "150785", "document": "a\0"}]
)
def test_a_proposal_holds_nothing_that_nobody_sees(clerk, wrong):
    with pytest.raises(InvalidInput) as refused:
        propose(value(**wrong), clerk)
    assert refused.value.code == "unseen-character"
    assert not Change.objects.exists()


def test_nobody_approves_over_a_change_they_have_not_seen(clerk, leader, signed_in):
    """The page told 840.00 before; meanwhile another made it 910.00."""
    change, elsewhere = propose(value(), clerk), propose(value(5, parameter="savings_months", region="000000"), clerk)
    client, address = signed_in(leader), reverse("policies:show-change", args=[change.pk])
    seen = client.get(address).context["seen"]
    commands.approve_change(elsewhere, by=leader)
    approve(value(91_000), clerk, leader)
    with pytest.raises(Conflict) as refused:
        commands.approve_change(change, by=leader, seen=str(seen))
    assert refused.value.code == "moved"
    approving = reverse("policies:approve-change", args=[change.pk])
    client.post(approving, {"seen": seen})
    assert line() == 91_000
    client.post(approving, {"seen": client.get(address).context["seen"]})
    assert line() == 90_000


def test_what_was_seen_may_be_anything_sent(clerk, leader):
    change = propose(value(), clerk)
    approve(value(5, parameter="savings_months", region="000000"), clerk, leader)
    for place, odd in enumerate(["", "x", "²", "9" * 40, "-1"]):
        assert commands.approve_change(propose(value(91_000 + place), clerk), by=leader, seen=odd).number
    with pytest.raises(Conflict):
        commands.approve_change(change, by=leader, seen="1")
