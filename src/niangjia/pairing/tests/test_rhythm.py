"""When a visit is due: spans of months, feasts, a late start, a visit of the cadre before."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niangjia.kernel import clock
from niangjia.kernel.text import Text
from niangjia.pairing.feasts import rhythm_now
from niangjia.pairing.rhythm import Feast, Rhythm, feasts_from

SPRING = Feast(Text("春节", "Spring Festival"), date(2026, 1, 17), date(2026, 2, 16), date(2026, 2, 22))
QUARTERS = Rhythm(3, 21, (SPRING,))


@pytest.mark.parametrize(
    ("starts_on", "visited_on", "due", "feast"),
    [
        (date(2026, 4, 1), None, date(2026, 6, 30), None),
        (date(2026, 4, 1), date(2026, 5, 5), date(2026, 9, 30), None),
        (date(2026, 4, 1), date(2026, 7, 1), date(2026, 12, 31), None),
        (date(2026, 6, 9), None, date(2026, 6, 30), None),  # 21 days are left
        (date(2026, 6, 10), None, date(2026, 9, 30), None),  # 20 are not enough
        (date(2026, 6, 10), date(2026, 6, 12), date(2026, 9, 30), None),
        (date(2026, 6, 1), date(2026, 5, 20), date(2026, 9, 30), None),  # the cadre before was there this quarter
        (date(2026, 6, 1), date(2026, 2, 20), date(2026, 6, 30), None),
        (date(2025, 11, 1), date(2025, 12, 20), date(2026, 2, 22), SPRING),
        (date(2025, 11, 1), date(2026, 1, 16), date(2026, 2, 22), SPRING),  # a day too early for the feast
        (date(2025, 11, 1), date(2026, 1, 17), date(2026, 6, 30), None),
        (date(2026, 2, 10), None, date(2026, 3, 31), None),  # twelve days before the end of the feast
        (date(2026, 1, 5), None, date(2026, 2, 22), SPRING),
    ],
)
def test_the_next_visit(starts_on, visited_on, due, feast):
    found = QUARTERS.next_due(starts_on, visited_on)
    assert (found.on, found.feast) == (due, feast)


@given(
    st.integers(1, 12),
    st.integers(0, 60),
    st.dates(date(2024, 1, 1), date(2030, 1, 1)),
    st.integers(0, 900),
)
def test_a_visit_puts_the_next_one_off_and_never_nearer(months, grace, starts_on, days):
    rhythm = Rhythm(months, grace, (SPRING,))
    before = rhythm.next_due(starts_on, None).on
    visited_on = starts_on + timedelta(days=days)
    after = rhythm.next_due(starts_on, visited_on).on
    assert after >= before
    assert after > visited_on or visited_on in {rhythm.span_end(visited_on), SPRING.last_on}
    assert after >= starts_on


def test_feasts_are_found_in_the_days_off():
    name = Text("国庆节、中秋节", "National Day and Mid-Autumn Festival")
    days = [(date(2025, 10, day), name.zh, name) for day in range(1, 9)]
    days += [(date(2026, 9, day), "中秋节", Text("中秋节", "Mid-Autumn Festival")) for day in (25, 26, 27)]
    days += [(date(2026, 5, 1), "劳动节", Text("劳动节", "Labour Day"))]
    first, second = feasts_from(days, {"中秋节": 15, "国庆节": 0})
    assert (first.opens_on, first.first_on, first.last_on) == (date(2025, 9, 16), date(2025, 10, 1), date(2025, 10, 8))
    assert (second.first_on, second.last_on) == (date(2026, 9, 25), date(2026, 9, 27))
    assert feasts_from(days, {}) == ()


@pytest.mark.django_db
def test_the_rhythm_goes_by_the_shipped_notices():
    names = {(each.name.zh, each.last_on.year) for each in rhythm_now().feasts}
    assert ("春节", clock.today().year) in names
    assert not any("元旦" in name for name, _year in names), "the Spring Festival stands for both"
