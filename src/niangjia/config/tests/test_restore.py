"""Restoring: everything is checked first, nothing is overwritten, and drills go well while people work."""

import json
import os
import shutil
import sqlite3
import sys
import threading
from base64 import b64encode
from contextlib import closing
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection, connections
from django.utils import translation

from niangjia.accounts import commands as accounts
from niangjia.config.backup import children, history, key_copies
from niangjia.config.backup.copying import postgres
from niangjia.config.backup.drilling import drill
from niangjia.config.backup.errors import CannotBackUp, CannotRestore
from niangjia.config.backup.making import make_backup
from niangjia.config.backup.restoring import restore
from niangjia.dossiers.erasures import key_mark
from niangjia.privacy.files import write_sealed
from niangjia.privacy.keys import key_ring


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


PASSPHRASE = "four unrelated words here"


@pytest.fixture
def elsewhere():
    """Where PostgreSQL is restored to; None for SQLite, which needs only a folder."""
    if connection.vendor == "sqlite":
        yield None
        return
    ours, name = connection.settings_dict, f"niangjia_restore_{os.getpid()}"
    postgres.drop_database(ours, name)
    yield postgres.make_database(ours, name)
    postgres.drop_database(ours, name)


@pytest.fixture
def backup(installation, key):
    write_sealed("imports/1", b"a workbook")
    return make_backup(installation / "backups", key).path


def rows_of(folder, database):
    if database is None:
        with closing(sqlite3.connect(folder / "niangjia.sqlite3")) as restored:
            return restored.execute("SELECT count(*) FROM people_person").fetchone()[0]
    with closing(postgres.connect(database)) as restored:
        return restored.execute("SELECT count(*) FROM people_person").fetchone()[0]


def nothing_in(folder):
    return not folder.exists() or not [each for each in folder.iterdir() if each.name != "keys"]


def test_it_comes_back_with_its_files_and_opens(backup, key, tmp_path, elsewhere):
    result = restore(backup, key, into=tmp_path / "new", database=elsewhere)
    assert result.checked["opened"] >= 100
    assert result.checked["integrity"] == "ok"
    assert rows_of(tmp_path / "new", elsewhere) == 120
    assert (tmp_path / "new" / "files" / "imports" / "1").is_file()
    assert not list((tmp_path / "new").glob(".restoring-*"))
    assert not (tmp_path / "new" / "keys").exists()
    assert any("keys" in line for line in result.advice)


@pytest.mark.parametrize("held", ["niangjia.sqlite3", "files/imports/7"])
def test_a_folder_that_holds_data_is_refused(held, backup, key, tmp_path, elsewhere):
    path = tmp_path / "new" / held
    path.parent.mkdir(parents=True)
    path.write_bytes(b"mine")
    with pytest.raises(CannotRestore) as refused:
        restore(backup, key, into=tmp_path / "new", database=elsewhere)
    assert "--into" in str(refused.value.remedy)
    assert path.read_bytes() == b"mine"


def test_a_database_that_holds_tables_is_refused(backup, key, tmp_path, elsewhere):
    if elsewhere is None:
        elsewhere = {}
        with pytest.raises(CannotRestore):  # a backup of SQLite does not go into PostgreSQL
            restore(backup, key, into=tmp_path / "new", database=elsewhere)
        return
    with closing(postgres.connect(elsewhere)) as session:
        session.execute("CREATE TABLE mine (a int)")
    with pytest.raises(CannotRestore) as refused:
        restore(backup, key, into=tmp_path / "new", database=elsewhere)
    assert "createdb" in str(refused.value.remedy)
    assert nothing_in(tmp_path / "new")


def test_keys_that_do_not_fit_are_found_before_anything_is_in_place(backup, key, tmp_path, elsewhere):
    keys = tmp_path / "new" / "keys"
    keys.mkdir(parents=True)
    ring = json.loads((backup.parent.parent / "keys" / "fields.json").read_text())
    other = dict.fromkeys(ring["keys"], b64encode(bytes(32)).decode())
    (keys / "fields.json").write_text(json.dumps({**ring, "keys": other}))
    with pytest.raises(CannotRestore) as refused:
        restore(backup, key, into=tmp_path / "new", database=elsewhere)
    assert "do not open" in str(refused.value.message)
    assert nothing_in(tmp_path / "new")


