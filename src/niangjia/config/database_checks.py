"""Settings of the database under which committed work could be lost or people's data read: the program does not start.

Facts are gathered in one place and judged by a pure table of rules, so that each rule has its test.
"""

import os
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import checks
from django.db import connection
from django.utils.translation import gettext as _

from niangjia.kernel.errors import NiangjiaError

WAL_RESET_BUG = ((3, 7, 0), (3, 51, 2))
WITHDRAWN = (3, 52, 0)
LEAST_TIMEOUT_MS = 5000
FULL = 2
NETWORK_KINDS = {
    "nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "glusterfs", "lustre", "ncpfs", "ocfs2", "gfs2",
    "vboxsf", "fuse.sshfs", "fuse.glusterfs", "fuse.ceph", "fuse.s3fs", "fuse.rclone", "fuse.davfs2", "davfs",
}  # fmt: skip
"""File systems on which locks of SQLite's shared memory cannot be relied on."""


@dataclass(frozen=True, slots=True)
class SqliteFacts:
    """How SQLite is set up, as a connection of the program finds it."""

    version: tuple[int, int, int]
    journal_mode: str
    synchronous: int
    foreign_keys: int
    busy_timeout: int
    mmap_size: int
    wal_autocheckpoint: int
    transaction_mode: str
    file_system: str


@dataclass(frozen=True, slots=True)
class PostgresFacts:
    """How the server is set up, as SHOW tells it."""

    fsync: str
    full_page_writes: str
    synchronous_commit: str
    data_checksums: str


@dataclass(frozen=True, slots=True)
class Problem:
    """A setting that is not safe. One that only warns does not keep the program from starting."""

    code: str
    message: str
    remedy: str
    is_warning: bool = False


class UnsafeDatabase(NiangjiaError):
    """The database or its folder is set up so that data could be lost or read by others."""

    code = "unsafe-database"


def refuse_unsafe() -> None:
    """Raise UnsafeDatabase naming every setting that is not safe."""
    found = [problem for problem in problems() if not problem.is_warning]
    if found:
        raise UnsafeDatabase(
            "\n".join(
                [_("The program does not start: its data would not be safe."), *(each.message for each in found)]
            ),
            remedy="\n".join(dict.fromkeys(each.remedy for each in found)),
        )


def problems() -> list[Problem]:
    """What is wrong with the database this program is connected to, and with its folders."""
    facts = sqlite_facts() if connection.vendor == "sqlite" else postgres_facts()
    judged = judge_sqlite(facts) if isinstance(facts, SqliteFacts) else judge_postgres(facts)
    return [*judged, *folder_problems(Path(settings.DATA), Path(settings.KEY_FOLDER))]


def sqlite_facts() -> SqliteFacts:
    """Ask the program's own connection."""
    import sqlite3

    def pragma(name: str) -> Any:
        with connection.cursor() as cursor:
            row = cursor.execute(f"PRAGMA {name}").fetchone()
            return row[0] if row else 0

    major, minor, patch = sqlite3.sqlite_version_info[:3]
    return SqliteFacts(
        version=(major, minor, patch),
        journal_mode=str(pragma("journal_mode")).lower(),
        synchronous=int(pragma("synchronous")),
        foreign_keys=int(pragma("foreign_keys")),
        busy_timeout=int(pragma("busy_timeout")),
        mmap_size=int(pragma("mmap_size")),
        wal_autocheckpoint=int(pragma("wal_autocheckpoint")),
        transaction_mode=str(getattr(connection, "transaction_mode", None)),
        file_system=file_system_of(Path(connection.settings_dict["NAME"])),
    )


def judge_sqlite(facts: SqliteFacts) -> list[Problem]:
    """Each rule in turn."""
    wrong = {
        "journal-mode": facts.journal_mode != "wal",
        "synchronous": facts.synchronous < FULL,
        "foreign-keys": not facts.foreign_keys,
        "busy-timeout": facts.busy_timeout < LEAST_TIMEOUT_MS,
        "mmap": facts.mmap_size > 0,
        "transaction-mode": facts.transaction_mode != "IMMEDIATE",
        "version": _has_wal_reset_bug(facts.version) and facts.wal_autocheckpoint != 0,
        "file-system": facts.file_system in NETWORK_KINDS,
    }
    words = _sqlite_words(facts)
    ours = _("Take away what changes it: the program sets this itself (OPTIONS of the database in settings.py).")
    remedies = {"file-system": _("Put the data folder on a disk of this machine, or use PostgreSQL.")}
    return [Problem(code, words[code], remedies.get(code, ours)) for code, is_wrong in wrong.items() if is_wrong]


def _has_wal_reset_bug(version: tuple[int, int, int]) -> bool:
    return WAL_RESET_BUG[0] <= version <= WAL_RESET_BUG[1] or version == WITHDRAWN


