"""One fault in one cell: which code it gets, and that what is put right arrives as it should."""

from datetime import date, datetime, time
from typing import Any

import pytest
import time_machine

from niangjia.dossiers.intake import check_workbook
from niangjia.dossiers.tests.data.workbooks import Workbook, bureau, head, identity, told

NUMBER = identity(date(1975, 3, 8))
FULL_WIDTH = {ord(char): ord(char) + 0xFEE0 for char in "0123456789X"}

FAULTS: list[tuple[str, Any, str]] = [
    ("姓名", None, "required"),
    ("姓名", "   ", "required"),
    ("姓名", "王?", "lost-character"),
    ("姓名", "王□", "lost-character"),
    ("姓名", "长" * 61, "too-long"),
    ("建档标准", None, "required"),
    ("建档标准", "村级", "unknown-code"),
    ("性别", "未知", "unknown-code"),
    ("民族", "火星族", "unknown-code"),
    ("主要致困原因", "家里困难", "unknown-code"),
    ("主要致困原因", "子女上学、患重特大疾病", "too-many"),
    ("次要致困原因", "子女上学、命不好", "unknown-code"),
    ("次要致困原因", "子女上学、下岗失业、无劳动能力、其他", "too-many"),
    ("是否单亲", "也许", "unknown-code"),
    ("非营运机动车", "一辆旧车", "unknown-code"),
    ("残疾等级", "五级", "unknown-code"),
    ("建筑面积", "很大", "unknown-code"),
    ("户口所在地行政区划", "根河市", "unknown-code"),
    ("户口所在地行政区划", "15078", "unknown-code"),
    ("户口所在地行政区划", "990785", "unknown-code"),
    ("邮政编码", "02235", "out-of-range"),
    ("本人月平均收入", None, "required"),
    ("本人月平均收入", "两千多", "not-a-number"),
    ("本人月平均收入", "1.2万", "not-a-number"),
    ("本人月平均收入", "1,20", "not-a-number"),
    ("本人月平均收入", "NaN", "not-a-number"),
    ("本人月平均收入", "1e3", "not-a-number"),
    ("本人月平均收入", "12_00", "not-a-number"),
    ("本人月平均收入", True, "not-a-number"),
    ("本人月平均收入", datetime(2026, 1, 1), "not-a-number"),  # noqa: DTZ001
    ("本人月平均收入", -1, "out-of-range"),
    ("本人月平均收入", "-1200", "out-of-range"),
    ("年度自付医疗费", 0.005, "out-of-range"),
    ("年度自付医疗费", "1200.505", "out-of-range"),
    ("本人月平均收入", 1e15, "out-of-range"),
    ("家庭人口", "很多", "not-a-number"),
    ("家庭人口", 0, "out-of-range"),
    ("家庭人口", 1.5, "out-of-range"),
    ("家庭人口", 500, "out-of-range"),
    ("家庭人口", 3, "household-size-mismatch"),
    ("工作时间", "2001年13月1日", "not-a-date"),
    ("工作时间", "2001-02-29", "not-a-date"),
    ("工作时间", "去年", "not-a-date"),
    ("工作时间", 37104, "not-a-date"),
    ("工作时间", 2001.1, "not-a-date"),
    ("工作时间", True, "not-a-date"),
    ("工作时间", time(8, 30), "not-a-date"),
    ("工作时间", "01.8.1", "not-a-date"),
    ("工作时间", "1820-01-01", "out-of-range"),
    ("申请日期", None, "required"),
    ("出生日期", "1980-13-01", "not-a-date"),
    ("银行卡号", 6228489990000000003, "card-not-text"),
    ("银行卡号", "6.22849E+18", "card-not-text"),
    ("银行卡号", "6228489990000000004", "card-check-digit"),
    ("银行卡号", "62284899900", "card-check-digit"),
    ("银行卡号", "6228O89990000000003", "card-check-digit"),
    ("身份证号", None, "required"),
    ("身份证号", int(NUMBER[:15]) * 1000, "id-not-text"),
    ("身份证号", 15078119, "id-not-text"),
    ("身份证号", "1.50781E+17", "id-not-text"),
    ("身份证号", datetime(1980, 1, 1), "id-not-text"),  # noqa: DTZ001
    ("身份证号", NUMBER[:-1] + ("1" if NUMBER[-1] != "1" else "2"), "id-check-digit"),
    ("身份证号", NUMBER[:-1], "id-check-digit"),
    ("身份证号", NUMBER + "1", "id-check-digit"),
    ("身份证号", "150785800506901", "id-check-digit"),
    ("身份证号", NUMBER.replace("0", "O", 1), "id-check-digit"),
    ("身份证号", "150785198013069014", "id-check-digit"),
    ("身份证号", "990785" + NUMBER[6:], "id-check-digit"),
    ("手机号码", None, "required"),
    ("手机号码", "1" * 41, "too-long"),
]


