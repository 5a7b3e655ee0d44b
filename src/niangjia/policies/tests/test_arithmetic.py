"""Whole-number days agree with the calendar and with the kernel's periods."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from niangjia.kernel.periods import add_years, completed_years, in_window
from niangjia.policies.arithmetic import civil_number, day_a_year_before
from niangjia.policies.plan import EPOCH
from niangjia.policies.rules.income import has_recent_event
from niangjia.policies.rules.members import age

DAYS = st.one_of(
    st.dates(date(1900, 1, 1), date(2200, 12, 31)),
    st.dates(date(2, 1, 1), date.max),
    st.builds(
        lambda leap, days: date(leap, 2, 29) + timedelta(days=days),
        st.sampled_from([1904, 1996, 2000, 2004, 2024, 2096]),
        st.integers(-2, 2),
    ),
)


def count(day: date) -> int:
    return day.toordinal() - EPOCH


@settings(deadline=None)
@given(DAYS)
def test_days_and_dates_turn_into_each_other(day: date) -> None:
    assert civil_number(count(day)) == day.year << 9 | day.month << 5 | day.day
    assert day_a_year_before(count(day), civil_number(count(day))) == count(add_years(day, -1))


@settings(deadline=None)
@given(DAYS, DAYS)
def test_age_is_completed_years(born_on: date, on: date) -> None:
    assert age(count(born_on), civil_number(count(on))) == completed_years(born_on, on)


@settings(deadline=None)
@given(DAYS, st.integers(-400, 400))
def test_the_window_is_the_kernels(applied_on: date, days: int) -> None:
    event_on = applied_on + timedelta(days=days)
    eve = day_a_year_before(count(applied_on), civil_number(count(applied_on)))
    assert has_recent_event(count(event_on), eve, count(applied_on)) == in_window(event_on, applied_on)
