"""Planting values that exist nowhere else, and looking for them in every writing in which a program may leave one.

plants = Plants()
number = plants.digits("phone", "138", 11)
...
assert Search(plants).in_folder(tmp_path) == []  # what lies on a disk
assert Search(plants).in_answer(answer.content) == []  # what someone is sent
"""

import base64
import html
import io
import re
import urllib.parse
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2
from django.apps import apps
from django.db import connection

from niangjia.privacy.fields import EncryptedTextField

CHARACTER_SETS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")
_CHUNK, _OVERLAP = 8 * 1024 * 1024, 4096
_BEGINNING = 6
_IN_GROUPS = re.compile(rb"(?:[0-9]{1,8}(?:[ ._-]|\xc2\xa0)){1,9}[0-9Xx]{1,8}")
"""Digits as people set them apart: 1507 8519 8005 0690 14."""
_SHOWN_BY_MASKS = re.compile(r"^\d{3}(?=\d{14}[\dX]$)|(?<=^\d{17})[\dX]$|^[^市县区旗]*[市县区旗]")
"""Of an identity number three digits and the last one, of an address the division."""


class Plants(dict[str, str]):
    """Values that exist nowhere else, and of which kind each is."""

    def new(self, kind: str, value: str) -> str:
        """Remember a value made elsewhere."""
        self[value] = kind
        return value

    def digits(self, kind: str, beginning: str, length: int) -> str:
        """A new number."""
        return self.new(kind, f"{beginning}{(len(self) + 1) * 7919 % 10**6:06d}".ljust(length, "7"))

    def text(self, kind: str, beginning: str) -> str:
        """New words."""
        return self.new(kind, f"{beginning}暗桩{len(self) + 1:05d}号")


@dataclass(frozen=True, slots=True)
class Find:
    """A planted value, how it was written, and where."""

    value: str
    writing: str
    place: str


def writings(value: str) -> dict[str, bytes]:
    """How that of a value which no mask shows may stand somewhere, by the name of the writing."""
    value = _SHOWN_BY_MASKS.sub("", value)
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
        each_place = zip(*self._by_beginning, strict=True)
        sets = (b"[%b]" % b"".join(b"\\x%02x" % byte for byte in set(bytes_)) for bytes_ in each_place)
        self._perhaps = re.compile(b"(?=(" + b"".join(sets) + b"))")

    def in_bytes(self, content: bytes, place: str = "") -> list[Find]:
        """Each writing met, once for each value and place; numbers are found in groups of digits, too."""
        groups = (re.sub(rb"[^0-9Xx]", b"", met[0]) for met in _IN_GROUPS.finditer(content))
        content = b"\n".join((content, *groups))
        met = {
            find
            for perhaps in self._perhaps.finditer(content)
            for written, find in self._by_beginning.get(perhaps[1], {}).items()
            if content.startswith(written, perhaps.start())
        }
        return [
            Find(find.value, find.writing, place) for find in sorted(met, key=lambda find: (find.value, find.writing))
        ]

    def in_answer(self, content: bytes, place: str = "") -> list[Find]:
        """The same in what someone can read of an answer: a page, JSON, a workbook, a PDF."""
        return [find for text in _readings(content) for find in self.in_bytes(text, place)]

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


def _readings(content: bytes) -> Iterator[bytes]:
    """What can be read in an answer: the parts of a workbook, the text of a PDF, a page as it shows."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            for name in parts.namelist():
                yield from _readings(parts.read(name))
    elif content.startswith(b"%PDF"):
        pages = pypdfium2.PdfDocument(content)
        yield "".join(page.get_textpage().get_text_range() for page in pages).encode()
    else:
        yield html.unescape(content.decode(errors="replace")).encode()


def assert_absent(values: Mapping[str, str], text: str, *, besides: Collection[str] = ()) -> None:
    """None of the values, which stand by their kinds, is in a text, save those of some kinds."""
    found = Search(value for kind, value in values.items() if kind not in besides).in_answer(text.encode())
    if found:
        raise AssertionError(f"in the open: {found}")


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
            _holds(str(getattr(row, field.name).reveal()), planted)
            for row in model._base_manager.exclude(**{field.name: ""}).only("pk", field.name)
        )
    ]


def _holds(text: str, planted: Collection[str]) -> bool:
    """Whether a text is a planted value, or has one in it, as a version of a dossier does."""
    return text in planted or any(value in text for value in planted)


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
