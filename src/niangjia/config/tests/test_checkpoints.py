"""Checkpoints are made only while writers are held out; nothing is lost, and the log stays small."""

import multiprocessing
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection

from niangjia.config.database_checks import SQLITE_PRAGMAS
from niangjia.kernel import checkpoints

FORK_FREE = multiprocessing.get_context("spawn")


@pytest.fixture
def database(tmp_path):
    path = tmp_path / "niangjia.sqlite3"
    with closing(opened(path)) as made:  # closing the last connection checkpoints: SQLite then has the file alone
        made.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, writer INTEGER, number INTEGER, content TEXT)")
    return path


def opened(path):
    """A connection as the program opens its own."""
    made = sqlite3.connect(path, isolation_level=None, timeout=20)
    for pragma in SQLITE_PRAGMAS:
        made.execute(f"PRAGMA {pragma}")
    return made


def begin(connection):
    """Waits its turn however long that takes: SQLite keeps no queue, and among busy writers one may starve."""
    while not connection.in_transaction:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise


def write(path, writer, count):
    with closing(opened(path)) as mine:
        for number in range(count):
            begin(mine)
            mine.execute("INSERT INTO t (writer, number, content) VALUES (?, ?, ?)", (writer, number, "x" * 300))
            mine.execute("COMMIT")


def keep_checkpointing(path, ended, done):
    while not ended.is_set():
        found = checkpoints.checkpoint(path)
        if found is not None and found.is_complete:
            done.value += 1
        time.sleep(0.002)


