"""Days: real date cells as they are; text in the ways people write days, which is noted."""

import re
from datetime import date, datetime

from niangjia.dossiers.intake.columns import Column
from niangjia.dossiers.intake.faults import CellFault, Note, Notes
from niangjia.dossiers.intake.reading import Cell
from niangjia.dossiers.intake.texts import as_text, shown, squeezed

FIRST_YEAR, LAST_YEAR = 1900, 2100

_DAY = re.compile(
    r"(\d{4})年(\d{1,2})月(\d{1,2})[日号]?|(\d{4})([-/.])(\d{1,2})\5(\d{1,2})|(\d{4})(\d{2})(\d{2})", re.ASCII
)
_MONTH = re.compile(r"(\d{4})年(\d{1,2})月|(\d{4})[-/.](\d{1,2})", re.ASCII)
_MIDNIGHT = re.compile(r"(?<=\d)\s+(0?0:00(:00(\.0+)?)?)$")


def read_date(cell: Cell, _column: Column, notes: Notes) -> date:
    """A day; a month alone is its first day. Raises CellFault (not-a-date, out-of-range)."""
    return _read(cell, notes)[0]


def read_birth(cell: Cell, _column: Column, notes: Notes) -> tuple[date, bool]:
    """A birth date, and whether the day itself is given (not just the month)."""
    return _read(cell, notes)


def _read(cell: Cell, notes: Notes) -> tuple[date, bool]:
    if isinstance(cell, date):
        return _plausible(cell.date() if isinstance(cell, datetime) else cell), True
    ignored: Notes = []
    text = squeezed(_MIDNIGHT.sub("", cell.strip()), ignored) if isinstance(cell, str) else as_text(cell)
    if isinstance(cell, bool) or (not isinstance(cell, str) and len(text) != 8):
        raise CellFault("not-a-date", value=shown(as_text(cell)))
    whole, month = _DAY.fullmatch(text), _MONTH.fullmatch(text)
    try:
        if whole:
            parts = [int(part) for part in whole.groups() if part and part.isdigit()]
            day = date(parts[0], parts[1], parts[2])
        elif month:
            parts = [int(part) for part in month.groups() if part]
            day = date(parts[0], parts[1], 1)
        else:
            raise CellFault("not-a-date", value=shown(as_text(cell)))
    except ValueError as error:
        raise CellFault("not-a-date", value=shown(as_text(cell))) from error
    _plausible(day)
    notes.append(Note("normalised-date", {"day": day.isoformat()}))
    return day, whole is not None


def _plausible(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise CellFault("out-of-range", "date", value=day.isoformat())
    return day
