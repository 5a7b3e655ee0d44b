from datetime import date

import pytest

from niangjia.workdays.rules import Calendar
from niangjia.workdays.week import week_of


@pytest.mark.parametrize(
    ("today", "ends_on"),
    [
        (date(2026, 11, 30), date(2026, 12, 6)),  # Monday
        (date(2026, 12, 4), date(2026, 12, 6)),  # Friday: the day itself is still worked
        (date(2026, 12, 5), date(2026, 12, 13)),  # Saturday: nothing of this week is worked any more
        (date(2026, 12, 6), date(2026, 12, 13)),
    ],
)
def test_the_week_goes_to_a_sunday_with_work_before_it(today, ends_on):
    week = week_of(today, Calendar({}))
    assert (week.today, week.ends_on) == (today, ends_on)


def test_a_saturday_that_is_worked_belongs_to_its_week():
    assert week_of(date(2026, 12, 5), Calendar({date(2026, 12, 5): True})).ends_on == date(2026, 12, 6)


def test_a_week_of_holidays_is_looked_beyond():
    holidays = Calendar({date(2026, 10, day): False for day in range(1, 12)})
    assert week_of(date(2026, 10, 1), holidays).ends_on == date(2026, 10, 18)
