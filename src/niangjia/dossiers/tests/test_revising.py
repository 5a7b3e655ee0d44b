"""Changing a dossier by hand: what is sealed stays unseen, and nobody's change is lost under somebody else's."""

import re

import pytest
from django.urls import reverse

from niangjia.accounts.models import Role
from niangjia.accounts.tests.racing import at_once
from niangjia.dossiers import commands
from niangjia.dossiers.errors import ChangedMeanwhile
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.queries_of_versions import content, newest_versions, number_of_newest
from niangjia.dossiers.tests.factories import file, identity, person, record
from niangjia.people.models import Membership
from niangjia.privacy.masking import MASKS

pytestmark = pytest.mark.django_db


@pytest.fixture
def dossier(farm, clerk):
    head = person(is_head=True, wage_fen=2_400_000, particulars={"phone": "13800004321", "employer": "白桦林场"})
    return file(head, person("刘春生", relation="son"), unit=farm, by=clerk)


@pytest.fixture
def first(signed_in, officer):
    return signed_in(officer)


@pytest.fixture
def second(signed_in, someone, farm):
    return signed_in(someone(Role.UNIT_OFFICER, farm, "second"))


def address(dossier):
    return reverse("dossiers:revise-dossier", args=[dossier.pk])


def typed(page, **changes):
    """What a browser would send from a page as it came, with some fields typed over."""
    text = page.content.decode()
    forms = page.context["page"]
    data = {"seen": re.search(r'name="seen" value="(\d+)"', text)[1]}
    for form in [forms.case, *forms.persons, *forms.members]:
        for field in form:
            value = field.value()
            if value not in (None, "", False):
                data[field.html_name] = value
    data["conflict"] = [choice.name for choice in forms.choices]
    return data | changes


def of(member, name):
    return f"{member.pk}-{name}"


@pytest.fixture
def son(dossier):
    return dossier.household.memberships.get(is_head=False).person


def now(dossier):
    return content(newest_versions([dossier.pk])[dossier.pk])


def test_the_page_shows_nothing_sealed_and_a_save_of_it_changes_nothing(first, dossier):
    before, count = now(dossier), dossier.versions.count()
    page = first.get(address(dossier))
    told = page.content.decode()
    assert MASKS["phone"]("13800004321") in told
    for sealed in ("13800004321", dossier.worker.identity_number.reveal(), dossier.household.address.reveal()):
        assert sealed not in told
    assert first.post(address(dossier), typed(page)).status_code == 302
    assert (now(dossier), dossier.versions.count()) == (before, count)


def test_what_is_typed_is_on_file_and_money_stays(first, dossier, son):
    lines = list(dossier.household.incomelines.values_list("kind", "amount_fen"))
    data = typed(first.get(address(dossier)), address="林海路9号", main_cause="laid-off", note="家中有病人")
    data |= {of(dossier.worker, "phone"): "13911112222", of(son, "work_status"): "student"}
    answer = first.post(address(dossier), data)
    assert answer["Location"] == reverse("dossiers:show-dossier", args=[dossier.pk])
    dossier = Dossier.objects.get(pk=dossier.pk)
    assert (dossier.main_cause, dossier.note.reveal()) == ("laid-off", "家中有病人")
    assert dossier.household.address.reveal() == "林海路9号"
    assert dossier.worker.phone.reveal() == "13911112222"
    son.refresh_from_db()
    assert son.work_status == "student"
    assert list(dossier.household.incomelines.values_list("kind", "amount_fen")) == lines
    assert dossier.size == 2


def test_a_member_comes_and_another_leaves(first, dossier, son):
    data = typed(first.get(address(dossier))) | {of(son, "leaves"): "on"}
    told = {"name": "刘小妹", "identity_number": identity(), "relation": "daughter", "work_status": "student"}
    data |= {f"member-1-{name}": value for name, value in (told | {"health": "good"}).items()}
    assert first.post(address(dossier), data).status_code == 302
    names = Membership.objects.filter(household=dossier.household, ended_on=None).values_list("person__name", flat=True)
    assert set(names) == {dossier.worker.name, "刘小妹"}


def test_what_is_on_file_is_not_emptied_and_a_wrong_number_is_said_beside_it(first, dossier):
    data = typed(first.get(address(dossier)), region="999999", note="留着这句")
    data |= {of(dossier.worker, "employer"): ""}
    answer = first.post(address(dossier), data)
    assert answer.status_code == 422
    assert "留着这句" in answer.content.decode()
    page = answer.context["page"]
    assert "region" in page.case.errors
    assert "employer" in page.persons[0].errors


