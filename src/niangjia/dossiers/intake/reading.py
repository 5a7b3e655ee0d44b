"""From the bytes of a workbook to sheets of typed cells with the row numbers a person sees in the spreadsheet."""

import pickle
import re
import subprocess
import sys
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TypeAlias

from django.utils.translation import gettext_lazy as _

from niangjia.dossiers.intake.archive import Archive, inspect, not_a_workbook, protected
from niangjia.dossiers.intake.errors import UnreadableWorkbook

PARSER = Path(__file__).with_name("calamine_process.py")
PARSER_SECONDS = 60
_ZIP, _COMPOUND = b"PK\x03\x04", bytes.fromhex("D0CF11E0A1B11AE1")
_PROTECTED = re.compile(
    re.escape("EncryptedPackage".encode("utf-16-le")) + rb"|\x09\x08\x10\x00.{16}(?:\x86\x00\x00\x00)?\x2f\x00",
    re.DOTALL,
)
"""In a compound file: a protected .xlsx, or the record of a protected .xls behind the one that opens its workbook."""


@dataclass(frozen=True, slots=True)
class BrokenCell:
    """A cell that shows an error, or ("=") holds a formula whose value was never stored."""

    text: str


Cell: TypeAlias = str | int | float | bool | date | datetime | time | timedelta | BrokenCell
"""One cell; an empty one is "". A cell that the spreadsheet keeps as a number never arrives as text."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet. `rows[0]` is row 1 and `rows[0][0]` cell A1, whatever stands there. `filled` has, by row and column from
    0, the value that a cell takes over from the merged area it lies under."""

    name: str
    rows: list[list[Cell]]
    filled: dict[tuple[int, int], Cell]
    is_visible: bool = True


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook that was read."""

    file_name: str
    sheets: tuple[Sheet, ...]


def read_workbook(content: bytes, file_name: str) -> Book:
    """Read .xlsx, .xls or .ods (told by what is inside, not by the name).

    Raises UnreadableWorkbook for anything else, and for what is damaged, protected or unsafe.
    """
    archive = Archive()
    if content.startswith(_ZIP):
        archive = inspect(content)
    elif not content.startswith(_COMPOUND):
        raise not_a_workbook()
    elif _PROTECTED.search(content):
        raise protected()
    return Book(file_name, tuple(_sheet(*raw, archive.broken) for raw in _parse(content)))


Raw: TypeAlias = tuple[str, bool, list[list[Cell]], list[tuple[tuple[int, int], tuple[int, int]]]]


def _parse(content: bytes) -> list[Raw]:
    damaged = UnreadableWorkbook(
        _("The workbook could not be read: it is damaged or far too large."),
        remedy=_("Open it in Excel or WPS, save it again as .xlsx and hand in the new file."),
        code="damaged",
    )
    try:
        done = subprocess.run(  # noqa: S603 (our own script, nothing of the file reaches the command line)
            [sys.executable, "-I", str(PARSER)], input=content, capture_output=True, timeout=PARSER_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise damaged from error
    if done.returncode != 0:
        raise damaged
    answer = pickle.loads(done.stdout)  # noqa: S301 (written by our own script: cells, no objects of the file's choice)
    if isinstance(answer, str):
        raise protected() if answer == "password" else damaged
    sheets: list[Raw] = answer
    return sheets


def _sheet(
    name: str,
    is_visible: bool,  # noqa: FBT001 (a tuple of the parser's, spread)
    rows: list[list[Cell]],
    merged: list[tuple[tuple[int, int], tuple[int, int]]],
    broken: dict[str, dict[tuple[int, int], str]],
) -> Sheet:
    for (row, column), text in broken.get(name, {}).items():
        rows.extend([] for _missing in range(len(rows), row + 1))
        rows[row].extend("" for _missing in range(len(rows[row]), column + 1))
        rows[row][column] = BrokenCell(text)
    filled: dict[tuple[int, int], Cell] = {}
    for (top, left), (bottom, _right) in merged:
        if bottom > top and top < len(rows) and left < len(rows[top]) and rows[top][left] != "":
            filled |= {(row, left): rows[top][left] for row in range(top + 1, min(bottom + 1, len(rows)))}
    return Sheet(name, rows, filled, is_visible)
