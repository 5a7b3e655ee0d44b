"""A plan of the next year begins on 1 January and not before; one of a year that is over ends nothing."""

from datetime import date

import pytest
from django.urls import reverse

from niangjia.dossiers.queries import whole
from niangjia.kernel import clock
from niangjia.plans import access, commands, queries
from niangjia.plans.errors import PlanTaken
from niangjia.plans.models import PlannedMeasure
from niangjia.plans.tests.factories import agree, approve, draft, fresh, measure_of, said
from niangjia.plans.timeline import marks_of

pytestmark = pytest.mark.django_db
DECEMBER, JANUARY = date(2026, 12, 10), date(2027, 1, 1)


def approved(dossier, clerk, approver, year, *measures):
    plan = commands.draft_plan(dossier, year=year, by=clerk)
    for each in measures:
        commands.add_measure(plan, each, by=clerk)
    agree(plan, clerk)
    return approve(plan, approver)


@pytest.fixture
def both(dossier, clerk, approver):
    """In December: the plan of this year in force, that of the next approved."""
    with clock.set_to(DECEMBER):
        now = approved(dossier, clerk, approver, 2026, said(person=dossier.worker), said("warm-visit"))
        commands_of = commands.draft_plan(dossier, year=2027, by=clerk)
        commands.remove_measure(commands_of.measures.get(code="warm-visit"), by=clerk)
        commands.add_measure(commands_of, said("heating-aid"), by=clerk)
        agree(commands_of, clerk)
        return now, approve(commands_of, approver)


def test_it_begins_in_january(both, dossier, clerk, signed_in):
    now, ahead = both
    with clock.set_to(DECEMBER):
        assert (fresh(now).stands, fresh(ahead).stands) == ("approved", "ahead")
        assert queries.plan_in_force(dossier) == now
        codes = {each.code for each in queries.live_measures_of(dossier)}
        assert codes == {"medical-aid", "warm-visit"}
        commands.report_progress(now.measures.get(code="medical-aid"), "reached", "到账", by=clerk)
        assert PlannedMeasure.objects.get(plan=ahead, code="medical-aid").state == "reached", "it goes along"
        page = signed_in(clerk).get(reverse("plans:show-plan", args=[ahead.pk])).content.decode()
        assert "已批准" in page
        assert reverse("plans:report-progress", args=[measure_of(ahead).pk]) not in page
        with pytest.raises(PlanTaken):
            commands.report_progress(ahead.measures.get(code="heating-aid"), "under-way", "", by=clerk)
    with clock.set_to(JANUARY):
        assert (fresh(now).stands, fresh(ahead).stands) == ("ended", "approved")
        assert queries.plan_in_force(dossier) == ahead
        assert {each.code for each in queries.live_measures_of(dossier)} == {"heating-aid"}
        assert queries.figures(access.where_may(clerk, "count"), 2027)["in_force"] == 1


def test_another_version_of_this_year_leaves_the_next_year_alone(both, dossier, clerk, approver):
    now, ahead = both
    with clock.set_to(DECEMBER):
        newer = approved(dossier, clerk, approver, 2026, said("living-aid"))
        assert [fresh(each).stands for each in (now, newer, ahead)] == ["ended", "approved", "ahead"]
        assert fresh(newer).ended_on == JANUARY
    with clock.set_to(JANUARY):
        assert queries.plan_in_force(dossier) == ahead


def test_another_version_of_the_next_year_takes_its_place(both, dossier, clerk, approver):
    now, ahead = both
    with clock.set_to(DECEMBER):
        newer = commands.draft_plan(dossier, year=2027, by=clerk)
        assert set(newer.measures.values_list("code", flat=True)) == {"medical-aid", "heating-aid"}
        agree(newer, clerk)
        approve(newer, approver)
        assert [fresh(each).stands for each in (now, newer, ahead)] == ["approved", "ahead", "discarded"]
        labels = [
            each.label.zh
            for each in marks_of(whole(type(dossier).objects.all()).get(pk=dossier.pk))
            if each.kind == "promised"
        ]
        assert sorted(labels) == sorted(set(labels)), "each measure once on the map"


def test_one_given_up_before_it_begins_lets_this_year_s_go_on(both, dossier, clerk):
    now, ahead = both
    with clock.set_to(DECEMBER):
        commands.discard_plan(fresh(ahead), by=clerk)
        assert fresh(now).ended_on is None
    with clock.set_to(JANUARY):
        assert queries.plan_in_force(dossier) == now


def test_a_plan_of_a_year_that_is_over_ends_no_later_one(dossier, clerk, approver):
    with clock.set_to(date(2027, 1, 4)):
        later = approved(dossier, clerk, approver, 2027, said(person=dossier.worker))
    with clock.set_to(DECEMBER):
        old = draft(dossier, clerk, said("living-aid"), year=2026)
        agree(old, clerk)
    with clock.set_to(date(2027, 1, 5)):
        with pytest.raises(PlanTaken):
            approve(old, approver)
        assert queries.plan_in_force(dossier) == later
