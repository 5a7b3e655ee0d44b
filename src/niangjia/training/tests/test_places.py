"""There are never more people in a course than places, nor in a vacancy than posts, whoever presses at once."""

from collections import Counter
from datetime import timedelta
from random import Random

import pytest
from django.db import IntegrityError, transaction

from niangjia.accounts.tests.racing import at_once
from niangjia.audit.models import Entry
from niangjia.dossiers.models import Dossier
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, NiangjiaError
from niangjia.training import commands, queries
from niangjia.training.errors import NoPlaceLeft
from niangjia.training.models import SEATED, Course, Enrolment, Placement, SkillsProfile
from niangjia.training.tests.factories import (
    a_course,
    a_profile,
    a_vacancy,
    course_words,
    enrolment_at,
    say_yes,
)


def people(count, unit, by):
    return [a_profile(unit, by, name=f"林{place}") for place in range(count)]


@pytest.mark.django_db(transaction=True)
def test_ten_who_say_yes_at_once_get_three_places_and_a_waiting_list(farm, clerk):
    course = a_course(farm, clerk, seats=3)
    asked = [commands.propose_enrolment(each, course, by=clerk) for each in people(10, farm, clerk)]
    answers = at_once(*[lambda each=each: say_yes(each, clerk) for each in asked])
    assert not [each for each in answers if isinstance(each, Exception)]
    assert Counter(Enrolment.objects.values_list("state", flat=True)) == {"enrolled": 3, "waiting": 7}
    assert sorted(Enrolment.objects.exclude(seat=None).values_list("seat", flat=True)) == [1, 2, 3]


@pytest.mark.django_db(transaction=True)
def test_ten_who_say_yes_at_once_get_two_posts(farm, clerk):
    vacancy = a_vacancy(farm, clerk, posts=2)
    offered = [commands.offer_placement(each, vacancy, by=clerk) for each in people(8, farm, clerk)]
    agreed = {"agreed_on": clock.today(), "agreed_how": "telephone", "by": clerk}
    answers = at_once(*[lambda each=each: commands.accept_placement(each, **agreed) for each in offered])
    assert sum(isinstance(each, NoPlaceLeft) for each in answers) == 6, answers
    assert Placement.objects.filter(state="accepted").count() == 2
    assert sorted(Placement.objects.exclude(post=None).values_list("post", flat=True)) == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_the_same_pressed_many_times_at_once_is_done_once(farm, clerk, profile):
    course, vacancy = a_course(farm, clerk), a_vacancy(farm, clerk)
    at_once(*[lambda: commands.propose_enrolment(profile, course, by=clerk)] * 6)
    assert Enrolment.objects.count() == 1
    at_once(*[lambda: commands.offer_placement(profile, vacancy, by=clerk)] * 6)
    assert Placement.objects.count() == 1
    at_once(*[lambda: commands.announce_course(farm, course_words(title="新班"), by=clerk)] * 6)
    assert Course.objects.filter(title="新班").count() == 1
    enrolment = Enrolment.objects.get()
    answers = at_once(*[lambda: say_yes(enrolment, clerk)] * 6)
    assert sum(isinstance(each, Conflict) for each in answers) == 5
    assert Entry.objects.filter(act="training.enrolment.accepted").count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_leaves_and_one_says_yes_at_once(farm, clerk):
    for _turn in range(4):
        course = a_course(farm, clerk, seats=1, title=f"班{_turn}")
        first, second = people(2, farm, clerk)
        held = say_yes(commands.propose_enrolment(first, course, by=clerk), clerk)
        asked = commands.propose_enrolment(second, course, by=clerk)
        at_once(lambda held=held: commands.withdraw_enrolment(held, by=clerk), lambda a=asked: say_yes(a, clerk))
        asked.refresh_from_db()
        assert (asked.state, asked.seat) == ("enrolled", 1), "a place that became free is not left empty"


