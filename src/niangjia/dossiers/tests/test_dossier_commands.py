from datetime import date

import pytest
from django.db import IntegrityError, transaction

from niangjia.audit.models import Entry
from niangjia.dossiers.commands import assess_dossier, close_dossier, confirm_fact, file_dossier, revise_dossier
from niangjia.dossiers.models import Decision, Dossier
from niangjia.dossiers.tests.factories import APPLIED_ON, file, household, identity, person, record
from niangjia.kernel.errors import Conflict, Forbidden, InvalidInput
from niangjia.people.errors import PersonInTwoHouseholds
from niangjia.people.models import Household

pytestmark = pytest.mark.django_db
WAGE = 2_400_000
ELSEWHERE = "110101"


@pytest.fixture
def dossier(farm, clerk) -> Dossier:
    """A worker with a son; 2,000 yuan a month between them."""
    return file(person(is_head=True, wage_fen=WAGE), person("刘春生"), unit=farm, by=clerk)


def acts_about(thing):
    return list(Entry.objects.filter(subject_id=thing.pk).order_by("id").values_list("act", flat=True))


def again(dossier, **changes):
    """The same household, stated again."""
    head = dossier.worker
    members = [person(head.name, is_head=True, identity_number=head.identity_number.reveal(), wage_fen=WAGE)]
    for member in dossier.household.memberships.filter(is_head=False, ended_on=None).select_related("person"):
        number = member.person.identity_number.reveal()
        members.append(person(member.person.name, identity_number=number, relation=member.relation))
    return record(*members, **changes)


def test_filing_opens_a_dossier_and_applies_the_rules(dossier, farm, clerk):
    dossier.refresh_from_db()
    assert dossier.number == "20260000001"
    assert (dossier.worker.name, dossier.worker_pinyin, dossier.size) == ("刘心红", "liuxinhong", 2)
    assert (dossier.unit, dossier.household.unit, dossier.applied_on) == (farm, farm, APPLIED_ON)
    assert dossier.category is not None
    assert dossier.net_monthly_per_head_fen == WAGE // 24
    assert dossier.questions > 0
    assert not dossier.undecided_reason
    decision = dossier.decisions.get()
    assert (decision.by, decision.rule_set) == (clerk, "national-2019")
    assert decision.outputs["category"] == dossier.category
    assert len(decision.assumed) == dossier.questions
    assert acts_about(dossier) == ["dossiers.dossier.filed", "dossiers.dossier.assessed"]
    assert acts_about(dossier.household) == ["people.household.registered"]
    assert set(Entry.objects.filter(subject_id=dossier.pk).values_list("by", "unit")) == {(clerk.pk, farm.pk)}


def test_a_decision_names_nobody(dossier):
    decision = dossier.decisions.get()
    kept = str([decision.facts, decision.assumed, decision.parameters, decision.outputs])
    assert dossier.worker.name not in kept
    assert dossier.worker.identity_number.reveal() not in kept


def test_numbers_are_consecutive_in_each_year(dossier, farm, clerk):
    days = date(2026, 6, 3), date(2025, 1, 1), date(2026, 7, 1)
    numbers = [file(unit=farm, by=clerk, on=day).number for day in days]
    assert [dossier.number, *numbers] == ["20260000001", "20260000002", "20250000001", "20260000003"]


def test_a_refused_dossier_takes_no_number_and_leaves_nothing(dossier, farm, clerk):
    taken = dossier.worker.identity_number.reveal()
    with pytest.raises(PersonInTwoHouseholds) as refusal:
        file(person("张三", is_head=True), person("刘心红", identity_number=taken), unit=farm, by=clerk)
    assert refusal.value.code == "duplicate-person"
    assert Household.objects.count() == Dossier.objects.count() == 1
    assert file(unit=farm, by=clerk).number == "20260000002"


def test_the_database_itself_refuses_a_second_open_dossier(dossier):
    twin = Dossier.objects.get(pk=dossier.pk)
    twin.pk, twin.number = None, "20269999999"
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)


def test_revising_keeps_what_is_not_stated(dossier, other_farm, clerk):
    changes = {"main_cause": "schooling", "level": "", "note": None}
    stated = again(dossier, applied_on=date(2026, 7, 1), fingerprint="f" * 64, **changes)
    revised = revise_dossier(dossier, stated, unit=other_farm, by=clerk)
    revised.refresh_from_db()
    assert (revised.number, revised.unit, revised.household.unit) == (dossier.number, other_farm, other_farm)
    assert (revised.main_cause, revised.level) == ("schooling", "grassroots")
    assert (revised.applied_on, revised.fingerprint) == (date(2026, 7, 1), "f" * 64)
    assert revised.changed_at > dossier.changed_at
    assert acts_about(dossier)[-2:] == ["dossiers.dossier.revised", "dossiers.dossier.assessed"]


def test_revising_follows_the_head(dossier, farm, clerk):
    son = dossier.household.memberships.get(is_head=False).person
    head = person("刘春生", is_head=True, identity_number=son.identity_number.reveal())
    revised = revise_dossier(dossier, record(head), unit=farm, by=clerk)
    assert (revised.worker, revised.worker_pinyin, revised.size) == (son, "liuchunsheng", 1)


def test_a_decision_is_kept_only_when_something_changed(dossier, clerk):
    assess_dossier(dossier, by=clerk)
    assert dossier.decisions.count() == 1
    confirm_fact(dossier, name="receives_dibao", value=False, by=clerk)
    assert dossier.decisions.count() == 1
    confirm_fact(dossier, name="union_aid_fen", value=50_000_00, by=clerk)
    assert dossier.decisions.count() == 2
    first, second = dossier.decisions.order_by("at")
    assert first.facts["union_aid_fen"] == 0
    assert second.facts["union_aid_fen"] == 50_000_00


