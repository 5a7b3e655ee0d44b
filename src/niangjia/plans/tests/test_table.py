"""The table of a plan: what each act does in each state for each role, as rights.toml says, cell by cell."""

from dataclasses import replace

import pytest
from django.db import transaction

from niangjia.accounts.models import Role
from niangjia.kernel.errors import Conflict, Forbidden, NiangjiaError
from niangjia.plans import commands
from niangjia.plans.access import RIGHTS
from niangjia.plans.models import Plan, PlannedMeasure, PlanState
from niangjia.plans.records import Signature
from niangjia.plans.tests.factories import PATHS, approve, fresh, measure_of, plan_at, said, send_back, signature

ACTS = {
    "add": ("revise", lambda plan, by: commands.add_measure(plan, said("heating-aid"), by=by)),
    "revise": (
        "revise",
        lambda plan, by: commands.revise_measure(
            measure_of(plan),
            said(person=plan.dossier.worker, goal_kind="debt"),
            seen=measure_of(plan).set_at.isoformat(),
            by=by,
        ),
    ),
    "remove": ("revise", lambda plan, by: commands.remove_measure(measure_of(plan), by=by)),
    "print": ("print", lambda plan, by: commands.print_plan(plan, by=by)),
    "agree": (
        "agree",
        lambda plan, by: commands.agree_plan(plan, _signature(plan), seen=plan.changed_at.isoformat(), by=by),
    ),
    "reopen": ("reopen", lambda plan, by: commands.reopen_plan(plan, by=by)),
    "discard": ("discard", lambda plan, by: commands.discard_plan(plan, by=by)),
    "approve": ("approve", lambda plan, by: approve(plan, by)),
    "return": ("return", lambda plan, by: send_back(plan, by)),
    "report": ("report", lambda plan, by: commands.report_progress(measure_of(plan), "under-way", "", by=by)),
}
LEADS_TO = {"agree": "agreed", "reopen": "draft", "return": "draft", "approve": "approved", "discard": "discarded"}
SAID_AGAIN = {("discard", "discarded"), ("agree", "agreed")}
"""What is done already is not refused to those who may do it."""
_papers: dict[object, Signature] = {}


def _signature(plan):
    return replace(_papers[plan.pk], paper=plan.paper_id) if plan.paper_id else _papers[plan.pk]


class Undo(Exception):
    """Takes back what an allowed act did, so that the next role finds the plan as it was."""


@pytest.mark.django_db
@pytest.mark.parametrize("state", PATHS)
@pytest.mark.parametrize("act", ACTS)
def test_every_role_in_every_state(act, state, dossier, farm, clerk, approver, someone, monkeypatch):
    if act == "print":
        monkeypatch.setattr("niangjia.plans.commands.printing.household_sheet", lambda _plan: b"%PDF")
    plan = plan_at(state, dossier, clerk=clerk, approver=approver)
    _papers[plan.pk] = signature(dossier, clerk)
    right, do = ACTS[act]
    for role in Role:
        by = someone(role, farm)
        may, is_open = role in RIGHTS[right].roles, RIGHTS[right].allows_state(state)
        is_open = is_open or (act, state) in SAID_AGAIN or (act == "report" and state == "ended")
        before = (plan.state, plan.changed_at, plan.measures.count(), PlannedMeasure.objects.count())
        refusal = None
        try:
            with transaction.atomic():
                do(fresh(plan), by)
                after = Plan.objects.get(pk=plan.pk).stands
                raise Undo
        except Undo:
            assert after == LEADS_TO.get(act, state), role
        except NiangjiaError as error:
            refusal = error
        assert (refusal is None) == (may and is_open), (role, refusal)
        assert refusal is None or isinstance(refusal, Conflict if may else Forbidden), (role, refusal)
        now = fresh(plan)
        assert (now.state, now.changed_at, now.measures.count(), PlannedMeasure.objects.count()) == before


def test_the_table_speaks_of_every_right_with_states():
    with_states = {name for name, right in RIGHTS.items() if right.states}
    assert with_states == {right for right, _do in ACTS.values()}
    assert {state for right in RIGHTS.values() for state in right.states} <= set(PlanState.values)
