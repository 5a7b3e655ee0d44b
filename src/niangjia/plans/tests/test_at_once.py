"""Several people press at the same time: one plan is begun, one approval counts, one end of a measure."""

import pytest

from niangjia.accounts.models import Role
from niangjia.accounts.tests.racing import at_once
from niangjia.audit.models import Entry
from niangjia.kernel import clock
from niangjia.plans import commands
from niangjia.plans.errors import PlanTaken, PlanThere
from niangjia.plans.models import Plan, Progress
from niangjia.plans.tests.factories import approve, fresh, measure_of, plan_at, said

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_plan_is_begun(dossier, clerk, officer):
    year = clock.today().year
    done = at_once(*(lambda by=by: commands.draft_plan(dossier, year=year, by=by) for by in (clerk, officer) * 3))
    assert Plan.objects.count() == 1
    begun = Plan.objects.get().drawn_by
    refused = [each for each in done if isinstance(each, PlanThere)]
    assert len(refused) == 3
    assert {each.drawn_by for each in done if isinstance(each, Plan)} == {begun}


def test_one_approval_counts(dossier, clerk, approver, someone, bureau):
    plan = plan_at("agreed", dossier, clerk=clerk, approver=approver)
    other = someone(Role.REVIEWER, bureau, "other")
    done = at_once(*(lambda by=by: approve(plan, by) for by in (approver, other)))
    assert sorted(isinstance(each, PlanTaken) for each in done) == [False, True]
    assert Entry.objects.filter(act="plans.plan.approved").count() == 1
    assert fresh(plan).approved_by in {approver, other}


def test_a_measure_is_put_in_once_however_often_it_is_sent(dossier, clerk):
    plan = commands.draft_plan(dossier, year=clock.today().year, by=clerk)
    at_once(*(lambda: commands.add_measure(plan, said("warm-visit"), by=clerk) for _each in range(4)))
    assert plan.measures.count() == 1


def test_a_measure_ends_once(dossier, clerk, officer, approver):
    plan = plan_at("approved", dossier, clerk=clerk, approver=approver)
    ends = [("reached", clerk), ("not-reached", officer)]
    done = at_once(
        *(lambda end=end: commands.report_progress(measure_of(plan), end[0], "有结果了", by=end[1]) for end in ends)
    )
    assert sum(isinstance(each, PlanTaken) for each in done) == 1
    assert Progress.objects.count() == 1
