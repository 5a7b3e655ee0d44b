"""Beginning a dossier by hand, without a workbook."""

import pytest
from django.urls import reverse

from niangjia.accounts.models import Role
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.tests.factories import file, identity, person
from niangjia.kernel import clock
from niangjia.people.models import Household, Person

pytestmark = pytest.mark.django_db
ADDRESS = "/dossiers/draft/"


@pytest.fixture
def browser(officer, signed_in):
    return signed_in(officer)


def typed(farm, **changes):
    told = {
        "unit": str(farm.pk),
        "applied_on": clock.today().isoformat(),
        "name": "刘心红",
        "identity_number": identity(),
        "work_status": "on-post",
        "health": "good",
        "main_cause": "serious-illness",
        "level": "grassroots",
    }
    return told | changes


def member(place, **changes):
    told = {
        "name": "刘春生",
        "identity_number": identity(),
        "relation": "son",
        "work_status": "student",
        "health": "good",
    }
    return {f"member-{place}-{name}": value for name, value in (told | changes).items()}


def test_a_household_of_three_is_begun(browser, farm, officer):
    number = identity()
    data = typed(farm, identity_number=f" {number[:6]} {number[6:]} ".lower(), phone="13800004321", address="林海路1号")
    data |= member(1) | member(3, name="王芳", relation="spouse", work_status="unemployed")
    answer = browser.post(ADDRESS, data | {"secondary_causes": ["schooling"]})
    dossier = Dossier.objects.get()
    assert answer["Location"] == reverse("dossiers:show-dossier", args=[dossier.pk])
    assert (dossier.state, dossier.size, dossier.unit, dossier.secondary_causes) == ("draft", 3, farm, ["schooling"])
    assert dossier.worker.identity_number.reveal() == number
    assert (dossier.worker.phone.reveal(), dossier.household.region) == ("13800004321", number[:6])
    assert [each.relation for each in dossier.household.memberships.order_by("position")] == ["self", "son", "spouse"]
    assert dossier.steps.get().by == officer
    assert dossier.filed_on is None


def test_the_same_form_sent_twice_begins_one(browser, farm):
    data = typed(farm)
    answers = [browser.post(ADDRESS, data) for _again in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert Dossier.objects.count() == Household.objects.count() == 1


def test_who_has_a_dossier_is_pointed_to_it(browser, farm, clerk):
    number = identity()
    known = file(person(is_head=True, identity_number=number), unit=farm, by=clerk)
    answer = browser.post(ADDRESS, typed(farm, identity_number=number))
    assert answer.status_code == 422
    assert reverse("dossiers:show-dossier", args=[known.pk]) in answer.content.decode()


def test_who_has_one_elsewhere_is_refused_without_a_word_on_it(browser, farm, other_farm, clerk):
    number = identity()
    known = file(person("张三丰", is_head=True, identity_number=number), unit=other_farm, by=clerk)
    told = browser.post(ADDRESS, typed(farm, identity_number=number)).content.decode()
    assert str(known.pk) not in told
    assert "张三丰" not in told


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"identity_number": "12345"}, "identity_number"),
        ({"identity_number": "15078519800506901X"}, "identity_number"),
        ({"identity_number": "150785198013409012"}, "identity_number"),
        ({"name": ""}, "name"),
        ({"health": ""}, "health"),
        ({"main_cause": "laziness"}, "main_cause"),
        ({"applied_on": "2999-01-01"}, "applied_on"),
        ({"region": "99"}, "region"),
        ({"unit": "none"}, "unit"),
    ],
)
def test_what_is_wrong_is_said_and_the_rest_is_kept(browser, farm, changes, field):
    answer = browser.post(ADDRESS, typed(farm, employer="白桦木材厂") | changes | member(2, name="王小二"))
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {field}
    told = answer.content.decode()
    assert "白桦木材厂" in told
    assert "王小二" in told
    assert not Person.objects.exists()


def test_a_member_half_typed_is_asked_for_the_rest(browser, farm):
    answer = browser.post(ADDRESS, typed(farm) | {"member-1-name": "刘春生"})
    assert set(answer.context["members"][0].errors) == {"identity_number", "relation", "work_status", "health"}
    assert not Dossier.objects.exists()


def test_one_number_cannot_stand_for_two(browser, farm):
    number = identity()
    answer = browser.post(ADDRESS, typed(farm, identity_number=number) | member(1, identity_number=number))
    assert set(answer.context["members"][0].errors) == {"identity_number"}
    assert not Dossier.objects.exists()


def test_only_units_of_one_s_own_can_be_chosen(browser, farm, other_farm):
    assert list(browser.get(ADDRESS).context["form"].units) == [str(farm.pk)]
    assert browser.post(ADDRESS, typed(other_farm)).status_code == 422


def test_who_may_not_begin_one_has_no_such_page(someone, bureau, signed_in, farm):
    chair = signed_in(someone(Role.APPROVER, bureau))
    assert chair.get(ADDRESS).status_code == 403
    assert chair.post(ADDRESS, typed(farm)).status_code == 403


def test_an_emergency_is_marked(browser, farm):
    browser.post(ADDRESS, typed(farm, is_emergency="on", is_temporary="on"))
    dossier = Dossier.objects.get()
    assert dossier.is_emergency
    assert dossier.is_temporary


def test_nothing_about_a_person_is_chosen_before_somebody_chooses_it(browser):
    form = browser.get(ADDRESS).context["form"]
    assert [form[name].value() for name in ("work_status", "health", "main_cause")] == [None] * 3
