"""Checkpoints of SQLite's write-ahead log, made only while every writer is held out.

SQLite 3.7.0 to 3.51.2 can lose a commit when a connection resets the log while another one checkpoints it. So no
connection of this program checkpoints by itself (`wal_autocheckpoint=0`); this module does, under the database's own
write lock. docs/decisions/0008-backups-and-checkpoints.md tells why in this way.
"""

import logging
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

EVERY_SECONDS = 1.0
SECONDS_TO_WAIT = 5.0
ROUNDS = 5
LARGEST_LOG = 64 * 1024 * 1024
"""What the log stays under, unless someone reads for minutes in one transaction."""

logger = logging.getLogger("niangjia.checkpoints")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How far one got: pages in the log, and of these copied into the database."""

    pages: int
    copied: int

    @property
    def is_complete(self) -> bool:
        """Whether the next commit begins the log anew."""
        return self.pages == self.copied


def checkpoint(database: Path, *, seconds_to_wait: float = SECONDS_TO_WAIT) -> Checkpoint | None:
    """Copy the log into the database while this process holds the write lock; None when the lock was not free in time.

    Two connections: the first takes the write lock, so nobody commits or resets the log; the second checkpoints without
    needing that lock (PASSIVE). Any number of processes may call this: the lock lets one in at a time.
    """
    with closing(_connect(database, seconds_to_wait)) as guard, closing(_connect(database, 0)) as worker:
        try:
            guard.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:  # busy: the next round will do
            return None
        try:
            _busy, pages, copied = worker.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        finally:
            guard.execute("ROLLBACK")
        return Checkpoint(pages, copied)


def empty_log(database: Path, *, seconds_to_wait: float = SECONDS_TO_WAIT) -> bool:
    """Leave nothing of what was written before in the log. Whether that was done: not while somebody reads or writes
    without a pause.

    After a complete checkpoint the next commit begins the log anew, and cuts it when its connection may keep none of
    it. That commit is ours, and changes nothing.
    """
    for _round in range(ROUNDS):
        done = checkpoint(database, seconds_to_wait=seconds_to_wait)
        if done is None or not done.is_complete:
            continue
        if not done.pages:
            return True
        with closing(_connect(database, seconds_to_wait)) as writer:
            writer.execute("PRAGMA journal_size_limit=0")
            try:
                writer.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                continue
            before = _beginning_of_log(database)
            version = writer.execute("PRAGMA user_version").fetchone()[0]
            writer.execute(f"PRAGMA user_version = {version}")
            writer.execute("COMMIT")
            if _beginning_of_log(database) != before:
                return True
    return False


def _beginning_of_log(database: Path) -> bytes:
    """The salts in the head of the log: others when it has begun anew."""
    with Path(f"{database}-wal").open("rb") as log:
        return log.read(24)[16:]


class Checkpointer:
    """Checkpoints a database when its log has changed since the last time."""

    def __init__(self, database: Path) -> None:
        self._database, self._log = database, Path(f"{database}-wal")
        self._seen: tuple[int, int] | None = None

    def tick(self) -> None:
        """Look once, and do what is needed; an error is logged and the next round tries again."""
        try:
            found = self._log.stat()
        except OSError:
            return
        now = (found.st_size, found.st_mtime_ns)
        if now == self._seen or not found.st_size:
            return
        try:
            done = checkpoint(self._database)
        except sqlite3.Error as error:
            logger.warning("No checkpoint: %s", error)
            return
        if done is not None and done.is_complete:
            self._seen = now  # a commit after the lock was given up has changed the file, or will


def for_this_database() -> Checkpointer | None:
    """The checkpointer of the default database; None for PostgreSQL."""
    if connection.vendor != "sqlite" or connection.is_in_memory_db():  # type: ignore[attr-defined] # of SQLite's backend
        return None
    return Checkpointer(Path(connection.settings_dict["NAME"]))


@contextmanager
def kept() -> Iterator[None]:
    """Checkpoint in the background while something runs: a long import alone would let the log grow without end."""
    checkpointer = for_this_database()
    if checkpointer is None:
        yield
        return
    done = threading.Event()

    def keep() -> None:
        while not done.wait(EVERY_SECONDS):
            checkpointer.tick()

    thread = threading.Thread(target=keep, name="checkpoints", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join(SECONDS_TO_WAIT + 1)


def _connect(database: Path, seconds_to_wait: float) -> sqlite3.Connection:
    opened = sqlite3.connect(
        f"{database.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None, timeout=seconds_to_wait
    )
    opened.execute("PRAGMA wal_autocheckpoint=0")
    opened.execute("PRAGMA synchronous=FULL")
    opened.execute("PRAGMA journal_size_limit=16777216")
    return opened
