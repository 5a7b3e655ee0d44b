"""Every read of plans with a join or a meaning."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from niangjia.accounts.access import Jurisdiction
from niangjia.accounts.models import Unit, User
from niangjia.dossiers.models import ON_FILE, Dossier
from niangjia.dossiers.queries import visible_to as dossiers_visible_to
from niangjia.kernel.text import Text
from niangjia.plans.catalogue import Entry, shipped
from niangjia.plans.models import (
    BEING_DRAWN,
    LIVE,
    Availability,
    Cause,
    Interview,
    MeasureState,
    OwnMeasure,
    Plan,
    PlannedMeasure,
    PlanState,
    Progress,
)
from niangjia.plans.seers import seen_to_by

PAGE_ROWS = 25
IN_FORCE = (PlanState.APPROVED, PlanState.ENDED)
"""Was approved: what earlier years had."""
RELATED = ("dossier__unit", "dossier__worker", "dossier__household", "drawn_by", "agreed_by", "approved_by", "paper")


def entries_now() -> dict[str, Entry]:
    """The catalogue by code: what is shipped, then the bureau's own, each as it can be had here. Two queries."""
    rows = {each.code: each for each in Availability.objects.all()}
    own = OwnMeasure.objects.select_related("added_by").order_by("added_at", "id")
    entries = {**shipped(), **{each.code: _own_entry(each) for each in own}}
    return {code: _available(entry, rows.get(code)) for code, entry in entries.items()}


def _own_entry(row: OwnMeasure) -> Entry:
    def both(text: str) -> Text:
        return Text(text, text)

    return Entry(
        code=row.code,
        label=both(row.name),
        what=both(row.what),
        tier=row.tier,
        nature=row.nature,
        is_about_member=False,
        causes=frozenset(row.causes),
        who=("anyone",),
        who_words=both(row.qualifies),
        told=both(row.told_by),
        basis=(both(row.basis),),
        is_confirmed=True,
        role="assistance-clerk",
        sign="words",
        is_own=True,
    )


def _available(entry: Entry, row: Availability | None) -> Entry:
    return entry if row is None else replace(entry, is_available=row.is_available, why_not=row.why)


def causes_of(dossier: Dossier) -> "QuerySet[Cause]":
    """The causes in force of a dossier, the heaviest first, with whom they concern; without what was written."""
    found = Cause.objects.filter(dossier=dossier, settled_on=None).select_related("person", "evidence", "added_by")
    return found.defer("settled_why").order_by("-weight", "added_at", "id")


def settled_causes_of(dossier: Dossier) -> "QuerySet[Cause]":
    """Those that hold no more, the last first."""
    found = Cause.objects.filter(dossier=dossier).exclude(settled_on=None).select_related("person", "settled_by")
    return found.order_by("-settled_on", "-id")


def interviews_of(dossier: Dossier) -> "QuerySet[Interview]":
    """The talks held, the last first, without what was said."""
    return Interview.objects.filter(dossier=dossier).select_related("person", "by").defer("answers").order_by("-at")


def plans_of(dossier: Dossier) -> "QuerySet[Plan]":
    """Every version of the plan of a dossier, the newest first, with its measures."""
    found = Plan.objects.filter(dossier=dossier).select_related("drawn_by", "approved_by", "agreed_by")
    return found.prefetch_related(measures_prefetch()).order_by("-year", "-version")


def measures_prefetch() -> "Prefetch[str, QuerySet[PlannedMeasure], str]":
    """The measures of plans, with whom they are for and who sees to them."""
    return Prefetch("measures", queryset=measures())


def measures() -> "QuerySet[PlannedMeasure]":
    """Measures with everything a line about one names."""
    return PlannedMeasure.objects.select_related("person", "responsible_user", "responsible_unit", "set_by")


def progress_of(plan: Plan) -> "QuerySet[Progress]":
    """What was said of the measures of a plan, the last first."""
    return Progress.objects.filter(measure__plan=plan).select_related("measure", "by").order_by("-at", "-id")


def codes_of_causes(dossiers: Collection[UUID]) -> dict[UUID, list[str]]:
    """The causes in force of some dossiers that have any, by their code. One query."""
    found: dict[UUID, list[str]] = {}
    rows = Cause.objects.filter(dossier__in=dossiers, settled_on=None)
    for dossier, code in rows.values_list("dossier", "code"):
        found.setdefault(dossier, []).append(code)
    return found


def plan_in_force(dossier: Dossier) -> Plan | None:
    """The approved plan of a dossier, with its measures."""
    return plans_of(dossier).filter(state=PlanState.APPROVED).first()


def standing_of(measure: PlannedMeasure) -> PlannedMeasure:
    """The row that stands for a measure now: that of the plan in force, else of the plan it is in itself.

    A plan that is followed by a newer one hands its measures on; whoever keeps the id of an older row goes on with it.
    """
    same = measures().filter(thread=measure.thread, plan__state=PlanState.APPROVED)
    found = same.filter(plan__dossier=measure.plan.dossier_id).select_related("plan").first()
    return found or measure


