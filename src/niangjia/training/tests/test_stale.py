"""A form that was opened before something changed overwrites nothing, and keeps what was typed."""

from datetime import timedelta

import pytest
from django.urls import reverse

from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict
from niangjia.training import commands, queries
from niangjia.training.errors import ChangedMeanwhile
from niangjia.training.models import Certificate, Course, Project, Vacancy
from niangjia.training.tests.factories import (
    a_course,
    a_vacancy,
    course_words,
    enrolment_at,
    placement_at,
    project_at,
    told,
    vacancy_words,
)

pytestmark = pytest.mark.django_db


def _save_old(profile, seen, by):
    with pytest.raises(ChangedMeanwhile):
        commands.record_profile(profile.dossier, profile.person, told(skills={}), seen=seen, by=by)
    profile.refresh_from_db()


def test_an_old_form_does_not_put_somebody_at_work_back_to_looking(profile, clerk):
    seen = profile.seen
    placement = placement_at("started", profile, clerk)
    _save_old(profile, seen, clerk)
    assert (profile.is_looking, profile.jobless_since, profile.pay_now_fen) == (False, None, 280_000)
    seen = profile.seen
    commands.end_placement(placement, on=clock.today(), why="season-over", by=clerk)
    _save_old(profile, seen, clerk)
    assert (profile.is_looking, profile.jobless_since) == (True, clock.today())


def test_an_old_form_does_not_take_a_skill_that_was_learnt(farm, profile, clerk):
    commands.record_profile(profile.dossier, profile.person, told(skills={}), seen=profile.seen, by=clerk)
    profile.refresh_from_db()
    seen = profile.seen
    enrolment_at("certified", profile, clerk)
    _save_old(profile, seen, clerk)
    assert profile.skills == {"fungus": 1}


def test_attendance_noted_by_another_is_not_overwritten(profile, clerk, officer):
    enrolment = enrolment_at("enrolled", profile, clerk)
    course, on = enrolment.course, clock.today()
    seen = queries.attendance_seen(course)
    said = {"on": on, "seen": seen, "by": clerk}
    assert commands.mark_attendance(course, presences={enrolment.pk: "present"}, **said) == 1
    assert commands.mark_attendance(course, presences={enrolment.pk: "present"}, **said) == 1, "the same again"
    with pytest.raises(ChangedMeanwhile):
        commands.mark_attendance(course, presences={enrolment.pk: "absent"}, on=on, seen=seen, by=officer)
    assert enrolment.attendances.get().presence == "present"
    now = queries.attendance_seen(course)
    commands.mark_attendance(course, presences={enrolment.pk: "absent"}, on=on, seen=now, by=officer)
    with clock.set_to(on + timedelta(days=1)):
        later = {"on": clock.today(), "seen": queries.attendance_seen(course), "by": officer}
        assert commands.mark_attendance(course, presences={enrolment.pk: "present"}, **later) == 1


def of(name, *args):
    return reverse(f"training:{name}", args=args)


def test_a_second_look_on_a_day_is_not_dropped(as_clerk, profile, clerk, approver):
    project = project_at("running", profile, clerk, approver)
    look = {"on": clock.today().isoformat(), "said": "长势好", "income": "200", "loss": ""}
    for _twice in range(2):
        assert as_clerk.post(of("record-look", project.pk), look).status_code == 302
    answer = as_clerk.post(of("record-look", project.pk), look | {"said": "下午下了雹子", "loss": "900"})
    assert answer.status_code == 409
    assert "下午下了雹子" in answer.content.decode()
    assert project.visits.get().loss_fen == 0


def test_a_corrected_number_of_a_certificate_is_not_dropped(as_clerk, profile):
    typed = {"skill": "fungus", "level": "5", "number": "A1", "issued_on": ""}
    for _twice in range(2):
        assert as_clerk.post(of("add-certificate", profile.pk), typed).status_code == 302
    answer = as_clerk.post(of("add-certificate", profile.pk), typed | {"number": "A2"})
    assert answer.status_code == 409
    assert "A2" in answer.content.decode()
    assert Certificate.objects.get().number.reveal() == "A1"


