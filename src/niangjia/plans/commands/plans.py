"""A plan begun and discarded."""

from django.db import transaction
from django.utils.translation import gettext as _

from niangjia.accounts.models import User
from niangjia.audit.commands import record as audit
from niangjia.dossiers.models import Dossier, DossierState
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, InvalidInput
from niangjia.kernel.ids import new_id
from niangjia.people.queries import members_in_force
from niangjia.plans import access, queries
from niangjia.plans.commands.steps import lock_open, told, under_lock_for
from niangjia.plans.errors import PlanThere
from niangjia.plans.models import BEING_DRAWN, LIVE, MeasureState, Plan, PlannedMeasure, PlanState

CARRIED = (
    "thread", "code", "person_id", "causes", "state", "responsible_user_id", "responsible_role", "responsible_unit_id",
    "starts_on", "due_on", "goal_kind", "goal_value", "amount_fen", "set_by_id", "set_at", "ended_on",
)  # fmt: skip
SEALED = ("goal_words", "note")


@transaction.atomic
def draft_plan(dossier: Dossier, *, year: int, by: User) -> Plan:
    """Begin the next version of a household's plan for a year: this one or the next. What the one before has is
    taken over: all but what was dropped within the same year, what is not at an end into another. Locks the dossier.

    The one that the same person has just begun is given back. Raises Forbidden, NeedsAnother, PlanThere for another
    being drawn up, Conflict for a dossier that is closed or a draft itself, InvalidInput for another year.
    """
    access.require_for(by, "draft", dossier)
    dossier = lock_open(dossier)
    if year not in {clock.today().year, clock.today().year + 1}:
        raise InvalidInput(_("A plan is drawn up for this year or the next."), code="year")
    if dossier.state == DossierState.DRAFT:
        raise Conflict(_("This dossier is a draft itself."), remedy=_("Submit it first."), code="draft")
    there = Plan.objects.filter(dossier=dossier, state__in=BEING_DRAWN).first()
    if there is not None:
        if (there.state, there.year, there.drawn_by_id) == (PlanState.DRAFT, year, by.pk):
            return there
        raise PlanThere(
            _("A plan of this household is being drawn up already."), remedy=_("Go on with that one, or discard it.")
        )
    last = Plan.objects.filter(dossier=dossier, year=year).order_by("-version").first()
    now = clock.now()
    plan = Plan(dossier=dossier, year=year, version=last.version + 1 if last else 1)
    plan.drawn_by, plan.drawn_at, plan.changed_at = by, now, now
    plan.save(force_insert=True)
    count = _take_over(plan)
    plan.authors.add(by, *(each.set_by for each in plan.measures.select_related("set_by")))
    audit("plans.plan.drafted", dossier, by=by, unit=dossier.unit, count=count, **told(plan))
    return plan


def _take_over(plan: Plan) -> int:
    """Copies of the measures of the plan that this one follows, whose persons are still there. How many."""
    before = queries.last_approved(plan.dossier, plan.year)
    if before is None:
        return 0
    members = set(members_in_force(plan.dossier.household).values_list("person", flat=True))
    wanted = LIVE if before.year != plan.year else [each for each in MeasureState if each != MeasureState.DROPPED]
    copies = []
    for each in before.measures.all():
        if each.state in wanted and (each.person_id is None or each.person_id in members):
            copy = PlannedMeasure(id=new_id(), plan=plan, **{name: getattr(each, name) for name in CARRIED})
            for name in SEALED:
                value = getattr(each, name)
                setattr(copy, name, value.reveal() if value else "")
            copies.append(copy)
    PlannedMeasure.objects.bulk_create(copies)
    return len(copies)


@transaction.atomic
def discard_plan(plan: Plan, *, by: User) -> Plan:
    """Give up a plan that is not in force yet, also of a dossier that is closed; it stays readable. Locks it.

    Of a plan that was to begin in January, the one in force goes on. Raises Forbidden, NeedsAnother, PlanTaken.
    """
    access.require_for(by, "discard", plan.dossier)
    if Plan.objects.filter(pk=plan.pk, state=PlanState.DISCARDED).exists():
        return plan
    plan = under_lock_for(plan, "discard", is_closed_too=True)
    until_then = Plan.objects.filter(dossier=plan.dossier, state=PlanState.APPROVED, ended_on=plan.begins_on)
    going_on = list(until_then.values_list("pk", flat=True)) if plan.stands == PlanState.AHEAD else []
    plan.state, plan.ended_on, plan.changed_at = PlanState.DISCARDED, clock.today(), clock.now()
    plan.save(update_fields=["state", "ended_on", "changed_at"])
    Plan.objects.filter(pk__in=going_on).update(ended_on=None)
    audit("plans.plan.discarded", plan.dossier, by=by, unit=plan.dossier.unit, **told(plan))
    return plan
