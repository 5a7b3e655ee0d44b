"""A loan is a matter of two people, and the second decides on what they have read."""

from datetime import timedelta

import pytest
from django.urls import reverse

from niangjia.accounts.models import Role
from niangjia.kernel import clock
from niangjia.training import commands, queries
from niangjia.training.models import Project
from niangjia.training.tests.factories import project_at

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
