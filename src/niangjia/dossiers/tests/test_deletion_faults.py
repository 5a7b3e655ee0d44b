"""Deletion runs under faults: killed in the middle, two at once, free space; nothing is left at rest."""

import multiprocessing
import os
import signal
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, connections
from django.db.models import TextField
from django.db.models.functions import Cast

from niangjia.audit.models import Entry
from niangjia.dossiers import erasures
from niangjia.dossiers.commands import (
    run_deletion,
)
from niangjia.dossiers.commands.forgetting import clear_import_findings
from niangjia.dossiers.models import (
    DeletionCertificate,
    DeletionRun,
    Dossier,
    ErasedCase,
)
from niangjia.dossiers.scrubbing import scrub
from niangjia.dossiers.tests.retention_factories import CARD, DUE, approved_run, closed, import_run
from niangjia.kernel import clock
from niangjia.people.erasure import Erased, register_eraser
from niangjia.people.models import Person, SearchKey
from niangjia.people.queries import identity_index
from niangjia.privacy.files import has_sealed, write_sealed
from niangjia.privacy.tests.planted import Search


def _due_many(count, farm, by):
    """Due dossiers with a planted name, number, telephone and card each, and who they were."""
    return [
        closed(f"殷{chr(0x4E00 + place)}埋", f"殷{chr(0x5E00 + place)}藏", unit=farm, by=by) for place in range(count)
    ]


def _run_and_die(run_id, after, clerk_id):
    """A process that is killed after some dossiers, between the commit of one and what follows it."""
    from niangjia.accounts.models import User
    from niangjia.dossiers.commands import retention

    connections.close_all()
    seen = 0

    def die(*_args):
        nonlocal seen
        seen += 1
        if seen == after:
            os.kill(os.getpid(), signal.SIGKILL)

    retention._after = die
    with clock.set_to(DUE):
        run_deletion(DeletionRun.objects.get(pk=run_id), by=User.objects.get(pk=clerk_id))


@pytest.mark.django_db(transaction=True)
def test_killed_in_the_middle_it_goes_on(clerk, approver, farm, own_erasers):
    dossiers = _due_many(6, farm, clerk)
    for dossier in dossiers:
        write_sealed(f"evidence/{dossier.household_id}", b"photo")
    register_eraser("test.evidence", lambda _persons, home: Erased(files=[f"evidence/{home}"]))
    with clock.set_to(DUE):
        run = approved_run(clerk, approver)
        connections.close_all()
        process = multiprocessing.get_context("fork").Process(target=_run_and_die, args=(run.pk, 3, clerk.pk))
        process.start()
        process.join(60)
        assert process.exitcode == -signal.SIGKILL
        assert Dossier.objects.count() == 3
        assert (
            sum(has_sealed(f"evidence/{each.household_id}") for each in dossiers) == 6
        )  # committed, files not yet gone
        assert erasures.read_digests() == set()
        certificate = run_deletion(run, by=clerk)
    assert certificate.dossiers == 6
    assert Person.objects.count() == 0
    assert not any(has_sealed(f"evidence/{each.household_id}") for each in dossiers)
    assert erasures.read_digests() == set(certificate.digests)
    assert len(certificate.digests) == 6
    assert ErasedCase.objects.count() == 6
    with clock.set_to(DUE):
        assert run_deletion(run, by=clerk).pk == certificate.pk
    assert Entry.objects.filter(act="dossiers.deletion.finished").count() == 1


def _run_along(run_id, clerk_id, errors):
    from niangjia.accounts.models import User

    connections.close_all()
    try:
        with clock.set_to(DUE):
            run_deletion(DeletionRun.objects.get(pk=run_id), by=User.objects.get(pk=clerk_id))
    except Exception as error:  # noqa: BLE001 (told to the test)
        errors.put(repr(error))