def test_lost_keys_are_told_and_the_rest_can_be_had(backup, key, tmp_path, elsewhere, settings):
    settings.KEY_FOLDER = tmp_path / "nowhere"
    with pytest.raises(CannotRestore) as refused:
        restore(backup, key, into=tmp_path / "first", database=elsewhere)
    assert "--without-keys" in str(refused.value.remedy)
    assert nothing_in(tmp_path / "first")
    if elsewhere is not None:
        elsewhere = _emptied(elsewhere)
    result = restore(backup, key, into=tmp_path / "second", database=elsewhere, with_keys=False)
    assert result.checked["opened"] == 0
    assert rows_of(tmp_path / "second", elsewhere) == 120


@pytest.fixture(params=["file", "command"])
def ring_elsewhere(request, data_folder, tmp_path, settings, monkeypatch):
    """NIANGJIA_KEYS names another place, for this process and for those it starts."""
    ring = tmp_path / "safe" / "ring.json"
    settings.KEYS = f"file:{ring}"
    key_ring()
    if request.param == "command":
        settings.KEYS = f"command:{sys.executable} -c \"print(open('{ring}').read())\""
    monkeypatch.setenv("NIANGJIA_KEYS", settings.KEYS)
    return ring


def test_a_ring_kept_elsewhere_opens_what_is_restored(ring_elsewhere, backup, key, tmp_path, elsewhere):
    result = restore(backup, key, into=tmp_path / "new", database=elsewhere)
    assert result.checked["opened"] >= 100
    assert any("keys" in line for line in result.advice)  # those of the record are not in the new folder yet


def test_a_drill_goes_well_with_a_ring_kept_elsewhere(ring_elsewhere, installation, key):
    assert drill(key).checked["opened"] >= 100


def test_a_ring_that_is_not_where_it_should_be_is_told(installation, backup, key, tmp_path, elsewhere, settings):
    settings.KEYS = f"file:{tmp_path}/lost.json"
    with pytest.raises(CannotRestore) as refused:
        restore(backup, key, into=tmp_path / "new", database=elsewhere)
    assert "--without-keys" in str(refused.value.remedy)


def _emptied(database):
    postgres.drop_database(connection.settings_dict, database["NAME"])
    return postgres.make_database(connection.settings_dict, database["NAME"])


