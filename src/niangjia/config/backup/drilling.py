"""A drill: a backup is made, restored elsewhere, tried out, and the result noted with its date."""

import secrets
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection
from django.utils.translation import gettext as _

from niangjia.config.backup import history, places
from niangjia.config.backup.archive import Progress, no_progress
from niangjia.config.backup.copying import Settings, postgres
from niangjia.config.backup.errors import CannotRestore
from niangjia.config.backup.history import Outcome
from niangjia.config.backup.keys import BackupKey
from niangjia.config.backup.making import write_backup
from niangjia.config.backup.restoring import restore
from niangjia.kernel import clock
from niangjia.kernel.errors import NiangjiaError


@dataclass(frozen=True, slots=True)
class Drill:
    """A drill that went well."""

    seconds: float
    restore_seconds: float
    size: int
    checked: dict[str, Any]


def drill(
    key: BackupKey,
    *,
    archive: Path | None = None,
    progress: Progress = no_progress,
) -> Drill:
    """Restore a new backup, or a given one, in a folder aside, and note the result in `drills.json`.

    With PostgreSQL it needs the right to make a database. A refusal (CannotBackUp, CannotRestore) is noted too.
    """
    started = time.monotonic()
    try:
        with places.work_folder() as work:
            done = _drilled(work, key, archive, progress, started)
    except NiangjiaError as error:
        history.note("drills", history.failed(error, time.monotonic() - started))
        raise
    except (OSError, sqlite3.Error, psycopg.Error) as error:
        refused = CannotRestore(_("The drill failed: %(reason)s") % {"reason": error})
        history.note("drills", history.failed(refused, time.monotonic() - started))
        raise refused from error
    told = {**done.checked, "restore seconds": done.restore_seconds}
    history.note("drills", Outcome(clock.now(), is_good=True, seconds=done.seconds, size=done.size, checked=told))
    return done


def _drilled(work: Path, key: BackupKey, archive: Path | None, progress: Progress, started: float) -> Drill:
    (copied := work / "copy").mkdir(mode=0o700)
    if archive is None:
        archive, _manifest = write_backup(work / "archive", copied, key, progress)
    shutil.rmtree(copied)
    with _elsewhere(archive) as target:
        result = restore(archive, key, into=work / "restored", database=target, progress=progress)
    seconds = round(time.monotonic() - started, 1)
    return Drill(seconds, result.seconds, archive.stat().st_size, result.checked)


@contextmanager
def _elsewhere(archive: Path) -> Iterator[Settings | None]:
    """Where the drill restores to: an empty database of PostgreSQL, or nothing but the folder."""
    if postgres.KIND not in archive.name:
        yield None
        return
    ours, name = connection.settings_dict, f"niangjia_drill_{secrets.token_hex(4)}"
    made = postgres.make_database(ours, name)
    try:
        yield made
    finally:
        postgres.drop_database(ours, name)
