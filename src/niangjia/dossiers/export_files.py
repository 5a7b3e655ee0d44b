"""The files of an export: a workbook whose texts are never formulas, or a list on paper. Both carry the watermark."""

from collections.abc import Sequence
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override
from xlsxwriter import Workbook

from niangjia.accounts.models import Unit
from niangjia.dossiers.exports import Table, rows_of, table_of, watermark_of, whole_of
from niangjia.dossiers.models import Dossier, Export, ExportKind
from niangjia.dossiers.national_files import national_workbook
from niangjia.kernel import clock
from niangjia.kernel.errors import InvalidInput
from niangjia.kernel.money import yuan
from niangjia.privacy import cell_marks, page_marks
from niangjia.privacy.watermarks import Watermark
from niangjia.ui.sheets import render

YUAN_FORMAT = "#,##0.00"
FORMATS: dict[str, dict[str, object]] = {
    "text": {"num_format": "@"},
    "yuan": {"num_format": YUAN_FORMAT},
    "count": {"num_format": "0"},
    "day": {"num_format": "yyyy-mm-dd"},
}
FIRST_ROW = 2
"""Above stand the line that says for what and by whom, and the headings."""
LONGEST_HEADER = 200
"""Excel takes 255 characters of codes and text."""
TEMPLATE = Path(__file__).parent / "sheets" / "list.typ"


def content_of(export: Export) -> bytes:
    """The file of an export in its asker's language, as the dossiers are now. Raises InvalidInput when too long."""
    with override(export.language):
        if export.kind == ExportKind.NATIONAL:
            return national_workbook(whole_of(export), watermark_of(export))
        watermark, dossiers = watermark_of(export), rows_of(export)
        if export.kind == ExportKind.WORKBOOK:
            return workbook_of(table_of(dossiers, export.full), watermark)
        return _sheet_of(export, dossiers, watermark)


def workbook_of(table: Table, watermark: Watermark) -> bytes:
    """An .xlsx of a table: every value typed, amounts in yuan with two decimals."""
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(buffer, options) as book:
        sheet = book.add_worksheet(_("Dossiers"))
        _dress(book, sheet, table, watermark)
        formats: dict[tuple[str, str], Any] = {}
        for row, values in enumerate(table.rows, start=FIRST_ROW):
            for place, (column, value) in enumerate(zip(table.columns, values, strict=True)):
                colour = cell_marks.shade(watermark.serial, row, place)
                if (column.kind, colour) not in formats:
                    formats[column.kind, colour] = book.add_format({**FORMATS[column.kind], "font_color": colour})
                _write(sheet, row, place, column.kind, value, formats[column.kind, colour])
    return buffer.getvalue()


def _write(sheet: Any, row: int, place: int, kind: str, value: Any, look: Any) -> None:
    if kind == "text":
        sheet.write_string(row, place, value, look)
    elif kind == "day":
        sheet.write_datetime(row, place, value, look)
    else:
        sheet.write_number(row, place, Decimal(value).scaleb(-2) if kind == "yuan" else value, look)


def _dress(book: Any, sheet: Any, table: Table, watermark: Watermark) -> None:
    """Headings, widths, and the watermark: in the first row, on every printed page, in the file's properties."""
    bold, pale = book.add_format({"bold": True, "num_format": "@"}), book.add_format({"font_color": "#8a5a00"})
    sheet.write_string(0, 0, watermark.line, pale)
    for place, column in enumerate(table.columns):
        sheet.write_string(FIRST_ROW - 1, place, str(column.title), bold)
        sheet.set_column(place, place, column.width)
    for place, pixels in cell_marks.widths(watermark.serial).items():
        sheet.set_column_pixels(place, place, pixels)
    sheet.freeze_panes(FIRST_ROW, 0)
    sheet.autofilter(FIRST_ROW - 1, 0, max(FIRST_ROW, FIRST_ROW + len(table.rows) - 1), len(table.columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(FIRST_ROW - 1)
    line = watermark.line[:LONGEST_HEADER].replace("&", "&&")
    sheet.set_header(f"&C{line}")
    sheet.set_footer(f"&L{line}&R&P / &N")
    book.set_properties({"title": _("Dossiers"), "comments": watermark.line})


def _sheet_of(export: Export, dossiers: Sequence[Dossier], watermark: Watermark) -> bytes:
    table, today = table_of(dossiers, export.full, is_on_paper=True), clock.today()
    data = {
        **_frame(export, watermark),
        "columns": _heads(table),
        "rows": [_row(table, values) for values in table.rows],
    }
    data["day"] = [today.year, today.month, today.day]
    try:
        return render(TEMPLATE, data, printed_on=today, under=page_marks.dots(watermark.serial, is_landscape=True))
    except ValueError as error:
        raise InvalidInput(
            _("The list is too long for paper."),
            remedy=_("Narrow the list, or export it as a workbook."),
            code="too-long",
        ) from error


def _frame(export: Export, watermark: Watermark) -> dict[str, Any]:
    """What the common layout asks for."""
    root = Unit.objects.get_root(export.unit)
    return {
        "lang": "en" if export.language.startswith("en") else "zh",
        "title": _("List of dossiers"),
        "lead": _("For the purpose named below only. Keep it under lock, destroy it when it is no longer needed."),
        "union": str(root),
        "number": export.number,
        "running": watermark.line,
        "facts": [
            [_("Purpose"), export.purpose, True],
            [_("List"), str(export.words), True],
            [_("Unit"), str(export.unit), False],
            [_("Households"), str(len(export.dossiers)), False],
        ],
        "foot": watermark.line,
        "page": _("Page {page} of {pages}"),
        "mark": watermark.line,
    }


def _heads(table: Table) -> list[dict[str, Any]]:
    return [
        {"title": str(column.title), "width": column.width, "is_number": column.kind != "text"}
        for column in table.columns
    ]


def _row(table: Table, values: Sequence[Any]) -> list[str]:
    return [
        yuan(value) if column.kind == "yuan" else str(value)
        for column, value in zip(table.columns, values, strict=True)
    ]
