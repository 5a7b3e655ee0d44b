"""Files that are no workbook, damaged, protected or built to do harm; formulas, errors and dates as files keep them."""

import io
import time
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from niangjia.dossiers.intake import UnreadableWorkbook, check_workbook, read_workbook
from niangjia.dossiers.intake.reading import BrokenCell
from niangjia.dossiers.tests.data.workbooks import bureau, put, saved, told

DATA = Path(__file__).parent / "data"
GOOD = bureau(1).xlsx()
SECONDS_FOR_A_BOMB = 5  # the goal is one second on a machine of its own


def zipped(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return buffer.getvalue()


def repacked(change: Callable[[dict[str, bytes]], None], content: bytes = GOOD) -> bytes:
    """A workbook with its parts changed."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    return zipped(parts)


def sheet(change: Callable[[bytes], bytes], content: bytes = GOOD) -> bytes:
    """A workbook with the XML of its first sheet changed."""
    name = "xl/worksheets/sheet1.xml"
    return repacked(lambda parts: parts.update({name: change(parts[name])}), content)


def far_cell(reference: str) -> bytes:
    book = bureau(1).openpyxl()
    book["困难职工"][reference] = "."
    return saved(book)


BILLION = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'

FILES: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "not-a-workbook"),
    "csv": ("姓名,身份证号\n甲,1\n".encode(), "not-a-workbook"),
    "csv in GB18030": ("姓名,身份证号\n甲,1\n".encode("gb18030"), "not-a-workbook"),
    "page saved as .xls": (b"<html><table><tr><td>1</td></tr></table></html>", "not-a-workbook"),
    "Excel 2003 XML": (b'<?xml version="1.0"?><Workbook/>', "not-a-workbook"),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(64), "not-a-workbook"),
    "zip of something else": (zipped({"a.txt": b"a"}), "not-a-workbook"),
    "Word document": (zipped({"word/document.xml": b"<w/>", "[Content_Types].xml": b"<Types/>"}), "not-a-workbook"),
    "cut off": (GOOD[: len(GOOD) // 2], "damaged"),
    "last bytes lost": (GOOD[:-30], "damaged"),
    "bytes changed": (GOOD[:200] + bytes(40) + GOOD[240:], "damaged"),
    "only the first bytes of a zip": (b"PK\x03\x04", "damaged"),
    "sheet is no XML": (sheet(lambda _xml: b"<worksheet><sheetData><row"), "damaged"),
    "old file without content": (bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600), "damaged"),
    "password": (bytes.fromhex("D0CF11E0A1B11AE1") + "EncryptedPackage".encode("utf-16-le"), "password"),
    "protected .xls": ((DATA / "password.xls").read_bytes(), "password"),
    "protected .ods": (
        zipped({"content.xml": b"<x/>", "META-INF/manifest.xml": b"<manifest:encryption-data/>"}),
        "password",
    ),
    "entities": (repacked(lambda parts: parts.update({"xl/sharedStrings.xml": BILLION})), "unsafe"),
    "DTD in a sheet": (sheet(lambda xml: b"<!DOCTYPE x>" + xml), "unsafe"),
    "other encoding": (sheet(lambda xml: xml.decode().encode("utf-16")), "unsafe"),
    "unpacks to much": (repacked(lambda parts: parts.update({"a.bin": bytes(65 * 2**20)})), "too-large"),
    "packed too tightly": (repacked(lambda parts: parts.update({"xl/a.xml": b" " * (3 * 2**20)})), "unsafe"),
    "too many parts": (repacked(lambda parts: parts.update({f"x{n}.xml": b"" for n in range(1001)})), "unsafe"),
    "cell at the end of the sheet": (far_cell("XFD1048576"), "too-large"),
    "cell far below": (far_cell("A1048576"), "too-large"),
    "cell beyond any sheet": (sheet(lambda xml: xml.replace(b'r="A3"', b'r="ZZZZ99999999"')), "too-large"),
    "reference in other quotes": (sheet(lambda xml: xml.replace(b'r="A3"', b"r = 'XFD1048576'")), "too-large"),
    "errors in an .ods": (zipped({"content.xml": b'<t calcext:value-type="error"/>'}), "damaged"),
    "empty workbook": (saved(openpyxl.Workbook()), "no-households"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_cannot_be_read_is_refused_with_a_reason_and_a_remedy(name: str) -> None:
    content, code = FILES[name]
    started = time.monotonic()
    with pytest.raises(UnreadableWorkbook) as caught:
        check_workbook(read_workbook(content, "workbook.xlsx"))
    assert caught.value.code == code
    assert caught.value.remedy
    assert time.monotonic() - started < SECONDS_FOR_A_BOMB


def test_sizes_that_lie() -> None:
    content = bytearray(zipped({"xl/workbook.xml": b"<workbook/>", "xl/a.xml": bytes(range(1, 200)) * 2000}))
    directory = content.rindex(b"PK\x01\x02")
    content[directory + 24 : directory + 28] = (100).to_bytes(4, "little")
    with pytest.raises(UnreadableWorkbook) as caught:
        read_workbook(bytes(content), "x.xlsx")
    assert caught.value.code == "damaged"


@pytest.mark.parametrize("name", ["hardship-dossiers.xls", "hardship-dossiers.ods", "hardship-dossiers.xlsx"])
@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9, 0.999])
def test_a_file_cut_off_anywhere_is_damaged(name: str, kept: float) -> None:
    content = (DATA / name).read_bytes()
    with pytest.raises(UnreadableWorkbook) as caught:
        read_workbook(content[: int(len(content) * kept)], name)
    assert caught.value.code == "damaged"


def test_a_parser_that_ends_its_process_does_not_take_ours_along(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("niangjia.dossiers.intake.archive.MAX_CELLS", 10**12)
    with pytest.raises(UnreadableWorkbook) as caught:
        read_workbook(far_cell("XFD1048576"), "x.xlsx")
    assert caught.value.code == "damaged"


def test_a_parser_that_does_not_come_to_an_end_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("niangjia.dossiers.intake.reading.PARSER_SECONDS", 0.001)
    with pytest.raises(UnreadableWorkbook) as caught:
        read_workbook(GOOD, "x.xlsx")
    assert caught.value.code == "damaged"


def test_a_million_blank_rows_with_a_format_are_read() -> None:
    rows = b"".join(b'<row r="%d"><c r="A%d" s="0"/></row>' % (row, row) for row in range(100, 200_000, 2))
    content = sheet(lambda xml: xml.replace(b"</sheetData>", rows + b"</sheetData>"))
    assert told(content) == []
    far = b'<row r="1048576"><c r="XFD1048576" s="0"/></row>'
    assert told(sheet(lambda xml: xml.replace(b"</sheetData>", far + b"</sheetData>"))) == []


def test_formulas_count_with_the_value_that_was_stored() -> None:
    with_value = sheet(lambda xml: xml.replace(b"<v>3319.18</v>", b"<f>1+1</f><v>3319.18</v>"))
    household = check_workbook(read_workbook(with_value, "x.xlsx")).households[0]
    assert (household.head.monthly_wage_fen, household.is_refused) == (331918, False)


@pytest.mark.parametrize("empty", [b"", b"<v></v>", b"<v/>"])
def test_a_formula_without_a_stored_value_is_a_fault_and_not_an_empty_cell(empty: bytes) -> None:
    content = sheet(lambda xml: xml.replace(b"<v>3319.18</v>", b"<f>1+1</f>" + empty))
    assert told(content) == [(1, "本人月平均收入", "cell-error")]


def test_an_error_is_a_fault_even_where_the_cell_may_be_empty() -> None:
    book = bureau(1).openpyxl()
    row = book["困难职工"][4]
    for cell in row:
        if cell.value in {0, 3419.18, "022350"}:
            cell.value, cell.data_type = "#REF!", "e"
    assert told(saved(book)) == [(1, "邮政编码", "cell-error"), (1, "年度自付医疗费", "cell-error")]


def test_a_formula_in_the_last_column_is_seen() -> None:
    book = bureau(1).openpyxl()
    book["困难职工"].cell(4, 52).value = "=1/0"
    assert told(saved(book)) == [(1, "备注", "cell-error")]


def test_dates_of_both_calendars_arrive_right() -> None:
    for is_1904 in (False, True):
        book = bureau(1).openpyxl()
        if is_1904:
            book.epoch = CALENDAR_MAC_1904
        head = check_workbook(read_workbook(saved(book), "x.xlsx")).households[0].head
        assert (head.started_work_on, head.applied_on) == (date(2001, 8, 1), date(2026, 6, 18))


def test_cells_keep_their_type_and_place() -> None:
    book = openpyxl.Workbook()
    put(book.worksheets[0], [[], [], [None, "0123", 123, 1.5, True, datetime(1990, 1, 2)]])  # noqa: DTZ001
    book.worksheets[0]["H3"] = "=1+1"
    (only,) = read_workbook(saved(book), "x.xlsx").sheets
    assert {cell for row in only.rows[:2] for cell in row} == {""}
    assert only.rows[2] == ["", "0123", 123, 1.5, True, date(1990, 1, 2), "", BrokenCell("=")]
    assert isinstance(only.rows[2][1], str)
    assert not isinstance(only.rows[2][2], str)


def test_the_kind_of_file_is_told_by_its_content() -> None:
    assert told(GOOD) == []
    assert read_workbook(GOOD, "whatever.pdf").file_name == "whatever.pdf"
