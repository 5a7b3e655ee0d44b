"""The lists that keep dossiers from going stale: who stands on which, since when, and what waits on the desk."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.db.models import Exists, OuterRef
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from niangjia.accounts.access import where_may
from niangjia.accounts.models import Role
from niangjia.accounts.waiting import entries_of
from niangjia.dossiers import helps
from niangjia.dossiers.models import Dossier, Step
from niangjia.dossiers.tests.factories import file, household, person, rows
from niangjia.kernel import clock
from niangjia.limits.commands import change_limit
from niangjia.people.models import Person
from niangjia.people.records import AmountRecord
from niangjia.reviews import graduating, queries
from niangjia.reviews.commands import end_campaign, select_checks
from niangjia.reviews.lists import LISTS, told_age, told_term
from niangjia.reviews.models import Review
from niangjia.reviews.rules import days_since, drawn, graduates_on, last_day_for, latest_day, months_after
from niangjia.reviews.tests.factories import a_campaign, review_it
from niangjia.reviews.waiting import waiting_for
from niangjia.workdays.calendar import current
from niangjia.workdays.week import week_of

pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 20)
NAMES = [*LISTS, "graduations"]


@pytest.fixture(autouse=True)
def _one_day():
    with clock.set_to(TODAY):
        yield


def ago(days):
    return TODAY - timedelta(days=days)


def at(day):
    return datetime(day.year, day.month, day.day, 12, tzinfo=clock.SHANGHAI)


def names_on(client, code, **query):
    answer = client.get(reverse("reviews:show-list", args=[code]), query)
    assert answer.status_code == 200
    context = answer.context
    if code == "graduations":
        return [each.member.person.name for each in context["students"]]
    return [row.dossier.worker.name for row in context["rows"]]


def test_pure_rules_at_their_edges():
    assert last_day_for(2026, 7, date(2026, 7, 31)) == date(2026, 7, 31)
    assert last_day_for(2025, 7, date(2026, 5, 1)) == date(2026, 12, 31)
    assert [graduates_on(*known, month=6) for known in ((2023, 0), (0, 3), (2023, 3))] == [
        None,
        None,
        date(2026, 6, 30),
    ]
    assert days_since(TODAY, TODAY) == days_since(TODAY + timedelta(days=3), TODAY) == 0
    assert drawn([], seed="x", percent=30) == []
    for months in (1, 6, 12):
        for day in (date(2024, 2, 29) + timedelta(days=place) for place in range(800)):
            latest = latest_day(day, months)
            assert months_after(latest, months) <= day < months_after(latest + timedelta(days=1), months)


def test_ages_in_words():
    assert [told_age(ago(days), TODAY) for days in (0, 59, 365)] == ["0 天", "59 天", "12 个月"]
    assert [told_term(day, TODAY) for day in (TODAY, TODAY + timedelta(days=1))] == ["今天到期", "还有 1 天"]


def test_not_updated_for_a_year(farm, bureau, clerk, as_clerk):
    rows(
        farm,
        [
            {"name": "赵一", "changed_at": at(ago(366))},
            {"name": "钱二", "changed_at": at(ago(364))},
            {"name": "孙三", "changed_at": at(ago(700))},
            {"name": "李四", "changed_at": at(ago(700)), "opened_on": ago(800), "filed_on": ago(800)}
            | {"closed_on": TODAY, "closing_reason": "exited"},
        ],
    )
    assert names_on(as_clerk, "stale") == ["孙三", "赵一"]
    a_campaign(bureau, by=clerk)
    review = Review.objects.get(dossier__worker__name="孙三")
    review_it(review, "unreached", by=clerk)
    assert names_on(as_clerk, "stale") == ["孙三", "赵一"], "a try in vain brings nothing up to date"
    Review.objects.filter(pk=review.pk).update(
        state="done", outcome="same", found_on=TODAY, recorded_by=clerk, next_try_on=None
    )
    assert names_on(as_clerk, "stale") == ["赵一"]
    change_limit("reviews", "stale", values=[360], source="〔2026〕5号", by=clerk)
    assert names_on(as_clerk, "stale") == ["赵一", "钱二"]


def test_never_helped_asks_every_kind_of_help(farm, clerk, as_clerk, monkeypatch):
    monkeypatch.setattr(helps, "_helps", dict(helps._helps))  # put back as it was
    year = (date(2025, 6, 1), date(2026, 5, 1))
    aided = household(person("赵一", is_head=True), incomes=(AmountRecord("union-aid", 50_000, *year),))
    nothing = household(person("钱二", is_head=True), incomes=(AmountRecord("union-aid", 0, *year),))
    file(unit=farm, by=clerk, home=aided)
    file(unit=farm, by=clerk, home=nothing)
    file(person("孙三", is_head=True), unit=farm, by=clerk)
    assert names_on(as_clerk, "never-helped") == ["钱二", "孙三"]
    helps.register_help("test", lambda: Exists(Person.objects.filter(pk=OuterRef("worker"), name="孙三")))
    assert names_on(as_clerk, "never-helped") == ["钱二"]


def test_new_applications_due(farm, as_clerk):
    rows(
        farm,
        [
            {"name": "赵一", "applied_on": date(2025, 5, 20)},
            {"name": "钱二", "applied_on": date(2025, 5, 21)},
            {"name": "孙三", "applied_on": date(2024, 1, 1), "state": "tapering"},
            {"name": "李四", "applied_on": date(2024, 1, 1)},
        ],
    )
    assert names_on(as_clerk, "reapply") == ["李四", "赵一"]


def test_temporary_dossiers_near_their_term_as_it_was_set(farm, clerk, as_clerk):
    old = {"opened_on": ago(400), "filed_on": ago(200)}
    made = rows(farm, [{"name": name, "is_temporary": True, **old} for name in ("赵一", "钱二", "孙三")])
    for dossier, due_on in zip(made, (ago(20), ago(-20), ago(-80)), strict=True):
        filed = {"act": "file", "from_state": "rechecked", "to_state": "open", "at": at(ago(200)), "by": clerk}
        Step.objects.create(dossier=dossier, number=1, due_on=due_on, **filed)
    rows(farm, [{"name": "李四", **old}])
    change_limit("leaving", "temporary", values=[24], source="〔2026〕5号", by=clerk)
    assert names_on(as_clerk, "temporary") == ["赵一", "钱二"]
    [over, near] = as_clerk.get(reverse("reviews:show-list", args=["temporary"])).context["rows"]
    assert (over.is_over, near.is_over) == (True, False)
    rows(farm, [{"name": "周五", "is_temporary": True, **old}])
    assert names_on(as_clerk, "temporary") == ["周五", "赵一", "钱二"], "without a term it is due at once"


def test_open_questions(farm, other_farm, as_clerk):
    rows(farm, [{"name": "赵一", "questions": 2}, {"name": "钱二", "questions": 0}])
    rows(other_farm, [{"name": "孙三", "questions": 5}])
    assert names_on(as_clerk, "questions") == ["孙三", "赵一"]
    assert names_on(as_clerk, "questions", unit=str(farm.pk)) == ["赵一"]
    assert names_on(as_clerk, "questions", q="sun") == ["孙三"]
    assert names_on(as_clerk, "questions", q="没有", unit="x", page="x") == []


@pytest.fixture
def students(farm, clerk):
    """Six members of one household, of whom five go to school."""
    known = {"赵一": (2022, 4), "钱二": (2023, 4), "孙三": (2020, 5), "李四": (None, 3), "周五": (2023, None)}
    members = [person(name) for name in known]
    file(person("刘心红", is_head=True), *members, unit=farm, by=clerk)
    for name, (entered, years) in known.items():
        found = Person.objects.filter(name=name)
        found.update(stage="bachelor", entered_school_in=entered, school_years=years)


def test_graduations_by_month_and_what_is_not_known(students, clerk, as_clerk, signed_in):
    assert names_on(as_clerk, "graduations") == ["孙三", "赵一", "钱二", "李四", "周五"]
    assert names_on(as_clerk, "graduations", month="2026-06") == ["赵一"]
    assert names_on(as_clerk, "graduations", month="unknown") == ["李四", "周五"]
    assert names_on(as_clerk, "graduations", month="passed") == ["孙三"]
    page = as_clerk.get(reverse("reviews:show-list", args=["graduations"]))
    assert page.context["months"] == {"2026-06": 1, "2027-06": 1, "passed": 1, "unknown": 2}
    days = {each.member.person.name: each.graduates_on for each in page.context["students"]}
    assert days["赵一"] == date(2026, 6, 30)
    assert days["李四"] is days["周五"] is None
    with clock.set_to(date(2026, 6, 30)):
        assert names_on(signed_in(clerk), "graduations", month="passed") == ["孙三", "赵一"]
    assert graduating.count_due(Dossier.objects.all(), month=6, today=TODAY) == 3


@pytest.mark.parametrize("code", NAMES)
def test_lists_take_as_many_queries_whatever_their_length(code, farm, students, as_clerk, clerk):
    old = {
        "questions": 1,
        "changed_at": at(ago(900)),
        "applied_on": ago(900),
        "filed_on": ago(900),
        "opened_on": ago(900),
    }
    rows(farm, [old | {"is_temporary": True}])
    address = reverse("reviews:show-list", args=[code])
    as_clerk.get(address)
    with CaptureQueriesContext(connection) as few:
        as_clerk.get(address)
    rows(farm, [old | {"is_temporary": True} for _place in range(30)])
    Person.objects.exclude(name="刘心红", born_on=None).update(stage="primary")
    with CaptureQueriesContext(connection) as many:
        answer = as_clerk.get(address)
    assert len(answer.context["page"]) == 25
    assert len(many) == len(few) <= 25


@pytest.mark.parametrize("code", NAMES)
def test_an_empty_list_says_what_comes_next(code, as_clerk):
    answer = as_clerk.get(reverse("reviews:show-list", args=[code]))
    assert "empty" in answer.content.decode()
    assert as_clerk.get(reverse("reviews:show-list", args=["none"])).status_code == 404


def test_lists_stay_in_ones_units_and_are_nobodys_who_only_counts(farm, other_farm, officer, leader, signed_in):
    rows(farm, [{"name": "赵一", "questions": 1}])
    rows(other_farm, [{"name": "钱二", "questions": 1}])
    assert names_on(signed_in(officer), "questions") == ["赵一"]
    assert signed_in(leader).get(reverse("reviews:show-list", args=["questions"])).status_code == 403
    told = {
        code: count for code, _label, count in queries.list_counts(where_may(leader, queries.RIGHTS["count"]), TODAY)
    }
    assert told["questions"] == 2


def waits_for(user):
    week = week_of(clock.today(), current())
    return entries_of(waiting_for(user, week), week)


def test_what_waits_for_whom(farm, bureau, clerk, officer, leader, superior, someone):
    rows(farm, [{"questions": 0, "changed_at": at(TODAY), "applied_on": TODAY} for _place in range(4)])
    campaign = a_campaign(bureau, by=clerk, days=10)
    review_it(campaign.reviews.order_by("pk").first(), "unreached", next_try_on=TODAY + timedelta(days=1), by=officer)
    [work] = waits_for(officer)
    assert (work.count, work.late, work.next_on) == (4, 0, TODAY + timedelta(days=1))
    assert work.waiting.address == reverse("reviews:list-reviews", args=[campaign.pk])
    with clock.set_to(TODAY + timedelta(days=11)):
        assert (waits_for(officer)[0].late, waits_for(officer)[0].count) == (4, 4)
    assert waits_for(leader) == waits_for(superior) == []
    assert waits_for(someone(Role.ADMINISTRATOR, bureau)) == []
    Review.objects.update(state="done", outcome="same", found_on=TODAY, recorded_by=officer, next_try_on=None)
    select_checks(campaign, percent=50, by=superior)
    [checks] = waits_for(superior)
    assert (checks.count, checks.waiting.address) == (2, reverse("reviews:list-checks", args=[campaign.pk]))
    end_campaign(campaign, by=clerk)
    assert waits_for(officer) == []


def test_what_waits_takes_as_many_queries_whatever_it_counts(farm, bureau, clerk, officer):
    rows(farm, [{}])
    a_campaign(bureau, by=clerk)
    waits_for(officer)
    with CaptureQueriesContext(connection) as few:
        waits_for(officer)
    rows(farm, [{} for _place in range(30)])
    with CaptureQueriesContext(connection) as many:
        waits_for(officer)
    assert len(many) == len(few) <= 3
