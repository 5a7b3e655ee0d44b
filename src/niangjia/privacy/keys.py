"""The key ring: versioned keys and index masters, from a place outside the database (`providers`).

Losing it loses every encrypted value. A process notices a changed ring with the next value it seals, opens or looks up.
"""

import json
import re
import secrets
import time
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from niangjia.kernel import clock
from niangjia.privacy.errors import KeysUnusable
from niangjia.privacy.providers import KeyProvider, provider
from niangjia.privacy.suites import CHOICES, HASHES, SUITES, Suite

__all__ = ["IndexMaster", "KeyRing", "KeysUnusable", "is_in_use", "key_ring", "register_use"]

KEY_BYTES = 32
_ID = re.compile(r"[A-Za-z0-9_-]{1,16}")
_SECONDS_BETWEEN_RELOADS = 1.0


@dataclass(frozen=True, slots=True)
class IndexMaster:
    """A master key of the blind indexes with its hash. The id is "" for one from before masters had versions."""

    id: str
    hash: str
    key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class KeyRing:
    """Encryption keys by id, the id of the one new values use, and the index masters, the current one first.

    `changed_at` is when a key or master last became current; None when that was never noted.
    """

    current: str
    keys: Mapping[str, bytes] = field(repr=False)
    index_masters: tuple[IndexMaster, ...]
    changed_at: datetime | None = None

    @property
    def index_master(self) -> bytes:
        """The key of the current index master."""
        return self.index_masters[0].key

    def with_new_key(self) -> "KeyRing":
        """The same with a new key that is current; the others still open what they sealed."""
        key_id = _new_id("k")
        return replace(
            self, current=key_id, keys={**self.keys, key_id: secrets.token_bytes(KEY_BYTES)}, changed_at=clock.now()
        )

    def with_new_index_master(self) -> "KeyRing":
        """The same with a new index master that is current, its hash as NIANGJIA_CIPHER says; the others still find."""
        return replace(self, index_masters=(_new_master(), *self.index_masters), changed_at=clock.now())

    def with_current_only(self) -> "KeyRing":
        """The same without older keys and masters."""
        return replace(self, keys={self.current: self.keys[self.current]}, index_masters=self.index_masters[:1])

    def as_json(self) -> bytes:
        """As it is stored."""
        stored: dict[str, Any] = {
            "current": self.current,
            "keys": {key_id: b64encode(key).decode() for key_id, key in self.keys.items()},
            "index_current": self.index_masters[0].id,
            "index_masters": {
                each.id: {"hash": each.hash, "key": b64encode(each.key).decode()} for each in self.index_masters
            },
        }
        if self.changed_at:
            stored["changed_at"] = self.changed_at.isoformat()
        return json.dumps(stored, indent=1).encode()


_uses: list[Callable[[], bool]] = []


def register_use(is_in_use: Callable[[], bool]) -> None:
    """Let an app above say whether sealed values are on file: a missing key file is then never replaced."""
    _uses.append(is_in_use)


def is_in_use() -> bool:
    """Whether some app has sealed values on file. Raises DatabaseError before the tables are made."""
    return any(is_used() for is_used in _uses)


def key_ring() -> KeyRing:
    """The key ring of this installation, made on first use. Raises KeysUnusable."""
    place = provider()
    stamp = place.stamp()
    if stamp is None:
        _refuse_if_in_use(place)
        place.make_first(lambda: _new_ring().as_json())
        stamp = place.stamp()
    return _load(place, stamp)


def sealing() -> tuple[Suite, str, bytes]:
    """How a value is sealed now: suite, id of the key, key."""
    ring = key_ring()
    return CHOICES[settings.CIPHER].suite, ring.current, ring.keys[ring.current]


def opening(mark: str, key_id: str) -> tuple[Suite, bytes]:
    """Suite and key of a stored value. Raises KeyError for those that are not known, the ring read anew included."""
    suite, ring = SUITES[mark], key_ring()
    if key_id not in ring.keys and _may_reload():
        provider().forget()
        ring = key_ring()
    return suite, ring.keys[key_id]


def current_head() -> str:
    """What a value begins with that is sealed as new ones are."""
    suite, key_id, _key = sealing()
    return f"{suite.mark}.{key_id}."


_reloaded_at = float("-inf")


def _may_reload() -> bool:
    """Values nobody has the key of must not make every reader ask for the ring again and again."""
    global _reloaded_at
    is_due = time.monotonic() - _reloaded_at >= _SECONDS_BETWEEN_RELOADS
    if is_due:
        _reloaded_at = time.monotonic()
    return is_due


@lru_cache(maxsize=8)
def _load(place: KeyProvider, _stamp: object) -> KeyRing:
    raw = place.read()
    try:
        return _parsed(raw)
    except (ValueError, KeyError, TypeError, AttributeError):
        # Without the cause: it would carry the text of the ring into a traceback.
        raise KeysUnusable(
            format_lazy(_("The keys in {path} cannot be used: the file is damaged."), path=str(place)),
            remedy=_("Put the file back from your copy."),
        ) from None


def _parsed(raw: bytes) -> KeyRing:
    stored = json.loads(raw)
    masters = stored.get("index_masters") or {"": {"hash": "sha256", "key": stored["index_master"]}}
    found = [IndexMaster(name, each["hash"], b64decode(each["key"], validate=True)) for name, each in masters.items()]
    current = stored.get("index_current", "")
    found.sort(key=lambda master: master.id != current)
    keys = {key_id: b64decode(key, validate=True) for key_id, key in stored["keys"].items()}
    changed_at = datetime.fromisoformat(stored["changed_at"]) if "changed_at" in stored else None
    ring = KeyRing(stored["current"], keys, tuple(found), changed_at)
    is_whole = (
        ring.current in keys
        and found[0].id == current
        and all(len(key) == KEY_BYTES for key in (*keys.values(), *(each.key for each in found)))
        and all(each.hash in HASHES and (not each.id or _ID.fullmatch(each.id)) for each in found)
        and all(_ID.fullmatch(key_id) for key_id in keys)
    )
    if not is_whole:
        raise ValueError("not a whole ring")
    return ring


def _refuse_if_in_use(place: KeyProvider) -> None:
    if is_in_use():
        raise KeysUnusable(
            format_lazy(
                _("The keys are missing: {path} is not there, but sealed values are on file."), path=str(place)
            ),
            remedy=_(
                "Put the file back from your copy. Without it identity numbers and cards cannot be read by anyone."
            ),
        )


def _new_id(kind: str) -> str:
    return f"{kind}{secrets.token_hex(4)}"  # another ring never has a key of the same name


def _new_master() -> IndexMaster:
    return IndexMaster(_new_id("i"), CHOICES[settings.CIPHER].index_hash, secrets.token_bytes(KEY_BYTES))


def _new_ring() -> KeyRing:
    key_id = _new_id("k")
    return KeyRing(key_id, {key_id: secrets.token_bytes(KEY_BYTES)}, (_new_master(),), clock.now())
