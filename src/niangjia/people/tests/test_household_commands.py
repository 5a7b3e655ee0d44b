from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from niangjia.audit.models import Entry
from niangjia.kernel.errors import Conflict, InvalidInput
from niangjia.people.commands import close_household, confirm_fact, register_household, revise_household
from niangjia.people.errors import PersonInTwoHouseholds
from niangjia.people.models import AssetLine, Household, Membership, Person
from niangjia.people.queries import ids_of_persons_named
from niangjia.people.records import AssetRecord
from niangjia.people.tests.factories import APPLIED_ON, household, person

pytestmark = pytest.mark.django_db
ON = date(2026, 6, 2)


@pytest.fixture
def home(farm, system) -> Household:
    members = person(is_head=True, wage_fen=2_400_000), person("刘春生")
    return register_household(household(*members), unit=farm, on=ON, by=system)


def test_register_writes_members_lines_search_keys_and_an_entry(home):
    assert [m.is_head for m in home.memberships.all()] == [True, False]
    assert home.incomelines.get().amount_fen == 2_400_000
    for text in ("刘心红", "心红", "lxh", "liuxin", "LXH"):
        head = home.memberships.get(is_head=True).person_id
        assert head in set(ids_of_persons_named(text)), text
    assert Entry.objects.get(act="people.household.registered").subject_id == home.pk


def test_numbers_are_ciphertext_in_the_database_and_masked_in_print(home):
    head = home.memberships.get(is_head=True).person
    with connection.cursor() as cursor:
        cursor.execute("SELECT identity_number FROM people_person WHERE name = %s", ["刘心红"])
        stored = cursor.fetchone()[0]
    number = head.identity_number.reveal()
    assert len(number) == 18
    assert number not in stored
    assert number not in str(head.identity_number)
    assert str(head.identity_number).count("*") == 14


def test_nobody_is_in_two_open_households(home, other_farm, system):
    head = home.memberships.get(is_head=True).person
    again = household(person(is_head=True, identity_number=head.identity_number.reveal()))
    with pytest.raises(PersonInTwoHouseholds) as refusal:
        register_household(again, unit=other_farm, on=ON, by=system)
    assert refusal.value.household == home.pk
    assert Household.objects.count() == 1


def test_the_database_itself_refuses_a_second_membership(home, other_farm):
    other = Household(unit=other_farm, region="150785", opened_on=ON)
    other.save()
    head = home.memberships.get(is_head=True).person
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(household=other, person=head, relation="self", started_on=ON)


def test_the_database_itself_refuses_a_second_person_with_the_number(home):
    head = home.memberships.get(is_head=True).person
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.create(
            name="别人",
            identity_index=head.identity_index,
            born_on=ON,
            sex="male",
            health="good",
            work_status="on-post",
        )


def test_revise_replaces_the_lines_of_its_period_and_keeps_what_is_not_stated(home, farm, system):
    head = home.memberships.get(is_head=True).person
    confirm_fact(home, name="is_able", value=True, person=head, applied_on=APPLIED_ON, by=system)
    newer = household(person("刘心宏", is_head=True, identity_number=head.identity_number.reveal(), wage_fen=1_200_000))
    revise_household(home, newer, unit=farm, on=date(2026, 7, 1), by=system)
    head.refresh_from_db()
    assert head.name == "刘心宏"
    assert head.is_able is True
    assert head.pk in set(ids_of_persons_named("lxh"))
    assert [line.amount_fen for line in home.incomelines.all()] == [1_200_000]
    assert home.memberships.get(is_head=False).ended_on == date(2026, 7, 1)


def test_a_closed_household_frees_its_people_and_takes_no_more_changes(home, other_farm, system):
    head = home.memberships.get(is_head=True).person
    close_household(home, on=date(2026, 8, 1), by=system)
    same = household(person(is_head=True, identity_number=head.identity_number.reveal()))
    again = register_household(same, unit=other_farm, on=date(2026, 9, 1), by=system)
    assert again.memberships.get().person_id == head.pk
    with pytest.raises(Conflict):
        revise_household(home, same, unit=other_farm, on=APPLIED_ON, by=system)


def test_confirmed_facts_go_where_they_belong(home, system):
    confirm_fact(home, name="is_rural", value=True, applied_on=APPLIED_ON, by=system)
    confirm_fact(home, name="homes", value=2, applied_on=APPLIED_ON, by=system)
    confirm_fact(home, name="savings_fen", value=5_000_000, applied_on=APPLIED_ON, by=system)
    home.refresh_from_db()
    assert home.is_rural is True
    assert AssetLine.objects.get(household=home, kind="dwelling").quantity == 2
    assert AssetLine.objects.get(household=home, kind="savings").value_fen == 5_000_000


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("no_such_fact", True, "unknown-fact"),
        ("homes", -1, "wrong-value"),
        ("is_rural", 1, "wrong-value"),
        ("is_able", True, "member-missing"),
    ],
)
def test_a_fact_that_cannot_be_is_refused(home, system, name, value, code):
    with pytest.raises(InvalidInput) as refusal:
        confirm_fact(home, name=name, value=value, applied_on=APPLIED_ON, by=system)
    assert refusal.value.code == code


def test_assets_state_that_there_is_none(farm, system):
    record = household(assets=(AssetRecord("vehicle", 0),))
    home = register_household(record, unit=farm, on=ON, by=system)
    assert home.assetlines.get().quantity == 0


def test_a_year_without_income_replaces_a_year_with_income(home, farm, system):
    head = home.memberships.get(is_head=True).person
    revise_household(
        home,
        household(person(is_head=True, identity_number=head.identity_number.reveal(), is_income_stated=False)),
        unit=farm,
        on=ON,
        by=system,
    )
    assert not home.incomelines.exists()
