"""Tables found wherever they stand: moved, renamed, repeated, merged; and what is no table."""

import pytest

from niangjia.dossiers.intake import UnreadableWorkbook, check_workbook, read_workbook
from niangjia.dossiers.intake.columns import HEAD, MEMBER
from niangjia.dossiers.intake.layout import header_key
from niangjia.dossiers.intake.rows import HeadRow, MemberRow
from niangjia.dossiers.tests.data.workbooks import Workbook, bureau, head, headers, lines, member, put, saved, told


def refused(book: Workbook) -> UnreadableWorkbook:
    with pytest.raises(UnreadableWorkbook) as caught:
        check_workbook(book.read())
    return caught.value


def test_columns_in_any_order_under_other_names_of_sheets() -> None:
    book = bureau(5)
    book.main_headers = book.main_headers[::-1]
    book.member_headers = book.member_headers[9:] + book.member_headers[:9]
    book.main_sheet, book.member_sheet = "Sheet1", "附表二"
    checked = check_workbook(book.read())
    assert (len(checked.households), checked.findings, checked.ignored_columns) == (5, [], [])
    assert all(len(household.members) == 1 for household in checked.households)


def test_the_members_sheet_may_come_first() -> None:
    book = bureau().openpyxl()
    book.move_sheet("家庭成员", offset=-1)
    assert told(saved(book)) == []


@pytest.mark.parametrize("titles", [[], [["标题"]], [[]] * 25, [["困难职工"], [], ["制表日期:2026年"], []]])
def test_any_number_of_title_rows(titles: list[list[object]]) -> None:
    book = bureau()
    book.titles = titles
    book.heads[2]["性别"] = "无"
    (finding,) = check_workbook(book.read()).findings
    assert finding.row == len(titles) + 1 + 3


def test_columns_that_start_further_right_and_rows_that_start_further_down() -> None:
    book = bureau().openpyxl()
    book["困难职工"].insert_cols(1, 3)
    book["困难职工"].insert_rows(1, 4)
    book["困难职工"]["I9"].value = "天知道"
    (finding,) = check_workbook(read_workbook(saved(book), "x.xlsx")).findings
    assert (finding.row, finding.column) == (9, "性别")


@pytest.mark.parametrize(
    "line",
    [
        [],
        ["合计", None, None, 3],
        ["合  计", *[None] * 27, 12000, 3600, 98000, 9],
        [None, "小计", None, None, 5],
        ["总计:", None, None, None, None, None, None, 80],
        ["填报人:", None, None, "审核人:", None, None, "(盖章)"],
        ["单位负责人:张三", None, None, "制表:李四", None, "联系电话:0470-5220000", "2026年10月20日"],
        ["注:以上数据由各单位填报"],
        ["一、乌力根林场"],
        [99],
        [99, None, None, None, None, None, None, None, None, *[None] * 22, 0, 0.0],
        ["   ", "\u3000"],
    ],
)
def test_lines_that_are_no_household_are_passed_over(line: list[object]) -> None:
    book = bureau()
    book.endings = [line, []]
    assert told(book) == []
    middle = book.openpyxl()
    middle["困难职工"].insert_rows(5)
    put(middle["困难职工"], [line], first=5)
    assert told(saved(middle)) == []


def test_a_household_without_a_number_is_never_passed_over() -> None:
    book = Workbook([head(), head(身份证号=None, 备注="备注:公章未盖")])
    assert told(book) == [(2, "身份证号", "required")]
    book = Workbook([head(), head(身份证号=None, 姓名=None)])
    assert sorted(told(book)) == [(2, "姓名", "required"), (2, "身份证号", "required")]


def test_repeated_headers_and_a_second_block_with_other_columns() -> None:
    book = bureau(2)
    again = book.main_headers[20:] + book.main_headers[:20]
    more = [head("张三"), head("李四")]
    book.endings = [book.main_headers, [], ["第二页"], again, *lines(again, more), ["填报人:", "审核人:"]]
    checked = check_workbook(book.read())
    assert [household.name for household in checked.households[2:]] == ["张三", "李四"]
    assert checked.findings == []


def test_two_sheets_of_each_kind_are_both_read() -> None:
    book, other = bureau(2), bureau(3)
    other.main_sheet, other.member_sheet = "第二分会", "第二分会成员"
    both = book.openpyxl()
    for name, rows in other.sheets().items():
        put(both.create_sheet(name), rows)
    checked = check_workbook(read_workbook(saved(both), "x.xlsx"))
    assert (len(checked.households), checked.findings) == (5, [])


def test_both_tables_on_one_sheet() -> None:
    book = bureau(2)
    sheets = book.sheets()
    one = book.openpyxl()
    one.remove(one["家庭成员"])
    put(one["困难职工"], [["家庭成员"], *sheets["家庭成员"]], first=len(sheets["困难职工"]) + 2)
    checked = check_workbook(read_workbook(saved(one), "x.xlsx"))
    assert [len(household.members) for household in checked.households] == [1, 1]
    assert checked.findings == []


def test_headers_on_two_lines() -> None:
    book = bureau(2)
    upper: list[str | None] = list(book.main_headers)
    lower: list[str | None] = [None] * len(upper)
    for at in range(28, 33):
        lower[at], upper[at] = upper[at], "收入情况" if at == 28 else None
    workbook = book.openpyxl()
    sheet = workbook["困难职工"]
    sheet.insert_rows(4)
    for at, (top, bottom) in enumerate(zip(upper, lower, strict=True), start=1):
        sheet.cell(3, at).value, sheet.cell(4, at).value = top, bottom
    sheet.merge_cells(start_row=3, end_row=3, start_column=29, end_column=33)
    assert told(saved(workbook)) == []


