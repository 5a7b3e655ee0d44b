"""The clocks: readings worked out by hand, words, and that the filter of late ones says what the readings say."""

from datetime import date, timedelta

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from niangjia.clues import queries
from niangjia.clues.clocks import clocks_of, is_late, most_urgent, read_clock
from niangjia.clues.commands import help_clue, watch_clue
from niangjia.clues.models import Clue
from niangjia.clues.tests.factories import a_clue
from niangjia.kernel import clock
from niangjia.limits.queries import limits_of
from niangjia.limits.registry import group_of
from niangjia.workdays import calendar
from niangjia.workdays.rules import Calendar
from niangjia.workdays.shipped import shipped_days

SHIPPED = Calendar({day: each.is_working for day, each in shipped_days().items()})
SHIPPED_LIMITS = group_of("clues").limits
HELP = SHIPPED_LIMITS["help"]


def read(started, today, done=None, limit=HELP):
    return read_clock(
        SHIPPED,
        limit,
        started_on=date.fromisoformat(started),
        done_on=date.fromisoformat(done) if done else None,
        today=date.fromisoformat(today),
    )


@pytest.mark.parametrize(
    ("started", "today", "done", "due", "days", "late_by", "words"),
    [
        # five working days; the Saturday 28 February 2026 is worked
        ("2026-02-24", "2026-02-24", None, "2026-03-02", 5, 0, "5 working days left"),
        ("2026-02-24", "2026-02-28", None, "2026-03-02", 1, 0, "1 working day left"),
        ("2026-02-24", "2026-03-02", None, "2026-03-02", 0, 0, "due today"),
        ("2026-02-24", "2026-03-03", None, "2026-03-02", -1, 1, "1 working day late"),
        ("2026-02-24", "2026-03-09", None, "2026-03-02", -5, 5, "5 working days late"),
        ("2026-02-24", "2026-03-09", "2026-02-24", "2026-03-02", 0, 0, "on the same day"),
        ("2026-02-24", "2026-03-09", "2026-02-27", "2026-03-02", 3, 0, "after 3 working days"),
        ("2026-02-24", "2026-03-09", "2026-03-04", "2026-03-02", 7, 2, "2 working days after the limit"),
        # over National Day; on a day off one day after the due day nothing is worked, and yet it is late
        ("2026-09-24", "2026-10-09", None, "2026-10-09", 0, 0, "due today"),
        ("2026-09-21", "2026-09-28", None, "2026-09-29", 1, 0, "1 working day left"),
    ],
)
def test_readings(started, today, done, due, days, late_by, words):
    found = read(started, today, done)
    assert (str(found.due_on), found.days, found.late_by) == (due, days, late_by)
    with translation.override("en"):
        assert found.words == words


def test_the_same_day_is_a_limit_and_a_day_off_after_it_is_late():
    today = SHIPPED_LIMITS["emergency-help"]
    assert read("2026-10-02", "2026-10-02", limit=today).late_by == 0
    late = read("2026-09-30", "2026-10-01", limit=today)
    assert (late.late_by, late.tone) == (1, "bad")


def test_over_a_year_that_is_not_known_a_reading_is_about():
    assert read("2026-12-21", "2026-12-22").is_certain
    assert not read("2026-12-29", "2026-12-30").is_certain


@pytest.mark.django_db
def test_the_three_firsts_of_a_clue(farm, officer, clerk):
    with clock.set_to(date(2026, 3, 4), 10):
        clue = a_clue(unit=farm, by=officer, known_on=date(2026, 3, 2))
    with clock.set_to(date(2026, 3, 6), 10):
        help_clue(clue, helped_on=date(2026, 3, 5), helped_by="关志林", help_given="米面", by=officer)
        watch_clue(clue, next_look_on=date(2026, 4, 6), reason="等手术结果", seen=clue.seen, by=clerk)
    clue.refresh_from_db()
    readings = clocks_of(clue, limits_of("clues"), calendar.current(), date(2026, 3, 20))
    told = [(each.limit.code, each.days, each.late_by) for each in readings]
    assert told == [("report", 2, 1), ("help", 1, 0), ("decide", 2, 0)]
    assert most_urgent(readings) is None


@pytest.mark.django_db
def test_papers_of_an_emergency_are_counted_from_the_help(farm, officer):
    with clock.set_to(date(2026, 9, 23)):
        clue = a_clue(unit=farm, by=officer, is_emergency=True)
        help_clue(clue, helped_on=date(2026, 9, 23), helped_by="关志林", help_given="现金五百", by=officer)
    clue.refresh_from_db()
    papers = clocks_of(clue, limits_of("clues"), calendar.current(), date(2026, 10, 15))[-1]
    # 24, 28, 29, 30 September, 8, 9, 10 (a Saturday worked), 12, 13, 14 October
    assert (papers.limit.code, str(papers.due_on), papers.late_by) == ("papers", "2026-10-14", 1)


DAYS = st.dates(date(2026, 9, 10), date(2026, 10, 15))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    reported=DAYS,
    helped_after=st.none() | st.integers(0, 12),
    papers_after=st.none() | st.integers(0, 15),
    is_emergency=st.booleans(),
    today_after=st.integers(0, 40),
)
@pytest.mark.django_db
def test_the_filter_of_late_ones_says_what_the_readings_say(
    farm, system, reported, helped_after, papers_after, is_emergency, today_after
):
    today = reported + timedelta(days=today_after)
    helped = None if helped_after is None else reported + timedelta(days=helped_after)
    if helped and helped > today:
        helped = None
    clue = a_clue(unit=farm, by=system)
    Clue.objects.filter(pk=clue.pk).update(
        first_known_on=reported,
        first_reported_on=reported,
        first_helped_on=helped,
        is_emergency=is_emergency,
        papers_done_on=None if papers_after is None else today,
    )
    clue.refresh_from_db()
    limits, days = limits_of("clues"), calendar.current()
    readings = clocks_of(clue, limits, days, today)
    expected = any(each.done_on is None and each.late_by for each in readings)
    found = queries.with_papers(Clue.objects.filter(pk=clue.pk)).filter(is_late(limits, days, today)).exists()
    assert found == expected


def test_every_clock_has_a_limit_with_a_source():
    assert set(SHIPPED_LIMITS) == {"report", "help", "emergency-help", "papers", "decide"}
    assert all(each.source.zh and each.source.en and each.is_assumed for each in SHIPPED_LIMITS.values())


@pytest.mark.django_db
def test_a_decision_in_time_stays_in_time_whatever_follows(farm, system):
    day = date(2026, 6, 1)
    with clock.set_to(day):
        clue = a_clue(unit=farm, by=system, known_on=day)
    for after in (1, 40, 90):
        with clock.set_to(day + timedelta(days=after)):
            clue = watch_clue(
                clue, next_look_on=clock.today() + timedelta(days=30), reason="等结果", seen=clue.seen, by=system
            )
    readings = clocks_of(clue, limits_of("clues"), calendar.current(), date(2026, 9, 1))
    decided = next(each for each in readings if each.limit.code == "decide")
    assert (decided.done_on, decided.late_by) == (day + timedelta(days=1), 0)
