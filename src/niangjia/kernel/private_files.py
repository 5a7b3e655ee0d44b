"""Files that only the product may read: keys and the like."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import TextIO


def read_or_create(path: Path, make: Callable[[], bytes]) -> bytes:
    """Read a private file, creating folder (0700) and file (0600) when missing.

    Two processes that start together agree: the file is written under another name and linked into place once.
    """
    if not path.exists():
        draft = write_draft(path, make())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_bytes()


def replace(path: Path, content: bytes) -> None:
    """Put a private file (0600) in the place of another: whoever reads sees the whole old one or the whole new one.

    When this returns, a power cut takes neither back.
    """
    draft = write_draft(path, content)
    try:
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)  # it has its name already when all went well
    sync_folder(path.parent)


def write_draft(path: Path, content: bytes) -> Path:
    """Write content durably under a hidden name beside `path`, for the caller to put in place or to remove."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:  # a full disk
        draft.unlink(missing_ok=True)
        raise
    return draft


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def open_lock(path: Path) -> TextIO:
    """An empty private file (0600) to hold a lock on, made when missing; whatever the umask."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w")
