"""Files sealed at rest: whole contents encrypted and bound to their name, readable only by this program."""

import os
from pathlib import Path
from secrets import token_bytes

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from niangjia.privacy.fields import UnreadableValue
from niangjia.privacy.keys import key_ring

_NONCE_BYTES = 12


def _path(name: str) -> Path:
    return Path(settings.MEDIA_ROOT) / name


def write_sealed(name: str, content: bytes) -> None:
    """Write a file under the data folder (as `imports/1234`), private, complete before it takes its name."""
    path, ring, nonce = _path(name), key_ring(), token_bytes(_NONCE_BYTES)
    sealed = AESGCM(ring.keys[ring.current]).encrypt(nonce, content, name.encode())
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(ring.current.encode() + b"\n" + nonce + sealed)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)  # after a full disk; it has its name already when all went well


def read_sealed(name: str) -> bytes:
    """Read a sealed file. Raises FileNotFoundError, or UnreadableValue when it does not open."""
    stored = _path(name).read_bytes()
    try:
        key_id, body = stored.split(b"\n", 1)
        return AESGCM(key_ring().keys[key_id.decode()]).decrypt(body[:_NONCE_BYTES], body[_NONCE_BYTES:], name.encode())
    except (ValueError, KeyError, InvalidTag) as error:
        raise UnreadableValue("A stored file cannot be opened.") from error


def has_sealed(name: str) -> bool:
    """Whether a sealed file is still there."""
    return _path(name).exists()


def remove_sealed(name: str) -> None:
    """Remove a sealed file; nothing happens when it is gone already."""
    _path(name).unlink(missing_ok=True)
