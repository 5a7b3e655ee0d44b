"""The keys of the record: a private file outside the database, of its own, so that it can be kept elsewhere.

Who has the database without it can neither write a row that verifies nor change one unseen. It opens no sealed value.
"""

import json
import secrets
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.core.files import locks
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from niangjia.audit.chain import ALGORITHMS, Key
from niangjia.kernel.errors import Conflict, NiangjiaError
from niangjia.kernel.private_files import open_lock, read_or_create, replace

KEY_BYTES = 32
DEFAULT_ALGORITHM = "sha256"


@dataclass(frozen=True, slots=True)
class AuditKeys:
    """Every key that rows were sealed with, and the one that new rows use.

    `head` is the id of the head that the record was begun with, "" before: a database emptied of its head must not pass
    for one of the time before the chain, whose rows are taken in as they are.
    """

    current: Key
    keys: Mapping[str, Key]
    head: str


class AuditKeysUnusable(NiangjiaError):
    """The key file is missing although a record was begun with it, or it is damaged."""

    code = "audit-keys-unusable"


def path_of_keys() -> Path:
    """Where the keys are: `keys/audit.json` of the data folder."""
    return Path(settings.KEY_FOLDER) / "audit.json"


def audit_keys(is_begun: Callable[[], bool]) -> AuditKeys:
    """The keys, made on first use. `is_begun` says whether the record has a head: then a missing file is not replaced.

    What another process added is seen at the next call.
    """
    path = path_of_keys()
    try:
        changed = _stamp(path)
    except FileNotFoundError:
        if is_begun():
            raise _missing(path) from None
        read_or_create(path, lambda: _written(*_new(DEFAULT_ALGORITHM)))
        changed = _stamp(path)
    return _load(path, changed)


def add_key(algorithm: str = DEFAULT_ALGORITHM, *, is_after_loss: bool = False) -> Key:
    """Make a key that every new row uses from now on; the others stay, for the rows they sealed.

    With `is_after_loss` the file must be missing and begins anew. Raises Conflict when it is not, AuditKeysUnusable
    when it should be there and is not.
    """
    path = path_of_keys()
    if algorithm not in ALGORITHMS:
        raise ValueError(f"{algorithm} is none of {', '.join(ALGORITHMS)}")
    with _held(path):
        if path.exists() == is_after_loss:
            raise _present(path) if is_after_loss else _missing(path)
        known = {"keys": {}} if is_after_loss else json.loads(path.read_bytes())
        current, made = _new(algorithm)
        replace(path, _written(current, known["keys"] | made, known.get("head", "")))
    return _load(path, _stamp(path)).current


def note_head(head_id: str) -> None:
    """Remember with which head the record was begun."""
    path = path_of_keys()
    with _held(path):
        known = json.loads(path.read_bytes())
        replace(path, _written(known["current"], known["keys"], head_id))


@contextmanager
def _held(path: Path) -> Iterator[None]:
    """One writer at a time; the end of the process frees it."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with open_lock(path.with_name(".audit.lock")) as file:
        locks.lock(file, locks.LOCK_EX)
        yield


def _new(algorithm: str) -> tuple[str, dict[str, dict[str, str]]]:
    key_id = f"a{secrets.token_hex(4)}"
    secret = b64encode(secrets.token_bytes(KEY_BYTES)).decode()
    return key_id, {key_id: {"algorithm": algorithm, "key": secret}}


def _written(current: str, keys: Mapping[str, object], head: str = "") -> bytes:
    return json.dumps({"current": current, "keys": keys, "head": head}, indent=1).encode()


def _stamp(path: Path) -> tuple[int, int, int]:
    """Another one when the file was changed."""
    found = path.stat()
    return found.st_mtime_ns, found.st_ino, found.st_size


@lru_cache(maxsize=4)
def _load(path: Path, _changed: tuple[int, int, int]) -> AuditKeys:
    try:
        ring = json.loads(path.read_bytes())
        keys = {key_id: _key(key_id, **row) for key_id, row in ring["keys"].items()}
        return AuditKeys(keys[ring["current"]], keys, str(ring.get("head", "")))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise AuditKeysUnusable(
            format_lazy(_("The keys of the record in {path} cannot be used: the file is damaged."), path=path),
            remedy=_("Put the file back from your copy."),
        ) from error


def _key(key_id: str, algorithm: str, key: str) -> Key:
    secret = b64decode(key, validate=True)
    if len(secret) != KEY_BYTES:
        raise ValueError(key_id)
    return Key.of(key_id, algorithm, secret)


def _missing(path: Path) -> AuditKeysUnusable:
    return AuditKeysUnusable(
        format_lazy(_("The keys of the record are missing: {path} is not there."), path=path),
        remedy=_("Put the file back from your copy. If there is none, run: niangjia rotate-audit-key --after-loss"),
    )


def _present(path: Path) -> Conflict:
    return Conflict(
        format_lazy(_("The keys of the record are not lost: {path} is there."), path=path),
        remedy=_("Run the command without --after-loss."),
    )
