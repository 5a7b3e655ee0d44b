"""What the record of acts is sealed with: pure, of texts and keys only.

Each row has a **seal**, a keyed digest over everything that it says, and once it is linked a **digest** over its
number, its seal and the digest of the row before. Fields are length-prefixed, so that nothing can be pushed from one
into its neighbour unseen; the first says what kind of thing is sealed, so that no seal can stand in for another.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hmac import compare_digest
from uuid import UUID

from cryptography.hazmat.primitives.hashes import SHA256, SM3, HashAlgorithm
from cryptography.hazmat.primitives.hmac import HMAC

ALGORITHMS: Mapping[str, type[HashAlgorithm]] = {"sha256": SHA256, "sm3": SM3}
"""The mark each row carries, and the hash under its HMAC."""

ENTRY, LINK, HEAD = "niangjia.audit.entry.1", "niangjia.audit.link.1", "niangjia.audit.head.1"
NOTHING = b"\xff" * 8
"""Stands for a field that is not there: no text is so long."""

Fields = Sequence[str | None]
_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Key:
    """One key of the record, with the algorithm it is used for and nothing else."""

    id: str
    algorithm: str
    start: HMAC

    @classmethod
    def of(cls, key_id: str, algorithm: str, secret: bytes) -> "Key":
        """Raises KeyError for an unknown algorithm."""
        return cls(key_id, algorithm, HMAC(secret, ALGORITHMS[algorithm]()))

    def digest(self, kind: str, fields: Fields) -> str:
        """The keyed digest of a kind of thing, as 64 hexadecimal digits."""
        mac = self.start.copy()
        mac.update(packed((kind, self.id, self.algorithm, *fields)))
        return mac.finalize().hex()

    def is_seal_of(self, seal: str, kind: str, fields: Fields) -> bool:
        """Whether a digest is that of these fields."""
        return compare_digest(seal.encode("utf-8", "replace"), self.digest(kind, fields).encode())


def packed(fields: Fields) -> bytes:
    """Fields one after another, each behind its length."""
    parts = []
    for field in fields:
        if field is None:
            parts.append(NOTHING)
        else:
            content = field.encode("utf-8", "surrogateescape")
            parts += (len(content).to_bytes(8, "big"), content)
    return b"".join(parts)


def instant(at: datetime) -> str:
    """An instant as it is sealed: UTC, to the microsecond, whatever the database makes of it."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds")


def canonical(details: object) -> str:
    """JSON in the one form that is sealed. PostgreSQL keeps neither the order of keys nor the spaces."""
    return _CANONICAL.encode(details)


def plain(details: Mapping[str, object]) -> dict[str, object]:
    """Details as every database gives them back. Raises TypeError naming the first that it would not."""
    for name, value in details.items():
        try:
            _check(value)
            json.dumps(value, ensure_ascii=False).encode()
        except (TypeError, ValueError) as error:
            raise TypeError(f"the detail {name}={value!r} cannot be recorded: {error}") from error
    kept: dict[str, object] = json.loads(json.dumps(details))
    return kept


def _check(value: object) -> None:
    """What json.dumps would take and a database would give back as something else."""
    if isinstance(value, float):
        raise TypeError("databases keep floats differently; record whole units or a text")
    if isinstance(value, str) and "\0" in value:
        raise ValueError("PostgreSQL keeps no zero character")
    if isinstance(value, Mapping):
        if not all(isinstance(name, str) for name in value):
            raise TypeError("a key is not a text")
        for each in (*value, *value.values()):
            _check(each)
    elif isinstance(value, list | tuple):
        for each in value:
            _check(each)


def hexadecimal(value: UUID | None) -> str | None:
    """An id as it is sealed."""
    return None if value is None else value.hex


def link_fields(sequence: int, previous: str, seal: str) -> Fields:
    """What the digest of a row is over."""
    return (str(sequence), previous, seal)


def short(digest: str) -> str:
    """The beginning of a digest in groups, to be read out, typed and compared: 80 bits."""
    return "-".join(digest[place : place + 4] for place in range(0, SHORT_DIGITS, 4))


SHORT_DIGITS = 20
