"""Members who go to school: stated by hand, assumed by age until then, and never a reason to drop their fees."""

from dataclasses import replace

import pytest
from django.urls import reverse

from niangjia.dossiers import commands
from niangjia.dossiers.decisions import decide_dossier
from niangjia.dossiers.facts import assemble, without_income
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.queries import whole
from niangjia.dossiers.tests.factories import file, person
from niangjia.dossiers.tests.test_drafts import ADDRESS, member, typed
from niangjia.dossiers.tests.test_revising import typed as as_shown
from niangjia.kernel import clock
from niangjia.people.models import Person
from niangjia.people.records import AmountRecord

pytestmark = pytest.mark.django_db
DAY = clock.today()
FEES = AmountRecord("tuition", 680_000, DAY, DAY)


def fetched(dossier):
    return whole(Dossier.objects.filter(pk=dossier.pk)).get()


def child(status="student", stage="none", **changes):
    told = {"work_status": status, "health": "good", "stage": stage}
    return replace(person("刘春生", relation="son", particulars=told), **changes)


@pytest.fixture
def family(farm, clerk):
    def begun(*members):
        return fetched(file(person(is_head=True), *members, unit=farm, by=clerk, applied_on=DAY, on=DAY))

    return begun


def test_fees_of_a_student_without_a_stage_count_and_the_stage_is_asked(family, clerk):
    dossier = family(child(spending=(FEES,)))
    assembled, decision = decide_dossier(dossier)
    assert decision.outputs.unavoidable_spending > 0
    assert "stage" in {each.name for each in assembled.assumed}
    son = next(each.person for each in dossier.household.members if not each.is_head)
    commands.confirm_fact(dossier, name="stage", value="bachelor", person=son, by=clerk)
    assembled, decision = decide_dossier(fetched(dossier))
    assert "stage" not in {each.name for each in assembled.assumed}
    assert Person.objects.get(pk=son.pk).stage == "bachelor"
    assert decision.outputs.unavoidable_spending == 680_000


@pytest.mark.parametrize(
    ("age", "stage"), [(5, "kindergarten"), (7, "primary"), (13, "junior"), (16, "senior"), (20, "bachelor")]
)
def test_the_stage_is_taken_from_the_age_until_it_is_stated(family, age, stage):
    born_on = DAY.replace(year=DAY.year - age, day=1, month=1)
    dossier = family(child(born_on=born_on))
    assert next(each.value for each in assemble(dossier.household, DAY).assumed if each.name == "stage") == stage


def test_fees_of_somebody_who_is_no_student_are_not_dropped(family):
    dossier = family(child("unemployed", spending=(FEES,)), child("unemployed"))
    stages = [each.person_id for each in assemble(dossier.household, DAY).assumed if each.name == "stage"]
    assert stages == [dossier.household.members[1].person_id]


def test_an_adult_student_without_a_stage_is_not_asked_for_an_income(family):
    dossier = family(child(born_on=DAY.replace(year=DAY.year - 20, day=1)))
    assert without_income(dossier.household, DAY) == []


def test_school_is_stated_when_a_dossier_is_begun(officer, farm, signed_in):
    data = typed(farm) | member(
        1, stage="college", school_kind="private", school="海拉尔职院", entered_school_in="2025", school_years="3"
    )
    assert signed_in(officer).post(ADDRESS, data).status_code == 302
    son = Person.objects.get(name="刘春生")
    assert (son.stage, son.school_kind, son.school, son.entered_school_in, son.school_years) == (
        "college", "private", "海拉尔职院", 2025, 3,
    )  # fmt: skip


@pytest.mark.parametrize(("name", "value"), [("entered_school_in", "1900"), ("school_years", "11"), ("stage", "moon")])
def test_what_the_workbook_would_not_take_is_not_taken_here(officer, farm, signed_in, name, value):
    assert signed_in(officer).post(ADDRESS, typed(farm) | member(1, **{name: value})).status_code == 422


def test_school_is_stated_and_left_on_the_page_of_revision(family, clerk, signed_in):
    dossier, client = family(child()), signed_in(clerk)
    son = Person.objects.get(name="刘春生")
    address = reverse("dossiers:revise-dossier", args=[dossier.pk])
    stated = {f"{son.pk}-stage": "senior", f"{son.pk}-entered_school_in": "2024"}
    assert client.post(address, as_shown(client.get(address), **stated)).status_code == 302
    son.refresh_from_db()
    assert (son.stage, son.entered_school_in) == ("senior", 2024)
    left = {f"{son.pk}-stage": "none", f"{son.pk}-work_status": "on-post"}
    assert client.post(address, as_shown(client.get(address), **left)).status_code == 302
    son.refresh_from_db()
    assert (son.stage, son.work_status) == ("none", "on-post")


def test_the_page_of_money_asks_for_the_stage_in_words(family, clerk, signed_in):
    dossier, client = family(child()), signed_in(clerk)
    son = Person.objects.get(name="刘春生")
    address = reverse("dossiers:state-money", args=[dossier.pk])
    assert "尚未登记在读学段" in client.get(address).content.decode()
    told = client.post(address, {f"{son.pk}-tuition": "6800", "seen": "1"}, follow=True).content.decode()
    assert "刘春生在读哪个学段" in told