def test_a_flipped_byte_puts_nothing_in_place(backup, key, tmp_path, elsewhere):
    content = bytearray(backup.read_bytes())
    content[len(content) // 2] ^= 1
    backup.write_bytes(content)
    with pytest.raises(CannotRestore):
        restore(backup, key, into=tmp_path / "new", database=elsewhere)
    assert nothing_in(tmp_path / "new")


def test_a_verb_that_finds_a_fault_keeps_the_backup_out(backup, key, tmp_path, elsewhere, monkeypatch):
    monkeypatch.setattr(children, "CHECKING_VERBS", (("explain", "NO-SUCH-DOSSIER"),))
    with pytest.raises(CannotRestore) as refused:
        restore(backup, key, into=tmp_path / "new", database=elsewhere)
    assert "explain NO-SUCH-DOSSIER" in str(refused.value.message)
    assert nothing_in(tmp_path / "new")


def test_the_lists_of_erasures_are_joined(installation, key, tmp_path, elsewhere):
    key_mark()  # makes the key of the list
    journal = installation / "erasures.jsonl"
    journal.write_text('{"digest": "old"}\n')
    archive = make_backup(installation / "backups", key).path
    journal.write_text('{"digest": "old"}\n{"digest": "new"}\n')
    restore(archive, key, into=tmp_path / "new", database=elsewhere)
    assert (tmp_path / "new" / "erasures.jsonl").read_text() == '{"digest": "old"}\n{"digest": "new"}\n'


def test_an_older_backup_says_how_to_bring_it_up_to_date(installation, key, tmp_path, elsewhere):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'policies' AND name = '0002_simulations'")
    try:
        archive = make_backup(installation / "backups", key).path
    finally:
        with connection.cursor() as cursor:
            statement = "INSERT INTO django_migrations (app, name, applied) VALUES ('policies', '0002_simulations', %s)"
            cursor.execute(statement, ["2026-01-01 00:00:00+00:00"])
    result = restore(archive, key, into=tmp_path / "new", database=elsewhere)
    assert result.checked["waiting migrations"] == 1
    assert any("niangjia prepare" in line for line in result.advice)


def test_the_verb_restores_and_tells_in_json(backup, tmp_path, capsys, elsewhere):
    words = ["restore", str(backup), "--into", str(tmp_path / "new"), "--json"]
    words += ["--database-url", children.url_of(elsewhere)] if elsewhere else []
    call_command(*words)
    assert json.loads(capsys.readouterr().out)["checked"]["rows"] > 120


class Writers:
    """Three people who keep writing, each time with its entry in the record of acts, while a drill runs."""

    def __init__(self, by):
        self._by, self._ended, self.written, self.errors = by, threading.Event(), 0, []
        self._threads = [threading.Thread(target=self._work) for _each in range(3)]

    def _work(self):
        try:
            while not self._ended.is_set():
                name = f"load-{uuid4().hex}"
                accounts.add_user(username=name, display_name="测试员", password=PASSPHRASE, by=self._by)
                self.written += 1
                self._ended.wait(0.02)
        except Exception as error:  # noqa: BLE001 (told to the test)
            self.errors.append(error)
        finally:
            connections.close_all()

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_error):
        self._ended.set()
        for thread in self._threads:
            thread.join()


def drills_go_well(count, by, key, data):
    with Writers(by) as writers:
        for _each in range(count):
            before = writers.written
            done = drill(key)
            assert done.checked["opened"] >= 100
            assert done.checked["integrity"] == "ok"
            assert not writers.errors
            assert writers.written > before
    assert not writers.errors
    noted = history.outcomes("drills")
    assert len([each for each in noted if each.is_good]) == min(count, history.KEPT)
    assert {path.name for path in (data / ".backup-work").iterdir()} == {"lock"}


def test_drills_go_well_under_load(installation, key, system):
    drills_go_well(5, system, key, installation)


@pytest.mark.nightly
def test_a_hundred_drills_go_well_under_load(installation, key, system):
    drills_go_well(100, system, key, installation)


def test_a_drill_that_fails_is_noted(installation, key, tmp_path):
    archive = tmp_path / f"niangjia-20260101T000000Z-{connection.vendor}.njbackup"
    archive.write_bytes(b"nothing of the kind")
    with pytest.raises(CannotRestore):
        drill(key, archive=archive)
    noted = history.latest("drills")
    assert not noted.is_good
    assert "damaged" in noted.message


def test_keys_come_back_from_their_copy(data_folder, transactional_db, key, tmp_path, settings):
    copied = tmp_path / "stick" / "keys.njkeys"
    names = key_copies.copy_keys(copied, PASSPHRASE)
    assert {"fields.json", "backup.json"} <= set(names)
    whole = {path.name: path.read_bytes() for path in (data_folder / "keys").iterdir()}
    for content in filter(None, whole.values()):  # a lock has no content
        assert content not in copied.read_bytes()
    settings.DATA = tmp_path / "fresh"
    settings.KEY_FOLDER, settings.BACKUP_KEY = settings.DATA / "keys", settings.DATA / "keys" / "backup.json"
    settings.KEY_FOLDER.mkdir(parents=True)
    (settings.KEY_FOLDER / "fields.json").write_text("made by a first start")
    with pytest.raises(CannotRestore):
        key_copies.restore_keys(copied, PASSPHRASE + "!")
    key_copies.restore_keys(copied, PASSPHRASE)
    there = {path.name: path.read_bytes() for path in settings.KEY_FOLDER.glob("*.json")}
    assert there == {name: content for name, content in whole.items() if name.endswith(".json")}
    assert [path.read_text() for path in settings.KEY_FOLDER.glob("fields.json.replaced-*")] == [
        "made by a first start"
    ]