def test_a_sound_workbook_has_no_findings() -> None:
    assert told(bureau()) == []


@pytest.mark.parametrize(("column", "value", "code"), FAULTS)
def test_a_fault_is_reported_once_and_refuses_its_household_only(column: str, value: object, code: str) -> None:
    checked = check_workbook(Workbook([head(), head(**{column: value}), head()]).read())
    assert [(each.household_no, each.column, each.code, each.accepted) for each in checked.findings] == [
        (2, column, code, False)
    ]
    assert [household.is_refused for household in checked.households] == [False, True, False]


ACCEPTED: list[tuple[str, Any, str, str, object]] = [
    ("身份证号", NUMBER.translate(FULL_WIDTH), "normalised-full-width", "identity_number", NUMBER),
    ("银行卡号", "６228489990000000003", "normalised-full-width", "card_number", "6228489990000000003"),
    ("手机号码", "１３８０００００００１", "normalised-full-width", "phone", "13800000001"),
    ("本人月平均收入", "１,２００．５", "normalised-full-width", "monthly_wage_fen", 120050),
    ("工作时间", "2001年8月1日", "normalised-date", "started_work_on", date(2001, 8, 1)),
    ("工作时间", "２００１年８月１日", "normalised-date", "started_work_on", date(2001, 8, 1)),
    ("工作时间", "2001-08-01", "normalised-date", "started_work_on", date(2001, 8, 1)),
    ("工作时间", "2001-8-1 00:00:00", "normalised-date", "started_work_on", date(2001, 8, 1)),
    ("工作时间", "2001/8/1", "normalised-date", "started_work_on", date(2001, 8, 1)),
    ("工作时间", "2001.8.1", "normalised-date", "started_work_on", date(2001, 8, 1)),
    ("工作时间", "20010801", "normalised-date", "started_work_on", date(2001, 8, 1)),
    ("工作时间", 20010801, "normalised-date", "started_work_on", date(2001, 8, 1)),
    ("工作时间", "2001-08", "normalised-date", "started_work_on", date(2001, 8, 1)),
    ("工作时间", "2001年8月", "normalised-date", "started_work_on", date(2001, 8, 1)),
    ("姓名", "王㛃", "rare-character", "name", "王㛃"),
    ("姓名", "王𬎆", "rare-character", "name", "王𬎆"),
    ("邮政编码", 22350, "normalised-number", "postcode", "022350"),
    ("建筑面积", 62.5, "normalised-number", "floor_area", "50-to-70"),
    ("建筑面积", "50㎡", "normalised-number", "floor_area", "20-to-50"),
]


@pytest.mark.parametrize(("column", "value", "code", "key", "taken"), ACCEPTED)
def test_what_is_put_right_is_noted(column: str, value: object, code: str, key: str, taken: object) -> None:
    checked = check_workbook(Workbook([head(**{column: value})]).read())
    assert [(each.column, each.code, each.accepted) for each in checked.findings] == [(column, code, True)]
    assert getattr(checked.households[0].head, key) == taken


SILENT: list[tuple[str, Any, str, object]] = [
    ("身份证号", f"  {NUMBER[:6]} {NUMBER[6:14]} {NUMBER[14:]}\u200b", "identity_number", NUMBER),
    ("身份证号", f"'{NUMBER}", "identity_number", NUMBER),
    ("身份证号", f"\ufeff{NUMBER.lower()}", "identity_number", NUMBER),
    ("银行卡号", "6228 4899 9000 0000 003", "card_number", "6228489990000000003"),
    ("银行卡号", "无", "card_number", None),
    ("姓名", "王　芳", "name", "王芳"),
    ("姓名", " 买买提·艾力 ", "name", "买买提·艾力"),
    ("手机号码", 13800000001, "phone", "13800000001"),
    ("户口所在地行政区划", 150785, "region", "150785"),
    ("本人月平均收入", "1,200.50", "monthly_wage_fen", 120050),
    ("本人月平均收入", "￥1200", "monthly_wage_fen", 120000),
    ("本人月平均收入", "1200元", "monthly_wage_fen", 120000),
    ("本人月平均收入", 0.1 + 0.2, "monthly_wage_fen", 30),
    ("本人月平均收入", 1234567.89, "monthly_wage_fen", 123456789),
    ("家庭月人均收入", 1930.376666, "monthly_per_head_fen", 193038),
    ("家庭人口", "1人", "size", 1),
    ("家庭人口", "一", "size", 1),
    ("房产套数", "无", "homes", 0),
    ("房产套数", "2套", "homes", 2),
    ("非营运机动车", "有1辆", "has_private_car", True),
    ("是否单亲", 0, "is_single_parent", False),
    ("是否单亲", True, "is_single_parent", True),
    ("是否单亲", None, "is_single_parent", None),
    ("工作状态", "下（待）岗", "work_status", "off-post"),
    ("健康状况", "癌症", "health", "malignant-tumour"),
    ("困难类别", "低保户", "stated_category", "deep"),
    ("残疾等级", 2, "disability_grade", 2),
    ("残疾等级", "无", "disability_grade", None),
    ("次要致困原因", "子女上学;下岗失业，子女上学", "secondary_causes", ("schooling", "laid-off")),
    ("备注", "=1+1 不算", "note", "=1+1 不算"),
    ("工作单位", "身份证号码登记处", "employer", "身份证号码登记处"),
    ("申请日期", datetime(2026, 6, 18, 9, 30), "applied_on", date(2026, 6, 18)),  # noqa: DTZ001
]


