"""Clues go along when a household goes on in another dossier."""

import pytest

from niangjia.audit.models import Entry
from niangjia.clues.commands import help_clue, link_clue
from niangjia.clues.tests.factories import a_clue
from niangjia.dossiers.commands import merge_household
from niangjia.dossiers.helps import never_helped
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.tests.factories import file, person
from niangjia.kernel import clock
from niangjia.people.records import Heir, Joining

pytestmark = pytest.mark.django_db


def test_clue_and_the_help_it_tells_of_go_along(farm, clerk):
    dossier, other = (file(person(name, is_head=True), unit=farm, by=clerk) for name in ("刘心红", "王秀英"))
    clue = a_clue(unit=farm, by=clerk)
    clue = help_clue(clue, helped_on=clock.today(), helped_by="张工", help_given="送去米面", by=clerk)
    clue = link_clue(clue, other, seen=clue.seen, by=clerk)
    assert never_helped(Dossier.objects.filter(pk=dossier.pk)).exists()
    joining = Joining((Heir(other.worker_id, "spouse"),))
    merge_household(dossier, other, joining, on=clock.today(), by=clerk)
    clue.refresh_from_db()
    assert (clue.dossier_id, clue.household_id) == (dossier.pk, dossier.household_id)
    assert not never_helped(Dossier.objects.filter(pk=dossier.pk)).exists()
    assert Entry.objects.filter(act="clues.clues.carried").count() == 1
