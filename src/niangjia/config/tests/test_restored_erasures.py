"""What was deleted after a backup was made is gone again when that backup is restored, rows and files."""

import os
import shutil
import sqlite3
from contextlib import closing

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import translation

from niangjia.accounts.models import Role
from niangjia.config.backup import children
from niangjia.config.backup.copying import postgres
from niangjia.config.backup.errors import CannotRestore
from niangjia.config.backup.making import make_backup
from niangjia.config.backup.restoring import restore
from niangjia.dossiers.commands import run_deletion
from niangjia.dossiers.erasures import key_mark, read_digests
from niangjia.dossiers.models import DeletionItem
from niangjia.dossiers.queries_of_retention import has_tags
from niangjia.dossiers.tests.retention_factories import DUE, approved_run, closed
from niangjia.dossiers.tests.whole_household import plant_household
from niangjia.kernel import clock
from niangjia.people.models import Evidence
from niangjia.privacy.files import has_sealed
from niangjia.privacy.tests.planted import Search


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def elsewhere():
    """Makes an empty database of PostgreSQL to restore to; None for SQLite, which needs only a folder."""
    made, ours = [], connection.settings_dict

    def make():
        if connection.vendor == "sqlite":
            return None
        made.append(f"niangjia_erased_{os.getpid()}_{len(made)}")
        postgres.drop_database(ours, made[-1])
        return postgres.make_database(ours, made[-1])

    yield make
    for name in made:
        postgres.drop_database(ours, name)


@pytest.fixture
def planted(installation, key, clerk, leader, someone, system, bureau, farm):
    """A household with everything, in a backup; then deleted, as another is that was deleted before the backup."""
    approver = someone(Role.APPROVER, bureau, "approver")
    closed("早已删", unit=farm, by=clerk)
    with clock.set_to(DUE):
        run_deletion(approved_run(clerk, approver), by=clerk)
    one = plant_household("鑫", unit=farm, clerk=clerk, leader=leader, system=system)
    one.paper = Evidence.objects.get().sealed_name
    one.archive = make_backup(installation / "backups", key).path
    with clock.set_to(DUE):
        run_deletion(approved_run(clerk, approver), by=clerk)
    assert len(read_digests()) == 2
    assert not has_sealed(one.paper)
    return one


def rows_said(folder, database):
    """Every row of a restored database as text."""
    if database is None:
        with closing(sqlite3.connect(folder / "niangjia.sqlite3")) as restored:
            return "\n".join(restored.iterdump())
    with closing(postgres.connect(database)) as restored:
        names = restored.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        rows = [restored.execute(f'SELECT t::text FROM "{name}" t').fetchall() for (name,) in names]  # noqa: S608
    return "\n".join(row for table in rows for (row,) in table)


def nothing_back(planted, folder, database):
    told = rows_said(folder, database)
    assert [value for value in planted.values if value in told] == []
    assert not (folder / "files" / planted.paper).exists()
    assert Search(planted.values).in_folder(folder) == []
    assert read_digests(folder / "erasures.jsonl") == read_digests()


def test_what_was_deleted_since_is_deleted_anew(planted, key, tmp_path, elsewhere):
    database = elsewhere()
    result = restore(planted.archive, key, into=tmp_path / "new", database=database)
    assert result.checked["reapply-erasures"] == 1
    assert result.checked["verify audit"] == "ok"
    nothing_back(planted, tmp_path / "new", database)
    told = rows_said(tmp_path / "new", database)
    assert "dossiers.erasures.reapplied" in told


def test_a_second_time_is_harmless(planted, installation, key, tmp_path, elsewhere):
    for place in ("first", "second"):
        database = elsewhere()
        result = restore(planted.archive, key, into=tmp_path / place, database=database)
        assert result.checked["reapply-erasures"] == 1
        nothing_back(planted, tmp_path / place, database)
    shutil.copytree(installation / "keys", tmp_path / "second" / "keys")
    before = rows_said(tmp_path / "second", database)
    again = children.run_verb(("reapply-erasures", "--json"), tmp_path / "second", database)
    assert again == '{"deleted": 0, "listed": 2}'
    assert rows_said(tmp_path / "second", database) == before
    archive = make_backup(installation / "backups", key).path  # of an installation where it is gone already
    assert restore(archive, key, into=tmp_path / "third", database=elsewhere()).checked["reapply-erasures"] == 0


def test_a_list_from_elsewhere_counts_too(planted, installation, key, tmp_path, elsewhere):
    """A new machine: the newest list is put into the empty folder first."""
    (tmp_path / "new").mkdir()
    shutil.move(installation / "erasures.jsonl", tmp_path / "new" / "erasures.jsonl")
    result = restore(planted.archive, key, into=tmp_path / "new", database=elsewhere())
    assert result.checked["reapply-erasures"] == 1
    assert len(read_digests(tmp_path / "new" / "erasures.jsonl")) == 2


def test_the_verb_says_how_many_were_deleted_anew(planted, tmp_path, capsys, elsewhere):
    database = elsewhere()
    words = ["restore", str(planted.archive), "--into", str(tmp_path / "new")]
    call_command(*words, *(["--database-url", children.url_of(database)] if database else []))
    told = capsys.readouterr().out
    assert "1 dossiers had been deleted since this backup; they were deleted anew." in told
    assert "erasures done again: 1" in told


@pytest.mark.parametrize("fault", ["missing", "another"])
def test_without_the_key_of_the_list_nothing_is_restored_unnoticed(
    fault, planted, installation, key, tmp_path, elsewhere
):
    tags = installation / "keys" / "tags"
    content = tags.read_bytes()
    tags.unlink()
    if fault == "another":
        tags.write_bytes(bytes(32))
    with pytest.raises(CannotRestore) as refused:
        restore(planted.archive, key, into=tmp_path / "new", database=elsewhere())
    assert "tags" in str(refused.value.message)
    assert "restore-keys" in str(refused.value.remedy)
    assert not (tmp_path / "new" / "niangjia.sqlite3").exists()
    assert tags.exists() == (fault == "another")  # none is made in its place
    result = restore(planted.archive, key, into=tmp_path / "lost", database=elsewhere(), with_tags=False)
    assert result.checked["reapply-erasures"] == 0
    assert any("2 dossiers on the list" in line for line in result.advice)
    assert tags.exists()  # deletions and exports can go on
    tags.write_bytes(content)
    assert restore(planted.archive, key, into=tmp_path / "good", database=elsewhere()).checked["reapply-erasures"] == 1


def test_the_list_and_the_items_of_runs_want_the_key(planted, installation):
    assert has_tags()
    DeletionItem.objects.update(digest="")
    assert has_tags()
    (installation / "erasures.jsonl").unlink()
    assert not has_tags()


def test_a_list_says_with_which_key_it_was_made(planted, installation):
    marks = {line.rpartition('"key": "')[2][:8] for line in (installation / "erasures.jsonl").read_text().splitlines()}
    assert marks == {key_mark()}
