"""When a household goes on in another dossier: what has to be ended first, and what goes along."""

import pytest

from niangjia.audit.models import Entry
from niangjia.dossiers.commands import merge_household
from niangjia.dossiers.errors import NotReady
from niangjia.dossiers.tests.test_families import family, ids
from niangjia.kernel import clock
from niangjia.people.records import Heir, Joining
from niangjia.plans import commands, queries
from niangjia.plans.interview import Answers
from niangjia.plans.models import Plan
from niangjia.plans.tests.factories import agree, approve, cause, draft, fresh, measure_of, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def homes(farm, other_farm, clerk, approver):
    """One that goes on, one that joins it."""
    return family(farm, clerk, "刘心红"), family(other_farm, clerk, "王秀英", "王小明")


def merge(homes, clerk):
    staying, other = homes
    known = ids(other)
    heirs = (Heir(known["王秀英"], "spouse"), Heir(known["王小明"], "son"))
    return merge_household(staying, other, Joining(heirs), on=clock.today(), by=clerk)


def in_force(dossier, clerk, approver):
    plan = draft(dossier, clerk, said(person=dossier.worker))
    agree(plan, clerk)
    return approve(plan, approver)


def test_a_plan_on_the_way_is_given_up_first(homes, clerk):
    plan = draft(homes[1], clerk, said(person=homes[1].worker))
    with pytest.raises(NotReady):
        merge(homes, clerk)
    commands.discard_plan(fresh(plan), by=clerk)
    merge(homes, clerk)
    assert [each.stands for each in Plan.objects.filter(dossier=homes[0])] == ["discarded"]


def test_measures_under_way_come_to_an_end_first(homes, clerk, approver):
    plan = in_force(homes[1], clerk, approver)
    with pytest.raises(NotReady):
        merge(homes, clerk)
    commands.report_progress(measure_of(plan), "dropped", "并户后重新商量", by=clerk)
    merge(homes, clerk)
    plan = fresh(plan)
    assert (plan.dossier, plan.stands, plan.ended_on) == (homes[0], "ended", clock.today())


def test_plans_causes_and_talks_go_along(homes, clerk, approver):
    staying, other = homes
    mine = in_force(staying, clerk, approver)
    theirs = in_force(other, clerk, approver)
    commands.report_progress(measure_of(theirs), "reached", "到账", by=clerk)
    kept = cause(staying, clerk, "low-income", words="甲家的话")
    twice = cause(other, clerk, "low-income", words="乙家的话")
    own = cause(other, clerk, "schooling", person=other.worker)
    today = clock.today()
    talk = commands.record_interview(other, other.worker, Answers({}, "想学手艺"), held_on=today, by=clerk)
    merge(homes, clerk)
    assert queries.plan_in_force(staying) == mine
    assert fresh(theirs).version == mine.version + 1
    assert {each.pk for each in queries.causes_of(staying)} == {kept.pk, own.pk}
    settled = queries.settled_causes_of(staying).get()
    assert (settled.pk, settled.words.reveal(), settled.settled_by) == (twice.pk, "乙家的话", clerk)
    assert list(queries.interviews_of(staying)) == [talk]
    told = Entry.objects.get(act="plans.plans.carried").details
    assert "2" in str(told)
    assert not any(Plan.objects.filter(dossier=other))


def test_nothing_to_carry_is_not_told(homes, clerk):
    merge(homes, clerk)
    assert not Entry.objects.filter(act="plans.plans.carried").exists()
