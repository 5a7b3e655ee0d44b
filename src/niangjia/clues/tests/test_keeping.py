"""Clues that led to no dossier are kept for their term, then a deletion run takes them."""

from datetime import date, timedelta

import pytest

from niangjia.clues.commands import merge_clue, refuse_clue
from niangjia.clues.models import Clue
from niangjia.clues.tests.factories import a_clue
from niangjia.dossiers.commands import approve_deletion, propose_deletion, run_deletion
from niangjia.dossiers.loose import loose_due
from niangjia.dossiers.models import DeletionCertificate
from niangjia.dossiers.retention_terms import kept_until
from niangjia.dossiers.tests.factories import file, person
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 3)
DUE = kept_until(DAY, "clues") + timedelta(days=1)


def refused(clue: Clue, by) -> Clue:
    return refuse_clue(clue, reason="收入高于标准", told_on=DAY, told_how="phone", seen=clue.seen, by=by)


def test_a_refused_clue_goes_when_its_term_is_over_and_not_a_day_before(farm, officer, clerk, approver):
    with clock.set_to(DAY):
        clue, merged = a_clue(unit=farm, by=officer), a_clue(unit=farm, by=officer)
        merge_clue(merged, into=clue, seen=merged.seen, by=clerk)
        refused(clue, clerk)
        a_clue(unit=farm, by=officer, name="何小满")
    with clock.set_to(DUE - timedelta(days=1)), pytest.raises(Conflict):
        propose_deletion(by=clerk)
    with clock.set_to(DUE):
        assert [count for _label, count in loose_due()] == [1]
        run = propose_deletion(by=clerk)
        run_deletion(approve_deletion(run, by=approver), by=clerk)
        assert loose_due() == []
    assert [each.name for each in Clue.objects.all()] == ["何小满"]
    assert DeletionCertificate.objects.get().counts == {"clues.clue": 2}


def test_of_a_household_on_file_it_goes_with_the_household(farm, officer, clerk):
    with clock.set_to(DAY):
        dossier = file(person(is_head=True), unit=farm, by=clerk, on=DAY)
        clue = refused(a_clue(unit=farm, by=officer, name=dossier.worker.name), clerk)
    Clue.objects.filter(pk=clue.pk).update(household=dossier.household)
    with clock.set_to(DUE):
        assert loose_due() == []
