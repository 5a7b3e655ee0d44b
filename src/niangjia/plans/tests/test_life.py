"""A plan from the first cause to a goal that is reached, and everything that is refused on the way."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from niangjia.accounts.commands import appoint_user
from niangjia.accounts.models import Notice, Role
from niangjia.audit.models import Entry
from niangjia.dossiers.commands import close_dossier
from niangjia.dossiers.tests.factories import file, person
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, Forbidden, InvalidInput
from niangjia.plans import commands, queries
from niangjia.plans.cases import warnings_about
from niangjia.plans.errors import NeedsAnotherPerson, OverWarnings, PlanTaken, PlanThere
from niangjia.plans.marks import mark_of
from niangjia.plans.models import Cause, MeasureState, Plan, PlannedMeasure, PlanState
from niangjia.plans.tests.factories import (
    agree,
    approve,
    cause,
    dossier_at,
    draft,
    fresh,
    measure_of,
    persons_of,
    plan_at,
    said,
    send_back,
    signature,
)

pytestmark = pytest.mark.django_db


def acts():
    return list(Entry.objects.filter(act__startswith="plans.").order_by("sequence", "id").values_list("act", flat=True))


def test_causes_come_from_the_rules_with_whom_they_concern_and_only_once(dossier, officer):
    worker, wife, son = persons_of(dossier)
    new = commands.collect_causes(dossier, by=officer)
    found = {(each.code, each.person_id, each.origin) for each in new}
    assert ("own-serious-illness", worker.pk, "rules") in found
    assert ("schooling", son.pk, "rules") in found or ("family-unemployment", wife.pk, "rules") in found
    assert "serious-illness" not in {each.code for each in new}, "what the dossier states says the same less exactly"
    assert commands.collect_causes(dossier, by=officer) == []
    assert acts() == ["plans.causes.collected"]


def test_a_cause_that_people_took_out_does_not_come_back(dossier, officer):
    first = commands.collect_causes(dossier, by=officer)[0]
    settled = commands.settle_cause(first, why="已经治好", by=officer)
    assert commands.settle_cause(first, why="已经治好", by=officer).settled_on == settled.settled_on
    assert commands.collect_causes(dossier, by=officer) == []
    assert first.code not in set(queries.causes_of(dossier).values_list("code", flat=True))
    assert settled.settled_why.reveal() == "已经治好"


def test_a_cause_said_again_is_weighed_anew(dossier, clerk):
    one = cause(dossier, clerk, person=dossier.worker)
    assert cause(dossier, clerk, person=dossier.worker).pk == one.pk
    again = cause(dossier, clerk, person=dossier.worker, weight=1, origin="visit")
    assert (again.pk, again.weight, again.origin) == (one.pk, 1, "visit")
    assert Cause.objects.count() == 1


@pytest.mark.parametrize(
    "changes", [{"weight": 4}, {"origin": "rumour"}, {"words": ""}, {"words": "翻\u202e转"}], ids=lambda each: str(each)
)
def test_what_is_no_cause_is_refused(changes, dossier, clerk):
    with pytest.raises(InvalidInput):
        cause(dossier, clerk, **changes)


def test_a_stranger_is_nobody_s_cause_and_nobody_s_measure(dossier, clerk, farm):
    stranger = file(person("王建国", is_head=True), unit=farm, by=clerk).worker
    with pytest.raises(InvalidInput):
        cause(dossier, clerk, person=stranger)
    with pytest.raises(InvalidInput):
        draft(dossier, clerk, said(person=stranger))


def test_the_whole_way(dossier, clerk, officer, approver):
    cause(dossier, officer, person=dossier.worker)
    plan = draft(dossier, officer, said(person=dossier.worker), said("warm-visit"))
    assert commands.draft_plan(dossier, year=plan.year, by=officer).pk == plan.pk, "pressed twice"
    agree(plan, officer)
    assert Notice.objects.filter(to=approver, address=f"/plans/{plan.pk}/").count() == 1
    done = approve(plan, approver)
    assert (done.state, done.approved_by, done.overruled) == ("approved", approver, ["relief-only", "tier-missing"])
    assert approve(plan, approver).approved_on == done.approved_on, "pressed twice"
    measure = measure_of(done)
    commands.report_progress(measure, "under-way", "", by=officer)
    commands.report_progress(measure, "reached", "已到账，签收单存档", by=officer)
    commands.report_progress(measure, "reached", "已到账，签收单存档", by=officer)
    measure.refresh_from_db()
    assert (measure.state, measure.ended_on, measure.progress.count()) == ("reached", clock.today(), 2)
    assert acts()[-4:] == [
        "plans.plan.agreed", "plans.plan.approved", "plans.progress.reported", "plans.progress.reported",
    ]  # fmt: skip
    names = {each.name for each in persons_of(dossier)}
    assert not [each for each in Entry.objects.all() if any(name in str(each.details) for name in names)]
    assert not [each for each in Notice.objects.all() if any(name in str(each.text) for name in names)]


def test_whoever_had_a_part_in_it_does_not_approve_it(dossier, farm, someone, system):
    def with_both(name):
        user = someone(Role.UNIT_OFFICER, farm, name)
        appoint_user(user, role=Role.REVIEWER, unit=farm, starts_on=clock.today(), by=system)
        return user

    drew, wrote, signed = with_both("drew"), with_both("wrote"), with_both("signed")
    plan = commands.draft_plan(dossier, year=clock.today().year, by=drew)
    commands.add_measure(plan, said("warm-visit"), by=wrote)
    agree(plan, signed)
    for each in (drew, wrote, signed):
        with pytest.raises(NeedsAnotherPerson):
            approve(plan, each)
        with pytest.raises(NeedsAnotherPerson):
            send_back(plan, each)
    assert fresh(plan).state == "agreed"


def test_over_warnings_it_takes_a_reason_and_all_of_them_shown(dossier, clerk, approver):
    plan = draft(dossier, clerk)
    agree(plan, clerk)
    with pytest.raises(InvalidInput) as refused:
        approve(plan, approver, " ")
    assert refused.value.code == "empty"
    seen, shown = fresh(plan).changed_at.isoformat(), [each.mark for each in warnings_about(plan)]
    with pytest.raises(OverWarnings):
        commands.approve_plan(fresh(plan), seen=seen, shown=shown[1:], why="先这样办", by=approver)
    assert fresh(plan).state == "agreed"
    assert approve(plan, approver, "家里眼下只有这一件急事").overruled_why.reveal() == "家里眼下只有这一件急事"


def test_a_signed_plan_is_what_was_shown(dossier, clerk):
    plan = draft(dossier, clerk)
    seen = plan.changed_at.isoformat()
    commands.add_measure(plan, said("warm-visit"), by=clerk)
    with pytest.raises(PlanTaken):
        commands.agree_plan(plan, signature(dossier, clerk), seen=seen, by=clerk)
    agreed = agree(plan, clerk)
    with pytest.raises(PlanTaken):
        commands.add_measure(agreed, said("heating-aid"), by=clerk)
    again = commands.reopen_plan(agreed, by=clerk)
    assert (again.state, again.paper, again.agreed_on) == ("draft", None, None)


@pytest.mark.parametrize("changes", [{"how": "shouted"}, {"on": "tomorrow"}, {"on": "before"}, {"who": "stranger"}])
def test_a_signature_that_cannot_be_is_refused(changes, dossier, clerk, farm):
    days = {"tomorrow": clock.today() + timedelta(days=1), "before": clock.today() - timedelta(days=9)}
    if "on" in changes:
        changes = {"on": days[changes["on"]]}
    if "who" in changes:
        changes = {"who": file(person("王建国", is_head=True), unit=farm, by=clerk).worker_id}
    plan = draft(dossier, clerk)
    with pytest.raises(InvalidInput):
        commands.agree_plan(
            plan, signature(dossier, clerk, **changes), seen=fresh(plan).changed_at.isoformat(), by=clerk
        )


def test_a_paper_of_others_is_no_signature(dossier, clerk, farm):
    other = dossier_at(farm, clerk)
    plan = draft(dossier, clerk)
    stolen = signature(other, clerk, who=dossier.worker_id, mark=mark_of(fresh(plan)))
    with pytest.raises(InvalidInput) as refused:
        commands.agree_plan(plan, stolen, seen=fresh(plan).changed_at.isoformat(), by=clerk)
    assert refused.value.code == "no-file"


def test_a_plan_sent_back_says_why_and_goes_again(dossier, clerk, approver):
    plan = plan_at("agreed", dossier, clerk=clerk, approver=approver)
    with pytest.raises(InvalidInput):
        send_back(plan, approver, "  ")
    back = send_back(plan, approver, "还缺治本的措施")
    assert (back.state, back.returned_why.reveal()) == ("draft", "还缺治本的措施")
    assert Notice.objects.filter(to=clerk).count() == 1
    assert agree(plan, clerk).returned_why == ""


def test_the_next_version_goes_on_where_the_one_before_stands(dossier, clerk, approver):
    plan = draft(dossier, clerk, said(person=dossier.worker), said("warm-visit"), said("heating-aid"))
    agree(plan, clerk)
    approve(plan, approver)
    medical, visit, heating = (plan.measures.get(code=each) for each in ("medical-aid", "warm-visit", "heating-aid"))
    commands.report_progress(visit, "reached", "已走访", by=clerk)
    newer = commands.draft_plan(dossier, year=plan.year, by=clerk)
    assert (newer.version, newer.measures.count()) == (2, 3)
    commands.remove_measure(newer.measures.get(code="heating-aid"), by=clerk)
    commands.report_progress(medical, "under-way", "", by=clerk)
    agree(newer, clerk)
    approve(newer, approver)
    states = dict(newer.measures.values_list("code", "state"))
    assert states == {"medical-aid": "under-way", "warm-visit": "reached"}
    heating.refresh_from_db()
    assert heating.state == MeasureState.DROPPED, "left out of the new version"
    assert fresh(plan).state == PlanState.ENDED
    told = commands.report_progress(medical, "reached", "报销到账", by=clerk)
    assert told.plan_id == newer.pk, "who keeps the older row goes on with the one in force"
    pairs = queries.changed_between(*reversed(list(queries.plans_of(dossier))))
    assert [(bool(before), bool(after)) for before, after in pairs].count((True, False)) == 1


def test_the_plan_of_the_next_year_takes_over_what_is_not_at_an_end(dossier, clerk, approver):
    plan = plan_at("approved", dossier, clerk=clerk, approver=approver)
    commands.report_progress(measure_of(plan), "reached", "到账", by=clerk)
    later = commands.draft_plan(dossier, year=plan.year + 1, by=clerk)
    assert (later.version, later.measures.count()) == (1, 0)
    with pytest.raises(InvalidInput):
        commands.draft_plan(dossier, year=plan.year + 2, by=clerk)


def test_one_plan_is_drawn_up_at_a_time(dossier, clerk, officer):
    draft(dossier, clerk)
    with pytest.raises(PlanThere):
        commands.draft_plan(dossier, year=clock.today().year, by=officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Plan.objects.create(
            dossier=dossier, year=2030, version=1, drawn_by=clerk, drawn_at=clock.now(), changed_at=clock.now()
        )


@pytest.mark.parametrize(
    "changes",
    [
        {"due_on": "before"},
        {"goal_kind": "moon"},
        {"goal_kind": "income", "goal_value": 0},
        {"goal_kind": "insured", "goal_value": 3},
        {"causes": frozenset({"fate"})},
        {"role": "leader", "user": "me"},
        {"amount_fen": -1},
        {"note": "藏\u202e字"},
        {"person": None},
    ],
    ids=str,
)
def test_a_measure_that_cannot_be_is_refused(changes, dossier, clerk):
    if changes.get("due_on"):
        changes = {"due_on": clock.today() - timedelta(days=1)}
    if changes.get("user"):
        changes = {**changes, "user": clerk}
    with pytest.raises(InvalidInput):
        draft(dossier, clerk, said(**({"person": dossier.worker} | changes)))
    assert not PlannedMeasure.objects.exists()


def test_a_measure_that_somebody_else_changed_is_not_overwritten(dossier, clerk, officer):
    plan = draft(dossier, clerk)
    measure = measure_of(plan)
    seen = measure.set_at.isoformat()
    commands.revise_measure(measure, said(person=dossier.worker, goal_kind="insured"), seen=seen, by=officer)
    with pytest.raises(PlanTaken):
        commands.revise_measure(measure, said(person=dossier.worker, goal_kind="debt"), seen=seen, by=clerk)
    measure.refresh_from_db()
    assert measure.goal_kind == "insured"


def test_what_cannot_be_had_here_is_not_planned_and_keeps_its_source(dossier, clerk, approver):
    commands.change_availability("medical-aid", is_available=False, why="本局没有这项资金", by=clerk)
    with pytest.raises(InvalidInput):
        draft(dossier, clerk)
    entry = queries.entries_now()["medical-aid"]
    assert (entry.is_available, entry.why_not) == (False, "本局没有这项资金")
    assert entry.basis, "its source stays"


def test_progress_is_of_plans_in_force_and_of_those_who_see_to_them(dossier, clerk, approver, someone, farm, auditor):
    cadre, other = someone(Role.PAIRING_CADRE, farm, "cadre"), someone(Role.PAIRING_CADRE, farm, "other")
    plan = draft(dossier, clerk, said("warm-visit", role="", user=cadre))
    with pytest.raises(PlanTaken):
        commands.report_progress(measure_of(plan), "under-way", "", by=cadre)
    agree(plan, clerk)
    approve(plan, approver)
    for by in (other, auditor):
        with pytest.raises(Forbidden):
            commands.report_progress(measure_of(plan), "under-way", "", by=by)
    commands.report_progress(measure_of(plan), "under-way", "", by=cadre)
    with pytest.raises(InvalidInput):
        commands.report_progress(measure_of(plan), "reached", "", by=cadre)
    commands.report_progress(measure_of(plan), "reached", "走访过了", by=cadre)
    with pytest.raises(PlanTaken):
        commands.report_progress(measure_of(plan), "dropped", "不办了", by=cadre)


def test_a_closed_dossier_takes_no_more_plans(dossier, clerk, approver):
    plan = plan_at("agreed", dossier, clerk=clerk, approver=approver)
    close_dossier(dossier, reason="retired", by=clerk)
    for act in (lambda: approve(plan, approver), lambda: commands.draft_plan(dossier, year=plan.year, by=clerk)):
        with pytest.raises(Conflict):
            act()
