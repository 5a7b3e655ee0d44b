"""The workbook that goes back to the clerk: marks in the cells, a list of all findings, nothing else changed."""

import io
from pathlib import Path

import openpyxl
import pytest
from django.utils import translation
from openpyxl.comments import Comment

from niangjia.dossiers.intake import Finding, check_workbook, mark_workbook, read_workbook
from niangjia.dossiers.intake.marking import AUTHOR, LIST_SHEET, NOTED, REFUSED
from niangjia.dossiers.tests.data.workbooks import Workbook, bureau, head, identity, saved

DATA = Path(__file__).parent / "data"


def marked(content: bytes) -> tuple[openpyxl.Workbook, bytes, list[Finding]]:
    findings = check_workbook(read_workbook(content, "workbook.xlsx")).findings
    result = mark_workbook(content, "workbook.xlsx", findings)
    return openpyxl.load_workbook(io.BytesIO(result)), result, findings


@pytest.mark.parametrize("name", ["hardship-dossiers.xlsx", "hardship-dossiers.xls", "hardship-dossiers.ods"])
def test_every_finding_is_marked_in_its_cell_and_listed(name: str) -> None:
    content = (DATA / name).read_bytes()
    book, result, findings = marked(content)
    notes = {
        (sheet.title, cell.row)
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment and cell.comment.author == AUTHOR
    }
    assert notes == {(finding.sheet, finding.row) for finding in findings}
    lines = list(book[LIST_SHEET].iter_rows(min_row=2, values_only=True))
    assert [(line[0], line[1], line[4], line[5]) for line in lines] == [
        (finding.sheet, finding.row, finding.column, finding.code) for finding in findings
    ]
    again = check_workbook(read_workbook(result, "marked.xlsx"))
    before = check_workbook(read_workbook(content, name))
    assert again.households == before.households


def test_refusals_and_notes_have_their_colours_and_one_cell_can_have_both() -> None:
    book = Workbook([head(性别="女"), head(工作时间="2001-08-01"), head("王㛃?")])
    page = marked(book.xlsx())[0]["困难职工"]
    assert page.cell(4, 6).fill.start_color.rgb == REFUSED.start_color.rgb
    assert page.cell(5, 20).fill.start_color.rgb == NOTED.start_color.rgb
    assert page.cell(6, 4).fill.start_color.rgb == REFUSED.start_color.rgb
    assert page.cell(4, 7).comment is None


def test_no_note_repeats_a_number_and_numbers_stay_text() -> None:
    number = identity()
    wrong = number[:-1] + ("1" if number[-1] != "1" else "2")
    book, _result, _findings = marked(Workbook([head(身份证号=wrong, 民族=number)]).xlsx())
    page = book["困难职工"]
    assert (page.cell(4, 8).value, page.cell(4, 8).data_type) == (wrong, "s")
    said = [cell.comment.text for row in page.iter_rows() for cell in row if cell.comment]
    said += [str(cell) for row in book[LIST_SHEET].iter_rows(values_only=True) for cell in row]
    assert not [text for text in said if number in text or wrong in text]


def test_text_that_looks_like_a_formula_stays_text() -> None:
    workbook = Workbook([head(建档标准="x")]).openpyxl()
    cell = workbook["困难职工"]["B4"]
    cell.value, cell.data_type = "=HYPERLINK(1)", "s"
    book, _result, findings = marked(saved(workbook))
    assert [finding.code for finding in findings] == ["unknown-code"]
    assert (book["困难职工"]["B4"].value, book["困难职工"]["B4"].data_type) == ("=HYPERLINK(1)", "s")
    listed = book[LIST_SHEET]["G2"]
    assert (listed.value, listed.data_type) == ("=HYPERLINK(1)", "s")


def test_marks_of_an_earlier_round_are_taken_off_and_notes_of_others_kept() -> None:
    workbook = bureau(1).openpyxl()
    page = workbook["困难职工"]
    page["F4"].value = "女"
    page["F4"].comment = Comment("请核对", "某人")
    book, result, _findings = marked(saved(workbook))
    assert "请核对" in str(book["困难职工"]["F4"].comment.text)
    mended = openpyxl.load_workbook(io.BytesIO(result))
    mended["困难职工"]["F4"].value = "男"
    mended["困难职工"]["T4"].value = "去年"
    book, _result, findings = marked(saved(mended))
    assert [finding.column for finding in findings] == ["工作时间"]
    assert book["困难职工"]["F4"].comment is None
    assert book["困难职工"]["T4"].comment is not None
    assert book.sheetnames.count(LIST_SHEET) == 1


def test_a_finding_in_a_merged_area_and_one_about_a_cell_that_is_not_there() -> None:
    workbook = Workbook([head(邮政编码="1"), head(邮政编码="1")]).openpyxl()
    workbook["困难职工"].merge_cells("S4:S5")
    book, _result, findings = marked(saved(workbook))
    assert [finding.row for finding in findings] == [4, 5]
    assert book["困难职工"]["S4"].comment is not None
    elsewhere = Finding("没有的表", 3, None, "", "姓名", "required", "", "message").as_json()
    content = bureau(1).xlsx()
    result = openpyxl.load_workbook(io.BytesIO(mark_workbook(content, "x.xlsx", [elsewhere])))
    assert result[LIST_SHEET]["A2"].value == "没有的表"


def test_findings_come_back_from_a_report_as_they_went_and_speak_the_readers_language() -> None:
    (finding,) = check_workbook(Workbook([head(性别="女")]).read()).findings
    with translation.override("en"):
        stored = finding.as_json()
        assert Finding.from_json(stored).as_json() == stored
        assert "other sex" in str(stored["message"])
        assert "男" not in str(finding.message)
    with translation.override("zh-hans"):
        assert "男" in str(finding.message)
