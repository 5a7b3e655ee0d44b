"""What stands at the front of a backup: what it holds, so that a restore can tell whether all of it came back."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import niangjia

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Part:
    """A file of the backup: its name in it, its size and digest."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Contents:
    """What a copy of the database holds, seen in the moment of the copy."""

    migrations: list[str]
    counts: Mapping[str, int]
    audit_head: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Manifest:
    """The first entry of a backup. `audit_head` is the last row of the record of acts, as text."""

    made_at: str
    kind: str
    contents: Contents
    parts: list[Part]
    version: str = niangjia.__version__
    format: int = FORMAT

    def as_json(self) -> bytes:
        """The manifest as it is written."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1).encode()

    @staticmethod
    def from_json(text: bytes) -> "Manifest":
        """Read a manifest. Raises ValueError, KeyError or TypeError for one of another format."""
        told: dict[str, Any] = json.loads(text)
        if told["format"] != FORMAT:
            raise ValueError(f"format {told['format']}")
        contents, parts = Contents(**told.pop("contents")), [Part(**each) for each in told.pop("parts")]
        return Manifest(contents=contents, parts=parts, **told)
