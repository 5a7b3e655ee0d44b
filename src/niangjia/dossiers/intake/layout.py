"""Where the tables stand: sheets and columns are found by their headers, whatever the order, sheet names and titles."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from niangjia.dossiers.intake.columns import HEAD, MEMBER, Column, Table
from niangjia.dossiers.intake.reading import Book, BrokenCell, Cell, Sheet

MIN_MATCHES = 4
"""A row with fewer known headers, or without an identity column, is no header row."""
MAX_SIGNATURES = 10
"""A line with more filled cells is not one for signatures, whatever it says."""
TABLE_FROM_SHARE = 0.6
"""A header row with this share of the required columns is the table with columns missing; with less, another list."""

MIN_DIGITS = 6
"""An identity column with fewer digits holds no number of anyone (a count in a line of totals, a word)."""
LONGEST_HEADER = 200

_BRACKETED = re.compile(r"(\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】)$")
_NOISE = re.compile(r"[\s*:、,/\\.·_\-\u200b-\u200f\ufeff]+")
_LEADING_NUMBER = re.compile(r"^\(?\d{1,2}[.、)]")
_TOTAL = re.compile(r"^(本页|本表)?(合计|小计|总计|累计|共计)")
_SIGNATURE = re.compile(
    r"^\(?(填报|填表|制表|审核|复核|审批|经办|录入|建档|核对|单位负责|分管|主管|工会主席|负责人|主席|联系人|联系电话"
    r"|盖章|公章|签字|签章|注\d?:|备注:|说明:|填表说明|年月日)|[(]?(盖章|公章|签字|签章)\)?:?$|:$"
)
_BIG_UNIT = re.compile(r"[(:](单位:?)?(万|千|百万)元")
_UNIT_LINE = re.compile(r"单位[:为]?\(?(万|千|百万)元")


@dataclass(frozen=True)
class Section:
    """A table on a sheet: the columns found (by key, from 0), their headers, and its data rows (from 0)."""

    sheet: Sheet
    table: Table
    at: dict[str, int]
    header_row: int
    rows: list[int] = field(default_factory=list)

    @cached_property
    def plan(self) -> list[tuple[Column, int]]:
        """The columns that are read cell by cell, and where each stands."""
        found = (column for column in self.table.columns if column.key in self.at and column.kind != "number")
        return [(column, self.at[column.key]) for column in found]

    @property
    def is_members(self) -> bool:
        """Whether it lists members rather than households."""
        return self.table is MEMBER

    def missing(self) -> list[Column]:
        """Required columns that it does not have."""
        return [column for column in self.table.required if column.key not in self.at]

    @property
    def is_table(self) -> bool:
        """Whether it has enough of the required columns to be the table, rather than some other list of people."""
        return len(self.missing()) <= (1 - TABLE_FROM_SHARE) * len(self.table.required)

    def header(self, column: Column) -> str:
        """The header for a finding: the official one, or the file's own where the file calls the column otherwise."""
        if column.key not in self.at:
            return column.label
        written = self._written(self.at[column.key])
        return column.label if header_key(written) == header_key(column.label) else written

    def _written(self, at: int) -> str:
        texts = [_text(row, at) for row in self.sheet.rows[self.header_row : self.header_row + 2]]
        known = _KNOWN[self.table]
        text = next((each for each in texts if header_key(each) in known), texts[0])
        return re.sub(r"[*＊\s]+", "", text)

    def unknown_headers(self) -> list[str]:
        """Headers of filled columns that are none of ours, and so are not read."""
        known = set(self.at.values())
        row = self.sheet.rows[self.header_row]
        return [text for at in range(len(row)) if at not in known and (text := re.sub(r"[*＊\s]+", "", _text(row, at)))]

    def amount_unit(self) -> str:
        """The header or line above that states amounts in another unit than yuan, or ""."""
        rows = self.sheet.rows
        for at in self.at.values():
            if _BIG_UNIT.search(text := unicodedata.normalize("NFKC", self._written(at))):
                return text
        for cells in rows[max(0, self.header_row - 5) : self.header_row]:
            for flat in (_flat(cell) for cell in cells if isinstance(cell, str)):
                if _UNIT_LINE.search(flat):
                    return flat[:60]
        return ""


