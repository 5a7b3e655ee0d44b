"""The days of three years, counting over holidays, and what holds whatever the days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niangjia.workdays.rules import Calendar
from niangjia.workdays.shipped import feast_named, shipped_days
from niangjia.workdays.tests.lists import OFF, WORKED, WORKING_DAYS_OF_THE_YEAR

SHIPPED = Calendar({day: each.is_working for day, each in shipped_days().items()})
DAYS = [date(2024, 1, 1) + timedelta(days=each) for each in range(1096)]


def test_every_day_of_three_years_is_as_published():
    wrong = []
    for day in DAYS:
        expected = str(day) in WORKED or (day.weekday() < 5 and str(day) not in OFF)
        if SHIPPED.is_working_day(day) != expected:
            wrong.append(day)
    assert wrong == []
    assert DAYS[-1] == date(2026, 12, 31)


def test_the_file_lists_the_published_days_and_no_others():
    assert sorted(str(day) for day, each in shipped_days().items() if not each.is_working) == OFF
    assert sorted(str(day) for day, each in shipped_days().items() if each.is_working) == WORKED
    assert all(date.fromisoformat(day).weekday() >= 5 for day in WORKED)


@pytest.mark.parametrize(("year", "count"), WORKING_DAYS_OF_THE_YEAR.items())
def test_the_working_days_of_a_year_add_up(year, count):
    assert SHIPPED.working_days_between(date(year - 1, 12, 31), date(year, 12, 31)) == count


@pytest.mark.parametrize("day", [date(2024, 2, 18), date(2025, 10, 8), date(2026, 2, 28)])
def test_each_day_says_its_feast_and_its_source(day):
    each = shipped_days()[day]
    assert each.name.zh in {"春节", "国庆节、中秋节"}
    assert each.name.en in {"Spring Festival", "National Day and Mid-Autumn Festival"}
    assert f"国办发明电〔{day.year - 1}〕" in each.source
    assert each.address.startswith("https://www.gov.cn/")


SPANS = [
    # Spring Festival 2024: off 10 to 17 February, 4 and 18 February (Sundays) worked
    ("2024-02-08", 1, "2024-02-09"),
    ("2024-02-09", 1, "2024-02-18"),
    ("2024-02-09", 3, "2024-02-20"),
    ("2024-02-02", 5, "2024-02-08"),
    # National Day 2024: off 1 to 7 October, Sunday 29 September and Saturday 12 October worked
    ("2024-09-27", 1, "2024-09-29"),
    ("2024-09-27", 3, "2024-10-08"),
    ("2024-10-08", 5, "2024-10-14"),
    ("2024-09-30", 10, "2024-10-18"),
    # Spring Festival 2025: off 28 January to 4 February, Sunday 26 January and Saturday 8 February worked
    ("2025-01-24", 1, "2025-01-26"),
    ("2025-01-24", 3, "2025-02-05"),
    ("2025-02-05", 4, "2025-02-10"),
    ("2025-01-27", 5, "2025-02-10"),
    # National Day 2025: off 1 to 8 October, Sunday 28 September and Saturday 11 October worked
    ("2025-09-30", 1, "2025-10-09"),
    ("2025-09-26", 4, "2025-10-09"),
    ("2025-09-30", 5, "2025-10-14"),
    # Spring Festival 2026: off 15 to 23 February, Saturdays 14 and 28 February worked
    ("2026-02-13", 1, "2026-02-14"),
    ("2026-02-13", 2, "2026-02-24"),
    ("2026-02-24", 5, "2026-03-02"),
    # Mid-Autumn and National Day 2026: off 25 to 27 September and 1 to 7 October; 20 September, 10 October worked
    ("2026-09-18", 5, "2026-09-24"),
    ("2026-09-24", 5, "2026-10-09"),
    ("2026-09-30", 3, "2026-10-10"),
    ("2026-10-03", 0, "2026-10-03"),
]


@pytest.mark.parametrize(("start", "count", "end"), SPANS)
def test_spans_counted_by_hand(start, count, end):
    first, last = date.fromisoformat(start), date.fromisoformat(end)
    assert SHIPPED.add_working_days(first, count) == last
    assert SHIPPED.working_days_between(first, last) == count


def test_going_back():
    assert SHIPPED.add_working_days(date(2026, 2, 24), -1) == date(2026, 2, 14)
    assert SHIPPED.add_working_days(date(2026, 2, 18), -2) == date(2026, 2, 13)
    assert SHIPPED.working_days_between(date(2026, 2, 24), date(2026, 2, 13)) == -2


def test_a_year_is_known_by_a_whole_notice():
    assert SHIPPED.last_known_year() == 2026
    assert SHIPPED.is_certain(date(2026, 12, 30), date(2026, 12, 31))
    assert not SHIPPED.is_certain(date(2026, 12, 30), date(2027, 1, 4))
    assert not SHIPPED.is_certain(date(2027, 1, 4), date(2026, 12, 30))
    assert SHIPPED.add_working_days(date(2026, 12, 31), 1) == date(2027, 1, 1)
    beginning = Calendar(SHIPPED.days | {date(2027, 1, 1): False})
    assert beginning.last_known_year() == 2026
    assert Calendar(beginning.days | {date(2027, 10, 1): False}).last_known_year() == 2027
    assert Calendar({}).last_known_year() is None


def test_an_unknown_feast_keeps_its_name():
    assert (feast_named("抗战胜利纪念日").en, feast_named("元旦").en) == ("抗战胜利纪念日", "New Year's Day")


CALENDARS = st.dictionaries(st.dates(date(2025, 1, 1), date(2026, 12, 31)), st.booleans(), max_size=60).map(Calendar)
STARTS = st.dates(date(2025, 2, 1), date(2026, 11, 30))


@given(CALENDARS, STARTS, st.integers(1, 60))
def test_as_many_working_days_on_and_no_more(calendar, start, count):
    end = calendar.add_working_days(start, count)
    passed = [start + timedelta(days=each) for each in range(1, (end - start).days + 1)]
    assert sum(map(calendar.is_working_day, passed)) == count == calendar.working_days_between(start, end)
    assert calendar.is_working_day(end)


@given(CALENDARS, STARTS, st.integers(0, 40), st.integers(0, 40))
def test_steps_add_up(calendar, start, first, second):
    there = calendar.add_working_days(calendar.add_working_days(start, first), second)
    assert there == calendar.add_working_days(start, first + second)


@given(CALENDARS, STARTS, st.integers(1, 40))
def test_there_and_back(calendar, start, count):
    end = calendar.add_working_days(start, count)
    back = calendar.add_working_days(end, -count)
    assert calendar.working_days_between(back, end) == count == -calendar.working_days_between(end, back)


@given(CALENDARS, STARTS, STARTS, STARTS)
def test_spans_join(calendar, one, two, three):
    first, middle, last = sorted((one, two, three))
    between = calendar.working_days_between
    assert between(first, last) == between(first, middle) + between(middle, last)
