"""Where keys come from: a private file outside the database. Losing it loses every encrypted value."""

import json
import secrets
from base64 import b64decode, b64encode
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from niangjia.kernel.private_files import read_or_create

KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class KeyRing:
    """Versioned encryption keys, the id of the one new values use, and the master key of the blind indexes."""

    current: str
    keys: dict[str, bytes]
    index_master: bytes


def _new_ring() -> bytes:
    def key() -> str:
        return b64encode(secrets.token_bytes(KEY_BYTES)).decode()

    return json.dumps({"current": "k1", "keys": {"k1": key()}, "index_master": key()}).encode()


@lru_cache(maxsize=4)
def _load(path: Path) -> KeyRing:
    ring = json.loads(read_or_create(path, _new_ring))
    keys = {key_id: b64decode(key) for key_id, key in ring["keys"].items()}
    return KeyRing(ring["current"], keys, b64decode(ring["index_master"]))


def key_ring() -> KeyRing:
    """The key ring of this installation, made on first use in the data folder's `keys/fields.json`."""
    return _load(Path(settings.KEY_FOLDER) / "fields.json")
