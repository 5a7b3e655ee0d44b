"""What is late, asked of the database by a handful of days; and who is told of it."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from niangjia.accounts.models import Role
from niangjia.accounts.waiting import Week, waiting_for
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.tests.factories import file, person
from niangjia.kernel import clock
from niangjia.kernel.text import Text
from niangjia.pairing import queries_of_due
from niangjia.pairing.commands import end_pair, hand_over_pair, promise_help, settle_promise
from niangjia.pairing.feasts import rhythm_now
from niangjia.pairing.models import Pair, Promise
from niangjia.pairing.rhythm import Feast, Rhythm
from niangjia.pairing.tests.factories import a_cadre, a_pair
from niangjia.people.models import Household

TODAY = clock.today()
LIST, FIGURES = reverse("pairing:list-pairs"), reverse("pairing:show-figures")
SPRING, AUTUMN = Text("春节", "Spring Festival"), Text("中秋节", "Mid-Autumn Festival")
FEASTS = tuple(
    feast
    for year in range(2024, 2029)
    for feast in (
        Feast(SPRING, date(year, 1, 20), date(year, 2, 16), date(year, 2, 22)),
        Feast(AUTUMN, date(year, 9, 10), date(year, 9, 25), date(year, 9, 27)),
    )
)
DAYS = st.dates(date(2023, 6, 1), date(2028, 12, 31))


@given(st.integers(1, 12), st.integers(0, 60), DAYS, st.none() | DAYS, DAYS)
def test_late_is_the_same_question_as_the_next_visit(months, grace, starts_on, visited_on, before):
    rhythm = Rhythm(months, grace, FEASTS)
    is_late = any(
        starts_on < began and (visited_on is None or visited_on < visited) for began, visited in rhythm.late(before)
    )
    assert is_late == (rhythm.next_due(starts_on, visited_on).on < before)


def copies(row, count, **changes):
    """The same row so often, under other ids, and with `changes` of each by its number; not saved."""
    kept = {each.attname: getattr(row, each.attname) for each in row._meta.concrete_fields if not each.primary_key}
    return [type(row)(**{**kept, **{name: of(number) for name, of in changes.items()}}) for number in range(count)]


def many(pair, count):
    """As many pairs more: no two have the same two days."""
    homes = Household.objects.bulk_create(copies(pair.dossier.household, count))
    changes = {"number": lambda each: f"T{each:05}", "household_id": lambda each: homes[each].pk}
    dossiers = Dossier.objects.bulk_create(copies(pair.dossier, count, **changes))
    same = {"cadre": pair.cadre, "ends_on": TODAY + timedelta(days=9), "started_by": pair.started_by}
    Pair.objects.bulk_create(
        Pair(
            dossier=dossier,
            starts_on=TODAY - timedelta(days=number % 400),
            visited_on=None if number % 5 == 0 else TODAY - timedelta(days=number // 3),
            started_at=clock.now(),
            **same,
        )
        for number, dossier in enumerate(dossiers)
    )


@pytest.mark.django_db
def test_more_days_than_a_statement_holds(pair, as_clerk, clerk, django_assert_num_queries):
    many(pair, 1_500)
    rhythm, before = rhythm_now(), TODAY - timedelta(days=14)
    assert len(set(Pair.objects.values_list("starts_on", "visited_on"))) > 1_200
    wanted = {each.pk for each in Pair.objects.all() if rhythm.next_due(each.starts_on, each.visited_on).on < before}
    assert 0 < len(wanted) < 1_500
    with django_assert_num_queries(1):
        found = set(Pair.objects.filter(queries_of_due.overdue(rhythm, before)).values_list("pk", flat=True))
    assert found == wanted
    assert as_clerk.get(f"{LIST}?state=unvisited").context["page"].paginator.count == len(wanted)
    assert as_clerk.get(FIGURES).context["total"].overdue == len(wanted)
    told = {each.code: sum(each.days.values()) for each in waiting_for(clerk, Week(TODAY, TODAY))}
    assert told["pairing.visits"] == len(wanted)


@pytest.mark.django_db
def test_a_late_promise_is_told_to_the_cadre_first_and_later_to_the_clerk(
    farm, clerk, cadre, cadre_user, leader, as_clerk, signed_in
):
    """To the clerk as a list by the households' names, to leaders as a number; by no cadre's."""
    made = [a_pair(file(person(name, is_head=True), unit=farm, by=clerk), cadre, by=clerk) for name in ("周五", "白二")]
    for pair in made:
        for what in ("陪去报销", "送书包"):
            promise_help(pair, what=what, due_on=TODAY, by=cadre_user)

    def told(user, days):
        week = Week(TODAY + timedelta(days=days), TODAY + timedelta(days=days))
        found = {each.code: sum(each.days.values()) for each in waiting_for(user, week)}
        return found.get("pairing.promises", 0), found.get("pairing.late-promises", 0)

    assert told(cadre_user, 1) == (4, 0)
    assert told(clerk, 14) == (0, 0)
    assert told(clerk, 15) == (0, 2), "households, not promises"
    assert told(leader, 15) == (0, 0)
    Promise.objects.update(due_on=TODAY - timedelta(days=15))
    listed = as_clerk.get(f"{LIST}?state=promised").context["page"]
    assert [each.dossier.worker.name for each in listed] == ["白二", "周五"]
    answer = signed_in(leader).get(FIGURES)
    assert answer.context["total"].promised == 2
    assert "周五" not in answer.content.decode()
    for each in made[0].promises.all():
        settle_promise(each, is_kept=True, words="", by=cadre_user)
    assert told(clerk, 15) == (0, 1)
    assert as_clerk.get(f"{LIST}?state=promised").context["page"].paginator.count == 1


@pytest.mark.django_db
def test_two_hand_overs_hide_nobody(pair, other, clerk, someone, bureau):
    everybody = Dossier.objects.all()
    Pair.objects.filter(pk=pair.pk).update(starts_on=TODAY - timedelta(days=360))
    pair.refresh_from_db()
    cadre = pair.cadre
    for days, to in (
        (150, other),
        (90, cadre),
        (30, a_cadre(someone(Role.PAIRING_CADRE, bureau, "z"), bureau, by=clerk)),
    ):
        pair = hand_over_pair(pair, to, on=TODAY - timedelta(days=days), ends_on=TODAY + timedelta(days=99), by=clerk)
        assert queries_of_due.long_unvisited(everybody, TODAY).count() == 1
    Pair.objects.filter(earlier=None).update(visited_on=TODAY - timedelta(days=160))
    assert not queries_of_due.long_unvisited(everybody, TODAY).exists(), "whoever met them, in whichever pair"


@pytest.mark.django_db
def test_a_time_without_a_cadre_starts_the_count_anew(pair, other, clerk):
    Pair.objects.filter(pk=pair.pk).update(starts_on=TODAY - timedelta(days=360))
    end_pair(pair, why="term", by=clerk)
    Pair.objects.filter(pk=pair.pk).update(ended_on=TODAY - timedelta(days=100))
    a_pair(pair.dossier, other, on=TODAY - timedelta(days=40), by=clerk)
    assert not queries_of_due.long_unvisited(Dossier.objects.all(), TODAY).exists()
