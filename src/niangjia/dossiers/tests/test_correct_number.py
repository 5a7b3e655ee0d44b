"""Correcting a mistyped identity number: what follows it, what is recorded, and when it is refused."""

from datetime import date

import pytest
from django.urls import reverse

from niangjia.accounts.models import Role
from niangjia.audit.models import Entry
from niangjia.dossiers import commands
from niangjia.dossiers.errors import ChangedMeanwhile, NeedsAnother
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.tests.factories import file, identity, make_own, person
from niangjia.kernel.errors import Forbidden, InvalidInput
from niangjia.kernel.resident_numbers import parse
from niangjia.people.errors import NumberTaken
from niangjia.people.models import Person
from niangjia.people.queries import persons_by_number

pytestmark = pytest.mark.django_db
HER_BIRTH = date(1975, 3, 1)


@pytest.fixture
def dossier(farm, clerk):
    return file(person(is_head=True), person("刘春生"), unit=farm, by=clerk)


@pytest.fixture
def right():
    return parse(identity(HER_BIRTH, is_female=True))


def corrected(dossier, number, by, **changes):
    told = {"number": number, "paper": "identity-card", "by": by} | changes
    return commands.correct_number(dossier, dossier.worker, **told)


def test_number_birth_sex_and_index_follow(dossier, clerk, right):
    wrong = dossier.worker.identity_number.reveal()
    corrected(dossier, right, clerk)
    worker = Person.objects.get(pk=dossier.worker_id)
    assert (worker.identity_number.reveal(), worker.born_on, worker.sex) == (right.number, right.born_on, "female")
    assert persons_by_number([right.number]) == {right.number: worker}
    assert persons_by_number([wrong]) == {}


def test_who_and_by_what_is_on_the_record_and_no_number(dossier, clerk, right):
    corrected(dossier, right, clerk, paper="household-book")
    entry = Entry.objects.get(act="dossiers.number.corrected")
    assert (entry.by_id, entry.subject_id) == (clerk.pk, dossier.pk)
    assert "户口簿" in str(entry.details)
    assert not any(right.number in str(each.details) for each in Entry.objects.all())
    assert dossier.versions.order_by("-number").first().act == "dossiers.number.corrected"


def test_the_number_of_somebody_else_is_refused(dossier, clerk):
    son = Person.objects.get(name="刘春生")
    with pytest.raises(NumberTaken, match="其他人"):
        corrected(dossier, parse(son.identity_number.reveal()), clerk)
    with pytest.raises(InvalidInput):
        corrected(dossier, parse(dossier.worker.identity_number.reveal()), clerk)


def test_a_number_refused_on_the_page_counts_as_a_look_at_whose_it_is(dossier, clerk, signed_in):
    son = Person.objects.get(name="刘春生")
    address = f"{reverse('dossiers:correct-number', args=[dossier.pk])}?person={dossier.worker_id}"
    data = {"identity_number": son.identity_number.reveal(), "paper": "identity-card", "seen": "1"}
    answer = signed_in(clerk).post(address, data)
    assert answer.status_code == 422
    assert "其他人" in answer.content.decode()
    assert Entry.objects.get(act="dossiers.dossier.sought").details["result"] == "number-taken"


def test_it_is_refused_of_a_stranger_a_paper_unknown_and_a_dossier_changed_since(dossier, farm, clerk, right):
    stranger = file(person("王芳", is_head=True), unit=farm, by=clerk).worker
    with pytest.raises(InvalidInput):
        commands.correct_number(dossier, stranger, number=right, paper="police", by=clerk)
    with pytest.raises(InvalidInput):
        corrected(dossier, right, clerk, paper="hearsay")
    with pytest.raises(ChangedMeanwhile):
        corrected(dossier, right, clerk, seen=0)


def test_neither_without_the_right_nor_of_ones_own_household(dossier, farm, clerk, someone, right):
    with pytest.raises(Forbidden):
        corrected(dossier, right, someone(Role.AUDITOR, farm, "sun"))
    make_own(clerk, dossier)
    with pytest.raises(NeedsAnother):
        corrected(dossier, right, clerk)


def test_the_page_corrects_and_shows_the_old_number_masked_only(dossier, clerk, signed_in, right):
    client = signed_in(clerk)
    address = f"{reverse('dossiers:correct-number', args=[dossier.pk])}?person={dossier.worker_id}"
    page = client.get(address)
    assert page.status_code == 200
    assert dossier.worker.identity_number.reveal() not in page.content.decode()
    data = {"identity_number": right.number, "paper": "identity-card", "seen": str(dossier.versions.count())}
    assert client.post(address, data | {"identity_number": right.number[:-1]}).status_code == 422
    assert client.post(address, data)["Location"] == reverse("dossiers:show-members", args=[dossier.pk])
    assert Dossier.objects.get().worker.identity_number.reveal() == right.number
