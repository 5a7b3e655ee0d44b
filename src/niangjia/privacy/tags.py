"""Keyed tags that have to be told again after years, such as those of watermarks and of what was deleted.

Their key lies beside the others, in `keys/tags`, and is never changed: a rotation of the keys of values leaves them be.
Another key in the place of a lost one would tell none of the tags made before, unnoticed.
"""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from niangjia.kernel.private_files import read_or_create
from niangjia.privacy.errors import KeysUnusable

KEY_BYTES = 32

_uses: list[Callable[[], bool]] = []


def register_use(is_in_use: Callable[[], bool]) -> None:
    """Let an app above say whether tags are on file: a missing key is then never replaced by itself."""
    _uses.append(is_in_use)


def key_file() -> Path:
    """Where the key lies."""
    return Path(settings.KEY_FOLDER) / "tags"


def tag(label: str, value: str) -> str:
    """64 hex characters that nobody without the key can make or check; `label` names what they are for.

    The key is made on first use. Raises KeysUnusable when it is missing although tags are on file.
    """
    if not key_file().exists() and any(is_used() for is_used in _uses):
        raise KeysUnusable(
            format_lazy(_("The key {path} is missing, but deletions and exports are marked with it."), path=key_file()),
            remedy=_(
                "Bring it back from your copy: niangjia restore-keys FILE. If it is lost for good, run: niangjia "
                "reapply-erasures --without-tags"
            ),
        )
    key = begin_key()
    return hmac.digest(hmac.digest(key, label.encode(), hashlib.sha256), value.encode(), hashlib.sha256).hex()


def begin_key() -> bytes:
    """The key, made when it is missing, whatever tags are on file: for one that is lost for good."""
    return read_or_create(key_file(), lambda: secrets.token_bytes(KEY_BYTES))
