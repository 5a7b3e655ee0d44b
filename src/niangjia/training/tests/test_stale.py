"""A form that was opened before something changed overwrites nothing, and keeps what was typed."""

from datetime import timedelta

import pytest

from niangjia.kernel import clock
from niangjia.training import commands, queries
from niangjia.training.errors import ChangedMeanwhile
from niangjia.training.tests.factories import enrolment_at, placement_at, told

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
