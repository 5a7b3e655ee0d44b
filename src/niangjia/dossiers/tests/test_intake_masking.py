"""Long numbers in wrong columns: never spelled out in a report, and never stored where nothing is sealed."""

import unicodedata
from datetime import date

import pytest

from niangjia.dossiers.intake import check_workbook
from niangjia.dossiers.intake.cells import read_cell
from niangjia.dossiers.intake.columns import HEAD
from niangjia.dossiers.intake.faults import CellFault
from niangjia.dossiers.intake.reading import BrokenCell
from niangjia.dossiers.intake.rows import found_in
from niangjia.dossiers.tests.data.workbooks import Workbook, bureau, head, told
from niangjia.kernel import resident_numbers

NUMBER = resident_numbers.make("230103", date(1975, 3, 8), 901)
FULL_WIDTH = {ord(char): ord(char) + 0xFEE0 for char in "0123456789X"}
GROUPED = f"{NUMBER[:6]} {NUMBER[6:14]} {NUMBER[14:]}"
CARD = "6228489990000000003"
STRAYED = [
    NUMBER,
    GROUPED,
    GROUPED.replace(" ", "-"),
    GROUPED.replace(" ", "\u3000"),
    "－".join(NUMBER.translate(FULL_WIDTH)),
    "138 0000 0001",
    "138-0000-0001",
    "138.0000.0001",
    "0470-5220001",
    "（0470）5220001",
    "6228 4899 9000 0000 003",
    f"王芳 {NUMBER}",
]


def digits(text: str) -> str:
    return "".join(str(unicodedata.digit(char)) for char in text if char.isdigit())


@pytest.mark.parametrize("text", STRAYED)
@pytest.mark.parametrize(
    "column",
    [
        "民族",
        "建档标准",
        "次要致困原因",
        "是否单亲",
        "建筑面积",
        "户口所在地行政区划",
        "家庭人口",
        "工作时间",
        "姓名",
    ],
)
def test_what_strayed_into_a_wrong_column_is_not_repeated_in_full(column: str, text: str) -> None:
    checked = check_workbook(Workbook([head(**{column: text})]).read())
    refusals = [finding for finding in checked.findings if not finding.accepted and finding.column == column]
    assert refusals
    parts = [digits(text)[at : at + 5] for at in range(len(digits(text)) - 4)]
    for finding in checked.findings:
        for told_of in (finding.found, str(finding.message), finding.household_name):
            assert not any(part in digits(told_of) for part in parts)


def test_an_address_in_a_column_of_a_list_is_not_repeated() -> None:
    (finding,) = check_workbook(Workbook([head(民族="根河市河东街12号楼3单元")]).read()).findings
    assert "河东" not in f"{finding.found} {finding.message}"
    (finding,) = check_workbook(Workbook([head(民族="长" * 40)]).read()).findings
    assert len(finding.found) == 30


def test_amounts_and_days_are_quoted_as_they_stand() -> None:
    for column, value in (("工作时间", "2001-02-29"), ("年度自付医疗费", "1200.505"), ("工作时间", "2001/13/1")):
        (finding,) = check_workbook(Workbook([head(**{column: value})]).read()).findings
        assert finding.found == value


def test_what_is_rounded_does_not_spell_out_a_long_number() -> None:
    (finding,) = check_workbook(Workbook([head(本人月平均收入="13800000001.125")]).read()).findings
    assert finding.code == "normalised-number"
    assert "800,000" not in f"{finding.found} {finding.message}"


def test_an_error_cell_does_not_spell_out_what_it_shows() -> None:
    with pytest.raises(CellFault) as caught:
        read_cell(BrokenCell(NUMBER), HEAD.by_key["employer"], [])
    assert NUMBER not in str(caught.value.values)
    assert NUMBER not in found_in(BrokenCell(NUMBER), HEAD.by_key["employer"])


LONG = [
    ("姓名", "王芳1385"),
    ("姓名", "王芳１３８０"),
    ("姓名", NUMBER),
    ("姓名", GROUPED),
    *(
        (column, text)
        for column in ("工作单位", "开户银行", "支行名称")
        for text in (f"林场 {GROUPED}", CARD, "－".join(CARD))
    ),
]


@pytest.mark.parametrize(("column", "text"), LONG)
def test_a_long_number_in_a_text_that_is_not_sealed_refuses_the_household(column: str, text: str) -> None:
    (finding,) = check_workbook(Workbook([head(**{column: text})]).read()).findings
    assert (finding.column, finding.code, finding.accepted) == (column, "out-of-range", False)


@pytest.mark.parametrize("text", [NUMBER, f"第一小学 {GROUPED}"])
def test_a_long_number_in_a_school_refuses_the_household(text: str) -> None:
    book = bureau(1)
    book.members[0]["单位或学校"] = text
    assert told(book) == [(1, "单位或学校", "out-of-range")]


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("姓名", "王芳2"),
        ("工作单位", "林业局2026年第17工队 0470-5220001"),
        ("备注", f"原号 {NUMBER}"),
        ("家庭住址", f"根河市 {GROUPED}"),
    ],
)
def test_short_numbers_in_texts_and_any_in_sealed_ones_are_taken(column: str, text: str) -> None:
    assert told(Workbook([head(**{column: text})])) == []
