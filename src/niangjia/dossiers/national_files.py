"""The workbook of the national layout: households, members, and a third sheet that says what the layout left out."""

from collections.abc import Iterable, Sequence

from niangjia.dossiers.intake.columns import HEAD, MEMBER, Table
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.national import KIND_OF_CELL, Cells, Rows, rows_of, told
from niangjia.dossiers.streamed_workbook import Sheet, Value, workbook
from niangjia.privacy import cell_marks
from niangjia.privacy.watermarks import Watermark

TITLE = "困难职工档案"
HEADS, MEMBERS, LEFT_OUT = "困难职工", "家庭成员", "未带出的内容"
LEFT_OUT_COLUMNS = ("序号", "档案编号", "所属工会", "缺少的必填项", "没有带出、带回会变的内容")
WIDTHS = {"identity": 21, "card": 24, "address": 36, "note": 36, "name": 12, "date": 13, "birth": 13, "text": 22}
WIDTH = 14


class NationalBook:
    """Takes dossiers one after another; `content` is the finished file."""

    def __init__(self, watermark: Watermark) -> None:
        """Every cell carries its share of the watermark; the sheet of members, which is narrow, its widths too."""
        self._serial, self._line, self._count = watermark.serial, watermark.line, 0
        self._palette = [cell_marks.shade(self._serial, 0, place) for place in range(cell_marks.SHARES)]
        marked = cell_marks.widths(self._serial)
        self._heads = self._sheet(HEADS, HEAD, {})
        self._members = self._sheet(MEMBERS, MEMBER, marked)
        kinds, widths = ("count", *("text",) * 4), (8, 14, 24, 30, 90)
        self._left_out = Sheet(LEFT_OUT, self._line, LEFT_OUT_COLUMNS, kinds, widths, marked)

    def add(self, number: str, union: str, rows: Rows) -> None:
        """A household with its members."""
        self._count += 1
        self._write(self._heads, self._values(HEAD, rows.head | {"number": self._count}))
        for member in rows.members:
            self._write(self._members, self._values(MEMBER, member))
        if rows.losses or rows.lacking:
            said = "；".join(each.zh for each in rows.losses)
            self._write(self._left_out, [self._count, number, union, "、".join(rows.lacking), said])

    def content(self) -> bytes:
        """The file. Once."""
        return workbook((self._heads, self._members, self._left_out), self._palette, title=TITLE, told=self._line)

    def _sheet(self, name: str, table: Table, marked: dict[int, int]) -> Sheet:
        columns = table.columns
        return Sheet(
            name,
            self._line,
            [column.label + "*" * column.required for column in columns],
            [KIND_OF_CELL.get(column.kind, "text") for column in columns],
            [WIDTHS.get(column.kind, WIDTH) for column in columns],
            marked,
        )

    def _values(self, table: Table, cells: Cells) -> list[Value]:
        return [told(column, cells.get(column.key)) for column in table.columns]

    def _write(self, sheet: Sheet, values: Sequence[Value]) -> None:
        sheet.write(values, [(sheet.rows + place) % cell_marks.SHARES for place in range(len(values))])


def national_workbook(dossiers: Iterable[Dossier], watermark: Watermark) -> bytes:
    """The file of dossiers loaded by `queries.whole`, which may come a few at a time. Opens all their sealed values."""
    book = NationalBook(watermark)
    for dossier in dossiers:
        book.add(dossier.number, str(dossier.unit), rows_of(dossier))
    return book.content()
