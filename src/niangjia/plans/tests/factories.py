"""Households, causes, measures and plans at every state, for tests. Invented people."""

from datetime import date, timedelta
from io import BytesIO
from itertools import count
from typing import Any

from PIL import Image

from niangjia.accounts.models import Unit, User
from niangjia.dossiers.commands import add_evidence
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.tests.factories import file, household, identity, person
from niangjia.kernel import clock
from niangjia.people.models import Evidence, Person
from niangjia.plans import commands
from niangjia.plans.cases import warnings_about
from niangjia.plans.marks import mark_of
from niangjia.plans.models import BEING_DRAWN, Plan, PlannedMeasure
from niangjia.plans.records import CauseRecord, MeasureRecord, Signature

PATHS = {
    "draft": (),
    "agreed": ("agree",),
    "approved": ("agree", "approve"),
    "ahead": ("agree", "approve"),
    "ended": ("agree", "approve", "follow"),
    "discarded": ("discard",),
}
"""What is done on the way to a state."""


def dossier_at(unit: Unit, by: User, **changes: Any) -> Dossier:
    """A worker who is ill, a wife without work, a son at school."""
    worker = person("刘心红", is_head=True, identity_number=identity(), particulars={"has_serious_illness": True})
    wife = person(
        "陈桂芳", relation="spouse", identity_number=identity(date(1984, 3, 2), is_female=True),
        particulars={"work_status": "unemployed", "is_able": True},
    )  # fmt: skip
    son = person(
        "刘春生", relation="son", identity_number=identity(date(2009, 5, 6)),
        particulars={"work_status": "student", "stage": "senior"},
    )  # fmt: skip
    return file(home=household(worker, wife, son), unit=unit, by=by, **changes)


def persons_of(dossier: Dossier) -> list[Person]:
    """The worker, then the others."""
    return [each.person for each in dossier.household.memberships.select_related("person")]


def cause(dossier: Dossier, by: User, code: str = "own-serious-illness", **changes: Any) -> Any:
    """A cause as a clerk writes it down."""
    said: dict[str, Any] = {"weight": 3, "origin": "clerk", "words": "见病历"} | changes
    return commands.add_cause(dossier, CauseRecord(code, **said), by=by)


def said(code: str = "medical-aid", **changes: Any) -> MeasureRecord:
    """A measure as it is agreed on: whole, unless changed."""
    whole: dict[str, Any] = {
        "starts_on": clock.today(),
        "due_on": clock.today() + timedelta(days=90),
        "causes": frozenset({"own-serious-illness"}),
        "role": "assistance-clerk",
        "goal_kind": "received",
    } | changes
    return MeasureRecord(code, **whole)


def draft(dossier: Dossier, by: User, *measures: MeasureRecord, year: int = 0) -> Plan:
    """A plan of this year with measures, one for the worker unless others are given."""
    plan = commands.draft_plan(dossier, year=year or clock.today().year, by=by)
    for each in measures or (said(person=dossier.worker),):
        commands.add_measure(plan, each, by=by)
    return fresh(plan)


def fresh(plan: Plan) -> Plan:
    """The plan as it is now."""
    return Plan.objects.select_related("dossier__unit", "dossier__worker", "dossier__household", "drawn_by").get(
        pk=plan.pk
    )


_colours = count()


def picture() -> bytes:
    """A photo of a signed sheet, unlike every other one."""
    written, colour = BytesIO(), next(_colours)
    Image.new("RGB", (40, 30), (colour % 256, colour // 256 % 256, colour // 65536)).save(written, "PNG")
    return written.getvalue()


def paper_of(dossier: Dossier, by: User, kind: str = "plan-sheet") -> Evidence:
    """The signed sheet among the files of a dossier."""
    return add_evidence(dossier, picture(), kind=kind, file_name="方案单.png", by=by)


def signature(dossier: Dossier, by: User, **changes: Any) -> Signature:
    """The worker signs, at home and today, the plan that is being drawn up as it is."""
    plan = Plan.objects.filter(dossier=dossier, state__in=BEING_DRAWN).first()
    signed: dict[str, Any] = {"on": clock.today(), "how": "home", "who": dossier.worker_id}
    signed |= {"mark": mark_of(plan) if plan else ""} | changes
    if "scan" not in changes and "paper" not in changes:
        signed["paper"] = paper_of(dossier, by).pk
    return Signature(**signed)


def agree(plan: Plan, by: User) -> Plan:
    """Have it signed as it is."""
    plan = fresh(plan)
    seen = plan.changed_at.isoformat()
    return commands.agree_plan(plan, signature(plan.dossier, by), seen=seen, by=by)


def approve(plan: Plan, by: User, why: str = "家庭情况特殊，先这样办") -> Plan:
    """Approve it over whatever warnings there are."""
    plan = fresh(plan)
    shown = [each.mark for each in warnings_about(plan)]
    return commands.approve_plan(plan, seen=plan.changed_at.isoformat(), shown=shown, why=why, by=by)


def send_back(plan: Plan, by: User, why: str = "还缺一项") -> Plan:
    """Send it back as it is."""
    plan = fresh(plan)
    return commands.return_plan(plan, seen=plan.changed_at.isoformat(), why=why, by=by)


def plan_at(state: str, dossier: Dossier, *, clerk: User, approver: User) -> Plan:
    """A plan brought to a state by those who bring it there."""
    plan = draft(dossier, clerk, year=clock.today().year + (state == "ahead"))
    for step in PATHS[state]:
        if step == "agree":
            agree(plan, clerk)
        elif step == "approve":
            approve(plan, approver)
        elif step == "discard":
            commands.discard_plan(plan, by=clerk)
        else:
            newer = commands.draft_plan(dossier, year=plan.year, by=clerk)
            agree(newer, clerk)
            approve(newer, approver)
    return fresh(plan)


def measure_of(plan: Plan) -> PlannedMeasure:
    """Its first measure."""
    found: PlannedMeasure = plan.measures.select_related("plan__dossier__unit", "person", "responsible_unit").first()  # type: ignore[assignment] # there is one
    return found
