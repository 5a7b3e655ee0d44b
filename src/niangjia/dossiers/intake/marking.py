"""The clerk's own workbook back, each finding marked in its cell, and a sheet that lists them all.

An .xlsx keeps its look; an .xls or .ods comes back as .xlsx with the values that were read. Texts are written as text,
never as formulas, and no note repeats a number in full.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell as OpenCell
from openpyxl.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from niangjia.dossiers.intake.findings import Finding
from niangjia.dossiers.intake.layout import find_sections
from niangjia.dossiers.intake.reading import Book, BrokenCell, Cell, read_workbook
from niangjia.dossiers.intake.texts import as_text

LIST_SHEET = "核对结果"
AUTHOR = "娘家"
"""Author of our notes, by which the marks of an earlier round are known and taken off."""
REFUSED = PatternFill("solid", start_color="FFF4B8B8", end_color="FFF4B8B8")
NOTED = PatternFill("solid", start_color="FFFCE3A6", end_color="FFFCE3A6")
_HEADER = PatternFill("solid", start_color="FFE8ECEF", end_color="FFE8ECEF")
_WIDTHS = (14, 6, 8, 12, 18, 24, 26, 72, 10)
_NOTE_WIDTH, _NOTE_HEIGHT = 320, 130
_FORBIDDEN = dict.fromkeys((*range(9), 11, 12, *range(14, 32)))


def mark_workbook(content: bytes, file_name: str, told: Iterable[Finding | Mapping[str, Any]]) -> bytes:
    """The workbook as .xlsx with findings in it, given as they were found or as they stand in a report (as_json).

    Titles are in the language in force. Raises UnreadableWorkbook.
    """
    book = read_workbook(content, file_name)
    findings = [each if isinstance(each, Finding) else Finding.from_json(each) for each in told]
    target = _opened(content, book)
    _take_off_old_marks(target)
    columns = _columns(book)
    by_cell: dict[tuple[str, int, int], list[Finding]] = defaultdict(list)
    for finding in findings:
        column = columns.get((finding.sheet, finding.row, finding.column))
        if column is not None and finding.sheet in target.sheetnames:
            by_cell[finding.sheet, finding.row, column].append(finding)
    for (sheet, row, column), found in by_cell.items():
        _mark(target[sheet], row, column, found)
    _list(target, findings)
    buffer = BytesIO()
    target.save(buffer)
    return buffer.getvalue()


def _opened(content: bytes, book: Book) -> Workbook:
    if content.startswith(b"PK"):
        try:
            return load_workbook(BytesIO(content), keep_links=False)
        except (InvalidFileException, KeyError, ValueError, TypeError, AttributeError):
            return _rebuilt(book)  # what one library reads another may not (and an .ods is no .xlsx): keep the values
    return _rebuilt(book)


def _rebuilt(book: Book) -> Workbook:
    target = Workbook()
    target.remove(target.active or target.worksheets[0])
    for sheet in book.sheets:
        page = target.create_sheet(sheet.name)
        page.sheet_state = "visible" if sheet.is_visible else "hidden"
        for row, cells in enumerate(sheet.rows, start=1):
            for column, cell in enumerate(cells, start=1):
                if cell != "":
                    _write(page, row, column, cell)
    return target


def _write(page: Worksheet, row: int, column: int, value: Cell) -> None:
    """Put a value into a cell; text stays text even when it looks like a formula or a number."""
    cell = page.cell(row, column)
    if isinstance(value, str | BrokenCell):
        cell.value = as_text(value) if isinstance(value, BrokenCell) else value.translate(_FORBIDDEN)
        cell.data_type = "s"
        cell.number_format = "@"
    else:
        cell.value = value


def _columns(book: Book) -> dict[tuple[str, int, str], int]:
    """Column number (from 1) of each (sheet, row, header as findings name it)."""
    found: dict[tuple[str, int, str], int] = {}
    for section in find_sections(book):
        headers = [(section.header(section.table.by_key[key]), at + 1) for key, at in section.at.items()]
        found |= {(section.sheet.name, row + 1, header): at for row in section.rows for header, at in headers}
    return found


def _take_off_old_marks(target: Workbook) -> None:
    if LIST_SHEET in target.sheetnames:
        target.remove(target[LIST_SHEET])
    for page in target.worksheets:
        for row in page.iter_rows():
            for cell in row:
                if isinstance(cell, OpenCell) and cell.comment and cell.comment.author == AUTHOR:
                    cell.comment = None
                    cell.fill = PatternFill()


def _mark(page: Worksheet, row: int, column: int, findings: list[Finding]) -> None:
    cell = page.cell(row, column)
    if isinstance(cell, MergedCell):
        corner = next(area for area in page.merged_cells.ranges if cell.coordinate in area)
        cell = page.cell(corner.min_row, corner.min_col)
    if not isinstance(cell, OpenCell):
        return
    texts = [str(finding.message) for finding in findings]
    if cell.comment:
        texts.insert(0, cell.comment.text)
    cell.comment = Comment("\n".join(texts), AUTHOR, width=_NOTE_WIDTH, height=_NOTE_HEIGHT)
    cell.fill = NOTED if all(finding.accepted for finding in findings) else REFUSED


def _list(target: Workbook, findings: list[Finding]) -> None:
    page = target.create_sheet(LIST_SHEET)
    titles = (
        pgettext("finding", "Sheet"),
        pgettext("finding", "Row"),
        pgettext("finding", "No."),
        pgettext("finding", "Household"),
        pgettext("finding", "Column"),
        pgettext("finding", "Code"),
        pgettext("finding", "Found"),
        pgettext("finding", "What to do"),
        pgettext("finding", "Outcome"),
    )
    lines: list[tuple[Cell, ...]] = [titles]
    for each in findings:
        outcome = _("Accepted with a note") if each.accepted else _("Refused")
        number = "" if each.household_no is None else each.household_no
        place: tuple[Cell, ...] = (each.sheet, each.row, number, each.household_name, each.column)
        lines.append((*place, each.code, each.found, str(each.message), outcome))
    for row, line in enumerate(lines, start=1):
        for column, value in enumerate(line, start=1):
            _write(page, row, column, value)
            page.cell(row, column).alignment = Alignment(vertical="top", wrap_text=column in {7, 8})
    for column, width in enumerate(_WIDTHS, start=1):
        head = page.cell(1, column)
        head.font, head.fill = Font(bold=True), _HEADER
        page.column_dimensions[get_column_letter(column)].width = width
    page.freeze_panes = "A2"
    page.auto_filter.ref = page.dimensions
