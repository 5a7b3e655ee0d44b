from datetime import date, timedelta

import pytest

from niangjia.accounts.waiting import Waiting, Week, by_day, days_of, entries_of, register, waiting_for

TODAY = date(2026, 12, 2)
WEEK = Week(TODAY, date(2026, 12, 6))


def day(offset):
    return TODAY + timedelta(days=offset)


def a(code, days, coming=None):
    return Waiting(code, code, f"/{code}/", days, coming=coming or {})


def test_late_this_week_and_later_are_told_apart():
    [entry] = entries_of([a("x", {day(-1): 2, day(-3): 1, day(0): 4, day(4): 8, day(5): 16, None: 32})], WEEK)
    assert (entry.count, entry.late, entry.this_week) == (63, 3, 12)
    assert (entry.late_since, entry.next_on) == (day(-3), day(0))


def test_the_latest_stands_first_and_what_has_no_day_last():
    found = [a("none", {None: 9}), a("soon", {day(1): 1}), a("late", {day(-1): 1}), a("later", {day(-9): 1, None: 1})]
    assert [entry.waiting.code for entry in entries_of(found, WEEK)] == ["later", "late", "soon", "none"]


def test_what_comes_is_shown_under_its_day_and_waits_for_nobody():
    found = [a("x", {day(1): 2, day(-1): 5}, {day(1): 1}), a("y", {}, {day(2): 3, day(9): 3})]
    assert [entry.waiting.code for entry in entries_of(found, WEEK)] == ["x"]
    days = [(on, [(each.code, count) for each, count in what]) for on, what in by_day(found, WEEK)]
    assert days == [(day(1), [("x", 3)]), (day(2), [("y", 3)])]


def test_what_is_bounded_says_so():
    whole, bounded = a("x", {None: 1001}), Waiting("y", "y", "/", {None: 1001}, is_bounded=True)
    assert [entry.words for entry in entries_of([whole, bounded], WEEK)] == ["1,001", "> 1,000"]


def test_every_source_is_asked_and_the_same_name_replaces(monkeypatch):
    monkeypatch.setattr("niangjia.accounts.waiting._sources", {})
    register("one", lambda _user, _week: [a("first", {None: 1})])
    register("one", lambda _user, _week: [a("second", {None: 1}), a("nothing", {None: 0})])
    register("two", lambda _user, _week: [a("third", {}, {day(1): 1})])
    assert [each.code for each in waiting_for(None, WEEK)] == ["second", "third"]


def test_days_of_adds_up():
    assert days_of([(None, 1), (day(0), 2), (None, 3)]) == {None: 4, day(0): 2}


@pytest.mark.parametrize("count", [0, 7])
def test_nothing_is_left_out_between_days_and_sums(count):
    [entry] = entries_of([a("x", {day(-1): 1, day(2): count})], WEEK)
    assert entry.count == 1 + count
