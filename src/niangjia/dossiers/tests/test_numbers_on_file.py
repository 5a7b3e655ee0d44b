"""Somebody whose identity number is on file is not taken over by whoever types it, and asking by a form is counted."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from niangjia.audit.models import Entry
from niangjia.dossiers import commands
from niangjia.dossiers.models import Dossier, Look
from niangjia.dossiers.purposes import table
from niangjia.dossiers.tests.factories import file, household, person, record
from niangjia.dossiers.tests.test_drafts import ADDRESS, member, typed
from niangjia.dossiers.tests.test_revising import typed as as_shown
from niangjia.kernel import clock
from niangjia.people import access
from niangjia.people.commands import record_consent, split_household, withdraw_consent
from niangjia.people.errors import ConsentMissing, OtherName
from niangjia.people.models import Person
from niangjia.people.records import Heir, Parting

pytestmark = pytest.mark.django_db
ELSEWHERE = "已有登记，但不在您负责的单位"


@pytest.fixture
def browser(officer, signed_in):
    return signed_in(officer)


@pytest.fixture
def ended(other_farm, clerk):
    """The dossier of another unit that has ended, and what was stated of its worker."""
    worker = person("赵大海", is_head=True, particulars={"phone": "13812345678"})
    dossier = file(worker, unit=other_farm, by=clerk, on=clock.today())
    return commands.close_dossier(dossier, reason="retired", by=clerk), worker


def asked():
    return Look.objects.count(), Entry.objects.filter(act="dossiers.dossier.sought").count()


def test_nobody_is_taken_over_from_another_unit(browser, ended, farm):
    dossier, worker = ended
    answer = browser.post(ADDRESS, typed(farm, name="王秀英", identity_number=worker.identity_number))
    assert answer.status_code == 422
    assert ELSEWHERE in answer.content.decode()
    assert "赵大海" not in answer.content.decode()
    assert Person.objects.get().name == "赵大海"
    assert Dossier.objects.get() == dossier
    assert asked() == (1, 1)


def test_nor_as_a_member_of_a_household_that_is_revised(farm, ended, clerk, browser):
    dossier, worker = ended
    mine = file(person("刘心红", is_head=True), unit=farm, by=clerk)
    address = reverse("dossiers:revise-dossier", args=[mine.pk])
    told = member(1, name="赵大海", identity_number=worker.identity_number, relation="spouse")
    answer = browser.post(address, as_shown(browser.get(address)) | told)
    assert answer.status_code == 422
    assert ELSEWHERE in answer.content.decode()
    assert Person.objects.get(pk=dossier.worker_id).memberships.count() == 1
    assert asked() == (1, 1)


@pytest.mark.parametrize("place", ["open", "ended", "dead"])
def test_all_who_are_on_file_elsewhere_look_alike(browser, farm, other_farm, clerk, place):
    worker = person("赵大海", is_head=True)
    other = person("孙小梅", relation="spouse")
    dossier = file(worker, other, unit=other_farm, by=clerk, on=clock.today())
    if place == "ended":
        commands.close_dossier(dossier, reason="retired", by=clerk)
    if place == "dead":
        gone = Person.objects.get(name="孙小梅")
        commands.record_death(dossier, person=gone.pk, on=clock.today(), by=clerk)
    data = typed(farm) | member(1, name="孙小梅", identity_number=other.identity_number)
    page = browser.post(ADDRESS, data).content.decode()
    assert ELSEWHERE in page
    assert not any(told in page for told in ("去世", "另一户", "赵大海"))
    assert asked() == (1, 1)


def test_a_number_with_another_name_is_refused_to_those_who_may_see_it(farm, clerk, officer, browser):
    worker = person("赵大海", is_head=True)
    dossier = file(worker, unit=farm, by=clerk, on=clock.today())
    commands.close_dossier(dossier, reason="retired", by=clerk)
    page = browser.post(ADDRESS, typed(farm, name="王秀英", identity_number=worker.identity_number)).content.decode()
    assert "登记的姓名是：赵大海" in page
    with pytest.raises(OtherName):
        commands.draft_dossier(record(replace(worker, name="王秀英")), unit=farm, by=clerk)
    begun = commands.draft_dossier(record(worker), unit=farm, by=officer)
    assert begun.worker == dossier.worker


def test_a_clerk_of_the_bureau_takes_them_into_another_unit(ended, farm, clerk):
    dossier, worker = ended
    assert commands.draft_dossier(record(worker), unit=farm, by=clerk).worker == dossier.worker


def test_beyond_the_limit_the_form_tells_nothing_more(browser, ended, farm, officer):
    most = table().limits[0].people
    Look.objects.bulk_create(Look(user=officer, about=_id(place), at=clock.now()) for place in range(most))
    page = browser.post(ADDRESS, typed(farm, identity_number=ended[1].identity_number)).content.decode()
    assert ELSEWHERE not in page
    assert "之前不再显示" in page
    assert Entry.objects.filter(act="dossiers.alarm.raised").count() == 1


def _id(place):
    return f"00000000-0000-7000-8000-{place:012d}"


def test_the_same_form_sent_twice_is_no_look(browser, farm):
    data = typed(farm)
    assert browser.post(ADDRESS, data).status_code == browser.post(ADDRESS, data).status_code == 302
    assert asked() == (0, 0)


def sign(who, clerk, unit, purpose="verification"):
    return record_consent(
        who, purpose=purpose, signed_on=clock.today(), unit=unit, by=clerk, given_how="paper", signed_by="self"
    )


def test_consents_count_in_the_household_they_were_given_to(farm, clerk):
    worker = person("赵大海", is_head=True)
    before = file(worker, unit=farm, by=clerk, on=clock.today())
    given = sign(before.worker, clerk, farm)
    assert access.has_consent(before.worker, "verification")
    commands.close_dossier(before, reason="retired", by=clerk)
    begun = commands.draft_dossier(record(home=household(worker)), unit=farm, by=clerk)
    assert not access.has_consent(begun.worker, "verification")
    assert access.missing_consents(begun.household, "verification") == [begun.worker]
    again = sign(begun.worker, clerk, farm)
    assert again != given
    assert access.has_consent(begun.worker, "verification")
    assert access.missing_consents(begun.household, "verification") == []


def test_a_consent_goes_along_into_a_household_that_comes_of_a_split(farm, clerk):
    dossier = file(
        person("赵大海", is_head=True), person("孙小梅", relation="spouse"), unit=farm, by=clerk, on=clock.today()
    )
    spouse = Person.objects.get(name="孙小梅")
    sign(spouse, clerk, farm)
    tomorrow = clock.today() + timedelta(days=1)
    with clock.set_to(tomorrow):
        parting = Parting((Heir(spouse.pk, "self", is_head=True),))
        new = split_household(dossier.household, parting, on=tomorrow, by=clerk)
        assert access.missing_consents(new, "verification") == []
        assert access.has_consent(spouse, "verification")


def test_what_was_taken_back_stays_so_until_it_is_given_anew(farm, clerk):
    worker = person("赵大海", is_head=True)
    before = file(worker, unit=farm, by=clerk, on=clock.today())
    taken_back = sign(before.worker, clerk, farm, "sensitive")
    withdraw_consent(taken_back, withdrawn_on=clock.today(), told_how="paper", unit=farm, by=clerk)
    commands.close_dossier(before, reason="retired", by=clerk)
    begun = commands.draft_dossier(record(worker), unit=farm, by=clerk)
    with pytest.raises(ConsentMissing):
        access.require_not_withdrawn(begun.household, "sensitive")
    sign(begun.worker, clerk, farm, "sensitive")
    access.require_not_withdrawn(begun.household, "sensitive")
