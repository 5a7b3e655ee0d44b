"""A loan is a matter of two people, and the second decides on what they have read."""

from datetime import timedelta

import pytest
from django.urls import reverse

from niangjia.accounts.models import Role
from niangjia.dossiers.helps import never_helped
from niangjia.dossiers.models import Dossier
from niangjia.kernel import clock
from niangjia.kernel.errors import Forbidden, InvalidInput
from niangjia.limits.commands import change_limit
from niangjia.training import commands, queries
from niangjia.training.errors import ChangedMeanwhile
from niangjia.training.models import Project
from niangjia.training.tests.factories import PLACEMENT_STEPS, a_start, placement_at, plan_of, project_at
from niangjia.training.timeline import marks_of

pytestmark = pytest.mark.django_db


def of(name, *args):
    return reverse(f"training:{name}", args=args)


def now(project):
    return queries.projects().get(pk=project.pk)


def test_who_read_of_one_proposal_does_not_decide_another(profile, clerk, approver, bureau, someone, signed_in):
    reviewer = someone(Role.REVIEWER, bureau, "rev")
    project = project_at("running", profile, clerk, approver)
    plan = [(clock.today() + timedelta(days=40), 600_000)]
    commands.propose_end(project, end="rescheduled", why="再等等", plan=plan, by=clerk)
    second = signed_in(approver)
    page = second.get(of("show-project", project.pk)).content.decode()
    read = now(project).proposal
    assert read in page
    assert plan[0][0].isoformat() in page or "6,000.00" in page, "what is agreed to is shown"
    commands.reject_end(now(project), seen=read, by=reviewer)
    commands.propose_end(now(project), end="written-off", why="算了", by=clerk)
    for act in ("approve-end", "reject-end"):
        refused = second.post(of(act, project.pk), {"seen": read}, follow=True).content.decode()
        assert "核销" in refused.split("<main")[1] or "Write off" in refused
        assert now(project).state == "settling"
    second.post(of("approve-end", project.pk))
    assert now(project).state == "settling", "nothing was read"
    second.post(of("approve-end", project.pk), {"seen": now(project).proposal})
    assert Project.objects.get().state == "written-off"


def test_the_same_proposed_anew_is_read_anew(profile, clerk, approver):
    project = project_at("settling", profile, clerk, approver)
    read = project.proposal
    commands.reject_end(project, seen=read, by=approver)
    commands.propose_end(now(project), end="written-off", why="遭了雹灾", by=clerk)
    assert now(project).proposal != read


def begun(**changes):
    said = {"started_on": clock.today(), "lender": "union", "lent_fen": 600_000, "plan": plan_of()}
    return said | changes


def test_nobody_lends_alone(profile, clerk, approver, someone, bureau, signed_in):
    project = project_at("lending", profile, clerk, approver)
    assert (queries.balance_of(project), project.instalments.count()) == (0, 0), "nothing is lent before"
    assert not list(marks_of(profile.dossier))
    assert never_helped(Dossier.objects.all()).exists()
    Project.objects.update(lent_by=approver)
    for decide in (commands.release_loan, commands.reject_loan):
        with pytest.raises(Forbidden):
            decide(now(project), seen=now(project).proposal, by=approver)
    second = someone(Role.APPROVER, bureau, "second")
    home = signed_in(second).get(reverse("desk:show-home"))
    assert {each.waiting.code: each.count for each in home.context["entries"]}["training.loans"] == 1
    page = signed_in(second).get(of("show-project", project.pk)).content.decode()
    assert page.count(now(project).proposal) == 2
    lent = commands.release_loan(now(project), seen=now(project).proposal, by=second)
    assert (lent.state, lent.lent_by, lent.released_by) == ("running", approver, second)
    assert queries.balance_of(lent) == 600_000
    assert list(marks_of(profile.dossier))


def test_who_read_of_one_loan_does_not_release_another(profile, clerk, approver):
    project = project_at("lending", profile, clerk, approver)
    read = project.proposal
    rejected = commands.reject_loan(project, seen=read, by=approver)
    assert (rejected.state, rejected.lent_fen, rejected.started_on) == ("planned", 0, None)
    commands.start_project(now(project), **begun(lent_fen=700_000, plan=plan_of(700_000)), by=clerk)
    with pytest.raises(ChangedMeanwhile) as refusal:
        commands.release_loan(now(project), seen=read, by=approver)
    assert "7,000" in str(refusal.value)
    assert now(project).state == "lending"


def test_a_loan_is_no_more_than_the_limit(profile, clerk, approver):
    project = project_at("planned", profile, clerk, approver)
    most = 2_000_000
    with pytest.raises(InvalidInput) as refusal:
        commands.start_project(project, **begun(lent_fen=most + 1, plan=plan_of(most + 1)), by=clerk)
    assert "20,000.01" in str(refusal.value)
    assert "20,000.00" in str(refusal.value)
    assert refusal.value.remedy
    lending = commands.start_project(project, **begun(lent_fen=most, plan=plan_of(most)), by=clerk)
    change_limit("training", "loan-most", values=[19_999], source="局工会〔2026〕9号", by=clerk)
    with pytest.raises(InvalidInput):
        commands.release_loan(lending, seen=lending.proposal, by=approver)
    assert now(project).state == "lending"


def test_an_instalment_is_not_due_before_the_money_is_there(profile, clerk, approver):
    project = project_at("lending", profile, clerk, approver)
    with clock.set_to(clock.today() + timedelta(days=31)), pytest.raises(InvalidInput):
        commands.release_loan(project, seen=project.proposal, by=approver)


def test_without_money_one_is_enough(profile, clerk, approver):
    project = project_at("planned", profile, clerk, approver)
    assert commands.start_project(project, started_on=clock.today(), by=clerk).state == "running"


def test_nothing_begins_before_the_yes(profile, clerk, approver):
    project, placement = project_at("planned", profile, clerk, approver), placement_at("accepted", profile, clerk)
    before = clock.today() - timedelta(days=1)
    with pytest.raises(InvalidInput):
        commands.start_project(project, **begun(started_on=before), by=clerk)
    with pytest.raises(InvalidInput):
        commands.start_placement(placement, a_start(started_on=before), by=clerk)
    assert PLACEMENT_STEPS["start"](placement, clerk).state == "started"
