"""Every read of plans with a join or a meaning."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.access import Jurisdiction
from niangjia.accounts.models import Unit, User
from niangjia.dossiers.chain_access import households_of
from niangjia.dossiers.joining import Open
from niangjia.dossiers.models import ON_FILE, Dossier
from niangjia.dossiers.queries import visible_to as dossiers_visible_to
from niangjia.kernel import clock
from niangjia.kernel.text import Text, in_both_languages
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
"""Was approved: what earlier years had. Which one holds today says `in_force`."""
RELATED = ("dossier__unit", "dossier__worker", "dossier__household", "drawn_by", "agreed_by", "approved_by", "paper")


def in_force() -> "QuerySet[Plan]":
    """The plans that hold today, of each dossier one at most: approved, begun, and not over."""
    return Plan.objects.filter(not_over(), begins_on__lte=clock.today())


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
        is_about_member=row.is_about_member,
        causes=frozenset(row.causes),
        who=("anyone",),
        who_words=both(row.qualifies),
        told=both(row.told_by),
        basis=(both(row.basis),),
        is_confirmed=True,
        role=row.role,
        sign=row.sign,
        ceiling=row.ceiling,
        evidence=tuple(row.evidence),
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
    """The plan of a dossier that holds today, with its measures."""
    return plans_of(dossier).filter(pk__in=in_force()).first()


def not_over() -> Q:
    """Of plans: approved and not over, in force or still to begin."""
    return Q(Q(ended_on=None) | Q(ended_on__gt=clock.today()), state=PlanState.APPROVED)


def last_approved(dossier: Dossier, year: int) -> Plan | None:
    """The approved plan of a dossier up to a year that is not over, with its measures: the one that the next version
    follows. It may be still to begin.
    """
    found = plans_of(dossier).filter(not_over(), year__lte=year)
    return found.order_by("-begins_on", "-year").first()


def plan_ahead(dossier: Dossier) -> Plan | None:
    """The approved plan of a dossier that is still to begin."""
    return Plan.objects.filter(dossier=dossier, state=PlanState.APPROVED, begins_on__gt=clock.today()).first()


def standing_of(measure: PlannedMeasure) -> PlannedMeasure:
    """The row that stands for a measure now: that of the plan in force, else of the plan it is in itself.

    A plan that is followed by a newer one hands its measures on; whoever keeps the id of an older row goes on with it.
    """
    same = measures().filter(thread=measure.thread, plan__in=in_force())
    found = same.filter(plan__dossier=measure.plan.dossier_id).select_related("plan").first()
    return found or measure


def rows_ahead(measure: PlannedMeasure) -> "QuerySet[PlannedMeasure]":
    """The same measure in an approved plan that is still to begin."""
    ahead = Plan.objects.filter(dossier=measure.plan.dossier_id, state=PlanState.APPROVED, begins_on__gt=clock.today())
    return PlannedMeasure.objects.filter(thread=measure.thread, plan__in=ahead)


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
    """Agreed plans of open dossiers that someone has no part in, none of the own household, longest agreed first."""
    wrote = Plan.authors.through.objects.filter(plan=OuterRef("pk"), user=besides)
    found = visible_to(where).filter(~Exists(wrote), state=PlanState.AGREED, dossier__closed_on=None)
    found = found.exclude(dossier__household__in=households_of(besides))
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
    found = measures().filter(plan__dossier=dossier, plan__in=in_force())
    return {each.thread: each for each in found}


def measures_in(plans: "QuerySet[Plan]") -> "QuerySet[PlannedMeasure]":
    """Measures not at an end of those of some plans that are in force, of open dossiers."""
    found = measures().filter(plan__in=plans.filter(pk__in=in_force()), plan__dossier__closed_on=None)
    return found.filter(state__in=LIVE).select_related("plan__dossier__unit", "plan__dossier__worker")


def figures(where: Jurisdiction, year: int) -> dict[str, int]:
    """How plans stand in a jurisdiction, without names: on file, with a plan in force, measures. Three queries."""
    on_file = dossiers_visible_to(where).filter(state__in=ON_FILE)
    plans = visible_to(where).filter(pk__in=in_force(), year__gte=year, dossier__state__in=ON_FILE)
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


def open_plans(dossier: Dossier) -> Iterator[Open]:
    """What keeps a dossier from going on in another one: a plan on the way, and one in force with something to do."""
    found = list(dossier.plans.filter(Q(state__in=BEING_DRAWN) | Q(not_over())))
    if any(each.stands != PlanState.APPROVED for each in found):
        yield Open(
            in_both_languages(_("a plan of help that is not in force yet")),
            in_both_languages(_("discard it on its page; its measures are planned anew with the family that goes on")),
        )
    if live_measures_of(dossier).exists():
        yield Open(
            in_both_languages(_("measures of the plan of help that are not at an end")),
            in_both_languages(_("say of each how it ended; what goes on is planned with the family that goes on")),
        )


def changed_between(older: Plan, newer: Plan) -> "list[tuple[PlannedMeasure | None, PlannedMeasure | None]]":
    """The measures of two plans side by side, by thread; None where one has none. Both loaded with measures."""
    before = {each.thread: each for each in older.measures.all()}
    after = {each.thread: each for each in newer.measures.all()}
    return [(before.get(thread), after.get(thread)) for thread in dict.fromkeys((*before, *after))]


def is_late(measure: PlannedMeasure, today: date) -> bool:
    """Whether a measure that is not at an end was due before today."""
    return measure.state in LIVE and measure.due_on < today