@pytest.mark.parametrize(("column", "value", "key", "taken"), SILENT)
def test_what_means_the_same_is_taken_without_a_word(column: str, value: object, key: str, taken: object) -> None:
    checked = check_workbook(Workbook([head(**{column: value})]).read())
    assert checked.findings == []
    assert getattr(checked.households[0].head, key) == taken


def test_birth_date_and_sex_are_held_against_the_number() -> None:
    number = identity(date(1980, 5, 6))
    assert told(Workbook([head(身份证号=number, 性别="女")])) == [(1, "性别", "sex-mismatch")]
    wrong = Workbook([head(身份证号=number, 出生日期=datetime(1980, 1, 1))])  # noqa: DTZ001
    assert told(wrong) == [(1, "出生日期", "birth-date-mismatch")]


def test_a_number_in_doubt_is_the_only_thing_said_of_a_person() -> None:
    number = identity(date(1980, 5, 6))
    bad = number[:-1] + ("1" if number[-1] != "1" else "2")
    book = Workbook([head(身份证号=bad, 出生日期=datetime(1990, 1, 1), 性别="女")])  # noqa: DTZ001
    assert told(book) == [(1, "身份证号", "id-check-digit")]
    book = Workbook([head(身份证号=number), head(身份证号=number, 出生日期=datetime(1990, 1, 1), 性别="女")])  # noqa: DTZ001
    assert told(book) == [(2, "身份证号", "duplicate-person")]


def test_a_month_of_birth_is_compared_by_month() -> None:
    book = bureau(1)
    number = book.heads[0]["身份证号"]
    book.heads[0]["出生日期"] = f"{number[6:10]}年{number[10:12]}月"
    assert told(book) == [(1, "出生日期", "+normalised-date")]
    book.heads[0]["出生日期"] = f"{number[6:10]}年{int(number[10:12]) + 1}月"
    assert (1, "出生日期", "birth-date-mismatch") in told(book)
    book.main_headers = [header.replace("出生日期", "出生年月") for header in book.main_headers]
    book.heads[0]["出生年月"] = datetime(int(number[6:10]), int(number[10:12]), 1)  # noqa: DTZ001
    assert told(book) == []


def test_birth_date_and_sex_come_from_the_number_when_cells_are_empty() -> None:
    book = bureau(1)
    book.heads[0]["出生日期"] = None
    book.members[0] |= {"出生日期": None, "性别": None}
    household = check_workbook(book.read()).households[0]
    assert not household.is_refused
    assert household.head.born_on is not None
    assert (household.members[0].sex, household.members[0].born_on is None) == ("female", False)


@time_machine.travel("2026-07-01 12:00:00+08:00")
def test_nobody_is_born_tomorrow() -> None:
    number = identity(date(2027, 5, 6))
    book = Workbook([head(身份证号=number[:6] + "20260702" + number[14:], 出生日期=datetime(2026, 7, 2))])  # noqa: DTZ001
    assert told(book) == [
        (1, "身份证号", "id-check-digit"),
        (1, "出生日期", "out-of-range"),
    ]


def test_what_strayed_into_a_wrong_column_is_not_repeated_in_full() -> None:
    book = Workbook([head(民族=NUMBER, 建档标准="13800000001")])
    checked = check_workbook(book.read())
    assert len(checked.findings) == 2
    for finding in checked.findings:
        assert NUMBER not in f"{finding.found} {finding.message}"
        assert "13800000001" not in f"{finding.found} {finding.message}"
