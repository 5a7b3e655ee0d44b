"""Putting a backup back: everything is checked in a folder aside, then takes its place at once."""

import json
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.utils.translation import gettext as _

from niangjia.config.backup import children, places
from niangjia.config.backup.archive import OpenArchive, Progress, no_progress, open_archive
from niangjia.config.backup.copying import Settings, postgres, sqlite
from niangjia.config.backup.errors import CannotRestore
from niangjia.config.backup.keys import BackupKey, holds_field_keys
from niangjia.config.backup.making import BESIDE, FILES
from niangjia.config.backup.manifest import Manifest

DATABASE = "niangjia.sqlite3"
STAGE = ".restoring-"


@dataclass(slots=True)
class Restored:
    """What was put back. `checked` names what was looked at with what was found, `advice` what is left to do."""

    into: Path
    manifest: Manifest
    seconds: float = 0.0
    checked: dict[str, Any] = field(default_factory=dict)
    advice: list[str] = field(default_factory=list)


def restore(
    archive: Path,
    key: BackupKey,
    *,
    into: Path,
    database: Settings | None = None,
    with_keys: bool = True,
    with_tags: bool = True,
    progress: Progress = no_progress,
) -> Restored:
    """Restore into a data folder that holds no data, and for PostgreSQL into an empty database.

    Keys that are in the folder are used and left alone, otherwise those of this installation. `with_keys=False`
    restores without them: what is sealed then stays unreadable. `with_tags=False` restores although `keys/tags` is
    lost: what had been erased since then comes back. Raises CannotRestore; nothing is in place then.
    """
    started = time.monotonic()
    _refuse_data(into)
    into.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _wrapped(), open_archive(archive, key) as opened, _stage(into, with_keys=with_keys) as stage:
        result = Restored(into, opened.manifest)
        _check_kind(opened.manifest, database)
        _unpack(opened, stage, database, result, progress)
        _join_lists(stage, into)
        _try_out(stage, database, result, with_keys=with_keys, with_tags=with_tags)
        _put_in_place(stage, into, is_sqlite=database is None)
    result.seconds = round(time.monotonic() - started, 1)
    return result


def _refuse_data(into: Path) -> None:
    there = [into / DATABASE, into / f"{DATABASE}-wal"]
    held = next((path for path in there if path.exists()), None)
    files = into / FILES
    if held is None and files.is_dir() and any(files.iterdir()):
        held = files
    if held is not None:
        raise CannotRestore(
            _("%(path)s is there already; a restore never overwrites data.") % {"path": held},
            remedy=_("Name an empty folder with --into, or move the old data folder away first (its keys/ too)."),
        )


def _check_kind(manifest: Manifest, database: Settings | None) -> None:
    if (manifest.kind == sqlite.KIND) != (database is None):
        wanted = _("a data folder") if manifest.kind == sqlite.KIND else _("an empty PostgreSQL database")
        raise CannotRestore(
            _("This is a backup of %(kind)s; it goes into %(wanted)s.") % {"kind": manifest.kind, "wanted": wanted},
            remedy=_("With --database-url for PostgreSQL, without it for SQLite."),
        )
    if database is not None and not postgres.is_empty(database):
        raise CannotRestore(
            _("The database %(name)s is not empty; a restore never overwrites data.") % {"name": database["NAME"]},
            remedy=_("Make a new one (createdb NAME) and name its address with --database-url."),
        )


@contextmanager
def _stage(into: Path, *, with_keys: bool) -> Iterator[Path]:
    """A private folder inside the target, laid out as a data folder, with the keys that will be used linked in."""
    keys = next((path for path in (into / "keys", Path(settings.KEY_FOLDER)) if holds_field_keys(path)), None)
    for left in into.glob(f"{STAGE}*"):
        shutil.rmtree(left)  # of a run that was killed: it was never in place
    stage = Path(tempfile.mkdtemp(prefix=STAGE, dir=into))
    try:
        if keys is not None and with_keys:
            (stage / "keys").symlink_to(keys.resolve(), target_is_directory=True)
        yield stage
    finally:
        shutil.rmtree(stage, ignore_errors=True)  # does not follow the link


def _unpack(opened: OpenArchive, stage: Path, database: Settings | None, result: Restored, progress: Progress) -> None:
    """Read the whole archive, and bring the database into a state in which it can be asked."""
    opened.take(stage, progress)
    result.checked["files"] = len(opened.manifest.parts) - 1
    if database is None:
        copied = stage / sqlite.COPY
        found = sqlite.problems(copied)
        if found:
            raise CannotRestore(_("The restored database is damaged: %(problem)s") % {"problem": found[0]})
        contents = sqlite.contents(copied)
        copied.rename(stage / DATABASE)
    else:
        postgres.restore(stage / postgres.COPY, database)
        (stage / postgres.COPY).unlink()
        with closing(postgres.connect(database)) as session:
            contents = postgres.contents(session)
    result.checked["integrity"] = "ok"
    if contents != opened.manifest.contents:
        ours, theirs = contents.counts, opened.manifest.contents.counts
        tables = sorted(name for name in {*ours, *theirs} if ours.get(name) != theirs.get(name))
        raise CannotRestore(
            _("The restored database is not the one that was backed up: %(tables)s differ.")
            % {"tables": ", ".join(tables) or "django_migrations, audit_entry"}
        )
    result.checked |= {"tables": len(contents.counts), "rows": sum(contents.counts.values())}