def test_a_ring_kept_elsewhere_is_in_the_copy_with_the_key_of_tags(ring_elsewhere, data_folder, tmp_path, settings):
    key_mark()  # makes the key of tags
    ring, tags = key_ring(), (data_folder / "keys" / "tags").read_bytes()
    before = key_copies.fingerprint()
    names = key_copies.copy_keys(tmp_path / "keys.njkeys", PASSPHRASE)
    assert {"fields.json", "tags"} <= set(names)
    keys = key_copies.open_copy(tmp_path / "keys.njkeys", PASSPHRASE)
    ring_elsewhere.write_bytes(ring.with_new_key().as_json())
    if settings.KEYS.startswith("file:"):
        assert key_copies.fingerprint() != before  # the health page tells that the copy is outdated
    ring_elsewhere.unlink()
    (data_folder / "keys" / "tags").unlink()
    key_copies.restore_keys(tmp_path / "keys.njkeys", PASSPHRASE)
    back = ring_elsewhere if settings.KEYS.startswith("file:") else data_folder / "keys" / "fields.json"
    assert json.loads(back.read_bytes()) == json.loads(ring.as_json())
    assert (data_folder / "keys" / "tags").read_bytes() == tags == keys["tags"]


def test_keys_of_a_folder_with_data_are_not_replaced(installation, key, tmp_path):
    copied = tmp_path / "keys.njkeys"
    key_copies.copy_keys(copied, PASSPHRASE)
    (installation / "niangjia.sqlite3").touch()
    (installation / "keys" / "fields.json").write_text("others")
    with pytest.raises(CannotRestore):
        key_copies.restore_keys(copied, PASSPHRASE)
    assert (installation / "keys" / "fields.json").read_text() == "others"


@pytest.mark.parametrize("fault", ["in use", "no answer"])
def test_keys_of_a_server_in_use_are_not_replaced(fault, data_folder, transactional_db, tmp_path, monkeypatch):
    """On PostgreSQL no file of the data folder tells whether there is data."""
    answers = {"in use": lambda: True, "no answer": _no_answer}
    server = SimpleNamespace(vendor="postgresql", introspection=connection.introspection)
    monkeypatch.setattr(key_copies, "connection", server)
    monkeypatch.setattr("niangjia.privacy.keys._uses", [lambda: False])
    key_copies.copy_keys(tmp_path / "keys.njkeys", PASSPHRASE)
    monkeypatch.setattr("niangjia.privacy.keys._uses", [answers[fault]])
    (data_folder / "keys" / "fields.json").write_text("others")
    with pytest.raises(CannotRestore):
        key_copies.restore_keys(tmp_path / "keys.njkeys", PASSPHRASE)
    assert (data_folder / "keys" / "fields.json").read_text() == "others"


def _no_answer():
    raise OperationalError("connection refused")


def test_a_copy_of_the_keys_is_neither_overwritten_nor_weak(installation, key, tmp_path):
    copied = tmp_path / "keys.njkeys"
    with pytest.raises(CannotBackUp):
        key_copies.copy_keys(copied, "short")
    key_copies.copy_keys(copied, PASSPHRASE)
    with pytest.raises(CannotBackUp):
        key_copies.copy_keys(copied, PASSPHRASE)


def test_after_a_total_loss_the_copy_of_the_keys_and_a_backup_are_enough(backup, key, tmp_path, settings, elsewhere):
    copied, kept = tmp_path / "keys.njkeys", tmp_path / "stick" / backup.name
    key_copies.copy_keys(copied, PASSPHRASE)
    kept.parent.mkdir()
    shutil.copy(backup, kept)
    shutil.rmtree(settings.DATA)
    key_copies.restore_keys(copied, PASSPHRASE)
    call_words = ["restore", str(kept), "--json"]
    call_words += ["--database-url", children.url_of(elsewhere)] if elsewhere else ["--into", str(settings.DATA)]
    call_command(*call_words)
    assert rows_of(settings.DATA, elsewhere) == 120