@pytest.mark.django_db(transaction=True)
def test_two_at_once_delete_nothing_twice(clerk, approver, farm):
    _due_many(10, farm, clerk)
    with clock.set_to(DUE):
        run = approved_run(clerk, approver)
    connections.close_all()
    context = multiprocessing.get_context("fork")
    errors = context.Queue()
    processes = [context.Process(target=_run_along, args=(run.pk, clerk.pk, errors)) for _two in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(120)
    assert errors.empty(), errors.get()
    assert Dossier.objects.count() == 0
    assert ErasedCase.objects.count() == 10
    assert DeletionCertificate.objects.get().dossiers == 10
    assert Entry.objects.filter(act="dossiers.dossier.erased").count() == 10


def _bytes_at_rest():
    """Every byte the installation has on disk: database and its logs, files, list of deletions."""
    folders = [Path(settings.MEDIA_ROOT).parent]
    found = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    if connection.vendor == "sqlite":
        name = Path(connection.settings_dict["NAME"])
        found += [path for path in name.parent.glob(f"{name.name}*") if path.is_file()]
    return b"\0".join(path.read_bytes() for path in found)


def _nothing_left_of(count, clerk, approver, farm):
    dossiers = _due_many(count, farm, clerk)
    stays = closed("留下来", unit=farm, by=clerk, on=date(2036, 1, 1))
    import_run(clerk, farm, found=dossiers[0].worker.name)
    planted = list(Person.objects.filter(name__startswith="殷").values_list("name", flat=True))
    assert len(planted) == 2 * count
    keyed = [person.identity_index for person in Person.objects.filter(name__startswith="殷")]
    ids = [each.pk for each in Person.objects.filter(name__startswith="殷")]
    sealed = list(
        Person.objects.filter(name__startswith="殷")
        .exclude(phone="")
        .values_list(Cast("phone", TextField()), flat=True)
    )
    if connection.vendor == "sqlite":
        before = _bytes_at_rest()
        assert Search(planted[:1]).in_bytes(before)  # the search finds what is there
        assert keyed[0].encode() in before
    with clock.set_to(DUE):
        certificate = run_deletion(approved_run(clerk, approver), by=clerk)
    assert certificate.dossiers == count
    assert certificate.scrubbed_at is not None
    assert [each.pk for each in Dossier.objects.all()] == [stays.pk]
    assert [each.name for each in Person.objects.all()] == ["留下来"]
    assert not SearchKey.objects.filter(person__in=ids).exists()
    at_rest = _bytes_at_rest()
    if connection.vendor == "sqlite":
        assert "留下来".encode() in at_rest
    assert Search(planted).in_bytes(at_rest) == []
    for text in (*keyed, *sealed):
        assert text.encode() not in at_rest
    tables = connection.introspection.table_names()
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 (a table of ours)
            told = repr(cursor.fetchall())
            assert not any(text in told for text in planted), table


@pytest.mark.django_db(transaction=True)
def test_of_50_due_records_nothing_is_left(clerk, approver, farm):
    _nothing_left_of(50, clerk, approver, farm)


@pytest.mark.nightly
@pytest.mark.django_db(transaction=True)
def test_of_1000_due_records_nothing_is_left(clerk, approver, farm):
    _nothing_left_of(1000, clerk, approver, farm)


@pytest.mark.django_db(transaction=True)
def test_free_space_that_could_not_be_overwritten_is_overwritten_at_the_next_try(clerk, approver, farm, monkeypatch):
    closed("刘心红", unit=farm, by=clerk)
    with clock.set_to(DUE):
        run = approved_run(clerk, approver)
        monkeypatch.setattr("niangjia.dossiers.commands.retention.scrub", lambda _labels: False)
        assert run_deletion(run, by=clerk).scrubbed_at is None
        monkeypatch.setattr("niangjia.dossiers.commands.retention.scrub", scrub)
        assert run_deletion(run, by=clerk).scrubbed_at == clock.now()


@pytest.mark.django_db
def test_inside_a_transaction_nothing_is_scrubbed():
    assert scrub(["people.person"]) is False
    assert clear_import_findings(before=clock.now()) == 0
    assert identity_index(CARD)
