"""Where backups and what is needed to make them lie, under names that tell what is finished and what is not."""

import contextlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.files import locks
from django.utils.translation import gettext as _

from niangjia.config.backup.errors import CannotBackUp

NAME = re.compile(r"niangjia-(\d{8}T\d{6}Z)-(sqlite|postgresql)\.njbackup")
PARTIAL = ".partial"


def archive_name(at: datetime, kind: str) -> str:
    """The name of a backup: when (UTC), and of which kind of database."""
    return f"niangjia-{at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{kind}.njbackup"


def made_at(archive: Path) -> datetime | None:
    """When a backup was made, by its name; None for another file."""
    found = NAME.fullmatch(archive.name)
    return datetime.strptime(found[1], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC) if found else None


def archives_in(folder: Path) -> list[Path]:
    """The finished backups of a folder, newest first; none where it cannot be read, as when its disk is away."""
    try:
        found = [each for each in folder.iterdir() if NAME.fullmatch(each.name)]
    except OSError:
        return []
    return sorted(found, key=lambda each: each.name, reverse=True)


def prune(folder: Path, keep: int) -> list[Path]:
    """Remove all but the newest `keep` backups (at least one stays); returns what was removed."""
    old = archives_in(folder)[max(1, keep) :]
    for archive in old:
        archive.unlink()
    return old


@contextlib.contextmanager
def work_folder() -> Iterator[Path]:
    """A private folder beside the database for the copy in the clear, gone afterwards.

    One run at a time: what a killed one left behind is removed first. Raises CannotBackUp while another one runs.
    """
    top = Path(settings.DATA) / ".backup-work"
    top.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (top / "lock").open("w") as lock:
        if not locks.lock(lock, locks.LOCK_EX | locks.LOCK_NB):
            raise CannotBackUp(
                _("A backup or a drill is running already."), remedy=_("Wait until it has finished, then try again.")
            )
        _empty(top)
        folder = Path(tempfile.mkdtemp(dir=top))  # mode 0700
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def sweep() -> None:
    """Remove what a killed run left in the clear; nothing happens while one runs."""
    with contextlib.suppress(CannotBackUp):
        if (Path(settings.DATA) / ".backup-work").exists():
            with work_folder():
                pass


def _empty(top: Path) -> None:
    for left in top.iterdir():
        if left.is_dir():
            shutil.rmtree(left)


@contextlib.contextmanager
def finished_or_gone(path: Path) -> Iterator[Path]:
    """A name to write under; the file gets its own name when the block ends well, and is removed when it does not."""
    _remove_partial_files(path.parent)
    partial = path.with_name(f".{path.name}{PARTIAL}")
    with contextlib.ExitStack() as left:
        left.callback(partial.unlink, missing_ok=True)  # before there is one: told to end in between, it goes too
        try:
            descriptor = os.open(partial, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            left.pop_all()  # another's
            raise
        left.callback(os.close, descriptor)
        locks.lock(descriptor, locks.LOCK_EX)  # says that it is being written, until this process ends
        yield partial
        os.fsync(descriptor)
        partial.rename(path)
        fsync_folder(path.parent)


def fsync(descriptor: int) -> None:
    """Let what was written survive a power cut."""
    os.fsync(descriptor)


def fsync_folder(folder: Path) -> None:
    """Let a rename survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove_partial_files(folder: Path) -> None:
    """Remove what a killed run began to write here; one that is being written holds its lock."""
    for partial in folder.glob(f".niangjia-*{PARTIAL}"):
        with partial.open("rb+") as file:
            if locks.lock(file, locks.LOCK_EX | locks.LOCK_NB):
                partial.unlink()
