"""Making backups: consistent, sealed, without keys, and never half."""

import base64
import errno
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from niangjia.config.backup import history, making, places
from niangjia.config.backup.archive import open_archive, verify_archive
from niangjia.config.backup.copying import kind_of, postgres
from niangjia.config.backup.errors import CannotBackUp
from niangjia.config.backup.keys import read_key
from niangjia.config.backup.making import make_backup
from niangjia.dossiers.tests import factories
from niangjia.people.models import Person
from niangjia.privacy.files import remove_sealed, write_sealed


def leftovers(folder):
    """What a run has left that is no finished backup."""
    return [path for path in folder.rglob("*") if path.is_file() and ".partial" in path.name]


def in_the_clear(data):
    return [path for path in (data / ".backup-work").rglob("*") if path.is_file() and path.name != "lock"]


def unpacked(archive, key, folder):
    with open_archive(archive, key) as opened:
        opened.take(folder)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_backup_tells_what_it_holds(installation, key):
    write_sealed("imports/1", b"a workbook")
    made = make_backup(installation / "backups", key)
    manifest = verify_archive(made.path, key)
    assert manifest == made.manifest
    assert places.NAME.fullmatch(made.path.name)
    assert manifest.contents.counts["people_person"] == 120
    assert "people.0001_initial" in manifest.contents.migrations
    assert set(manifest.contents.audit_head) >= {"id", "at"}
    assert not {"details", "subject_id"} & set(manifest.contents.audit_head)
    assert [part.name for part in manifest.parts] == [kind_of(connection.settings_dict).COPY, "files/imports/1"]
    assert made.path.stat().st_mode & 0o777 == 0o600
    assert not in_the_clear(installation)
    assert history.latest("backups").is_good