def _flat(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


@lru_cache(maxsize=5_000)
def header_key(text: str) -> str:
    """A header as it is compared: half-width, without stars, spaces, numbering and bracketed units. A text too long
    for a header is like none: each bracket at its end would cost one more pass over it."""
    if len(text) > LONGEST_HEADER:
        return ""
    flat = _LEADING_NUMBER.sub("", _flat(text).replace("*", ""))
    while (shorter := _BRACKETED.sub("", flat)) not in {flat, ""}:
        flat = shorter
    return _NOISE.sub("", re.sub(r"[()\[\]【】]", "", flat))


def _names(table: Table) -> dict[str, tuple[int, Column]]:
    """Header key to (rank, column): the official label ranks before others."""
    found: dict[str, tuple[int, Column]] = {}
    for column in table.columns:
        for rank, name in enumerate((column.label, *column.also)):
            if header_key(name) not in found or not rank:
                found[header_key(name)] = (min(rank, 1), column)
    return found


_KNOWN = {HEAD: _names(HEAD), MEMBER: _names(MEMBER)}


def find_sections(book: Book) -> list[Section]:
    """Every table of households or members on the visible sheets, in the order of the workbook."""
    return [section for sheet in book.sheets if sheet.is_visible for section in _sections(sheet)]


def _sections(sheet: Sheet) -> Iterator[Section]:
    """One section for each header row; a header that is only repeated goes on with the same columns."""
    section: Section | None = None
    skip = -1
    for index, row in enumerate(sheet.rows):
        if index == skip:
            continue
        if section and _looks_like_person(section, row):
            section.rows.append(index)
        elif header := _header(sheet, index):
            skip = index + header[1]
            if section is None or header[0].at != section.at or header[0].table is not section.table:
                if section:
                    yield section
                section = header[0]
        elif section and _is_data(section, row):
            section.rows.append(index)
    if section:
        yield section


def _header(sheet: Sheet, index: int) -> tuple[Section, int] | None:
    """The table that a row opens, and 1 when the row below belongs to its header (two-line headers), else 0."""
    row = sheet.rows[index]
    below = sheet.rows[index + 1] if index + 1 < len(sheet.rows) else []
    if not any(isinstance(cell, str) and "身份" in cell for cells in (row, below) for cell in cells):
        return None
    best: tuple[float, Section, int] | None = None
    for table in (HEAD, MEMBER):
        one, two = _match(table, row), _match(table, row, below)
        at, depth = (two, 1) if len(two) > len(one) > 0 else (one, 0)
        share = sum(column.key in at for column in table.required) / len(table.required)
        if len(at) >= MIN_MATCHES and "identity_number" in at and (best is None or share > best[0]):
            best = share, Section(sheet, table, at, index), depth
    return best and best[1:]


def _match(table: Table, row: list[Cell], below: Sequence[Cell] = ()) -> dict[str, int]:
    known = _KNOWN[table]
    ranked: dict[str, tuple[int, int]] = {}
    for at in range(max(len(row), len(below))):
        hit = known.get(header_key(_text(row, at))) or (known.get(header_key(_text(below, at))) if below else None)
        if hit and (hit[1].key not in ranked or hit[0] < ranked[hit[1].key][0]):
            ranked[hit[1].key] = hit[0], at
    return {key: at for key, (_rank, at) in ranked.items()}


def repeated_headers(section: Section) -> list[str]:
    """Official headers that stand twice over the table: which column is meant cannot be told. Remarks may repeat."""
    seen: dict[str, int] = {}
    for at in range(len(section.sheet.rows[section.header_row])):
        hit = _KNOWN[section.table].get(header_key(_text(section.sheet.rows[section.header_row], at)))
        if hit and hit[0] == 0 and hit[1].key != "note":
            seen[hit[1].label] = seen.get(hit[1].label, 0) + 1
    return [label for label, times in seen.items() if times > 1]


def _text(row: Sequence[Cell], at: int) -> str:
    cell = row[at] if at < len(row) else ""
    return cell.strip() if isinstance(cell, str) else ""


def _is_data(section: Section, row: list[Cell]) -> bool:
    """Whether a row without an identity number is meant as a household or member all the same: not blank, no total,
    signature, note or line prepared with numbers only."""
    filled = [(at, cell) for at, cell in enumerate(row) if not isinstance(cell, str) or cell.strip()]
    texts = [_flat(cell) for _at, cell in filled if isinstance(cell, str)]
    if len(filled) <= 1 or (texts and _TOTAL.match(texts[0])):
        return False
    if len(filled) <= MAX_SIGNATURES and any(_SIGNATURE.search(text) for text in texts):
        return False
    words = {section.at[c.key] for c in section.table.columns if c.key in section.at and c.kind not in _NUMBERS}
    return any(at in words and isinstance(cell, str | BrokenCell) for at, cell in filled)


_NUMBERS = frozenset({"money", "monthly", "average", "count", "number", "year", "years"})


def _looks_like_person(section: Section, row: list[Cell]) -> bool:
    """Something like a number in an identity column: then the row is never passed over."""
    for key in ("identity_number", "head_identity_number"):
        at = section.at.get(key, len(row))
        cell = row[at] if at < len(row) else ""
        if isinstance(cell, str):
            is_number = sum(char.isdigit() for char in cell) >= MIN_DIGITS
        elif isinstance(cell, int | float):
            is_number = cell >= 10**MIN_DIGITS
        else:
            is_number = not isinstance(cell, BrokenCell)
        if is_number:
            return True
    return False