def commits_survive(path, count):
    """Four writers, two checkpointers without a pause: everything is there, in order, and the log stayed small."""
    ended, done = FORK_FREE.Event(), [FORK_FREE.Value("i", 0) for _each in range(2)]
    writers = [FORK_FREE.Process(target=write, args=(path, number, count // 4)) for number in range(4)]
    keepers = [FORK_FREE.Process(target=keep_checkpointing, args=(path, ended, each)) for each in done]
    largest, log = 0, Path(f"{path}-wal")
    for process in [*keepers, *writers]:
        process.start()
    while any(process.is_alive() for process in writers):
        largest = max(largest, log.stat().st_size if log.exists() else 0)
        time.sleep(0.02)
    ended.set()
    for process in [*keepers, *writers]:
        process.join()
        assert process.exitcode == 0
    with closing(opened(path)) as found:
        assert found.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        rows = found.execute("SELECT writer, count(*), max(number) FROM t GROUP BY writer").fetchall()
    assert rows == [(number, count // 4, count // 4 - 1) for number in range(4)]
    assert sum(each.value for each in done) >= 10
    assert largest <= checkpoints.LARGEST_LOG


def test_commits_survive_forced_checkpoints(database):
    commits_survive(database, 10_000)


@pytest.mark.nightly
def test_a_million_commits_survive_forced_checkpoints(database):
    commits_survive(database, 1_000_000)


def test_while_it_is_made_nobody_can_write(database, monkeypatch):
    tried = []

    class Watched:
        """Stands for the connection that checkpoints, and lets a writer try in that very moment."""

        def __init__(self, real):
            self._real = real

        def execute(self, words):
            if words.startswith("PRAGMA wal_checkpoint"):
                with closing(sqlite3.connect(database, isolation_level=None, timeout=0)) as writer:
                    try:
                        writer.execute("BEGIN IMMEDIATE")
                        tried.append("written")
                    except sqlite3.OperationalError as error:
                        tried.append(str(error))
            return self._real.execute(words)

        def close(self):
            self._real.close()

    connect = checkpoints._connect
    monkeypatch.setattr(checkpoints, "_connect", lambda *args: Watched(connect(*args)))
    with closing(opened(database)) as kept_open:
        kept_open.execute("INSERT INTO t (content) VALUES ('x')")
        assert checkpoints.checkpoint(database).is_complete
    assert tried == ["database is locked"]


def test_a_writer_that_does_not_finish_is_not_overtaken(database):
    with closing(opened(database)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("INSERT INTO t (content) VALUES ('x')")
        assert checkpoints.checkpoint(database, seconds_to_wait=0.05) is None
        writer.execute("COMMIT")
        assert checkpoints.checkpoint(database).is_complete


def test_the_log_begins_anew_after_one(database):
    log = Path(f"{database}-wal")
    checkpointer = checkpoints.Checkpointer(database)
    with closing(opened(database)) as writer:
        sizes = []
        for _round in range(5):
            for _each in range(50):
                writer.execute("INSERT INTO t (content) VALUES (?)", ("x" * 4000,))
            sizes.append(log.stat().st_size)
            checkpointer.tick()
        assert max(sizes) <= sizes[0] + 200_000  # otherwise each round would have added as much again


def test_connections_leave_the_log_alone(database):
    with closing(opened(database)) as writer:
        for _each in range(1200):
            writer.execute("INSERT INTO t (content) VALUES (?)", ("x" * 4000,))
        pages = Path(f"{database}-wal").stat().st_size // 4096
        assert pages > 1200  # SQLite's own habit is to checkpoint at 1000


def test_this_program_opens_its_connections_so(db):
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            assert cursor.execute("PRAGMA wal_autocheckpoint").fetchone() == (0,)
            assert cursor.execute("PRAGMA mmap_size").fetchone() == (0,)
        assert checkpoints.for_this_database() is not None
    else:
        assert checkpoints.for_this_database() is None


def test_a_long_verb_keeps_the_log_small(database, monkeypatch):
    monkeypatch.setattr(checkpoints, "for_this_database", lambda: checkpoints.Checkpointer(database))
    monkeypatch.setattr(checkpoints, "EVERY_SECONDS", 0.01)
    with closing(opened(database)) as writer, checkpoints.kept():
        writer.execute("INSERT INTO t (content) VALUES ('x')")
        deadline = time.monotonic() + 10
        while rows_in_the_file_alone(database) == 0 and time.monotonic() < deadline:
            time.sleep(0.01)
        assert rows_in_the_file_alone(database) == 1


def rows_in_the_file_alone(database):
    """What stands in the database without its log."""
    with closing(sqlite3.connect(f"{database.as_uri()}?immutable=1", uri=True)) as alone:
        return alone.execute("SELECT count(*) FROM t").fetchone()[0]


def test_the_settings_name_what_the_checks_want():
    if connection.vendor == "sqlite":
        command = django_settings.DATABASES["default"]["OPTIONS"]["init_command"]
        assert [each for each in SQLITE_PRAGMAS if f"PRAGMA {each};" not in command] == []


def test_an_emptied_log_holds_nothing_of_before(database):
    log = Path(f"{database}-wal")
    with closing(opened(database)) as writer, closing(opened(database)) as reader:
        for _each in range(50):
            writer.execute("INSERT INTO t (content) VALUES (?)", ("secret" * 700,))
        writer.execute("PRAGMA secure_delete = ON")
        writer.execute("DELETE FROM t")
        writer.execute("VACUUM")
        assert b"secretsecret" in log.read_bytes()
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM t").fetchone()
        assert not checkpoints.empty_log(database, seconds_to_wait=0.05)  # that reader may need it
        reader.execute("COMMIT")
        assert checkpoints.empty_log(database)
        assert b"secretsecret" not in log.read_bytes() + database.read_bytes()


def test_nothing_else_checkpoints_the_database_in_use():
    """A restore alone does, on a file that nobody has opened yet."""
    source = Path(checkpoints.__file__).parents[1]
    found = {
        path.relative_to(source).as_posix()
        for path in source.rglob("*.py")
        if "tests" not in path.parts and "wal_checkpoint" in path.read_text()
    }
    assert found == {"kernel/checkpoints.py", "config/backup/restoring.py"}