def test_another_plan_of_the_same_kind_is_not_dropped(as_clerk, profile):
    today = clock.today().isoformat()
    planned = {"kind": "fungus", "plan": "五千棒", "agreed_on": today, "agreed_how": "signed"}
    for _twice in range(2):
        assert as_clerk.post(of("plan-project", profile.pk), planned).status_code == 302
    answer = as_clerk.post(of("plan-project", profile.pk), planned | {"plan": "八千棒"})
    assert answer.status_code == 422
    assert "八千棒" in answer.content.decode()
    assert Project.objects.get().plan.reveal() == "五千棒"


def test_what_is_announced_anew_and_differs_is_not_dropped(farm, clerk):
    for announce, words, model, change in (
        (commands.announce_course, course_words, Course, {"cost_fen": 5}),
        (commands.announce_course, course_words, Course, {"audience": "家属"}),
        (commands.announce_vacancy, vacancy_words, Vacancy, {"contact": "张工"}),
        (commands.announce_vacancy, vacancy_words, Vacancy, {"pay_to_fen": 330_000}),
    ):
        assert announce(farm, words(), by=clerk) == announce(farm, words(), by=clerk)
        with pytest.raises(Conflict):
            announce(farm, words(**change), by=clerk)
        assert model.objects.count() == 1


def test_the_number_of_a_certificate_of_a_course_is_kept_when_one_was_entered_without(profile, clerk):
    commands.add_certificate(profile, skill="fungus", level=5, number="", issued_on=None, by=clerk)
    enrolment_at("certified", profile, clerk)
    assert Certificate.objects.get().number.reveal() == "0815"


def test_one_person_works_at_one_post(as_clerk, profile, clerk):
    placement_at("started", profile, clerk, title="护林员")
    second = placement_at("accepted", profile, clerk)
    begun = {"started_on": clock.today().isoformat(), "contract": "labour", "contract_term": "", "pay": "2800"}
    answer = as_clerk.post(of("start-placement", second.pk), begun)
    assert answer.status_code == 409
    assert "护林员" in answer.content.decode()
    own = begun | {"title": "厨师", "employer": "饭店"}
    assert "护林员" in as_clerk.post(of("add-placement", profile.pk), own).content.decode()
    assert [each.state for each in type(second).objects.order_by("pk")] == ["started", "accepted"]


def test_one_that_ends_does_not_say_what_another_says(profile, clerk):
    first, second = placement_at("started", profile, clerk), placement_at("accepted", profile, clerk)
    type(second).objects.filter(pk=second.pk).update(state="started", started_on=clock.today())
    profile.refresh_from_db()
    commands.end_placement(first, on=clock.today(), why="season-over", by=clerk)
    profile.refresh_from_db()
    assert (profile.is_looking, profile.jobless_since, profile.pay_now_fen) == (False, None, 280_000)
    commands.end_placement(queries.placements().get(pk=second.pk), on=clock.today(), why="season-over", by=clerk)
    profile.refresh_from_db()
    assert (profile.is_looking, profile.jobless_since) == (True, clock.today())


def test_every_open_vacancy_is_looked_through_and_none_that_fits_is_called_unfit(
    as_clerk, profile, clerk, farm, django_assert_max_num_queries
):
    for place in range(13):
        a_vacancy(farm, clerk, title=f"合适{place}")
    for place in range(101):
        a_vacancy(farm, clerk, title=f"不合适{place}", level=1, pay_from_fen=1, pay_to_fen=2)
    a_vacancy(farm, clerk, title="最后的", last_on=clock.today() + timedelta(days=90), pay_from_fen=310_000)
    a_course(farm, clerk)
    page = of("show-person", profile.pk)
    with django_assert_max_num_queries(45):
        first = as_clerk.get(page)
    assert first.context["fits"][0].thing.title == "最后的"
    assert (first.context["others"], len(first.context["fits"])) == (101, 12)
    second = as_clerk.get(page, {"page": "2"})
    assert len(second.context["fits"]) == 2
    assert f'{page}?page=2"' in first.content.decode() or '?page=2"' in first.content.decode()
