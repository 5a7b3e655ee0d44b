"""Amounts of money and counts. Amounts leave as whole fen; no float touches them: a number cell comes as the shortest
decimal that gives it back, and is taken when that is a whole fen but for the last digits a formula leaves behind."""

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from niangjia.dossiers.intake.columns import Column
from niangjia.dossiers.intake.faults import CellFault, Note, Notes
from niangjia.dossiers.intake.reading import Cell
from niangjia.dossiers.intake.texts import NOTHING, as_text, shown, squeezed
from niangjia.kernel.money import MAX_FEN, yuan

_AMOUNT = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?")
_DRESSED = re.compile(r"(?:[¥￥]|RMB|人民币)?(.*?)(?:元整?|圆)?", re.IGNORECASE | re.DOTALL)
_COUNT = re.compile(r"(\d{1,4}|[一二两三四五六七八九十])(?:口人|[人口套个处辆])?")
_YEAR = re.compile(r"((?:19|20|21)\d\d)(?:年|级)?")
_YEAR_OF_DAY = re.compile(r"((?:19|20|21)\d\d)(?:年\d{1,2}月(?:\d{1,2}[日号])?|([-/.])\d{1,2}(?:\2\d{1,2})?)")
_YEARS = re.compile(r"(\d{1,2}|[一二两三四五六七八九十])年?制?")
_CHINESE = {char: number for number, char in enumerate("一二三四五六七八九十", start=1)} | {"两": 2}
_NOISE_FEN = Decimal("0.000001")
_LONGEST = 40


def decimal_of(cell: Cell, notes: Notes) -> Decimal:
    """The number in a cell, exactly as written or shown. Raises CellFault (not-a-number)."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        number = Decimal(repr(cell))
        if number.is_finite():
            return number
    elif isinstance(cell, str):
        dressed = _DRESSED.fullmatch(squeezed(cell, notes))
        bare = dressed[1] if dressed else ""
        if len(bare) <= _LONGEST and bare.isascii() and _AMOUNT.fullmatch(bare):
            return Decimal(bare.replace(",", ""))
    raise CellFault("not-a-number", value=shown(as_text(cell)))


def read_money(cell: Cell, _column: Column, notes: Notes) -> int:
    """Whole fen, 0 or more."""
    fen = decimal_of(cell, notes) * 100
    whole = fen.to_integral_value(ROUND_HALF_UP) if abs(fen) <= MAX_FEN else fen
    if abs(fen - whole) > (_NOISE_FEN if isinstance(cell, float) else 0):
        raise CellFault("out-of-range", "decimals")
    return _checked(whole)


def read_monthly(cell: Cell, column: Column, notes: Notes) -> int:
    """Whole fen. An average that a formula left with more decimals is rounded, and the clerk told what was taken."""
    try:
        return read_money(cell, column, notes)
    except CellFault as fault:
        if fault.text_key != "out-of-range/decimals":
            raise
    fen = read_average(cell, column, [])
    notes.append(Note("normalised-number", {"taken": shown(yuan(fen))}))
    return fen


def read_average(cell: Cell, _column: Column, notes: Notes) -> int:
    """Whole fen, rounded: the file worked it out, and nothing here relies on it."""
    fen = decimal_of(cell, notes) * 100
    return _checked(fen.to_integral_value(ROUND_HALF_UP) if abs(fen) <= MAX_FEN else fen)


def _checked(fen: Decimal) -> int:
    if fen < 0:
        raise CellFault("out-of-range", "negative")
    if fen > MAX_FEN:
        raise CellFault("out-of-range", "large")
    return int(fen)


def read_count(cell: Cell, column: Column, notes: Notes) -> int:
    """A whole number up to the column's most; from 1 where the form requires one."""
    least = 1 if column.required else 0
    if isinstance(cell, str):
        text = squeezed(cell, notes)
        if not least and text in NOTHING:
            return 0
        if found := _COUNT.fullmatch(text):
            cell = _whole(found[1])
    return _within(decimal_of(cell, notes), least, column.most)


def read_years(cell: Cell, column: Column, notes: Notes) -> int:
    """A length of schooling: 3, 3年 or 三年制."""
    if isinstance(cell, str) and (found := _YEARS.fullmatch(squeezed(cell, notes))):
        cell = _whole(found[1])
    return _within(decimal_of(cell, notes), 1, column.most)


def read_year(cell: Cell, _column: Column, notes: Notes) -> int:
    """A year such as 2025 or 2025年; of a day, its year, which is noted."""
    if isinstance(cell, date):
        notes.append(Note("normalised-number", {"taken": cell.year}))
        cell = cell.year
    elif isinstance(cell, str):
        text = squeezed(cell, notes)
        if found := _YEAR.fullmatch(text):
            cell = int(found[1])
        elif day := _YEAR_OF_DAY.fullmatch(text):
            notes.append(Note("normalised-number", {"taken": day[1]}))
            cell = int(day[1])
    return _within(decimal_of(cell, notes), 1950, 2100)


def _whole(digits: str) -> int:
    return _CHINESE[digits] if digits in _CHINESE else int(digits)


def _within(number: Decimal, least: int, most: int) -> int:
    if number != number.to_integral_value() or not least <= number <= most:
        raise CellFault("out-of-range", "count", least=least, most=most)
    return int(number)
