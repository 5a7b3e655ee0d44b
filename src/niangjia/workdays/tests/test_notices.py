"""What is read out of a pasted notice, and what is refused with its line."""

from datetime import date

import pytest

from niangjia.kernel.errors import InvalidInput
from niangjia.workdays.notices import read_days
from niangjia.workdays.shipped import shipped_days
from niangjia.workdays.tests.lists import NOTICE_OF_2027, OFF, WORKED


def test_a_notice_is_read():
    days = read_days(NOTICE_OF_2027, year=2027)
    worked = [str(each.day) for each in days if each.is_working]
    off = [str(each.day) for each in days if not each.is_working]
    assert worked == ["2027-01-31", "2027-02-14", "2027-04-25", "2027-05-08", "2027-09-26", "2027-10-09"]
    assert len(off) == 3 + 9 + 3 + 5 + 1 + 7
    assert {each.name for each in days} == {"元旦", "春节", "清明节", "劳动节", "端午节", "国庆节、中秋节"}
    assert [each.day for each in days] == sorted(each.day for each in days)


@pytest.mark.parametrize(
    ("year", "paragraphs"),
    [
        (2024, ["一、元旦：1月1日放假。", "二、春节：2月10日至17日放假调休。2月4日、2月18日（星期日）上班。"]),
        (2025, ["二、春节：1月28日（除夕、周二）至2月4日（周二）放假调休。1月26日（周日）、2月8日（周六）上班。"]),
        (2026, ["一、元旦:1月1日(周四)至3日(周六)放假调休,共3天。1月4日(周日)上班。"]),
    ],
)  # fmt: skip
def test_the_turns_of_three_years_are_read_as_shipped(year, paragraphs):
    days = read_days("\n".join(paragraphs), year=year)
    assert days
    for each in days:
        shipped = shipped_days()[each.day]
        assert (shipped.is_working, shipped.name.zh) == (each.is_working, each.name)
    assert {str(each.day) for each in days} <= {*OFF, *WORKED}


def test_a_plain_list_is_read():
    days = read_days("2027-10-01/2027-10-03 休 国庆节\n2027-09-26 班 国庆节\n", year=2027)
    assert [(str(each.day), each.is_working) for each in days] == [
        ("2027-09-26", True),
        ("2027-10-01", False),
        ("2027-10-02", False),
        ("2027-10-03", False),
    ]


@pytest.mark.parametrize(
    ("text", "year", "told"),
    [
        (NOTICE_OF_2027, 2028, "2027"),
        ("一、元旦：1月1日（周四）放假。", 2027, "2027-01-01"),
        ("一、元旦：2月30日放假。", 2027, "2027-02-30"),
        ("一、元旦：1月8日至3日放假。", 2027, "2027-01-08"),
        ("一、元旦：1月1日至3月1日放假。", 2027, "2027-03-01"),
        ("2027-01-01 休 元旦\n2027-01-01 班 元旦", 2027, "2027-01-01"),
        ("祝大家节日快乐", 2027, ""),
        ("一、元旦：1日放假。", 2027, "2027-00-01"),
        ("一、元旦：12月30日、1月1日放假。", 2027, "12月30日"),
        ("一、元旦：1月4日（周一）补休，1月9日上班。", 2027, "1月4日"),
    ],
)
def test_what_cannot_be_meant_is_refused(text, year, told):
    with pytest.raises(InvalidInput) as refusal:
        read_days(text, year=year)
    assert told in str(refusal.value)


def test_the_last_day_of_a_stretch_names_its_own_month():
    days = read_days("二、春节：1月28日至2月4日放假。", year=2025)
    assert (days[0].day, days[-1].day, len(days)) == (date(2025, 1, 28), date(2025, 2, 4), 8)


@pytest.mark.parametrize(
    "words",
    [
        "2022年12月31日至2023年1月2日放假调休，共3天。",
        "12月31日（周六）至1月2日（周一）放假调休，共3天。",
        "2022年12月31日至1月2日放假。",
    ],
)
def test_a_stretch_over_new_year_is_read_whole(words):
    days = read_days(f"一、元旦：{words}", year=2023)
    assert [str(each.day) for each in days] == ["2022-12-31", "2023-01-01", "2023-01-02"]


def test_a_day_that_the_notice_only_recommends_is_passed_over():
    words = "二、春节：2月10日至17日放假调休。2月4日、2月18日上班。鼓励各单位安排职工在除夕（2月9日）休息。"
    assert len(read_days(words, year=2024)) == 10
