"""Builds workbooks of invented households, whole and sound; each test then spoils one thing.

book = Workbook(household("甲", spouse("乙")))
book.heads[0]["家庭人口"] = 7
checked = check_workbook(read_workbook(book.xlsx(), "x.xlsx"))
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO
from itertools import count
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from niangjia.dossiers.intake import check_workbook, read_workbook
from niangjia.dossiers.intake.columns import HEAD, MEMBER, Table
from niangjia.dossiers.intake.reading import Book, Cell, Sheet
from niangjia.kernel import resident_numbers

Row = dict[str, Any]
"""Values of a row by official header."""

_sequence = count()


def identity(born_on: date = date(1980, 5, 6), *, is_female: bool = False) -> str:
    """A new invented identity number (sequence 900 to 999), of that month or the same month of years before."""
    step = next(_sequence)
    born = date(born_on.year - step // 1400 % 20, born_on.month, 1 + step % 28)
    return resident_numbers.make("150785", born, 900 + 2 * (step // 28 % 50) + (not is_female))


def birth(number: object) -> datetime | None:
    """The birth date in an identity number, as a spreadsheet keeps it; None for what is no sound number."""
    try:
        born = resident_numbers.parse(str(number)).born_on
    except resident_numbers.ResidentNumberError:
        return None
    return datetime(born.year, born.month, born.day)  # noqa: DTZ001 (a cell has no time zone)


def head(name: str = "刘心红", /, **changes: Any) -> Row:
    """A sound row of the main table, the head living alone."""
    number = changes.pop("身份证号") if "身份证号" in changes else identity()
    row: Row = {
        "序号": None, "建档标准": "基层", "姓名": name, "民族": "汉族", "性别": "男", "政治面貌": "群众",
        "身份证号": number, "出生日期": birth(number), "健康状况": "良好",
        "工作状态": "在岗", "劳模类型": "非劳模", "住房类型": "自购房", "建筑面积": "50(不含)至70(含)",
        "手机号码": "13800000001", "邮政编码": "022350", "工作时间": datetime(2001, 8, 1),  # noqa: DTZ001
        "所属行业": "农、林、牧、渔业", "婚姻状况": "已婚", "户口类型": "非农业", "家庭住址": "根河市林海路1号",
        "工作单位": "乌力根林场", "单位性质": "国有企业", "企业状况": "正常", "是否单亲": "否",
        "本人月平均收入": 3319.18, "家庭其他非薪资年收入": 1200, "家庭年度总收入": 41030.16, "家庭人口": 1,
        "家庭月人均收入": 3419.18, "年度自付医疗费": 0, "户口所在地行政区划": "150785", "医保状况": "城镇职工医保",
        "是否有一定自救能力": "是", "是否为零就业家庭": "否", "主要致困原因": "患重特大疾病",
        "次要致困原因": "子女上学、下岗失业", "开户银行": "中国农业银行", "支行名称": "根河市支行",
        "银行卡号": "6228489990000000003", "房产套数": 1, "非营运机动车": "无", "工商登记": "无",
        "申请日期": datetime(2026, 6, 18), "备注": None,  # noqa: DTZ001
    }  # fmt: skip
    return row | changes


def member(of: Row, name: str = "王海英", /, **changes: Any) -> Row:
    """A sound row of the members' table, and one person more in the household of that head."""
    if isinstance(of["家庭人口"], int):
        of["家庭人口"] += 1
    number = changes.pop("身份证号") if "身份证号" in changes else identity(is_female=True)
    row: Row = {
        "户主身份证号": of["身份证号"], "姓名": name, "与户主关系": "妻子", "民族": "汉族", "性别": "女",
        "身份证号": number, "出生日期": birth(number), "健康状况": "良好",
        "月收入": 1800, "人员身份": "在岗", "医保状况": "城镇职工医保", "年度学费住宿费": 0, "年度自付医疗费": 0,
    }  # fmt: skip
    return row | changes


@dataclass(slots=True)
class Workbook:
    """Two sheets as bureaus lay them out; every part of the layout can be changed."""

    heads: list[Row] = field(default_factory=list)
    members: list[Row] = field(default_factory=list)
    main_sheet: str = "困难职工"
    member_sheet: str = "家庭成员"
    titles: list[list[Any]] = field(default_factory=lambda: [["困难职工家庭建档汇总表"], ["填报单位:林业局 单位:元"]])
    endings: list[list[Any]] = field(default_factory=lambda: [[], ["填报人:", None, None, "审核人:", None, "(盖章)"]])
    main_headers: list[str] = field(default_factory=lambda: headers(HEAD))
    member_headers: list[str] = field(default_factory=lambda: headers(MEMBER))

    def sheets(self) -> dict[str, list[list[Any]]]:
        """Rows of values by sheet. Heads without a number are numbered from 1."""
        for number, row in enumerate(self.heads, start=1):
            row["序号"] = row.get("序号") or number
        main = [*self.titles, self.main_headers, *lines(self.main_headers, self.heads), *self.endings]
        members = [self.member_headers, *lines(self.member_headers, self.members)]
        return {self.main_sheet: main, self.member_sheet: members}

    def read(self) -> Book:
        """The workbook as the reader gives it, without the way through a file."""
        sheets = (Sheet(name, [_cells(row) for row in rows], {}) for name, rows in self.sheets().items())
        return Book("workbook.xlsx", tuple(sheets))

    def openpyxl(self) -> openpyxl.Workbook:
        """The workbook open for further changes."""
        book = openpyxl.Workbook()
        book.remove(book.worksheets[0])
        for name, rows in self.sheets().items():
            put(book.create_sheet(name), rows)
        return book

    def xlsx(self) -> bytes:
        """The workbook as a file."""
        return saved(self.openpyxl())


def headers(table: Table) -> list[str]:
    """The official headers, with a star where the form requires a value."""
    return [column.label + "*" * column.required for column in table.columns]


def lines(columns: list[str], rows: list[Row]) -> list[list[Any]]:
    """Rows as lists in the order of the headers."""
    return [[row.get(column.rstrip("*")) for column in columns] for row in rows]


def _cells(row: list[Any]) -> list[Cell]:
    return ["" if value is None else float(value) if type(value) is int else value for value in row]


def put(sheet: Worksheet, rows: list[list[Any]], first: int = 1) -> None:
    """Write rows of values from a row on."""
    for at, values in enumerate(rows, start=first):
        for column, value in enumerate(values, start=1):
            if value is not None:
                sheet.cell(at, column).value = value


def saved(book: openpyxl.Workbook) -> bytes:
    """A workbook as bytes."""
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def bureau(households: int = 3) -> Workbook:
    """A sound workbook: heads with a spouse each."""
    book = Workbook()
    for _each in range(households):
        one = head()
        book.heads.append(one)
        book.members.append(member(one))
    return book


def told(workbook: Workbook | bytes) -> list[tuple[object, str, str]]:
    """(household, column, code) of each finding in a workbook; a code that is accepted has a + before it."""
    book = workbook.read() if isinstance(workbook, Workbook) else read_workbook(workbook, "workbook.xlsx")
    checked = check_workbook(book)
    return [(each.household_no, each.column, "+" * each.accepted + each.code) for each in checked.findings]
