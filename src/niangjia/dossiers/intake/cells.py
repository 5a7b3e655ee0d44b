"""From one cell to a typed value, or to the reason why not. Nothing is changed silently: what is put right is noted."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from niangjia.dossiers.intake.amounts import (
    decimal_of,
    read_average,
    read_count,
    read_money,
    read_monthly,
    read_year,
    read_years,
)
from niangjia.dossiers.intake.columns import Column, Kind
from niangjia.dossiers.intake.dates import read_birth, read_date
from niangjia.dossiers.intake.faults import CellFault, Note, Notes
from niangjia.dossiers.intake.numbers import read_card, read_identity, read_phone, read_postcode, read_region
from niangjia.dossiers.intake.reading import BrokenCell, Cell
from niangjia.dossiers.intake.texts import (
    NOTHING,
    as_text,
    clean,
    holds_long_number,
    is_numbered,
    names_someone,
    shown,
    shown_label,
)
from niangjia.kernel.names import rare_characters
from niangjia.people import codes

YES = frozenset({"是", "有", "对", "√", "✓", "✔", "y", "yes", "true", "已登记"})
NO = frozenset({"否", "无", "没有", "不是", "×", "✗", "n", "no", "false", "未登记"})
KEEPS_NOTHING_WORDS = frozenset({"flag", "count", "number"})
"""Kinds for which 无 is a value and not an empty cell."""
BAND_EDGES = (20, 50, 70)
"""Square metres up to which the bands of the floor-area list reach; above the last is the fourth."""

_LOST = re.compile("[?？□\ufffd]")
_PARTS = re.compile(r"[、,，;；/|\n]+|\s+")
_AREA = re.compile(r"(\d{1,4}(?:\.\d+)?)(?:平方米|平米|平方|㎡|m2|m²)?", re.IGNORECASE)
_VEHICLES = re.compile(r"有?([0-9]{1,2})[辆台个户家]?")


REMEMBERED = frozenset({"code", "codes", "grade", "flag"})
"""Kinds whose cells repeat from row to row and say nothing that must be noted: each value is looked up once."""


def read_cell(cell: Cell, column: Column, notes: Notes) -> Any:
    """The typed value of a cell by the kind of its column; None when it is empty and may be.

    Notes are added for what was put right. Raises CellFault with the finding code.
    """
    return _remembered(cell, column) if column.kind in REMEMBERED else _read(cell, column, notes)


@lru_cache(maxsize=10_000, typed=True)
def _remembered(cell: Cell, column: Column) -> Any:
    return _read(cell, column, [])


def _read(cell: Cell, column: Column, notes: Notes) -> Any:
    if isinstance(cell, BrokenCell):
        if column.kind in {"average", "number"}:
            return None
        raise CellFault("cell-error", "formula" if cell.text == "=" else "", value=shown(cell.text))
    if isinstance(cell, str):
        text = clean(cell)
        if not text or (text in NOTHING and not column.required and _is_nothing(column, text)):
            if column.required:
                raise CellFault("required")
            return None
    return _READERS[column.kind](cell, column, notes)


def _is_nothing(column: Column, text: str) -> bool:
    return column.kind not in KEEPS_NOTHING_WORDS and (column.codes is None or column.codes.code_for(text) is None)


def read_sealed(cell: Cell, column: Column, _notes: Notes) -> str:
    """Text as it stands, but for what cannot be seen. It is stored sealed, so anything may be written in it."""
    text = as_text(cell)
    if len(text) > column.most:
        raise CellFault("too-long", most=column.most)
    return text


def read_text(cell: Cell, column: Column, notes: Notes) -> str:
    """Text that is stored as it is: a number of a person or a card does not belong in it."""
    text = read_sealed(cell, column, notes)
    if names_someone(text):
        raise CellFault("out-of-range", "number-in-text")
    return text


def read_name(cell: Cell, column: Column, notes: Notes) -> str:
    """A name; the blanks that spread two characters over the width of three are taken out."""
    text = read_sealed(cell, column, notes)
    if is_numbered(text):
        raise CellFault("out-of-range", "number-in-text")
    if not any(char.isascii() and char.isalpha() for char in text):
        text = "".join(text.split())
    if _LOST.search(text):
        raise CellFault("lost-character", value=shown(text))
    if rare := rare_characters(text):
        notes.append(Note("rare-character", {"characters": "".join(rare)}))
    return text


def read_code(cell: Cell, column: Column, _notes: Notes) -> str:
    """The code of a label of the column's list."""
    text = as_text(cell)
    code = column.codes.code_for(text) if column.codes else None
    if code is None:
        raise unknown_code(text, column)
    return code


