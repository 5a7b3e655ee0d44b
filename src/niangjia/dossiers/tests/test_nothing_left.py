"""After a deletion nothing of the household is left in any table, sealed value, file or temporary folder."""

import json
import multiprocessing
import os
import signal
import tempfile
from datetime import datetime, time
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections

from niangjia.accounts.commands import appoint_user, disable_user, end_appointment
from niangjia.accounts.models import Role, Session, User
from niangjia.audit import acts
from niangjia.audit.models import Entry
from niangjia.audit.queries import name_users
from niangjia.dossiers.commands import erasing, open_break_glass, reapply_erasures, reveal_values, run_deletion
from niangjia.dossiers.erasures import append_digests, digest_of
from niangjia.dossiers.models import BreakGlass, DeletionItem, DeletionRun, Dossier, Export, ImportRun
from niangjia.dossiers.purposes import table
from niangjia.dossiers.tests.export_factories import ask
from niangjia.dossiers.tests.factories import file, person
from niangjia.dossiers.tests.retention_factories import DUE, approved_run
from niangjia.dossiers.tests.whole_household import everything_said, plant_household, words_without
from niangjia.kernel import clock
from niangjia.kernel.errors import InvalidInput
from niangjia.kernel.ids import new_id
from niangjia.people.models import Evidence, PersonAccount
from niangjia.policies.models import Simulation
from niangjia.privacy.files import has_sealed, write_sealed
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
    entries = Entry.objects.count()
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
    assert Entry.objects.count() > entries
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
    approver = someone(Role.APPROVER, bureau, "approver")
    one = plant_household("鑫", unit=farm, clerk=clerk, leader=leader, system=system)
    appoint_user(one.worker, role=Role.UNIT_OFFICER, unit=farm, starts_on=clock.today(), by=system)
    with clock.set_to(DUE):
        run_deletion(approved_run(clerk, approver), by=clerk)
    user = User.objects.get(pk=one.worker.pk)
    assert (user.is_active, user.username) == (True, one.worker.username)
    assert not PersonAccount.objects.exists()


def _reapply_and_die(system_id):
    """A process that is killed when the files of the first dossier are gone and its rows are not."""
    connections.close_all()
    removed = erasing.remove_sealed

    def die(name):
        removed(name)
        os.kill(os.getpid(), signal.SIGKILL)

    erasing.remove_sealed = die
    reapply_erasures(by=User.objects.get(pk=system_id))


@pytest.mark.django_db(transaction=True)
def test_deleting_anew_goes_on_where_it_was_killed(clerk, leader, system, farm):
    one = plant_household("鑫", unit=farm, clerk=clerk, leader=leader, system=system)
    files = [each.sealed_name for each in (Evidence.objects.get(), Export.objects.get())]
    append_digests([digest_of(one.dossier.pk)], run=new_id(), day="2036-07-01")
    connections.close_all()
    process = multiprocessing.get_context("fork").Process(target=_reapply_and_die, args=(system.pk,))
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL
    assert Dossier.objects.filter(pk=one.dossier.pk).exists()
    assert sum(map(has_sealed, files)) == 1
    assert reapply_erasures(by=system) == 1
    assert left_of(one) == set()
    assert not any(map(has_sealed, files))
    assert reapply_erasures(by=system) == 0


@pytest.mark.django_db
def test_files_that_a_killed_run_left_in_an_older_copy_go_too(clerk, system, farm):
    run = DeletionRun.objects.create(due_on=DUE, proposed_by=clerk, proposed_at=clock.now(), state="running")
    write_sealed("evidence/1", b"photo")
    item = DeletionItem.objects.create(run=run, number="1", outcome="erased", digest="0" * 64, files=["evidence/1"])
    assert reapply_erasures(by=system) == 0
    item.refresh_from_db()
    assert (item.files, has_sealed("evidence/1")) == ([], False)


@pytest.mark.django_db
def test_what_goes_on_the_record_names_nobody(clerk, leader, someone, bureau, farm):
    someone(Role.APPROVER, bureau, "approver")
    dossier = file(person("殷无名", is_head=True), unit=farm, by=clerk)
    with pytest.raises(InvalidInput) as refused:
        ask(clerk, purpose="给殷无名核对")
    assert refused.value.code == "name-in-text"
    told = {"person": dossier.worker_id, "fields": ["identity_number"], "device": "x", "by": clerk}
    purpose = next(each.code for each in table().purposes.values() if each.needs_words)
    with pytest.raises(InvalidInput) as refused:
        reveal_values(dossier, **told | {"purpose": purpose, "words": "殷无名打来电话要求核对号码"})
    assert refused.value.code == "name-in-reason"
    assert not [each for each in Entry.objects.all() if "殷无名" in json.dumps(each.details, ensure_ascii=False)]


@pytest.mark.django_db
def test_an_emergency_names_nobody_and_the_try_is_recorded(clerk, someone, farm, other_farm, bureau):
    for role in (Role.LEADER, Role.APPROVER, Role.SECURITY_ADMINISTRATOR):
        someone(role, bureau)
    dossier = file(person("殷无名", is_head=True), unit=farm, by=clerk)
    stranger = someone(Role.UNIT_OFFICER, other_farm)
    with pytest.raises(InvalidInput) as refused:
        open_break_glass(dossier.number, reason="殷无名住院，家里没有人接电话", device="x", by=stranger)
    assert refused.value.code == "name-in-reason"
    entry = Entry.objects.get(act="dossiers.break-glass.refused")
    assert entry.details["reason"] == "…住院，家里没有人接电话"
    assert open_break_glass(dossier.number, reason="职工住院，家里没有人接电话", device="x", by=stranger)


@pytest.mark.django_db
def test_the_record_is_read_with_one_query_for_all_users(someone, bureau, django_assert_num_queries):
    for place in range(5):
        someone(Role.LEADER, bureau, f"leader-{place}")
    entries = list(Entry.objects.filter(act="accounts.user.added").select_related("by"))
    with django_assert_num_queries(1):
        told = [acts.sentence(each.act, each.told) for each in name_users(entries)]
    assert len({line for line in told if "leader-" in line}) == 5
    assert all("leader-" not in json.dumps(each.details) for each in entries)


@pytest.mark.django_db
def test_reasons_about_a_user_do_not_name_them(someone, bureau, system):
    user = someone(Role.WORKER, bureau, "gh-1")
    with pytest.raises(InvalidInput):
        disable_user(user, reason=f"{user.display_name}退休", by=system)
    with pytest.raises(InvalidInput):
        end_appointment(user.appointments.get(), last_on=clock.today(), reason=f"{user.display_name}退休", by=system)
    assert disable_user(user, reason="退休", by=system).disabled_reason == "退休"
