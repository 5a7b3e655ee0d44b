"""What is checked of a zipped workbook (.xlsx, .ods) before any parser sees it, and what parsers leave out.

A workbook of a few kilobytes can unpack to gigabytes, and one stray cell at the far end of a sheet makes a dense reader
reserve half a terabyte; so sizes, entries, entities and the extent of each sheet are bounded here first.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from io import BytesIO
from posixpath import join, normpath
from zipfile import BadZipFile, ZipFile, ZipInfo
from zlib import error as zlib_error

from django.utils.translation import gettext_lazy as _
from openpyxl.utils import column_index_from_string

from niangjia.dossiers.intake.errors import UnreadableWorkbook
from niangjia.dossiers.intake.findings import fill

MAX_UNPACKED = 64 * 1024 * 1024
MAX_RATIO = 100
RATIO_FROM = 1024 * 1024
"""Parts smaller than this may be packed as tightly as they like."""
MAX_ENTRIES = 1000
MAX_CELLS = 4_000_000
"""Cells between A1 and the last filled cell of a sheet: about 75,000 households."""

Place = tuple[int, int]
"""Row and column, both from 0."""

_ATTRIBUTES = rb"((?:[^<>\"'/]++|\"[^\"<]*+\"|'[^'<]*+')*+)"
"""Never runs past the next "<" and gives nothing back, so that text made to be scanned again and again is scanned once.
The same holds for every expression here: a file of a megabyte must not keep the server busy for minutes."""


def _tag(name: bytes, end: bytes = rb"/?>") -> bytes:
    return rb"<(?:\w++:)?" + name + rb"(?=[\s/>])" + _ATTRIBUTES + end


_SHEET = re.compile(_tag(rb"sheet"))
_RELATION = re.compile(_tag(rb"Relationship"))
_ATTRIBUTE = re.compile(rb"(?<![\w:])([\w:]++)\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)')")
_REFERENCE = re.compile(rb"\br\s*+=\s*+[\"']([A-Za-z]{1,4})(\d{1,9})[\"']")
_CELL = re.compile(_tag(rb"c", rb"(/?)>"))
_CELL_END = re.compile(rb"</(?:\w++:)?c\s*+>")
_OF_ERROR = re.compile(rb"\bt\s*+=\s*+[\"']e[\"']")
_OF_TEXT = re.compile(rb"\bt\s*+=\s*+[\"']str[\"']")
_ERROR = re.compile(rb"<(?:\w++:)?v>([^<]*+)<")
_FORMULA_WITHOUT_VALUE = re.compile(
    rb"\s*+" + _tag(rb"f", rb"(?:/>|>[^<]*+</(?:\w++:)?f>)") + rb"\s*+"
    rb"(?:<(?:\w++:)?v\s*+/>|<(?:\w++:)?v>\s*+</(?:\w++:)?v>)?\s*+"
)


@dataclass(slots=True)
class Archive:
    """A zipped workbook that is safe to hand to a parser. `broken` has, by sheet name, the cells that show an error or
    hold a formula without a stored value: parsers give those as empty cells."""

    broken: dict[str, dict[Place, str]] = field(default_factory=dict)


def inspect(content: bytes) -> Archive:
    """Check a zip. Raises UnreadableWorkbook when it is damaged, protected, unsafe or no workbook."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            parts = _unpack(archive)
    except (BadZipFile, zlib_error, NotImplementedError, EOFError, OSError, ValueError, RuntimeError) as error:
        raise UnreadableWorkbook(
            _("The file is damaged: it cannot be unpacked."),
            remedy=_("Open it in Excel or WPS, save it again as .xlsx and hand in the new file."),
            code="damaged",
        ) from error
    if "xl/workbook.xml" in parts:
        return Archive({name: _broken_cells(name, parts[part]) for name, part in _sheets(parts) if part in parts})
    if "content.xml" not in parts:
        raise not_a_workbook()
    if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
        raise protected()
    if b'value-type="error"' in parts["content.xml"]:
        raise UnreadableWorkbook(
            _("Some cells show an error such as #REF!, and in this type of file they cannot be listed."),
            remedy=_("Mend these cells, or save the workbook as .xlsx to have each of them listed."),
            code="damaged",
        )
    return Archive()


def not_a_workbook() -> UnreadableWorkbook:
    """What to say of a file of another kind."""
    return UnreadableWorkbook(
        _("This is not an Excel workbook."),
        remedy=_("Open it in Excel or WPS and use “Save as” with the type .xlsx; renaming a file does not change it."),
        code="not-a-workbook",
    )


def protected() -> UnreadableWorkbook:
    """What to say of a file that asks for a password."""
    return UnreadableWorkbook(
        _("The workbook is protected with a password."),
        remedy=_("Take the password off in Excel or WPS, save, and hand in the file again."),
        code="password",
    )


def _unsafe(reason: str) -> UnreadableWorkbook:
    return UnreadableWorkbook(
        fill(_("The workbook is built in an unsafe way (%(reason)s)."), {"reason": reason}),
        remedy=_("Copy the rows into a new workbook and hand in that one."),
        code="unsafe",
    )