def test_two_change_different_things_and_both_are_kept(first, second, dossier, son):
    mine, theirs = first.get(address(dossier)), second.get(address(dossier))
    second.post(address(dossier), typed(theirs, main_cause="laid-off") | {of(son, "health"): "diabetes"})
    answer = first.post(address(dossier), typed(mine, note="我写的备注", address="林海路9号"))
    assert answer.status_code == 409
    told = answer.content.decode()
    assert "second" in {str(one.version.by.username) for one in answer.context["told"]}
    assert "我写的备注" in told
    assert "林海路9号" in told
    assert not answer.context["page"].choices
    assert first.post(address(dossier), typed(answer)).status_code == 302
    dossier = Dossier.objects.get(pk=dossier.pk)
    son.refresh_from_db()
    assert (dossier.main_cause, dossier.note.reveal(), son.health) == ("laid-off", "我写的备注", "diabetes")
    assert dossier.household.address.reveal() == "林海路9号"


@pytest.mark.parametrize(("choice", "kept"), [("mine", "13911112222"), ("theirs", "13922223333")])
def test_where_both_changed_the_same_one_chooses(first, second, dossier, choice, kept):
    name = of(dossier.worker, "phone")
    mine, theirs = first.get(address(dossier)), second.get(address(dossier))
    second.post(address(dossier), typed(theirs) | {name: "13922223333"})
    answer = first.post(address(dossier), typed(mine) | {name: "13911112222"})
    assert answer.status_code == 409
    told = answer.content.decode()
    assert "13922223333" not in told
    assert MASKS["phone"]("13922223333") in told
    assert [each.name for each in answer.context["page"].choices] == [name]
    unchosen = first.post(address(dossier), typed(answer))
    assert unchosen.status_code == 422, "nothing is saved before one was chosen"
    assert "13911112222" in unchosen.content.decode()
    assert first.post(address(dossier), typed(unchosen) | {f"choose-{name}": choice}).status_code == 302
    dossier.worker.refresh_from_db()
    assert dossier.worker.phone.reveal() == kept


def test_a_third_save_while_one_chooses_is_told_again(first, second, dossier):
    mine = first.get(address(dossier))
    second.post(address(dossier), typed(second.get(address(dossier)), main_cause="laid-off"))
    again = first.post(address(dossier), typed(mine, main_cause="schooling"))
    second.post(address(dossier), typed(second.get(address(dossier)), level="bureau", main_cause="other"))
    third = first.post(address(dossier), typed(again) | {"choose-main_cause": "mine"})
    assert third.status_code == 409
    assert [each.theirs for each in third.context["page"].choices]
    assert first.post(address(dossier), typed(third) | {"choose-main_cause": "mine"}).status_code == 302
    dossier.refresh_from_db()
    assert (dossier.main_cause, dossier.level) == ("schooling", "bureau")


def test_the_same_form_sent_twice_is_one_change(first, dossier):
    data = typed(first.get(address(dossier)), note="一次就够")
    told = {"name": "刘小妹", "identity_number": identity(), "relation": "daughter", "work_status": "student"}
    data |= {f"member-1-{name}": value for name, value in (told | {"health": "good"}).items()}
    before = dossier.versions.count()
    assert [first.post(address(dossier), data).status_code for _again in range(2)] == [302, 302]
    assert dossier.versions.count() == before + 1


def test_what_was_typed_about_one_who_left_meanwhile_is_told(first, second, dossier, son):
    mine = first.get(address(dossier))
    second.post(address(dossier), typed(second.get(address(dossier))) | {of(son, "leaves"): "on"})
    answer = first.post(address(dossier), typed(mine) | {of(son, "employer"): "木材厂"})
    assert answer.status_code == 409
    assert "木材厂" in answer.content.decode()


def test_two_who_add_the_same_person_are_asked_what_differs(first, second, dossier):
    number = identity()
    told = {"name": "刘小妹", "identity_number": number, "relation": "daughter", "work_status": "student"}
    rows = {f"member-1-{name}": value for name, value in (told | {"health": "good"}).items()}
    mine = first.get(address(dossier))
    second.post(address(dossier), typed(second.get(address(dossier))) | rows | {"member-1-relation": "spouse"})
    answer = first.post(address(dossier), typed(mine) | rows)
    assert answer.status_code == 409
    (choice,) = answer.context["page"].choices
    assert choice.name.endswith("-relation")
    assert first.post(address(dossier), typed(answer) | {f"choose-{choice.name}": "mine"}).status_code == 302
    relation = Membership.objects.get(household=dossier.household, person__name="刘小妹", ended_on=None).relation
    assert relation == "daughter"


