"""Plans of help in the demo bureau: some in force with goals reached and missed, one to sign, one to approve."""

from datetime import timedelta

from niangjia.accounts.models import Unit, User
from niangjia.dossiers.models import ON_FILE, Dossier
from niangjia.dossiers.queries import whole
from niangjia.kernel import clock
from niangjia.kernel.periods import add_months
from niangjia.plans import commands, queries
from niangjia.plans.cases import proposals_for, warnings_about
from niangjia.plans.interview import Answers
from niangjia.plans.marks import mark_of
from niangjia.plans.models import Plan, PlannedMeasure
from niangjia.plans.records import MeasureRecord, Signature
from niangjia.plans.starting import first_values

HOUSEHOLDS, BEGUN_DAYS_AGO = 8, 120
SIGNS_IN_WORDS = {"words": "按约定办到，家里满意"}


def tell_plans(units: list[Unit], *, clerk: User, officer: User, approver: User) -> None:
    """A plan for a few households, half of them of the farm that is paired: the first in force for months, the last
    ones on the way.
    """
    begun = clock.today() - timedelta(days=BEGUN_DAYS_AGO)
    on_file = Dossier.objects.filter(unit__in=units, state__in=ON_FILE, opened_on__lt=begun)
    paired, others = on_file.filter(unit=units[1]), on_file.exclude(unit=units[1])
    chosen = [each.pk for rows in (paired, others) for each in rows.order_by("number")[: HOUSEHOLDS // 2]]
    for place, pk in enumerate(chosen):
        dossier = whole(on_file).get(pk=pk)
        with clock.set_to(begun, hour=10):
            is_paired = dossier.unit == units[1]
            plan = _draw(dossier, officer if is_paired else clerk, is_thin=place % 3 == 2, is_paired=is_paired)
        if plan is None or place >= HOUSEHOLDS - 2:
            continue
        with clock.set_to(begun + timedelta(days=2), hour=15):
            _sign(plan, plan.drawn_by)
        if place < HOUSEHOLDS - 3:
            with clock.set_to(begun + timedelta(days=5), hour=9):
                _approve(plan, approver)
            _report(plan, place)


def _draw(dossier: Dossier, by: User, *, is_thin: bool, is_paired: bool) -> Plan | None:
    """Causes taken over, the first proposals of each tier put in; of a thin plan relief alone. The cadre of a household
    that is paired sees to what is fundamental.
    """
    commands.collect_causes(dossier, by=by)
    if dossier.worker.stage == "none" and not is_thin:
        answers = Answers({"trade": "would-learn", "certificate": "unknown", "plan": "idea"}, "想学点能在家干的")
        commands.record_interview(dossier, dossier.worker, answers, held_on=clock.today(), by=by)
    plan = commands.draft_plan(dossier, year=clock.today().year, by=by)
    people = {each.person_id: each.person for each in dossier.household.members}  # type: ignore[attr-defined] # set by whole
    taken: dict[str, int] = {}
    for each in proposals_for(plan, dossier):
        tier = each.entry.tier
        if taken.get(tier, 0) >= 2 or (is_thin and each.entry.nature != "relief"):
            continue
        taken[tier] = taken.get(tier, 0) + 1
        first = first_values(plan, each.entry, "", clock.today())
        who = "role:pairing-cadre" if is_paired and tier == "fundamental" else first["responsible"]
        said = MeasureRecord(
            code=each.entry.code,
            starts_on=first["starts_on"],
            due_on=add_months(first["starts_on"], each.entry.months),
            causes=frozenset(first["causes"]),
            person=people.get(each.member.pk) if each.member else None,
            role=who.removeprefix("role:") if who.startswith("role:") else "unit-officer",
            goal_kind=each.entry.sign,
            goal_value={"income": 100_000, "work": 6}.get(each.entry.sign),
            goal_words=SIGNS_IN_WORDS.get(each.entry.sign, ""),
        )
        commands.add_measure(plan, said, by=by)
    return plan if taken else None


def _sign(plan: Plan, by: User) -> None:
    plan = _now(plan)
    sheet = commands.print_plan(plan, by=by)
    signature = Signature(
        clock.today(), "home", plan.dossier.worker_id, mark_of(plan), scan=sheet, scan_name="方案单.pdf"
    )
    commands.agree_plan(plan, signature, seen=plan.changed_at.isoformat(), by=by)


def _approve(plan: Plan, by: User) -> None:
    plan = _now(plan)
    shown = [each.mark for each in warnings_about(plan)]
    why, seen = "先把眼下的事办好，治本措施下季度再商量", plan.changed_at.isoformat()
    commands.approve_plan(plan, seen=seen, shown=shown, why=why, by=by)


def _report(plan: Plan, place: int) -> None:
    """What is due is reached, but for one household in four; the rest is under way."""
    today = clock.today()
    for measure in PlannedMeasure.objects.filter(plan=plan).select_related("plan"):
        when = min(measure.due_on, today - timedelta(days=1))
        if measure.due_on < today and place % 4 != 3:
            with clock.set_to(when, hour=11):
                commands.report_progress(measure, "reached", "已办成，家里签收了", by=plan.drawn_by)
        elif measure.due_on >= today and place % 2 == 0:
            with clock.set_to(today - timedelta(days=10), hour=11):
                commands.report_progress(measure, "under-way", "", by=plan.drawn_by)


def _now(plan: Plan) -> Plan:
    return Plan.objects.select_related(*queries.RELATED).get(pk=plan.pk)