def _sqlite_words(facts: SqliteFacts) -> dict[str, str]:
    version = ".".join(str(number) for number in facts.version)
    return {
        "journal-mode": _("journal_mode is %(value)s, not WAL.") % {"value": facts.journal_mode},
        "synchronous": _("synchronous is %(value)s, not FULL: a power cut could undo acknowledged work.")
        % {"value": facts.synchronous},
        "foreign-keys": _("foreign_keys is off: rows could name others that are not there."),
        "busy-timeout": _("busy_timeout is %(value)s ms: writers would fail instead of waiting.")
        % {"value": facts.busy_timeout},
        "mmap": _("mmap_size is %(value)s: a stray write could damage the file.") % {"value": facts.mmap_size},
        "transaction-mode": _("transaction_mode is %(value)s, not IMMEDIATE.") % {"value": facts.transaction_mode},
        "version": _("SQLite %(version)s can lose commits when connections checkpoint by themselves, and here they do.")
        % {"version": version},
        "file-system": _("The database lies on a network drive (%(kind)s), where locks cannot be relied on.")
        % {"kind": facts.file_system},
    }


def postgres_facts() -> PostgresFacts:
    """Ask the server."""

    def show(name: str) -> str:
        with connection.cursor() as cursor:
            cursor.execute(f"SHOW {name}")
            row = cursor.fetchone()
            return str(row[0]) if row else ""

    return PostgresFacts(show("fsync"), show("full_page_writes"), show("synchronous_commit"), show("data_checksums"))


def judge_postgres(facts: PostgresFacts) -> list[Problem]:
    """Each rule in turn."""
    remedy = _("Turn it on in postgresql.conf of the server, and restart the server.")
    loses = _("%(name)s is off: a power cut could lose or damage acknowledged work.")
    found = [
        Problem(name.replace("_", "-"), loses % {"name": name}, remedy)
        for name in ("fsync", "full_page_writes", "synchronous_commit")
        if getattr(facts, name) == "off"
    ]
    if facts.data_checksums != "on":
        message = _("data_checksums is off: damage on the disk would not be noticed.")
        advice = _("Stop the server and run pg_checksums --enable once.")
        found.append(Problem("data-checksums", message, advice, is_warning=True))
    return found


def folder_problems(data: Path, keys: Path) -> list[Problem]:
    """Folders and keys that other users of the machine could read."""
    if os.name != "posix":
        return []
    found = []
    for path, forbidden in _private_places(data, keys):
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & forbidden:
            message = _("%(path)s can be read by other users of this machine (mode %(mode)s).")
            told = {"path": path, "mode": f"{mode:o}"}
            remedy = _("Run: chmod -R go-rwx %(folder)s") % {"folder": path if path.is_dir() else path.parent}
            found.append(Problem("readable-by-others", message % told, remedy))
    return found


def _private_places(data: Path, keys: Path) -> Iterator[tuple[Path, int]]:
    """Each place with the bits it must not have: a group may enter the data folder, nobody the keys."""
    if data.is_dir():
        yield data, 0o007
    if keys.is_dir():
        yield keys, 0o077
        for path in sorted(keys.rglob("*")):
            if path.is_file():
                yield path, 0o077


def file_system_of(path: Path, mounts: str | None = None) -> str:
    """The kind of file system a path lies on, as Linux names it; empty where that cannot be told."""
    if mounts is None:
        if not sys.platform.startswith("linux"):
            return ""
        try:
            mounts = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ""
    wanted, longest, kind = path.absolute().resolve(), -1, ""
    for line in mounts.splitlines():
        words = line.split()
        if len(words) < 3:
            continue
        place = Path(words[1].encode().decode("unicode_escape"))
        if wanted.is_relative_to(place) and len(place.parts) >= longest:  # a later line covers an earlier one
            longest, kind = len(place.parts), words[2]
    return kind


def check_settings(**_given: Any) -> list[checks.CheckMessage]:
    """Django's system check: what the settings alone tell."""
    database = settings.DATABASES["default"]
    if not database["ENGINE"].endswith("sqlite3"):
        return []
    options = database.get("OPTIONS", {})
    command = str(options.get("init_command", "")).replace(" ", "").lower()
    missing = [each for each in SQLITE_PRAGMAS if f"pragma{each.lower()};" not in command]
    if options.get("transaction_mode") != "IMMEDIATE":
        missing.append("transaction_mode=IMMEDIATE")
    return [checks.Error(f"The database needs {name}.", id="niangjia.E001") for name in missing]


SQLITE_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "busy_timeout=20000",
    "mmap_size=0",
    "wal_autocheckpoint=0",
    "journal_size_limit=16777216",
)
