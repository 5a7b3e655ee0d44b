"""The exit test: which months count, which are missing, and what it says."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest

from niangjia.dossiers.exit_test import exit_test, months_that_count
from niangjia.kernel.periods import add_months
from niangjia.limits.registry import group_of

TODAY = date(2026, 7, 15)
LINE = 80_000
TERMS = group_of("leaving").limits


def months(first: date, *amounts: int | None) -> dict[date, int]:
    """Incomes from a month on; None: not stated."""
    told = {add_months(first, place): amount for place, amount in enumerate(amounts)}
    return {month: amount for month, amount in told.items() if amount is not None}


def said(incomes, today=TODAY, line=lambda _month: LINE, terms=TERMS):
    return exit_test(incomes, line, months_that_count(incomes, today, terms=terms))


def test_six_straight_months_above_the_line_meet_it():
    test = said(months(date(2026, 1, 1), *[90_000] * 6))
    assert test.is_met
    assert [each.month for each in test.months] == [date(2026, month, 1) for month in range(1, 7)]
    assert "2026 年 1 月至 2026 年 6 月" in test.sentence.zh


def test_the_last_month_may_still_be_to_come_but_no_more_than_one():
    assert said(months(date(2025, 12, 1), *[90_000] * 6)).is_met
    late = said(months(date(2025, 11, 1), *[90_000] * 6))
    assert not late.is_met
    assert [each.standing for each in late.months] == ["above"] * 5 + ["missing"]
    assert "2026 年 5 月的收入还没有登记" in late.sentence.zh


def test_the_latest_month_stated_counts_even_when_it_is_a_bad_one():
    test = said(months(date(2025, 12, 1), *[90_000] * 6, 70_000))
    assert not test.is_met
    assert "2026-06 it was 700.00 yuan a head, not above the line of 800.00 yuan" in test.sentence.en


@pytest.mark.parametrize("place", range(6))
@pytest.mark.parametrize(
    ("amount", "standing"), [(LINE, "below"), (LINE - 1, "below"), (None, "missing"), (-5, "below")]
)
def test_one_month_that_is_not_above_breaks_it(place, amount, standing):
    amounts: list[int | None] = [LINE + 1] * 6
    assert said(months(date(2026, 1, 1), *amounts)).is_met
    amounts[place] = amount
    if place == 5 and amount is None:
        return  # then the month before is the last
    test = said(months(date(2026, 1, 1), *amounts))
    assert not test.is_met
    assert test.months[place].standing == standing


def test_each_month_is_held_against_the_line_of_its_own_time():
    rises = {date(2026, month, 1): 80_000 if month < 4 else 95_000 for month in range(1, 7)}
    test = said(months(date(2026, 1, 1), *[90_000] * 6), line=rises.get)
    assert [each.standing for each in test.months] == ["above"] * 3 + ["below"] * 3


def test_a_month_without_a_line_says_so():
    test = said(months(date(2026, 1, 1), *[90_000] * 6), line=lambda _month: None)
    assert not test.is_met
    assert "还没有录入规则库" in test.sentence.zh


def test_every_day_of_the_year_counts_six_full_months_in_a_row():
    for day in range(1, 366):
        today = date.fromordinal(date(2026, 1, 1).toordinal() + day)
        counted = [each.month for each in said({}, today).months]
        assert len(counted) == 6
        assert all(add_months(first, 1) == then for first, then in pairwise(counted))
        assert counted[-1] == add_months(today.replace(day=1), -2)


def test_the_terms_say_where_they_come_from():
    assert {code for code, term in TERMS.items() if not term.is_assumed} == {"exit"}
    assert TERMS["tapering"].days_after(date(2026, 8, 31)) == [date(2027, 2, 28)]
    assert TERMS["follow-ups"].days_after(date(2026, 1, 31))[:2] == [date(2026, 2, 28), date(2026, 4, 30)]


def test_it_goes_by_the_terms_it_is_given():
    terms = {**TERMS, "exit": replace(TERMS["exit"], values=(3,)), "exit-lag": replace(TERMS["exit-lag"], values=(0,))}
    test = said(months(date(2026, 4, 1), *[90_000] * 3), terms=terms)
    assert (test.is_met, len(test.months)) == (True, 3)
    assert not said(months(date(2026, 3, 1), *[90_000] * 3), terms=terms).is_met