def _unpack(archive: ZipFile) -> dict[str, bytes]:
    """The XML parts by name. Sizes are checked as declared, and unpacking stops at what was declared."""
    entries = archive.infolist()
    _check_declared(entries)
    parts = {each.filename: archive.read(each) for each in entries if each.filename.endswith((".xml", ".rels"))}
    for name, part in parts.items():
        if b"<!DOCTYPE" in part or b"<!ENTITY" in part:
            raise _unsafe("DTD")
        if b"\0" in part[:64]:
            raise _unsafe(f"{name}: encoding")
    return parts


def _check_declared(entries: list[ZipInfo]) -> None:
    if any(each.flag_bits & 1 for each in entries):
        raise protected()
    if len(entries) > MAX_ENTRIES or len({each.filename for each in entries}) < len(entries):
        raise _unsafe("entries")
    if sum(each.file_size for each in entries) > MAX_UNPACKED:
        raise UnreadableWorkbook(
            fill(_("Unpacked, the workbook is larger than %(size)s MB."), {"size": MAX_UNPACKED // 1024 // 1024}),
            remedy=_("Delete pictures and sheets that are not needed, or hand in the households in several files."),
            code="too-large",
        )
    if any(each.file_size > max(RATIO_FROM, each.compress_size * MAX_RATIO) for each in entries):
        raise _unsafe("packed more than 100 to 1")


def _sheets(parts: dict[str, bytes]) -> list[tuple[str, str]]:
    """Name and part of each sheet of an .xlsx."""
    targets: dict[str, str] = {}
    for tag in _RELATION.findall(parts.get("xl/_rels/workbook.xml.rels", b"")):
        relation = _attributes(tag)
        target = relation.get("Target", "")
        targets[relation.get("Id", "")] = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
    found: list[tuple[str, str]] = []
    for tag in _SHEET.findall(parts["xl/workbook.xml"]):
        about = _attributes(tag)
        key = next((value for name, value in about.items() if name.endswith(":id")), "")
        found.append((about.get("name", ""), targets.get(key, "")))
    return found


def _attributes(tag: bytes) -> dict[str, str]:
    return {
        key.decode(): unescape((double or single).decode("utf-8", "replace"))
        for key, double, single in _ATTRIBUTE.findall(tag)
    }


def _broken_cells(name: str, xml: bytes) -> dict[Place, str]:
    if _area(_REFERENCE.findall(xml)) > MAX_CELLS:
        _check_extent(name, [found.groups() for at, _inside in _filled(xml) if (found := _REFERENCE.search(at))])
    broken: dict[Place, str] = {}
    if not any(sign in xml for sign in (b"<f", b":f>", b":f ", b'"e"', b"'e'")):
        return broken
    for attributes, inside in _filled(xml):
        text = _fault(attributes, inside)
        reference = _REFERENCE.search(attributes) if text else None
        if text and reference and (place := _place(*reference.groups())):
            broken[place] = text
    return broken


def _filled(xml: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Attributes and content of each cell that has any; the content ends where the next cell begins, closed or not."""
    attributes, start = b"", -1
    for tag in _CELL.finditer(xml):
        if start >= 0:
            yield attributes, _inside(xml[start : tag.start()])
        attributes, start = tag[1], -1 if tag[2] else tag.end()
    if start >= 0:
        yield attributes, _inside(xml[start:])


def _inside(xml: bytes) -> bytes:
    end = _CELL_END.search(xml)
    return xml[: end.start()] if end else xml


def _fault(attributes: bytes, inside: bytes) -> str:
    """The error that a cell shows, "=" for a formula without a stored value, "" for any other cell."""
    if _OF_ERROR.search(attributes) and (error := _ERROR.search(inside)):
        return error[1].decode("utf-8", "replace").strip() or "#"
    return "=" if _FORMULA_WITHOUT_VALUE.fullmatch(inside) and not _OF_TEXT.search(attributes) else ""


def _area(cells: list[tuple[bytes, ...]]) -> int:
    """Cells between A1 and the farthest of these."""
    columns = {letters for letters, _row in cells}
    return max((int(row) for _letters, row in cells), default=0) * max(map(_column_or_far, columns), default=0)


def _check_extent(name: str, filled: list[tuple[bytes, ...]]) -> None:
    """Blank cells that only have a format may reach as far as they like."""
    if _area(filled) > MAX_CELLS:
        column, row = max(filled, key=lambda cell: int(cell[1]) * _column_or_far(cell[0]))
        raise UnreadableWorkbook(
            fill(
                _("Sheet “%(sheet)s” reaches as far as cell %(cell)s."),
                {"sheet": name, "cell": (column + row).decode()},
            ),
            remedy=_("Delete what stands there by mistake, or copy the rows into a new workbook."),
            code="too-large",
        )


def _column_or_far(letters: bytes) -> int:
    """Column number from 1; a column that no sheet has counts as very far."""
    try:
        return column_index_from_string(letters.decode().upper())
    except ValueError:
        return MAX_CELLS + 1


def _place(letters: bytes, row: bytes) -> Place | None:
    """Where a cell stands; None for a place that no sheet has."""
    column = _column_or_far(letters)
    return (int(row) - 1, column - 1) if int(row) and column <= MAX_CELLS else None