def test_confirming_a_fact_answers_its_question(dossier, clerk):
    questions = dossier.questions
    answered = confirm_fact(dossier, name="is_able", value=True, person=dossier.worker, by=clerk)
    assert answered.questions == questions - 1
    answered.refresh_from_db()
    assert answered.questions == questions - 1
    assert answered.changed_at > dossier.changed_at
    assert acts_about(dossier.household)[-1] == "people.fact.confirmed"


@pytest.mark.parametrize(("name", "value"), [("no_such_fact", True), ("is_rural", 1), ("homes", -1), ("is_able", True)])
def test_a_refused_answer_changes_nothing(dossier, clerk, name, value):
    with pytest.raises(InvalidInput):
        confirm_fact(dossier, name=name, value=value, by=clerk)
    found = Dossier.objects.get(pk=dossier.pk)
    assert (found.questions, found.changed_at) == (dossier.questions, dossier.changed_at)


def test_a_member_of_another_household_cannot_be_asked(dossier, farm, clerk):
    stranger = file(unit=farm, by=clerk).worker
    with pytest.raises(InvalidInput) as refusal:
        confirm_fact(dossier, name="is_able", value=True, person=stranger, by=clerk)
    assert refusal.value.code == "member-missing"


def test_closing_ends_dossier_household_and_memberships(dossier, clerk):
    closed = close_dossier(dossier, reason="retired", on=date(2026, 9, 1), by=clerk)
    closed.refresh_from_db()
    assert (closed.closed_on, closed.closing_reason) == (date(2026, 9, 1), "retired")
    assert closed.household.closed_on == date(2026, 9, 1)
    assert not closed.household.memberships.filter(ended_on=None).exists()
    assert acts_about(dossier)[-1] == "dossiers.dossier.closed"


def test_a_closed_dossier_takes_no_more_changes(dossier, farm, clerk):
    stated = again(dossier)
    close_dossier(dossier, reason="retired", by=clerk)
    for change in (
        lambda: revise_dossier(dossier, stated, unit=farm, by=clerk),
        lambda: confirm_fact(dossier, name="is_rural", value=True, by=clerk),
        lambda: close_dossier(dossier, reason="retired", by=clerk),
    ):
        with pytest.raises(Conflict) as refusal:
            change()
        assert refusal.value.code == "dossier-closed"


def test_who_comes_back_gets_a_new_dossier(dossier, farm, clerk):
    stated = again(dossier)
    close_dossier(dossier, reason="retired", on=date(2026, 9, 1), by=clerk)
    back = file_dossier(stated, unit=farm, by=clerk, on=date(2027, 3, 1))
    assert (back.number, back.worker) == ("20270000001", dossier.worker)
    assert back.household_id != dossier.household_id


@pytest.mark.parametrize("who", ["leader", "auditor", "administrator"])
def test_only_those_whose_work_it_is_write(dossier, farm, request, who):
    by = request.getfixturevalue(who)
    stated = again(dossier)
    before = Entry.objects.count()
    for change in (
        lambda: file_dossier(record(), unit=farm, by=by),
        lambda: revise_dossier(dossier, stated, unit=farm, by=by),
        lambda: confirm_fact(dossier, name="is_rural", value=True, by=by),
        lambda: close_dossier(dossier, reason="retired", by=by),
    ):
        with pytest.raises(Forbidden):
            change()
    assert Dossier.objects.count() == Decision.objects.count() == 1
    assert Entry.objects.count() == before


def test_an_officer_writes_at_the_own_farm_only(dossier, farm, other_farm, officer, clerk):
    foreign = file(unit=other_farm, by=clerk)
    assert file(unit=farm, by=officer).unit == farm
    for change in (
        lambda: file_dossier(record(), unit=other_farm, by=officer),
        lambda: revise_dossier(dossier, again(dossier), unit=other_farm, by=officer),
        lambda: revise_dossier(foreign, again(foreign), unit=farm, by=officer),
        lambda: close_dossier(foreign, reason="retired", by=officer),
    ):
        with pytest.raises(Forbidden):
            change()
    dossier.refresh_from_db()
    assert dossier.unit == farm


def test_a_region_without_a_line_leaves_it_undecided_with_the_reason(farm, clerk):
    home = household(person(is_head=True, wage_fen=WAGE), particulars={"region": ELSEWHERE})
    dossier = file(home=home, unit=farm, by=clerk)
    dossier.refresh_from_db()
    assert (dossier.category, dossier.is_eligible, dossier.questions) == (None, False, 0)
    assert ELSEWHERE in dossier.undecided_reason["zh"]
    assert not dossier.decisions.exists()
    assert sorted(acts_about(dossier)) == ["dossiers.dossier.assessed", "dossiers.dossier.filed"]


def test_an_undecided_dossier_is_decided_when_it_can_be(farm, clerk):
    number = identity()
    at = {"region": ELSEWHERE}
    dossier = file(home=household(person(is_head=True, identity_number=number), particulars=at), unit=farm, by=clerk)
    revised = revise_dossier(dossier, record(person(is_head=True, identity_number=number)), unit=farm, by=clerk)
    assert revised.category is not None
    assert revised.undecided_reason is None
    moved = household(person(is_head=True, identity_number=number), particulars=at)
    undecided = revise_dossier(dossier, record(home=moved), unit=farm, by=clerk)
    assert (undecided.category, undecided.net_monthly_per_head_fen) == (None, 0)
    assert undecided.decisions.count() == 1


def test_a_day_before_the_first_line_leaves_it_undecided(farm, clerk):
    assert file(unit=farm, by=clerk, applied_on=date(2018, 12, 31)).category is None
    assert file(unit=farm, by=clerk, applied_on=date(2019, 1, 1)).category is not None