def test_neither_plain_values_nor_keys_are_in_it(installation, key, tmp_path, bureau):
    write_sealed("imports/1", b"a workbook")
    factories.rows(bureau, [{"name": "欧阳柳絮"}])
    planted = ["欧阳柳絮", Person.objects.first().identity_number.reveal()]
    made = make_backup(installation / "backups", key)
    archive = made.path.read_bytes()
    for value in planted:
        forms = [value.encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be", "gb18030")]
        forms += [forms[0].hex().encode(), base64.b64encode(forms[0]).rstrip(b"=")]
        assert not [form for form in forms if form in archive]
    inside = b"".join(unpacked(made.path, key, tmp_path / "inside").values())
    assert "欧阳柳絮".encode() in inside or connection.vendor == "postgresql"  # the search can find; the dump is packed
    assert planted[1].encode() not in inside
    ring = json.loads((installation / "keys" / "fields.json").read_text())
    masters = [master["key"] for master in ring["index_masters"].values()]
    for text in [*ring["keys"].values(), *masters, base64.b64encode(key.secret).decode()]:
        for form in (text.encode(), base64.b64decode(text), base64.b64decode(text).hex().encode()):
            assert form not in inside
    assert not [part.name for part in made.manifest.parts if "key" in part.name]


def test_files_that_come_and_go_while_the_database_is_copied_are_in_it(installation, key, monkeypatch):
    write_sealed("imports/goes", b"removed while the database is copied")
    write_sealed("imports/stays", b"stays")
    kind = kind_of(connection.settings_dict)
    copy = kind.copy

    def busy(*args):
        remove_sealed("imports/goes")
        write_sealed("imports/comes", b"new")
        write_sealed("imports/stays", b"written anew")
        return copy(*args)

    monkeypatch.setattr(kind, "copy", busy)
    newer = (installation / "files" / "imports" / "stays").stat
    made = make_backup(installation / "backups", key)
    sizes = {part.name: part.size for part in made.manifest.parts}
    assert {"files/imports/goes", "files/imports/stays", "files/imports/comes"} <= set(sizes)
    assert sizes["files/imports/stays"] == newer().st_size


def test_a_full_disk_leaves_nothing_and_is_told(installation, key, monkeypatch):
    def full(*_args, **_options):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("niangjia.config.backup.sealing.SealedWriter._seal", full)
    with pytest.raises(CannotBackUp) as refused:
        make_backup(installation / "backups", key)
    assert os.strerror(errno.ENOSPC) in str(refused.value)
    assert not places.archives_in(installation / "backups")
    assert not leftovers(installation)
    assert not in_the_clear(installation)
    assert not history.latest("backups").is_good


def test_a_disk_that_takes_no_note_does_not_hide_what_happened(installation, key, monkeypatch):
    def full(*_args, **_options):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(history.Path, "write_text", full)
    monkeypatch.setattr("niangjia.config.backup.sealing.SealedWriter._seal", full)
    with pytest.raises(CannotBackUp):
        make_backup(installation / "backups", key)
    assert history.latest("backups") is None


def test_old_ones_go_only_after_the_new_one_was_read_back(installation, key, monkeypatch):
    folder = installation / "backups"
    folder.mkdir()
    old = [folder / f"niangjia-2026010{day}T000000Z-sqlite.njbackup" for day in range(1, 6)]
    for path in old:
        path.touch()
    monkeypatch.setattr(making, "verify_archive", lambda *_args: (_ for _ in ()).throw(CannotBackUp("unreadable")))
    with pytest.raises(CannotBackUp):
        make_backup(folder, key, keep=3)
    assert all(path.exists() for path in old)
    monkeypatch.undo()
    installation_again = make_backup(folder, read_key(installation / "keys" / "backup.json"), keep=3)
    assert places.archives_in(folder) == [installation_again.path, old[4], old[3]]


def test_a_damaged_database_gives_no_backup(tmp_path, data_folder, key, settings):
    path = data_folder / "niangjia.sqlite3"
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE t (a TEXT)")
        database.executemany("INSERT INTO t VALUES (?)", [("x" * 500,)] * 2000)
    database.close()
    content = bytearray(path.read_bytes())
    content[40960:49152] = b"\xff" * 8192
    path.write_bytes(content)
    from niangjia.config.backup.copying import sqlite

    with pytest.raises(CannotBackUp):
        sqlite.copy({"NAME": str(path)}, tmp_path / "copy", lambda _done, _total: None)


def test_a_second_run_does_not_disturb_the_first(installation, key):
    with places.work_folder() as work:
        with pytest.raises(CannotBackUp):
            make_backup(installation / "backups", key)
        places.sweep()
        assert work.exists()


def test_the_verb_tells_in_json_and_makes_the_key_once(installation, capsys):
    call_command("backup", "--json")
    first = capsys.readouterr()
    told = json.loads(first.out)
    assert verify_archive(Path(told["path"]), read_key(installation / "keys" / "backup.json"))
    assert "copy-keys" in first.err
    call_command("backup", "--json", "--to", str(installation / "other"))
    second = capsys.readouterr()
    assert "copy-keys" not in second.err
    assert json.loads(second.out)["rows"] == told["rows"]


def test_missing_programs_of_postgresql_are_told_with_the_line_that_installs_them(monkeypatch, tmp_path):
    monkeypatch.setattr(postgres, "DEBIAN", tmp_path)
    monkeypatch.setattr(postgres.shutil, "which", lambda _name: None)
    with pytest.raises(CannotBackUp) as refused:
        postgres.program("pg_dump")
    assert "apt-get install postgresql-client" in str(refused.value.remedy)


def run(data, *words, **more):
    environment = {**os.environ, "NIANGJIA_DATA": str(data), "NIANGJIA_DATABASE_URL": "", "LC_ALL": "C", **more}
    return subprocess.Popen([sys.executable, "-m", "niangjia.config.cli", *words], env=environment)


def test_kill_9_leaves_no_backup_that_is_not_whole(tmp_path):
    data = tmp_path / "data"
    assert run(data, "explain", "NOTHING").wait(60) == 1  # makes the tables
    files = data / "files" / "imports"
    files.mkdir(parents=True)
    for number in range(6):
        (files / str(number)).write_bytes(os.urandom(8_000_000))
    for _round in range(3):
        process = run(data, "backup", "--quiet")
        deadline = time.monotonic() + 60
        while not leftovers(data) and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
        assert process.wait(60) == -signal.SIGKILL
        assert leftovers(data), "it was killed while it wrote"
        assert not places.archives_in(data / "backups")
    assert run(data, "backup", "--quiet").wait(60) == 0
    assert not leftovers(data)
    assert not in_the_clear(data)
    [whole] = places.archives_in(data / "backups")
    assert len(verify_archive(whole, read_key(data / "keys" / "backup.json")).parts) == 7


def test_told_to_end_between_the_file_and_its_first_byte_nothing_is_left(tmp_path, monkeypatch):
    plain = os.open

    def open_and_end(*given):
        os.close(plain(*given))
        raise SystemExit

    monkeypatch.setattr(places.os, "open", open_and_end)
    with pytest.raises(SystemExit), places.finished_or_gone(tmp_path / "niangjia-x.njbackup"):
        pass
    assert not list(tmp_path.iterdir())


def test_what_another_is_writing_is_left_alone(tmp_path):
    path = tmp_path / "niangjia-x.njbackup"
    with places.finished_or_gone(path) as partial:
        partial.write_bytes(b"x")
        with pytest.raises(FileExistsError), places.finished_or_gone(path):
            pass
    assert path.read_bytes() == b"x"


def test_sigterm_tidies_up(tmp_path):
    data = tmp_path / "data"
    assert run(data, "explain", "NOTHING").wait(60) == 1
    files = data / "files" / "imports"
    files.mkdir(parents=True)
    for number in range(6):
        (files / str(number)).write_bytes(os.urandom(8_000_000))
    process = run(data, "backup", "--quiet")
    deadline = time.monotonic() + 60
    while not leftovers(data) and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.005)
    process.terminate()
    assert process.wait(60) == 128 + signal.SIGTERM
    assert not leftovers(data)
    assert not in_the_clear(data)
    assert not places.archives_in(data / "backups")
