"""What is done here is a part of the household's plan, and stands on its map of help."""

import pytest
from django.urls import reverse

from niangjia.dossiers.helps import never_helped
from niangjia.dossiers.models import Dossier
from niangjia.kernel import clock
from niangjia.limits.commands import change_limit
from niangjia.plans.models import PlannedMeasure
from niangjia.plans.tests import factories as plans
from niangjia.plans.timeline import MarkKind
from niangjia.training import commands, queries
from niangjia.training.limits import follow_up_months
from niangjia.training.models import Enrolment, Placement
from niangjia.training.tests.factories import enrolment_at, placement_at, project_at
from niangjia.training.timeline import marks_of

pytestmark = pytest.mark.django_db


def measure(profile, clerk, approver, code, **changes):
    """A measure of a plan of the household that is signed and in force."""
    plan = plans.draft(profile.dossier, clerk, plans.said(code, person=profile.person, **changes))
    plans.agree(plan, clerk)
    plans.approve(plan, approver)
    return PlannedMeasure.objects.get(plan=plan)


def test_what_is_proposed_is_a_part_of_the_plan_in_force(profile, clerk, approver, as_clerk):
    assert enrolment_at("proposed", profile, clerk).measure is None
    planned = measure(profile, clerk, approver, "skills-training", goal_kind="certificate")
    enrolment, placement = enrolment_at("proposed", profile, clerk), placement_at("offered", profile, clerk)
    assert enrolment.measure == planned
    assert placement.measure is None, "the plan says nothing of a post"
    page = as_clerk.get(reverse("training:show-enrolment", args=[enrolment.pk])).content.decode()
    assert reverse("plans:report-progress", args=[planned.pk]) in page
    planned.plan.delete()
    assert Enrolment.objects.get(pk=enrolment.pk).measure is None


def test_what_was_done_stands_on_the_map_of_help_and_names_nobody(profile, clerk, approver):
    assert list(never_helped(Dossier.objects.all())) == [profile.dossier]
    enrolment_at("proposed", profile, clerk)
    placement_at("declined", profile, clerk)
    assert not list(marks_of(profile.dossier)), "what was proposed is no help yet"
    assert never_helped(Dossier.objects.all())
    enrolment_at("enrolled", profile, clerk)
    enrolment_at("certified", profile, clerk)
    placement = placement_at("started", profile, clerk)
    project_at("repaid", profile, clerk, approver)
    last = placement.follow_ups.order_by("months").last()
    with clock.set_to(last.due_on):
        row = queries.follow_ups().get(pk=last.pk)
        commands.record_follow_up(row, result="there", on=clock.today(), by=clerk)
    marks = list(marks_of(profile.dossier))
    assert sorted(each.kind for each in marks) == sorted(
        [MarkKind.PROMISED, *[MarkKind.GIVEN] * 3, *[MarkKind.REACHED] * 2]
    )
    assert profile.person.name not in str(marks)
    assert not [each for each in marks if each.amount_fen], "money lent is not money given"
    [loan] = [each.note for each in marks if each.note and "借出" in each.note.zh]
    assert (loan.zh, loan.en) == ("借出6,000.00元，已还6,000.00元", "lent 6,000.00 yuan, paid back 6,000.00 yuan")
    assert not never_helped(Dossier.objects.all())


def test_a_map_asks_as_much_for_many_as_for_few(profile, clerk, django_assert_num_queries):
    for _turn in range(3):
        enrolment_at("enrolled", profile, clerk)
        placement_at("ended", profile, clerk)
    with django_assert_num_queries(4):
        list(marks_of(profile.dossier))
    assert Placement.objects.count() == 3


def test_a_limit_that_the_bureau_sets_counts_from_then_on(profile, clerk):
    before = placement_at("started", profile, clerk)
    commands.end_placement(before, on=clock.today(), why="pay", by=clerk)
    change_limit("training", "follow-ups", values=[1, 6], source="局工会〔2026〕9号", by=clerk)
    assert follow_up_months() == (1, 6)
    after = placement_at("started", profile, clerk)
    assert [each.months for each in before.follow_ups.all()] == [3, 6, 12], "what was planned stays"
    assert [each.months for each in after.follow_ups.all()] == [1, 6]
