"""The same form from many sides at once, and two who take the same change over."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import connection

from niangjia.accounts.models import Role
from niangjia.dossiers.models import Dossier
from niangjia.visits.commands import accept_finding, record_visit
from niangjia.visits.errors import FindingTaken
from niangjia.visits.models import Finding, Visit
from niangjia.visits.records import Noticed
from niangjia.visits.tests.factories import a_visit, said

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts):
    """What each act gave, or the refusal; each in a thread with a connection of its own."""

    def run(act):
        try:
            return act()
        except FindingTaken as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_the_same_form_ten_times_at_once_is_one_visit(dossier, officer):
    key, record = uuid4(), said(dossier, officer, Noticed("debt", "yes"), note="一")
    done = at_once(*[lambda: record_visit(dossier, record, form_key=key, by=officer)] * 10)
    assert {each.pk for each in done} == {Visit.objects.get().pk}
    assert Finding.objects.count() == 1


def test_two_clerks_taking_one_change_over_give_one_version(dossier, officer, clerk, someone, bureau):
    other = someone(Role.ASSISTANCE_CLERK, bureau, "other-clerk")
    finding = a_visit(dossier, officer, Noticed("housing", "rented")).findings.get()
    before = Dossier.objects.get(pk=dossier.pk).versions.count()
    done = at_once(lambda: accept_finding(finding, by=clerk), lambda: accept_finding(finding, by=other))
    assert sorted(type(each).__name__ for each in done) == ["Finding", "FindingTaken"]
    assert dossier.versions.count() == before + 1
