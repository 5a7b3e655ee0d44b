"""Every unsafe setting is refused, one by one; the settings of this program are not."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import connection, connections

from niangjia.config import database_checks
from niangjia.config.database_checks import (
    PostgresFacts,
    SqliteFacts,
    UnsafeDatabase,
    check_settings,
    file_system_of,
    folder_problems,
    judge_postgres,
    judge_sqlite,
    refuse_unsafe,
)

SAFE = SqliteFacts((3, 40, 1), "wal", 2, 1, 20000, 0, 0, "IMMEDIATE", "ext4")
SAFE_SERVER = PostgresFacts("on", "on", "on", "on")

UNSAFE = [
    *(("journal-mode", {"journal_mode": mode}) for mode in ("delete", "truncate", "persist", "memory", "off")),
    *(("synchronous", {"synchronous": level}) for level in (0, 1)),
    ("foreign-keys", {"foreign_keys": 0}),
    *(("busy-timeout", {"busy_timeout": wait}) for wait in (0, 4999)),
    ("mmap", {"mmap_size": 1}),
    *(("transaction-mode", {"transaction_mode": mode}) for mode in ("None", "DEFERRED", "EXCLUSIVE")),
    *(
        ("version", {"version": version, "wal_autocheckpoint": 1000})
        for version in ((3, 7, 0), (3, 40, 1), (3, 51, 2), (3, 52, 0))
    ),
    *(("file-system", {"file_system": kind}) for kind in sorted(database_checks.NETWORK_KINDS)),
]


@pytest.mark.parametrize(("code", "changes"), UNSAFE, ids=lambda value: str(value))
def test_sqlite_is_refused(code, changes):
    found = judge_sqlite(replace(SAFE, **changes))
    assert [problem.code for problem in found] == [code]
    assert found[0].message
    assert found[0].remedy
    assert not found[0].is_warning


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"synchronous": 3},
        {"version": (3, 51, 3), "wal_autocheckpoint": 1000},
        {"version": (3, 52, 0)},
        {"file_system": ""},
        {"file_system": "xfs"},
    ],
    ids=str,
)
def test_sqlite_is_let_through(changes):
    assert judge_sqlite(replace(SAFE, **changes)) == []


@pytest.mark.parametrize("name", ["fsync", "full_page_writes", "synchronous_commit"])
def test_postgresql_is_refused(name):
    [found] = judge_postgres(replace(SAFE_SERVER, **{name: "off"}))
    assert found.code == name.replace("_", "-")
    assert not found.is_warning


def test_postgresql_without_checksums_is_warned_of():
    [found] = judge_postgres(replace(SAFE_SERVER, data_checksums="off"))
    assert found.is_warning
    assert judge_postgres(SAFE_SERVER) == []


def test_every_rule_has_a_case():
    unsafe = replace(
        SAFE, journal_mode="off", synchronous=0, foreign_keys=0, busy_timeout=0, mmap_size=1, wal_autocheckpoint=1,
        transaction_mode="None", file_system="nfs",
    )  # fmt: skip
    assert {problem.code for problem in judge_sqlite(unsafe)} == {code for code, _changes in UNSAFE}


@pytest.mark.parametrize("mode", [0o755, 0o750, 0o701])
def test_keys_and_folders_others_can_read_are_refused(mode, tmp_path):
    data, keys = tmp_path / "data", tmp_path / "data" / "keys"
    keys.mkdir(parents=True)
    data.chmod(0o700)
    keys.chmod(0o700)
    (keys / "fields.json").touch(0o600)
    assert folder_problems(data, keys) == []
    keys.chmod(mode)
    [found] = folder_problems(data, keys)
    assert f"chmod -R go-rwx {keys}" in found.remedy
    keys.chmod(0o700)
    (keys / "fields.json").chmod(0o604)
    assert [problem.code for problem in folder_problems(data, keys)] == ["readable-by-others"]
    (keys / "fields.json").chmod(0o600)
    data.chmod(mode)
    assert bool(folder_problems(data, keys)) == bool(mode & 0o007)


def test_the_nearest_mount_tells_the_file_system():
    mounts = "/dev/sda / ext4 rw 0 0\nserver:/x /srv nfs4 rw 0 0\n/dev/sdb /srv/my\\040disk xfs rw 0 0\n"
    assert file_system_of(Path("/var/lib/x"), mounts) == "ext4"
    assert file_system_of(Path("/srv/niangjia/db"), mounts) == "nfs4"
    assert file_system_of(Path("/srv/my disk/db"), mounts) == "xfs"
    assert file_system_of(Path("/srvx"), mounts) == "ext4"


def test_as_this_program_sets_it_up_it_starts(db, data_folder):
    if connection.vendor == "postgresql":
        return  # the server of the tests is quick and unsafe on purpose: the next test
    refuse_unsafe()
    assert check_settings() == []


def test_a_server_that_loses_work_keeps_the_program_from_starting(db, data_folder):
    if connection.vendor == "postgresql":
        with pytest.raises(UnsafeDatabase) as refused:
            refuse_unsafe()
        assert "fsync" in str(refused.value.message)


def test_a_setting_changed_on_the_connection_is_noticed(db, data_folder, monkeypatch):
    if connection.vendor == "sqlite":
        monkeypatch.setattr(connections["default"], "transaction_mode", None)
        with pytest.raises(UnsafeDatabase) as refused:
            refuse_unsafe()
        assert "IMMEDIATE" in str(refused.value.message)


def test_settings_without_the_guards_are_told_by_the_system_check(monkeypatch):
    bare = {"ENGINE": "django.db.backends.sqlite3", "OPTIONS": {"init_command": "PRAGMA journal_mode=WAL;"}}
    monkeypatch.setattr(database_checks, "settings", SimpleNamespace(DATABASES={"default": bare}))
    assert len(check_settings()) == len(database_checks.SQLITE_PRAGMAS)
