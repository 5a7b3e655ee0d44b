"""Files sealed at rest: whole contents encrypted and bound to their name, readable only by this program.

A sealed file begins with a line of the mark of its suite and the key id (`v1.k1234`; a key id alone in older ones).
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.core.files import locks

from niangjia.kernel import private_files
from niangjia.privacy.errors import UnreadableValue
from niangjia.privacy.keys import current_head, opening, sealing

__all__ = ["UnreadableValue", "has_sealed", "read_sealed", "remove_sealed", "write_sealed"]

_LONGEST_HEAD = 64
ORPHANED_AFTER = timedelta(days=1)

_log = logging.getLogger("niangjia.privacy")


def _path(name: str) -> Path:
    return Path(settings.MEDIA_ROOT) / name


def write_sealed(name: str, content: bytes) -> None:
    """Write a file under the data folder (as `imports/1234`), private, complete before it takes its name."""
    path = _path(name)
    _put_in_place(private_files.write_draft(path, _sealed(name, content)), path, lambda: True)


def _sealed(name: str, content: bytes) -> bytes:
    suite, key_id, key = sealing()
    return f"{suite.mark}.{key_id}\n".encode() + suite.seal(key, content, name.encode())


def read_sealed(name: str) -> bytes:
    """Read a sealed file. Raises FileNotFoundError, or UnreadableValue when it does not open."""
    stored = _path(name).read_bytes()
    try:
        head, body = stored.split(b"\n", 1)
        mark, dot, key_id = head.decode().partition(".")
        suite, key = opening(mark, key_id) if dot else opening("v1", mark)
        return suite.open(key, body, name.encode())
    except (ValueError, KeyError, InvalidTag) as error:
        raise UnreadableValue("A stored file cannot be opened.") from error


def has_sealed(name: str) -> bool:
    """Whether a sealed file is still there."""
    return _path(name).exists()


def remove_sealed(name: str) -> None:
    """Remove a sealed file; nothing happens when it is gone already."""
    if _path(name).exists():
        with _names_held():
            _path(name).unlink(missing_ok=True)


def reseal_file(name: str) -> None:
    """Put a file sealed as new ones are in the place of one sealed with an older key, unless it has gone meanwhile.

    Raises UnreadableValue.
    """
    path = _path(name)
    try:
        before = path.stat().st_ino
        draft = private_files.write_draft(path, _sealed(name, read_sealed(name)))
    except FileNotFoundError:
        return
    _put_in_place(draft, path, lambda: path.exists() and path.stat().st_ino == before)


def _put_in_place(draft: Path, path: Path, may: Callable[[], bool]) -> None:
    """Give a draft its name if it may have it, asked while nobody else gives or takes names."""
    try:
        with _names_held():
            if may():
                draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    private_files.sync_folder(path.parent)


def sealed_names() -> Iterator[str]:
    """The name of every sealed file; drafts that have no name yet are hidden."""
    root = Path(settings.MEDIA_ROOT)
    for path in sorted(root.rglob("*")):
        if path.is_file() and not path.name.startswith("."):
            yield path.relative_to(root).as_posix()


_owners: dict[str, Callable[[UUID], bool]] = {}


def register_owner(folder: str, is_kept: Callable[[UUID], bool]) -> None:
    """Let an app above say which files of a folder, each called by the id of its row, are still wanted."""
    _owners[folder] = is_kept


def sweep_files() -> int:
    """Remove files that no row wants, left by a process that was stopped between file and row, by a transaction that
    was rolled back, or by nobody coming back for them; and drafts. Counts them.

    Nothing younger than ORPHANED_AFTER goes: its transaction may be running. A folder without an owner is left alone.
    """
    count = 0
    for path in [path for path in Path(settings.MEDIA_ROOT).rglob(".*.*.*") if path.is_file() and _is_orphaned(path)]:
        path.unlink(missing_ok=True)
        count += 1
    for name in sealed_names():
        folder, _slash, key = name.rpartition("/")
        if folder in _owners and _is_orphaned(_path(name)) and not _is_kept(folder, key):
            remove_sealed(name)
            count += 1
    if count:
        _log.warning("%s orphaned files were removed.", count)
    return count


def _is_kept(folder: str, key: str) -> bool:
    try:
        return _owners[folder](UUID(key))
    except ValueError:
        return False


def _is_orphaned(path: Path) -> bool:
    try:
        return time.time() - path.stat().st_mtime > ORPHANED_AFTER.total_seconds()
    except FileNotFoundError:
        return False


def head_of_file(name: str) -> str:
    """What a sealed file says of its suite and key, as the head of a value; "" when it has gone."""
    try:
        with _path(name).open("rb") as file:
            head = file.read(_LONGEST_HEAD).partition(b"\n")[0].decode("ascii", "replace")
    except FileNotFoundError:
        return ""
    return f"{head}." if "." in head else f"v1.{head}."


def is_sealed_as_now(name: str) -> bool:
    """Whether a file is sealed as new ones are, or has gone."""
    return head_of_file(name) in {"", current_head()}


@contextmanager
def _names_held() -> Iterator[None]:
    """While names are taken away or given to other contents: a file that was removed must not come back."""
    with private_files.open_lock(_path(".names")) as file:
        locks.lock(file, locks.LOCK_EX)
        yield