def _join_lists(stage: Path, into: Path) -> None:
    """Put what was noted beside the database since the backup to what the backup has: erasures are then done again."""
    for name in BESIDE:
        sources = dict.fromkeys(folder / name for folder in (stage, into, Path(settings.MEDIA_ROOT).parent))
        lines = dict.fromkeys(line for path in sources if path.exists() for line in path.read_bytes().splitlines())
        if lines:
            (stage / name).write_bytes(b"".join(line + b"\n" for line in lines))


def _try_out(stage: Path, database: Settings | None, result: Restored, *, with_keys: bool, with_tags: bool) -> None:
    """Open values with the keys, and let the program's own verbs look at what was restored."""
    if with_keys and not (stage / "keys").exists():
        raise CannotRestore(
            _("There are no keys to try the backup with: neither in the folder nor in this installation."),
            remedy=_("Bring them back first (niangjia restore-keys FILE); --without-keys restores what is not sealed."),
        )
    found = children.try_values(stage, database)
    result.checked["opened"] = found["opened"]
    if with_keys and found["closed"]:
        raise CannotRestore(
            _("The keys do not fit the backup: %(closed)s of %(all)s sealed values do not open.")
            % {"closed": found["closed"], "all": found["closed"] + found["opened"]},
            remedy=_("Bring back the copy of the keys that was made nearest to the backup."),
        )
    if found["unknown"]:
        raise CannotRestore(
            _("The backup was made by a newer program: %(names)s") % {"names": ", ".join(found["unknown"])},
            remedy=_("Install version %(version)s or newer.") % {"version": result.manifest.version},
        )
    if found["waiting"]:
        result.checked["waiting migrations"] = found["waiting"]
        result.advice.append(_("The tables are older than this program; bring them up to date: niangjia prepare"))
        later = "later"
    else:
        later = ""
    for verb in children.CHECKING_VERBS if with_keys else ():
        if verb == children.ERASE_AGAIN:
            result.checked[verb[0]] = later or _erase_again(stage, database, result, with_tags=with_tags)
        else:
            result.checked[" ".join(verb)] = later or children.run_verb(verb, stage, database)
    if with_keys and not holds_field_keys(result.into / "keys"):
        result.advice.append(
            _("Bring the keys into %(folder)s before the program starts there.") % {"folder": result.into / "keys"}
        )
    if not with_keys:
        result.advice.append(_("Without the keys nothing that is sealed can be read; they must be brought back."))


def _erase_again(stage: Path, database: Settings | None, result: Restored, *, with_tags: bool) -> int | str:
    """How many dossiers had been deleted after the backup was made, and are deleted anew."""
    options = ("--json",) if with_tags else ("--json", "--without-tags")
    told = children.run_verb((*children.ERASE_AGAIN, *options), stage, database)
    found = json.loads(told.splitlines()[-1]) if told.startswith("{") else {"deleted": told}
    if not with_tags and found.get("listed"):
        result.advice.append(
            _("%(count)s dossiers on the list of erasures could not be looked for; delete them by hand.")
            % {"count": found["listed"]}
        )
    count: int | str = found["deleted"]
    return count


def _put_in_place(stage: Path, into: Path, *, is_sqlite: bool) -> None:
    """The files first, the database last: while it is not there the folder counts as empty."""
    files = into / FILES
    if (stage / FILES).is_dir():
        if files.is_dir():
            files.rmdir()  # empty, or this fails
        (stage / FILES).rename(files)
    for name in BESIDE:
        if (stage / name).exists():
            (stage / name).replace(into / name)
    if is_sqlite:
        _settle(stage / DATABASE)
        (stage / DATABASE).rename(into / DATABASE)
    places.fsync_folder(into)


def _settle(path: Path) -> None:
    """Take what the checks wrote beside the database into it, and let it survive a power cut."""
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with path.open("rb+") as file:
        places.fsync(file.fileno())


@contextmanager
def _wrapped() -> Iterator[None]:
    try:
        yield
    except (OSError, sqlite3.Error, psycopg.Error) as error:
        raise CannotRestore(
            _("The backup could not be restored: %(reason)s") % {"reason": str(error).strip()},
            remedy=_("Check free space and rights of the folder, and that the database answers."),
        ) from error
