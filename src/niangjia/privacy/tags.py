"""Keyed tags that have to be told again after years, such as those of watermarks and of what was deleted.

Their key lies beside the others, in `keys/tags`, and is never changed: a rotation of the keys of values leaves them be.
"""

import hashlib
import hmac
import secrets
from pathlib import Path

from django.conf import settings

from niangjia.kernel.private_files import read_or_create

KEY_BYTES = 32


def key_file() -> Path:
    """Where the key lies."""
    return Path(settings.KEY_FOLDER) / "tags"


def tag(label: str, value: str) -> str:
    """64 hex characters that nobody without the key can make or check; `label` names what they are for."""
    key = read_or_create(key_file(), lambda: secrets.token_bytes(KEY_BYTES))
    return hmac.digest(hmac.digest(key, label.encode(), hashlib.sha256), value.encode(), hashlib.sha256).hex()
