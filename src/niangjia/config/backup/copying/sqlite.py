"""Copies of SQLite: the online backup API over one snapshot, so that neither writers nor the copy disturb the other."""

import os
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from niangjia.config.backup.errors import CannotBackUp
from niangjia.config.backup.manifest import Contents

KIND = "sqlite"
COPY = "database.sqlite3"
PAGES_A_STEP = 4096
SECONDS_TO_WAIT = 30


def copy(database: Mapping[str, Any], target: Path, progress: Any) -> Contents:
    """Copy to a new private file. The read transaction holds one snapshot: a commit meanwhile does not begin it anew.

    Raises CannotBackUp when the copy is not sound.
    """
    source = Path(database["NAME"])
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with closing(_connect(source, "rw")) as live, closing(_connect(target, "rw")) as copied:
        live.execute("PRAGMA wal_autocheckpoint=0")
        live.execute("BEGIN")
        live.execute("SELECT count(*) FROM sqlite_master").fetchone()
        live.backup(copied, pages=PAGES_A_STEP, progress=lambda _status, left, total: progress(total - left, total))
        live.execute("COMMIT")
    found = problems(target)
    if found:
        raise CannotBackUp(
            _("The database is damaged: %(problem)s") % {"problem": found[0]},
            remedy=_("Stop the program, keep the data folder as it is, and restore the newest good backup elsewhere."),
        )
    return contents(target)


def size(database: Mapping[str, Any]) -> int:
    """The bytes of the database file and of what waits beside it."""
    source = Path(database["NAME"])
    return sum(path.stat().st_size for path in (source, Path(f"{source}-wal")) if path.exists())


def problems(path: Path) -> list[str]:
    """What SQLite itself finds wrong with a copy: pages, indexes, and references that lead nowhere."""
    try:
        with closing(_connect(path, "ro&immutable=1")) as copied:
            found = [str(row[0]) for row in copied.execute("PRAGMA integrity_check(5)") if row[0] != "ok"]
            loose = {str(row[0]) for row in copied.execute("PRAGMA foreign_key_check")}
    except sqlite3.DatabaseError as error:
        return [str(error)]
    return [*found, *(f"{table}: reference to a row that is not there" for table in sorted(loose))]


def contents(path: Path) -> Contents:
    """Rows of each table, the migrations, and the last row of the record of acts, of a copy."""
    with closing(_connect(path, "ro&immutable=1")) as copied:
        names = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
        tables = [name for (name,) in copied.execute(names)]
        counts = {name: copied.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables}  # noqa: S608 (names of its own tables)
        migrations = []
        if "django_migrations" in counts:
            migrations = [f"{app}.{name}" for app, name in copied.execute("SELECT app, name FROM django_migrations")]
        head: dict[str, str] = {}
        if counts.get("audit_entry"):
            row = copied.execute("SELECT * FROM audit_entry ORDER BY id DESC LIMIT 1")
            head = head_of([column[0] for column in row.description], row.fetchone())
    return Contents(sorted(migrations), counts, head)


NOT_THE_HEAD = {"details", "by_id", "act", "subject_type", "subject_id", "unit_id"}


def head_of(columns: list[str], row: Any) -> dict[str, str]:
    """The last row of the record of acts without what it tells: its number, instant and digests."""
    values = zip(columns, row, strict=True)
    return {
        column: bytes(value).hex() if isinstance(value, bytes | memoryview) else str(value)
        for column, value in values
        if column not in NOT_THE_HEAD
    }


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None, timeout=SECONDS_TO_WAIT
    )