def test_a_heads_number_merged_over_the_rows_of_the_members() -> None:
    one = head()
    book = Workbook([one], [member(one), member(one, 与户主关系="女儿"), member(one, 与户主关系="母亲")])
    workbook = book.openpyxl()
    for row in (3, 4):
        workbook["家庭成员"].cell(row, 1).value = None
    workbook["家庭成员"].merge_cells("A2:A4")
    checked = check_workbook(read_workbook(saved(workbook), "x.xlsx"))
    assert checked.findings == []
    assert len(checked.households[0].members) == 3


def test_hidden_sheets_are_left_alone_and_hidden_rows_are_read() -> None:
    workbook = bureau(2).openpyxl()
    copy = workbook.copy_worksheet(workbook["困难职工"])
    copy.title, copy.sheet_state = "去年", "hidden"
    workbook["困难职工"].row_dimensions[5].hidden = True
    checked = check_workbook(read_workbook(saved(workbook), "x.xlsx"))
    assert (len(checked.households), checked.findings) == (2, [])


def test_other_lists_of_people_are_left_alone() -> None:
    book = bureau(2)
    workbook = book.openpyxl()
    paid: list[list[object]] = [
        ["序号", "姓名", "身份证号", "开户银行", "银行卡号", "金额"],
        [1, "某人", "x", "某行", "0", 500],
    ]
    put(workbook.create_sheet("发放表", 0), paid)
    assert told(saved(workbook)) == []


@pytest.mark.parametrize(
    ("written", "official"),
    [
        ("身份证号*", "身份证号"),
        ("＊身份证号", "身份证号"),
        ("身份证\n号 码", "身份证号码"),
        ("本人月平均收入（元）*", "本人月平均收入"),
        ("3.性别", "性别"),
        ("疾病／残疾类别", "疾病/残疾类别"),
        ("次要致困原因(最多三项)", "次要致困原因"),
        ("【必填】姓名", "必填姓名"),
    ],
)
def test_headers_are_compared_without_dress(written: str, official: str) -> None:
    assert header_key(written) == header_key(official)


def test_other_names_of_columns_are_known_and_findings_use_the_files_own() -> None:
    book = bureau(1)
    renamed = {"身份证号*": "公民身份号码*", "姓名*": "户主姓名", "与户主关系*": "关系", "性别*": "性 别（必填）"}
    book.main_headers = [renamed.get(each, each) for each in book.main_headers]
    book.member_headers = [renamed.get(each, each) for each in book.member_headers if each != "姓名*"] + ["姓名*"]
    one, other = book.heads[0], book.members[0]
    one["公民身份号码"], one["户主姓名"], one["性 别（必填）"] = one["身份证号"], one["姓名"], "女"
    other["公民身份号码"], other["关系"] = other["身份证号"], "奇怪的亲戚"
    assert told(book) == [(1, "性别", "sex-mismatch"), (1, "关系", "unknown-code")]


def test_unknown_columns_are_named() -> None:
    book = bureau(1)
    book.main_headers.insert(3, "帮扶干部*")
    checked = check_workbook(book.read())
    assert (checked.findings, checked.ignored_columns) == ([], [("困难职工", "帮扶干部")])


@pytest.mark.parametrize("table", [HEAD, MEMBER])
def test_a_missing_required_column_refuses_the_file(table: object) -> None:
    book = bureau(1)
    gone = "主要致困原因*" if table is HEAD else "户主身份证号*"
    (book.main_headers if table is HEAD else book.member_headers).remove(gone)
    error = refused(book)
    assert error.code == "missing-column"
    assert gone.rstrip("*") in str(error)


def test_whatever_stars_a_file_prints_the_official_form_decides() -> None:
    book = bureau(1)
    book.main_headers = [each.rstrip("*") for each in book.main_headers]
    book.heads[0]["政治面貌"] = None
    assert told(book) == [(1, "政治面貌", "required")]


def test_files_without_the_tables() -> None:
    book = bureau(1)
    book.main_headers, book.heads = ["日期", "事项"], []
    assert refused(book).code == "no-households"
    assert refused(Workbook()).code == "no-households"
    book = bureau(2)
    book.member_headers, book.members = ["另一张表"], []
    assert refused(book).code == "no-members"
    assert told(Workbook([head(), head()], member_headers=[])) == []


def test_a_column_that_stands_twice() -> None:
    book = bureau(1)
    book.main_headers.append("身份证号")
    assert refused(book).code == "repeated-column"


@pytest.mark.parametrize("where", ["header", "title"])
def test_amounts_in_another_unit(where: str) -> None:
    book = bureau(1)
    if where == "header":
        book.main_headers[book.main_headers.index("家庭年度总收入*")] = "家庭年度总收入(万元)*"
    else:
        book.titles = [["汇总表"], ["单位：万元"]]
    assert refused(book).code == "wrong-unit"


def test_columns_and_rows_have_the_same_fields() -> None:
    for table, row in ((HEAD, HeadRow), (MEMBER, MemberRow)):
        assert {column.key for column in table.columns} - {"number"} == set(row.__dataclass_fields__)
        assert len(headers(table)) == len({header_key(header) for header in headers(table)})
