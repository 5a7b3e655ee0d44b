"""Looking for planted values in whatever lies on a disk: in every writing in which a program may leave one behind.

found = Search({"150785198005069014"}).in_folder(tmp_path)
assert found == []
"""

import base64
import re
import urllib.parse
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connection

from niangjia.privacy.fields import EncryptedTextField

CHARACTER_SETS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")
_CHUNK, _OVERLAP = 8 * 1024 * 1024, 4096
_BEGINNING = 6


@dataclass(frozen=True, slots=True)
class Find:
    """A planted value, how it was written, and where."""

    value: str
    writing: str
    place: str


def writings(value: str) -> dict[str, bytes]:
    """How a value may stand somewhere, by the name of the writing."""
    found: dict[str, bytes] = {}
    for name in CHARACTER_SETS:
        try:
            raw = value.encode(name)
        except UnicodeEncodeError:
            continue
        found[name] = raw
        found[f"{name} hex"] = raw.hex().encode()
        found[f"{name} HEX"] = raw.hex().upper().encode()
        found[f"{name} url"] = urllib.parse.quote_from_bytes(raw, safe="").encode()
        found[f"{name} url, lower"] = re.sub(rb"%[0-9A-F]{2}", lambda m: m[0].lower(), found[f"{name} url"])
        found[f"{name} url, all lower"] = found[f"{name} url"].lower()
        for shift in range(3):
            for alphabet, encode in (("base64", base64.b64encode), ("base64url", base64.urlsafe_b64encode)):
                found[f"{name} {alphabet} at {shift}"] = _inner(encode(bytes(shift) + raw), shift, len(raw))
    found["json"] = value.encode("unicode_escape")  # as in a JSON that is ASCII only
    return {name: written for name, written in found.items() if len(written) >= _BEGINNING}


def _inner(encoded: bytes, shift: int, length: int) -> bytes:
    """The letters that depend on the value alone, whatever stands before and after it."""
    return encoded[-(-shift * 8 // 6) : (shift + length) * 8 // 6]


class Search:
    """All writings of some values, looked for at once."""

    def __init__(self, values: Iterable[str]) -> None:
        self._by_beginning: dict[bytes, dict[bytes, Find]] = {}
        for value in values:
            for name, written in writings(value).items():
                alike = self._by_beginning.setdefault(written[:_BEGINNING], {})
                alike.setdefault(written, Find(value, name, ""))

    def in_bytes(self, content: bytes, place: str = "") -> list[Find]:
        """Each writing met, once for each value and place."""
        beginnings, size = self._by_beginning, _BEGINNING
        at = [start for start in range(len(content) - size + 1) if content[start : start + size] in beginnings]
        met = {
            find
            for start in at
            for written, find in beginnings[content[start : start + size]].items()
            if content.startswith(written, start)
        }
        return [
            Find(find.value, find.writing, place) for find in sorted(met, key=lambda find: (find.value, find.writing))
        ]

    def in_file(self, path: Path) -> list[Find]:
        """The same in a file of any size."""
        met: dict[Find, None] = {}
        with path.open("rb") as file:
            before = b""
            while chunk := file.read(_CHUNK):
                met |= dict.fromkeys(self.in_bytes(before + chunk, str(path)))
                before = chunk[-_OVERLAP:]
        return list(met)

    def in_folder(self, folder: Path) -> list[Find]:
        """The same in every file below, and in the names."""
        found: list[Find] = []
        for path in folder.rglob("*"):
            found += self.in_bytes(str(path.relative_to(folder)).encode(), f"the name of {path}")
            if path.is_file():
                found += self.in_file(path)
        return found


def sealed_columns() -> Iterator[tuple[type[Any], EncryptedTextField]]:
    """Every sensitive field of the program."""
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, EncryptedTextField):
                yield model, field


def columns_without(values: Iterable[str]) -> list[str]:
    """Sealed columns in which none of the values stands: whoever adds one has to plant one in it."""
    planted = set(values)
    return [
        f"{model._meta.label}.{field.name}"
        for model, field in sealed_columns()
        if not any(
            str(getattr(row, field.name).reveal()) in planted
            for row in model._base_manager.exclude(**{field.name: ""}).only("pk", field.name)
        )
    ]


def everything_in_the_database(folder: Path) -> None:
    """Write out what the database keeps of its content: for PostgreSQL each table as text, for SQLite its own files."""
    if connection.vendor == "sqlite":
        name = str(connection.settings_dict["NAME"])
        for ending in ("", "-wal", "-journal"):
            path = Path(name + ending)
            if path.exists():
                (folder / path.name).write_bytes(path.read_bytes())
        return
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            with (folder / f"{table}.txt").open("wb") as file, cursor.copy(f'COPY "{table}" TO STDOUT') as rows:
                for part in rows:
                    file.write(part)
