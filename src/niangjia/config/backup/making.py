"""Making a backup: copy, seal, read back, and only then give it its name."""

import os
import shutil
import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from niangjia.config.backup import history, places
from niangjia.config.backup.archive import Progress, no_progress, part_of, verify_archive, write_archive
from niangjia.config.backup.copying import kind_of
from niangjia.config.backup.errors import CannotBackUp
from niangjia.config.backup.history import Outcome
from niangjia.config.backup.keys import BackupKey
from niangjia.config.backup.manifest import Manifest
from niangjia.kernel import clock
from niangjia.kernel.errors import NiangjiaError

FILES = "files"
BESIDE = ("erasures.jsonl",)
"""Lists that lie beside the database because a restore must not take them back."""
SPARE = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was made and read back."""

    path: Path
    size: int
    seconds: float
    manifest: Manifest
    removed: list[Path]


def make_backup(folder: Path, key: BackupKey, *, keep: int = 0, progress: Progress = no_progress) -> Backup:
    """Make one in `folder`, and with `keep` remove all but the newest of that number. Notes the outcome.

    Raises CannotBackUp; a file with a backup's name is always whole.
    """
    started = time.monotonic()
    try:
        path, manifest = _made(folder, key, progress)
        size = path.stat().st_size
        removed = places.prune(folder, keep) if keep else []
    except (OSError, sqlite3.Error, psycopg.Error) as error:
        refused = _cannot(error)
        history.note("backups", history.failed(refused, time.monotonic() - started))
        raise refused from error
    except NiangjiaError as error:
        history.note("backups", history.failed(error, time.monotonic() - started))
        raise
    seconds = round(time.monotonic() - started, 1)
    rows = sum(manifest.contents.counts.values())
    checked = {"rows": rows, "files": len(manifest.parts) - 1, "name": path.name}
    history.note("backups", Outcome(clock.now(), is_good=True, seconds=seconds, size=size, checked=checked))
    return Backup(path, size, seconds, manifest, removed)


def write_backup(folder: Path, work: Path, key: BackupKey, progress: Progress = no_progress) -> tuple[Path, Manifest]:
    """Copy into `work`, which holds the copy in the clear, and seal it into `folder`; nothing is noted."""
    database = connection.settings_dict
    kind = kind_of(database)
    _check_space(work, kind.size(database))
    _keep_files(work)
    contents = kind.copy(database, work / kind.COPY, progress)
    _keep_files(work)
    made_at = clock.now()
    kept = work / FILES
    names = sorted(path.relative_to(work).as_posix() for path in kept.rglob("*") if path.is_file())
    sources = {name: work / name for name in [kind.COPY, *_lists(work), *names]}
    parts = [part_of(name, path) for name, path in sources.items()]
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    while (path := folder / places.archive_name(made_at, kind.KIND)).exists():  # one a second
        time.sleep(0.1)
        made_at = clock.now()
    manifest = Manifest(made_at.isoformat(), kind.KIND, contents, parts)
    with places.finished_or_gone(path) as partial:
        write_archive(partial, key, manifest, sources, progress)
        verify_archive(partial, key)
    return path, manifest


def _lists(work: Path) -> list[str]:
    """Copy what lies beside the database; returns the names of what is there."""
    there = {name: Path(settings.MEDIA_ROOT).parent / name for name in BESIDE}
    found = [name for name, path in there.items() if path.exists()]
    for name in found:
        shutil.copyfile(there[name], work / name)
    return found


def _made(folder: Path, key: BackupKey, progress: Progress) -> tuple[Path, Manifest]:
    with places.work_folder() as work:
        return write_backup(folder, work, key, progress)


def _keep_files(work: Path) -> None:
    """Pin the sealed files as they are now, by links where the disk can.

    Called before and after the copy of the database: what a row of the copy names was there before it and is pinned,
    or came while it was made and is there afterwards. A file written anew meanwhile is taken in its newer form.
    """
    source, target = Path(settings.MEDIA_ROOT), work / FILES
    target.mkdir(exist_ok=True, mode=0o700)
    for folder, _folders, names in os.walk(source):
        for name in names:
            if name.startswith("."):
                continue  # a draft that has not got its name yet
            found = Path(folder) / name
            _pin(found, target / found.relative_to(source))


def _pin(found: Path, kept: Path) -> None:
    kept.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = kept.with_name(f".{kept.name}")
    try:
        if kept.exists() and kept.samefile(found):
            return
        try:
            os.link(found, draft)
        except FileNotFoundError:
            raise
        except OSError:  # no links on this disk, or another disk
            shutil.copyfile(found, draft)
    except FileNotFoundError:
        return  # removed this instant, with the row that named it
    draft.replace(kept)


def _check_space(work: Path, needed: int) -> None:
    free = shutil.disk_usage(work).free
    if free < needed + SPARE:
        raise CannotBackUp(
            _("There is not enough space for a copy of the database: %(needed)s MB needed, %(free)s MB free.")
            % {"needed": (needed + SPARE) // 1_000_000, "free": free // 1_000_000},
            remedy=_("Free space on the disk of %(folder)s.") % {"folder": settings.DATA},
        )


def _cannot(error: Exception) -> CannotBackUp:
    reason = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else str(error).strip()
    return CannotBackUp(
        _("The backup could not be made: %(reason)s") % {"reason": reason},
        remedy=_("Nothing is left behind. Check that the folder can be written to and that the disk is not full."),
    )
