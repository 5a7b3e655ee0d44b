"""Where keys come from: a private file outside the database. Losing it loses every encrypted value."""

import json
import secrets
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from niangjia.kernel.errors import NiangjiaError
from niangjia.kernel.private_files import read_or_create

KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class KeyRing:
    """Versioned encryption keys, the id of the one new values use, and the master key of the blind indexes."""

    current: str
    keys: dict[str, bytes]
    index_master: bytes


class KeysUnusable(NiangjiaError):
    """The key file is missing although sealed values exist, or it is damaged."""

    code = "keys-unusable"


_uses: list[Callable[[], bool]] = []


def register_use(is_in_use: Callable[[], bool]) -> None:
    """Let an app above say whether sealed values are on file: a missing key file is then never replaced."""
    _uses.append(is_in_use)


def _new_ring() -> bytes:
    def key() -> str:
        return b64encode(secrets.token_bytes(KEY_BYTES)).decode()

    key_id = f"k{secrets.token_hex(4)}"  # another ring never has a key of the same name
    return json.dumps({"current": key_id, "keys": {key_id: key()}, "index_master": key()}).encode()


@lru_cache(maxsize=4)
def _load(path: Path) -> KeyRing:
    if not path.exists() and any(is_in_use() for is_in_use in _uses):
        raise KeysUnusable(
            format_lazy(_("The keys are missing: {path} is not there, but sealed values are on file."), path=path),
            remedy=_(
                "Put the file back from your copy. Without it identity numbers and cards cannot be read by anyone."
            ),
        )
    try:
        ring = json.loads(read_or_create(path, _new_ring))
        keys = {key_id: b64decode(key, validate=True) for key_id, key in ring["keys"].items()}
        found = KeyRing(ring["current"], keys, b64decode(ring["index_master"], validate=True))
        is_whole = found.current in keys and all(len(key) == KEY_BYTES for key in (*keys.values(), found.index_master))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _damaged(path) from error
    if not is_whole:
        raise _damaged(path)
    return found


def _damaged(path: Path) -> KeysUnusable:
    return KeysUnusable(
        format_lazy(_("The keys in {path} cannot be used: the file is damaged."), path=path),
        remedy=_("Put the file back from your copy."),
    )


def key_ring() -> KeyRing:
    """The key ring of this installation, made on first use in the data folder's `keys/fields.json`."""
    return _load(Path(settings.KEY_FOLDER) / "fields.json")
