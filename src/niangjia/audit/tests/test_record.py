from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import translation

from niangjia.audit import acts
from niangjia.audit.commands import record
from niangjia.audit.models import Entry
from niangjia.audit.queries import entries_about
from niangjia.kernel import clock
from niangjia.kernel.text import Text


@pytest.mark.django_db
def test_an_entry_says_who_did_what_to_which_thing_when(clerk, farm):
    before = clock.now()
    entry = record("accounts.unit.added", farm, by=clerk, unit=farm, name="白桦")
    entry.refresh_from_db()
    assert (entry.by, entry.act, entry.unit) == (clerk, "accounts.unit.added", farm)
    assert (entry.subject_type, entry.subject_id) == ("accounts.unit", farm.pk)
    assert entry.details == {"name": "白桦"}
    assert before <= entry.at <= clock.now()


@pytest.mark.django_db
def test_an_act_that_is_not_in_the_catalogue_is_refused(clerk, farm):
    with pytest.raises(LookupError):
        record("accounts.unit.painted", farm, by=clerk)
    assert not Entry.objects.filter(subject_id=farm.pk, by=clerk).exists()


@pytest.mark.django_db(transaction=True)
def test_an_entry_is_written_only_with_the_act(clerk, farm):
    with pytest.raises(RuntimeError):
        record("accounts.unit.added", farm, by=clerk, name="白桦")
    with transaction.atomic():
        record("accounts.unit.added", farm, by=clerk, name="白桦")
        transaction.set_rollback(True)
    assert not Entry.objects.filter(by=clerk).exists()


@pytest.mark.django_db
def test_a_text_keeps_both_languages(clerk, farm):
    entry = record("accounts.unit.added", farm, by=clerk, name=Text("白桦林场", "Birch Farm"))
    assert entry.details == {"name": {"zh": "白桦林场", "en": "Birch Farm"}}
    entry.refresh_from_db()
    with translation.override("en"):
        assert "Birch Farm" in acts.sentence(entry.act, entry.details)
    with translation.override("zh-hans"):
        assert "白桦林场" in acts.sentence(entry.act, entry.details)


@pytest.mark.django_db
def test_entries_about_things_come_newest_first(clerk, farm, other_farm):
    for unit, name in ((farm, "one"), (other_farm, "two"), (farm, "three")):
        record("accounts.unit.added", unit, by=clerk, name=name)
    mine = entries_about([farm.pk, other_farm.pk]).filter(by=clerk)
    assert [entry.details["name"] for entry in mine] == ["three", "two", "one"]
    assert [entry.details["name"] for entry in entries_about([other_farm.pk]).filter(by=clerk)] == ["two"]
    assert not entries_about([uuid4()]).exists()


def test_a_code_is_app_thing_done_and_registered_once():
    with pytest.raises(ValueError, match=r"app\.thing\.done"):
        acts.register_all({"painted": "x"})
    with pytest.raises(ValueError, match="twice"):
        acts.register_all({"accounts.unit.added": "another sentence"})
    assert acts.registered() == sorted(acts.registered())
    assert acts.is_registered("accounts.unit.added")


def test_a_sentence_survives_missing_details_and_apps_that_are_gone():
    assert acts.sentence("accounts.unit.added", {})
    assert acts.sentence("gone.thing.done", {"name": "x"}) == "gone.thing.done"