def test_a_number_that_is_no_version_loses_nothing_either(first, second, dossier):
    mine = first.get(address(dossier))
    second.post(address(dossier), typed(second.get(address(dossier)), main_cause="laid-off"))
    for seen in ("", "77", "-1", "x", "9" * 30):
        answer = first.post(address(dossier), typed(mine, note="备注") | {"seen": seen})
        assert answer.status_code == 409
    dossier.refresh_from_db()
    assert dossier.main_cause == "laid-off"


def test_a_closed_dossier_is_not_changed(first, dossier, clerk):
    page = first.get(address(dossier))
    commands.close_dossier(dossier, reason="retired", by=clerk)
    assert first.get(address(dossier)).status_code == 302
    answer = first.post(address(dossier), typed(page, note="迟了"))
    assert answer.status_code == 422
    assert "迟了" in answer.content.decode()


def test_the_workbook_read_before_stays_known(first, dossier):
    Dossier.objects.filter(pk=dossier.pk).update(fingerprint="f" * 64)
    first.post(address(dossier), typed(first.get(address(dossier)), note="备注"))
    dossier.refresh_from_db()
    assert dossier.fingerprint == "f" * 64


def test_an_answer_of_another_to_the_same_question_is_shown_before_it_is_replaced(first, second, dossier):
    confirm = reverse("dossiers:confirm-fact", args=[dossier.pk])
    seen = first.get(reverse("dossiers:show-decision", args=[dossier.pk])).context["seen"]
    told = {"fact": "is_rural", "seen": str(seen)}
    assert second.post(confirm, told | {"value": "yes"}).status_code == 302
    assert second.post(confirm, {"fact": "is_migrant", "seen": str(seen), "value": "no"}).status_code == 302
    answer = first.post(confirm, told | {"value": "no"})
    assert answer.status_code == 409
    assert Dossier.objects.get(pk=dossier.pk).household.is_rural is True
    assert "second" in {one.version.by.username for one in answer.context["changes"]}
    again = told | {"value": "no", "seen": str(answer.context["seen"])}
    assert first.post(confirm, again).status_code == 302
    assert Dossier.objects.get(pk=dossier.pk).household.is_rural is False


def test_an_answer_about_another_member_is_nobodys_conflict(first, second, dossier, son):
    confirm, seen = reverse("dossiers:confirm-fact", args=[dossier.pk]), str(number_of_newest(dossier))
    told = {"fact": "is_able", "seen": seen, "value": "no"}
    assert second.post(confirm, told | {"person": str(son.pk)}).status_code == 302
    assert first.post(confirm, told | {"person": str(dossier.worker_id)}).status_code == 302
    assert first.post(confirm, told | {"person": str(son.pk), "value": "yes"}).status_code == 409


@pytest.mark.django_db(transaction=True)
def test_of_twenty_saves_at_once_each_is_kept_or_told(farm, clerk):
    head = person(is_head=True, wage_fen=2_400_000)
    dossier = file(head, unit=farm, by=clerk)
    seen = number_of_newest(dossier)
    notes = [f"第{place}人的备注" for place in range(20)]

    def save(note, version):
        return commands.revise_dossier(dossier, record(head, note=note), unit=farm, by=clerk, seen=version)

    answers = at_once(*(lambda note=note: save(note, seen) for note in notes))
    told = [note for note, answer in zip(notes, answers, strict=True) if isinstance(answer, ChangedMeanwhile)]
    assert len(told) == 19
    assert {type(each) for each in answers} == {ChangedMeanwhile, Dossier}
    while told:  # each looks at what is there now, and saves again
        newest = number_of_newest(dossier)
        answers = at_once(*(lambda note=note, version=newest: save(note, version) for note in told))
        told = [note for note, answer in zip(told, answers, strict=True) if isinstance(answer, ChangedMeanwhile)]
        assert {type(each) for each in answers} <= {ChangedMeanwhile, Dossier}
    kept = [content(version)["dossier"].get("note", "") for version in dossier.versions.order_by("number")]
    assert sorted(kept[1:]) == sorted(notes)