@pytest.mark.django_db
def test_the_database_itself_refuses_two_people_for_a_place(farm, clerk):
    course = a_course(farm, clerk, seats=5)
    for each in people(2, farm, clerk):
        say_yes(commands.propose_enrolment(each, course, by=clerk), clerk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Enrolment.objects.update(seat=1)


@pytest.mark.django_db
def test_who_waits_first_comes_first_and_added_places_are_given(farm, clerk):
    course = a_course(farm, clerk, seats=1)
    rows = [commands.propose_enrolment(each, course, by=clerk) for each in people(4, farm, clerk)]
    for place in (2, 0, 3, 1):
        say_yes(rows[place], clerk)
    commands.withdraw_enrolment(rows[2], by=clerk)
    states = [Enrolment.objects.get(pk=each.pk).state for each in rows]
    assert states == ["enrolled", "waiting", "withdrawn", "waiting"]
    course = queries.courses().get(pk=course.pk)
    commands.revise_course(course, course_words(seats=2), seen=course.seen, by=clerk)
    assert Enrolment.objects.get(pk=rows[3].pk).state == "enrolled", "said yes before the other"
    again = queries.courses().get(pk=course.pk)
    with pytest.raises(NiangjiaError) as refusal:
        commands.revise_course(again, course_words(seats=1), seen=again.seen, by=clerk)
    assert refusal.value.code == "seats"


@pytest.mark.django_db
def test_nobody_is_moved_into_a_course_that_has_begun(farm, clerk):
    course = a_course(farm, clerk, seats=1)
    first, second, third = [commands.propose_enrolment(each, course, by=clerk) for each in people(3, farm, clerk)]
    say_yes(first, clerk)
    say_yes(second, clerk)
    with clock.set_to(clock.today() + timedelta(days=9)):
        commands.leave_enrolment(first, on=clock.today(), why="family-care", by=clerk)
        second.refresh_from_db()
        assert second.state == "waiting"
        assert say_yes(third, clerk).state == "enrolled", "who says yes now knows that it has begun"


@pytest.mark.django_db
def test_a_closed_dossier_begins_nothing_and_finishes_what_it_has(farm, clerk, profile):
    from niangjia.dossiers.commands import close_dossier

    enrolment = enrolment_at("enrolled", profile, clerk)
    close_dossier(profile.dossier, reason="retired", by=clerk)
    fresh = queries.profiles().get(pk=profile.pk)
    with pytest.raises(Conflict):
        commands.propose_enrolment(fresh, a_course(farm, clerk), by=clerk)
    with pytest.raises(Conflict):
        commands.offer_placement(fresh, a_vacancy(farm, clerk), by=clerk)
    assert commands.complete_enrolment(enrolment, on=clock.today(), by=clerk).state == "completed"


WAYS = (
    "propose", "accept", "decline", "withdraw", "complete", "certify", "leave", "seats", "subsidy", "day", "close",
    "cancel",
)  # fmt: skip


def one_history(random, farm, clerk):
    """Anything, in any order, on two courses; what was refused left everything as it was."""
    courses = [a_course(farm, clerk, seats=random.randint(1, 3), title=f"班{place}") for place in range(2)]
    everybody = list(queries.profiles())
    day, did, ever = clock.today(), set(), 0
    for _step in range(60):
        with clock.set_to(day):
            way = random.choice(WAYS)
            course = queries.courses().get(pk=random.choice(courses).pk)
            row = random.choice([None, *Enrolment.objects.filter(course__in=courses).order_by("pk")])
            try:
                day += timedelta(days=random.randint(1, 8) if way == "day" else 0)
                _do(way, row, course, random, everybody, clerk)
                did.add(way)
            except NiangjiaError:
                pass
        ever = max(ever, Enrolment.objects.count())
        _holds(courses, day)
    assert Enrolment.objects.count() == ever, "what happened is not undone"
    return did


def _do(way, row, course, random, everybody, clerk):
    today = clock.today()
    if way == "propose":
        commands.propose_enrolment(random.choice(everybody), course, by=clerk)
    elif way == "seats":
        dates = {"starts_on": course.starts_on, "ends_on": course.ends_on, "title": course.title}
        said = course_words(seats=random.randint(1, 4), **dates)
        commands.revise_course(course, said, seen=course.seen, by=clerk)
    elif way == "close":
        commands.close_course(course, by=clerk)
    elif way == "cancel" and random.random() < 0.2:
        commands.cancel_course(course, why="雨季", by=clerk)
    elif row is not None:
        {
            "accept": lambda: say_yes(row, clerk),
            "decline": lambda: commands.decline_enrolment(row, by=clerk),
            "withdraw": lambda: commands.withdraw_enrolment(row, by=clerk),
            "complete": lambda: commands.complete_enrolment(row, on=today, by=clerk),
            "certify": lambda: commands.certify_enrolment(row, on=today, paid_fen=400_000, by=clerk),
            "leave": lambda: commands.leave_enrolment(row, on=today, why="pay", by=clerk),
            "subsidy": lambda: commands.grant_subsidy(row, amount_fen=300_000, on=today, by=clerk),
        }.get(way, lambda: None)()


def _holds(courses, day):
    for course in Course.objects.filter(pk__in=[each.pk for each in courses]):
        rows = list(course.enrolments.all())
        seats = [each.seat for each in rows if each.seat]
        assert len(seats) == len(set(seats)) <= course.seats
        assert all(bool(each.seat) == (each.state in SEATED) for each in rows)
        assert all(each.subsidy_fen <= min(each.paid_fen, 300_000) for each in rows)
        waiting = [each for each in rows if each.state == "waiting"]
        if waiting and course.state == "open" and course.starts_on >= day:
            assert len(seats) == course.seats, "nobody waits beside an empty place"
        if course.state != "open":
            assert not [each for each in rows if each.state in {"proposed", "waiting", "enrolled"}]


def run(count, farm, clerk):
    everybody = people(5, farm, clerk)
    did = set()
    for seed in range(count):
        Enrolment.objects.all().delete()
        Course.objects.all().delete()
        SkillsProfile.objects.filter(pk__in=[each.pk for each in everybody]).update(skills={})
        did |= one_history(Random(seed), farm, clerk)  # noqa: S311 (repeatable on purpose)
    assert did == set(WAYS), "every way was gone"
    assert Dossier.objects.count() == 5


@pytest.mark.django_db
def test_ten_histories(farm, clerk):
    run(10, farm, clerk)


@pytest.mark.nightly
@pytest.mark.django_db
def test_two_hundred_histories(farm, clerk):
    run(200, farm, clerk)
