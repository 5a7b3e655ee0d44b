"""Keyed blind indexes: equality search and uniqueness over encrypted values, with another key for each field.

A plain hash would not protect an identity number (there are too few of them); the key is not in the database.
"""

import hashlib
import hmac
from functools import lru_cache

from niangjia.privacy.keys import key_ring


@lru_cache(maxsize=64)
def _field_key(master: bytes, label: str) -> bytes:
    return hmac.digest(master, b"blind-index:" + label.encode(), hashlib.sha256)


def blind_index(label: str, value: str) -> str:
    """64 hex characters for a value in its one normal form; `label` names the field, as people.person.identity."""
    return hmac.digest(_field_key(key_ring().index_master, label), value.encode(), hashlib.sha256).hex()