def earlier_measures(plan: Plan) -> Mapping[int, frozenset[tuple[str, UUID | None]]]:
    """Which measures (code, person) the approved plans of earlier years had, dropped ones left out. One query."""
    rows = PlannedMeasure.objects.filter(
        plan__dossier=plan.dossier_id, plan__state__in=IN_FORCE, plan__year__lt=plan.year
    ).exclude(state=MeasureState.DROPPED)
    years: dict[int, set[tuple[str, UUID | None]]] = defaultdict(set)
    for year, code, person in rows.order_by().values_list("plan__year", "code", "person"):
        years[year].add((code, person))
    return {year: frozenset(found) for year, found in years.items()}


def visible_to(where: Jurisdiction) -> "QuerySet[Plan]":
    """The plans of households inside a jurisdiction: the only door to a list."""
    if where.covers_all():
        return Plan.objects.all()
    return Plan.objects.filter(dossier__unit__in=where.units())


def to_draw(dossiers: "QuerySet[Dossier]", year: int) -> "QuerySet[Dossier]":
    """Those of some dossiers that are on file without a plan for a year, in force or on the way."""
    there = Plan.objects.filter(
        Q(state__in=BEING_DRAWN) | Q(state=PlanState.APPROVED, year__gte=year), dossier=OuterRef("pk")
    )
    found = dossiers.filter(~Exists(there), state__in=ON_FILE)
    return found.select_related("unit", "worker").order_by("filed_on", "id")


def to_approve(where: Jurisdiction, *, besides: User) -> "QuerySet[Plan]":
    """Agreed plans that someone has no part in, the longest agreed first."""
    wrote = PlannedMeasure.objects.filter(plan=OuterRef("pk"), set_by=besides)
    found = visible_to(where).filter(~Exists(wrote), state=PlanState.AGREED)
    found = found.exclude(drawn_by=besides).exclude(signature_taken_by=besides)
    return found.select_related(*RELATED).order_by("agreed_on", "id")


def due_measures(plans: "QuerySet[Plan]") -> "QuerySet[PlannedMeasure]":
    """Measures of those of some plans that are in force, not at an end, what is due soonest first."""
    return measures_in(plans).order_by("due_on", "id")


def own_measures(user: User) -> "QuerySet[PlannedMeasure]":
    """Those that someone sees to, named in person or as what they are to the household, wherever."""
    return measures_in(Plan.objects.all()).filter(seen_to_by(user)).order_by("due_on", "id")


def live_measures_of(dossier: Dossier) -> "QuerySet[PlannedMeasure]":
    """The measures not at an end of the plan in force of a dossier, what is due soonest first."""
    return due_measures(Plan.objects.filter(dossier=dossier))


def standing_in(dossier: Dossier) -> dict[UUID, PlannedMeasure]:
    """The measures of the plan in force of a dossier, at an end or not, by thread. One query."""
    found = measures().filter(plan__dossier=dossier, plan__state=PlanState.APPROVED)
    return {each.thread: each for each in found}


def measures_in(plans: "QuerySet[Plan]") -> "QuerySet[PlannedMeasure]":
    """Measures not at an end of those of some plans that are in force, of open dossiers."""
    found = measures().filter(plan__in=plans.filter(state=PlanState.APPROVED), plan__dossier__closed_on=None)
    return found.filter(state__in=LIVE).select_related("plan__dossier__unit", "plan__dossier__worker")


def figures(where: Jurisdiction, year: int) -> dict[str, int]:
    """How plans stand in a jurisdiction, without names: on file, with a plan in force, measures. Three queries."""
    on_file = dossiers_visible_to(where).filter(state__in=ON_FILE)
    plans = visible_to(where).filter(state=PlanState.APPROVED, year__gte=year, dossier__state__in=ON_FILE)
    by_state = dict(
        PlannedMeasure.objects.filter(plan__in=plans)
        .order_by()
        .values_list("state")
        .annotate(count=Count("pk"))
    )  # fmt: skip
    live = sum(by_state.get(state, 0) for state in LIVE)
    reached = by_state.get(MeasureState.REACHED, 0)
    return {"on_file": on_file.count(), "in_force": plans.count(), "live": live, "reached": reached}


def was_reached() -> Exists:
    """Whether a measure for the household of a dossier came to its goal."""
    return Exists(
        PlannedMeasure.objects.filter(
            plan__dossier=OuterRef("pk"), plan__state__in=IN_FORCE, state=MeasureState.REACHED
        )
    )


def count_measures_at(units: "QuerySet[Unit]") -> int:
    """How many measures not at an end some units see to."""
    return PlannedMeasure.objects.filter(responsible_unit__in=units, state__in=LIVE).count()


def changed_between(older: Plan, newer: Plan) -> "list[tuple[PlannedMeasure | None, PlannedMeasure | None]]":
    """The measures of two plans side by side, by thread; None where one has none. Both loaded with measures."""
    before = {each.thread: each for each in older.measures.all()}
    after = {each.thread: each for each in newer.measures.all()}
    return [(before.get(thread), after.get(thread)) for thread in dict.fromkeys((*before, *after))]


def people_of(plans: Iterable[Plan]) -> set[UUID]:
    """Everyone a measure of some plans is for."""
    return {each.person_id for plan in plans for each in plan.measures.all() if each.person_id}


def is_late(measure: PlannedMeasure, today: date) -> bool:
    """Whether a measure that is not at an end was due before today."""
    return measure.state in LIVE and measure.due_on < today
