"""Disasters, accidents and sudden illness: which of them count, and which day is asked."""

from datetime import date

import pytest

from niangjia.dossiers.commands import revise_dossier
from niangjia.dossiers.facts import assemble
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.queries import whole
from niangjia.dossiers.records import DossierRecord
from niangjia.dossiers.tests.factories import file
from niangjia.people.records import EventRecord
from niangjia.people.tests.factories import APPLIED_ON, household, identity, person

pytestmark = pytest.mark.django_db
NUMBER = identity()


def home(*events):
    return household(person(is_head=True, identity_number=NUMBER), events=events)


def facts_of(dossier):
    loaded = whole(Dossier.objects.filter(pk=dossier.pk)).get()
    found = assemble(loaded.household, loaded.applied_on)
    asked = "event_on" in {each.name for each in found.assumed}
    return found.facts.event_on, found.facts.event_cost_fen, asked


def test_an_event_without_a_day_counts_and_is_asked(farm, clerk):
    assert facts_of(file(home=home(EventRecord(500)), unit=farm, by=clerk)) == (APPLIED_ON, 500, True)


def test_events_outside_the_window_do_not_hide_those_inside(farm, clerk):
    inside, later = date(2026, 1, 5), date(2026, 7, 1)
    events = EventRecord(500, happened_on=inside), EventRecord(900, happened_on=later)
    assert facts_of(file(home=home(*events), unit=farm, by=clerk)) == (inside, 500, False)


def test_another_event_does_not_inherit_the_day_of_the_last_one(farm, clerk):
    dossier = file(home=home(EventRecord(500, happened_on=date(2024, 1, 1))), unit=farm, by=clerk)
    revise_dossier(dossier, DossierRecord(home(EventRecord(900)), APPLIED_ON), unit=farm, by=clerk)
    assert facts_of(dossier) == (APPLIED_ON, 900, True)


def test_a_stated_none_takes_the_event_away(farm, clerk):
    dossier = file(home=home(EventRecord(500)), unit=farm, by=clerk)
    revise_dossier(dossier, DossierRecord(home(), APPLIED_ON), unit=farm, by=clerk)
    assert facts_of(dossier) == (None, 0, False)
