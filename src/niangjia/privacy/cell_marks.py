"""The invisible mark of a workbook, carried twice.

- **Shades**: the text of a cell is nearly black; the last three bits of red, green and blue say which twelfth of the
  mark the cell carries and what it is. Twelve cells side by side, or one above the other, carry the whole mark, so that
  one copied row or a dozen rows of one copied column still name the export.
- **Widths**: sixty empty columns to the right of the list, each a little wider or narrower, hold it once more; they
  stay when the list is sorted, cut or painted over.
"""

from collections import Counter
from collections.abc import Iterable
from io import BytesIO
from typing import Any

import openpyxl
from openpyxl.utils import column_index_from_string

from niangjia.privacy.watermarks import MARK_BITS, bits_of, from_bits, mark_of, serial_of

SHARES = 12
BITS_OF_A_SHARE = MARK_BITS // SHARES
BASE = (0x10, 0x18, 0x10)
LOW = 0b111
FIRST_COLUMN = 40
"""From column AO on: no list of ours is so wide."""
NARROW, WIDE = 70, 73
"""Pixels; the difference is what a spreadsheet program still keeps when it rounds a width its own way."""


def shade(serial: int, row: int, column: int) -> str:
    """The colour of the text of a cell, as #rrggbb. Every row and every column of twelve carries each share once."""
    place = (row + column) % SHARES
    share = mark_of(serial) >> (MARK_BITS - (place + 1) * BITS_OF_A_SHARE) & ((1 << BITS_OF_A_SHARE) - 1)
    told = place << BITS_OF_A_SHARE | share
    red, green, blue = (base | told >> shift & LOW for base, shift in zip(BASE, (6, 3, 0), strict=True))
    return f"#{red:02x}{green:02x}{blue:02x}"


def widths(serial: int) -> dict[int, int]:
    """The width in pixels of each empty column that carries a bit, by its place counted from 0."""
    return {FIRST_COLUMN + place: WIDE if bit else NARROW for place, bit in enumerate(bits_of(mark_of(serial)))}


def read_workbook_marks(content: bytes) -> dict[int, set[str]]:
    """The serials an .xlsx names, each with what said so: "shades", "widths". Empty when it names none.

    The caller has made sure that the file is safe to unpack.
    """
    found: dict[int, set[str]] = {}
    for sheet in openpyxl.load_workbook(BytesIO(content)).worksheets:
        for serial in _by_shades(sheet):
            found.setdefault(serial, set()).add("shades")
        serial_by_widths = _by_widths(sheet)
        if serial_by_widths is not None:
            found.setdefault(serial_by_widths, set()).add("widths")
    return found


def _by_shades(sheet: Any) -> set[int]:
    """Row by row, so that rows of several exports in one sheet name each; then all cells together."""
    found: set[int | None] = set()
    all_shares: list[tuple[int, int]] = []
    for row in sheet.iter_rows():
        shares = [share for cell in row if (share := _share(cell)) is not None]
        all_shares += shares
        found.add(_serial(shares))
    return {serial for serial in found | {_serial(all_shares)} if serial is not None}


def _share(cell: Any) -> tuple[int, int] | None:
    """Which share a cell carries, and the share."""
    colour = cell.font.color.rgb if cell.value is not None and cell.font and cell.font.color else None
    if not isinstance(colour, str) or len(colour) != 8:
        return None
    channels = bytes.fromhex(colour)[1:]
    if tuple(channel & ~LOW for channel in channels) != BASE:
        return None
    told = (channels[0] & LOW) << 6 | (channels[1] & LOW) << 3 | channels[2] & LOW
    place, share = told >> BITS_OF_A_SHARE, told & ((1 << BITS_OF_A_SHARE) - 1)
    return (place, share) if place < SHARES else None


def _serial(shares: Iterable[tuple[int, int]]) -> int | None:
    votes: dict[int, Counter[int]] = {}
    for place, share in shares:
        votes.setdefault(place, Counter())[share] += 1
    if len(votes) < SHARES:
        return None
    mark = 0
    for place in range(SHARES):
        mark = mark << BITS_OF_A_SHARE | votes[place].most_common(1)[0][0]
    return serial_of(mark)


def _by_widths(sheet: Any) -> int | None:
    known: dict[int, float] = {}
    for letter, dimension in sheet.column_dimensions.items():
        first = dimension.min or column_index_from_string(letter)
        for column in range(first, min(dimension.max or first, FIRST_COLUMN + MARK_BITS) + 1):
            known[column - 1] = dimension.width
    if not set(range(FIRST_COLUMN, FIRST_COLUMN + MARK_BITS)) <= set(known):
        return None
    measured = [known[FIRST_COLUMN + place] for place in range(MARK_BITS)]
    middle = (min(measured) + max(measured)) / 2
    return serial_of(from_bits([int(width > middle) for width in measured]))
