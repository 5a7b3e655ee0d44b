from datetime import date

import pytest
from django.urls import reverse

from niangjia.accounts.models import Role
from niangjia.dossiers import own_case
from niangjia.dossiers.models import DossierState
from niangjia.dossiers.tests.chain_factories import DAY, DO, draft, ready, walk
from niangjia.dossiers.tests.factories import person
from niangjia.kernel import clock
from niangjia.people.commands import link_worker

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at():
    with clock.set_to(DAY):
        yield


@pytest.fixture
def worker(someone, farm):
    return someone(Role.WORKER, farm, "worker")


def link(user, dossier, by):
    link_worker(user, person=dossier.worker, checked_on=date(2026, 6, 1), by=by)


def test_every_state_has_plain_words():
    assert set(own_case.WORDS) == set(DossierState)


def test_a_worker_without_a_link_is_told_where_to_go(worker, signed_in):
    page = signed_in(worker).get("/").content.decode()
    assert own_case.own_case(worker) is None
    assert "身份证" in page


def test_the_case_follows_the_chain(farm, people, worker, signed_in):
    dossier = walk(ready(farm, people["submit"]), people, until="submit")
    link(worker, dossier, people["verify"])
    told = own_case.own_case(worker)
    assert (told.dossier, told.missing, told.next_on) == (dossier, [], dossier.due_on)
    assert people["verify"] in told.contacts
    page = signed_in(worker).get("/").content.decode()
    assert told.words in page
    assert reverse("dossiers:list-dossiers") not in page
    for act in ("review", "record-visit", "verify", "appraise", "post-notice"):
        dossier = DO[act](dossier, by=people[act])
    assert own_case.own_case(worker).next_on == dossier.notices.get().ends_on


def test_what_is_missing_is_asked_of_the_worker_alone(farm, people, worker, someone):
    head, wife = person("刘心红", is_head=True), person("关山", relation="spouse")
    dossier = draft(farm, people["submit"], head, wife)
    link(worker, dossier, people["verify"])
    assert own_case.own_case(worker).missing
    other = someone(Role.WORKER, farm, "wife")
    link_worker(
        other,
        person=dossier.household.memberships.exclude(person=dossier.worker).get().person,
        checked_on=DAY,
        by=people["verify"],
    )
    assert own_case.own_case(other).missing == []
    assert own_case.own_case(other).dossier == dossier


def test_after_filing_nothing_is_asked_for(farm, people, worker, django_assert_max_num_queries):
    dossier = walk(ready(farm, people["submit"]), people, until="file")
    link(worker, dossier, people["verify"])
    with django_assert_max_num_queries(7):
        told = own_case.own_case(worker)
    assert (told.missing, told.next_on) == ([], None)
