"""After a deletion nothing of the household is left in any table, sealed value, file or temporary folder."""

import tempfile
from datetime import datetime, time
from pathlib import Path

import pytest
from django.conf import settings

from niangjia.accounts.models import Role, Session, User
from niangjia.audit.models import Entry
from niangjia.dossiers.commands import run_deletion
from niangjia.dossiers.models import BreakGlass, Dossier, Export, ImportRun
from niangjia.dossiers.tests.retention_factories import DUE, approved_run
from niangjia.dossiers.tests.whole_household import everything_said, plant_household, words_without
from niangjia.kernel import clock
from niangjia.people.models import Evidence, PersonAccount
from niangjia.policies.models import Simulation
from niangjia.privacy.files import has_sealed
from niangjia.privacy.tests.planted import Search, everything_in_the_database


def left_of(planted):
    """Where values stand, and ids outside the record of acts."""
    found = set()
    for place, text in everything_said():
        found |= {(place, value) for value in planted.values if value in text}
        if not place.startswith("audit_entry."):
            found |= {(place, each) for each in planted.ids if each in text or each.replace("-", "") in text}
    return found


@pytest.fixture(autouse=True)
def _own_temporary_folder(monkeypatch, tmp_path):
    (tmp_path / "temp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temp"))


@pytest.mark.django_db(transaction=True)
def test_nothing_of_a_household_is_left(clerk, leader, someone, system, bureau, farm, tmp_path):
    approver = someone(Role.APPROVER, bureau, "approver")
    one = plant_household("鑫", unit=farm, clerk=clerk, leader=leader, system=system)
    assert words_without(one) == []
    before = left_of(one)
    assert {value for _place, value in before} == one.values | one.ids  # the search finds whatever is there
    assert not [place for place, value in before if place.startswith("audit_entry") and value in one.values]
    files = [each.sealed_name for each in (Evidence.objects.get(), Export.objects.get(), ImportRun.objects.get())]
    assert all(map(has_sealed, files))

    with clock.set_to(DUE):
        certificate = run_deletion(approved_run(clerk, approver), by=clerk)

    assert certificate.dossiers == 1
    assert left_of(one) == set()
    assert not any(map(has_sealed, files))
    copies = tmp_path / "copies"
    copies.mkdir()
    everything_in_the_database(copies)
    search = Search(one.values)
    assert search.in_folder(copies) == []
    assert search.in_folder(Path(settings.MEDIA_ROOT)) == []
    assert search.in_folder(Path(tempfile.gettempdir())) == []


@pytest.mark.django_db(transaction=True)
def test_what_stays_is_what_was_said_to_stay(clerk, leader, someone, system, bureau, farm):
    approver = someone(Role.APPROVER, bureau, "approver")
    one = plant_household("鑫", unit=farm, clerk=clerk, leader=leader, system=system)
    acts = Entry.objects.count()
    with clock.set_to(DUE):
        certificate = run_deletion(approved_run(clerk, approver), by=clerk)
    user = User.objects.get(pk=one.worker.pk)
    assert (user.is_active, user.has_usable_password(), user.display_name) == (False, False, "…")
    assert user.appointments.get().ends_on == DUE
    assert not PersonAccount.objects.exists()
    assert not Session.objects.filter(user=user).exists()
    export = Export.objects.get()
    assert (export.state, export.dossiers, export.people, export.purpose) == ("expired", [], 1, "为…核对")
    glass = BreakGlass.objects.get()
    assert (glass.dossier, glass.reason, glass.verdict) == (None, "…", "justified")
    simulation = Simulation.objects.get()
    assert (simulation.title, simulation.households) == ("…怎么办", {"affected": [[]], "undecided": []})
    assert Entry.objects.count() > acts
    linked = Entry.objects.get(act="people.worker.linked")
    assert linked.told["username"] == user.username
    assert certificate.counts["accounts.user"] == certificate.counts["dossiers.export"] == 1


@pytest.mark.django_db(transaction=True)
def test_neighbours_keep_every_word(clerk, leader, someone, system, bureau, farm):
    approver = someone(Role.APPROVER, bureau, "approver")
    other = plant_household("淼", unit=farm, clerk=clerk, leader=leader, system=system)
    Dossier.objects.filter(pk=other.dossier.pk).update(closed_on=DUE)
    ImportRun.objects.update(started_at=datetime.combine(DUE, time(), clock.SHANGHAI))  # older ones go at their term
    workbook = {place for place, _value in left_of(other) if place.startswith("file imports/")}
    before = {each for each in left_of(other) if each[0] not in workbook}
    one = plant_household("鑫", unit=farm, clerk=clerk, leader=leader, system=system)
    with clock.set_to(DUE):
        run_deletion(approved_run(clerk, approver), by=clerk)
    assert left_of(one) == set()
    kept = left_of(other)
    assert {each for each in before - kept if not each[0].startswith("django_tasks")} == set()


@pytest.mark.django_db(transaction=True)
def test_a_worker_who_also_works_here_keeps_the_user(clerk, leader, someone, system, bureau, farm):
    from niangjia.accounts.commands import appoint_user

    approver = someone(Role.APPROVER, bureau, "approver")
    one = plant_household("鑫", unit=farm, clerk=clerk, leader=leader, system=system)
    appoint_user(one.worker, role=Role.UNIT_OFFICER, unit=farm, starts_on=clock.today(), by=system)
    with clock.set_to(DUE):
        run_deletion(approved_run(clerk, approver), by=clerk)
    user = User.objects.get(pk=one.worker.pk)
    assert (user.is_active, user.username) == (True, one.worker.username)
    assert not PersonAccount.objects.exists()