def _parts(text: str) -> list[str]:
    return [part for part in _PARTS.split(text) if part]


def unknown_code(text: str, column: Column) -> CellFault:
    """The fault for a label that is in no list, with the labels nearest to it, or for several where one is wanted."""
    parts = _parts(text)
    if len(parts) > 1 and column.codes and all(column.codes.code_for(part) for part in parts):
        return CellFault("too-many", count=len(parts), most=1)
    nearest = column.codes.nearest(text) if column.codes else []
    return CellFault("unknown-code", value=shown_label(text), nearest="、".join(nearest))


def read_codes(cell: Cell, column: Column, notes: Notes) -> tuple[str, ...]:
    """The codes of several labels, up to the column's most, each once."""
    text = as_text(cell)
    if column.codes and (whole := column.codes.code_for(text)):
        return (whole,)
    if holds_long_number(text):
        raise unknown_code(text, column)  # a part of the number, quoted alone, would not be known for what it is
    found = tuple(dict.fromkeys(read_code(part, column, notes) for part in _parts(text)))
    if len(found) > column.most:
        raise CellFault("too-many", count=len(found), most=column.most)
    return found


def read_grade(cell: Cell, column: Column, notes: Notes) -> int:
    """A disability grade, 1 (most severe) to 4; 0 for none."""
    return 0 if as_text(cell) == "0" else int(read_code(cell, column, notes))


def read_area(cell: Cell, column: Column, notes: Notes) -> str:
    """The band of a floor area; square metres are put into theirs, which is noted."""
    text = as_text(cell)
    bands = codes.FLOOR_AREA
    if code := bands.code_for(text):
        return code
    found = _AREA.fullmatch("".join(text.split()))
    if not found:
        raise unknown_code(text, column)
    band = sum(decimal_of(found[1], notes) > edge for edge in BAND_EDGES)
    code = bands.codes[band]
    notes.append(Note("normalised-number", {"taken": bands.label(code)}))
    return code


def read_flag(cell: Cell, _column: Column, _notes: Notes) -> bool:
    """Yes or no, in words, ticks, 1 and 0, or as a number of things owned."""
    if isinstance(cell, bool):
        return cell
    text = as_text(cell).lower()
    if text in YES or text in NO:
        return text in YES
    if found := _VEHICLES.fullmatch(text):
        return int(found[1]) > 0
    raise CellFault("unknown-code", "flag", value=shown_label(text))


def read_number(cell: Cell, _column: Column, _notes: Notes) -> int | str:
    """The running number of a row: an int when it is a whole number, its text otherwise."""
    text = as_text(cell)
    return int(text) if re.fullmatch(r"0|[1-9][0-9]{0,8}", text) else shown(text)


_READERS: dict[Kind, Callable[[Cell, Column, Notes], Any]] = {
    "text": read_text,
    "name": read_name,
    "address": read_sealed,
    "note": read_sealed,
    "identity": read_identity,
    "card": read_card,
    "phone": read_phone,
    "postcode": read_postcode,
    "region": read_region,
    "money": read_money,
    "monthly": read_monthly,
    "average": read_average,
    "count": read_count,
    "year": read_year,
    "years": read_years,
    "date": read_date,
    "birth": read_birth,
    "code": read_code,
    "codes": read_codes,
    "grade": read_grade,
    "area": read_area,
    "flag": read_flag,
    "number": read_number,
}
