"""The only doors to plans, diagnoses and the catalogue. Missing and forbidden look alike."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from niangjia.accounts.doors import Doors
from niangjia.accounts.models import Appointment, Unit, User
from niangjia.accounts.queries import subtree
from niangjia.accounts.unit_kinds import KINDS, Group
from niangjia.dossiers.chain_access import belongs_to, is_of_own_household, require_not_own
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.queries import visible_to as dossiers_visible_to
from niangjia.dossiers.queries import whole
from niangjia.kernel import clock
from niangjia.kernel.errors import NotFoundOrForbidden
from niangjia.plans import queries
from niangjia.plans.models import Cause, Interview, Plan, PlannedMeasure, PlanState
from niangjia.plans.seers import seen_to_by
from niangjia.visits.models import Finding
from niangjia.visits.queries import causes_seen

_DOORS = Doors("plans")

RIGHTS = _DOORS.rights
"""The rows of rights.toml by name."""

where_may, require_somewhere = _DOORS.where_may, _DOORS.require_somewhere
may, require = _DOORS.may, _DOORS.require


def may_now(user: User, act: str, plan: Plan) -> bool:
    """Whether someone may do an act on a plan in the state it is in."""
    return RIGHTS[act].allows_state(plan.stands) and may(user, act, plan.dossier.unit)


def require_for(user: User, act: str, dossier: Dossier) -> None:
    """Every command on causes, talks and plans of a household asks here. Raises Forbidden, and NeedsAnother for
    somebody who belongs to the household, or is known to have belonged to it.
    """
    require(user, act, dossier.unit)
    require_not_own(user, [dossier.household_id], act=RIGHTS[act].label)


def get_plan_for(user: User, pk: UUID, act: str = "read") -> Plan:
    """A plan of a household that someone may do an act on, with its measures. Raises NotFoundOrForbidden."""
    found = queries.visible_to(where_may(user, act)).filter(pk=pk).select_related(*queries.RELATED)
    plan: Plan | None = found.prefetch_related(queries.measures_prefetch()).first()
    if plan is None:
        raise NotFoundOrForbidden(_("There is no such plan, or it is not yours to see."))
    return plan


def get_dossier_for_map(user: User, pk: UUID) -> Dossier:
    """A dossier whose map of help someone may see, for which no name is needed. Raises NotFoundOrForbidden."""
    found = whole(dossiers_visible_to(where_may(user, "see-map"))).filter(pk=pk).first()
    if found is None:
        raise NotFoundOrForbidden(_("There is no such dossier, or it is not yours to see."))
    return found


def get_seen_of(dossier: Dossier, pk: str | None) -> Finding | None:
    """A cause that a visit has shown and nobody has taken up, by its id; None for none of this dossier."""
    return next((each for each in causes_seen(dossier) if str(each.pk) == pk), None) if pk else None


def get_measure_of(plan: Plan, pk: UUID) -> PlannedMeasure:
    """A measure of a plan that someone was let in to. Raises NotFoundOrForbidden."""
    found = queries.measures().filter(plan=plan, pk=pk).first()
    if found is None:
        raise NotFoundOrForbidden(_("There is no such measure in this plan."))
    found.plan = plan
    return found


def get_measure_to_report(user: User, pk: UUID) -> PlannedMeasure:
    """The measure that stands for one now, if someone works on plans there, or sees to it in a plan in force of an open
    dossier: whoever saw to an older row reads nothing more of it. Raises NotFoundOrForbidden.
    """
    found = PlannedMeasure.objects.filter(pk=pk).select_related("plan").first()
    if found is not None:
        related = ("plan__dossier__unit", "plan__dossier__worker")
        found = queries.measures().select_related(*related).get(pk=queries.standing_of(found).pk)
    if found is None or not works_on(user, found) or not (_can_be_reported(found) or _is_by_role(user, found)):
        raise NotFoundOrForbidden(_("There is no such measure, or it is not yours to report on."))
    return found


def may_report(user: User, measure: PlannedMeasure) -> bool:
    """Whether someone may say today how a measure stands: nobody of the household, nobody once its plan or its dossier
    is over.
    """
    is_open = works_on(user, measure) and _can_be_reported(measure)
    return is_open and not is_of_own_household(user, measure.plan.dossier)


def _can_be_reported(measure: PlannedMeasure) -> bool:
    return measure.plan.stands == PlanState.APPROVED and measure.plan.dossier.closed_on is None


def _is_by_role(user: User, measure: PlannedMeasure) -> bool:
    return may(user, "report", measure.plan.dossier.unit)


def works_on(user: User, measure: PlannedMeasure) -> bool:
    """Whether a measure is someone's to report on: of those who work on plans there, and of who sees to it."""
    if may(user, "report", measure.plan.dossier.unit):
        return True
    return (
        bool(where_may(user, "report-own")) and PlannedMeasure.objects.filter(seen_to_by(user), pk=measure.pk).exists()
    )


def may_report_of(user: User, dossier: Dossier) -> set[UUID]:
    """Of which measures of the plan in force of a dossier someone may say how they stand, by id. Two queries."""
    if dossier.closed_on is not None or is_of_own_household(user, dossier):
        return set()
    found = PlannedMeasure.objects.filter(plan__dossier=dossier, plan__in=queries.in_force())
    if not may(user, "report", dossier.unit):
        found = found.filter(seen_to_by(user)) if where_may(user, "report-own") else found.none()
    return set(found.values_list("pk", flat=True))


def get_cause_of(dossier: Dossier, pk: UUID) -> Cause:
    """A cause in force of a dossier that someone was let in to. Raises NotFoundOrForbidden."""
    found = queries.causes_of(dossier).filter(pk=pk).first()
    if found is None:
        raise NotFoundOrForbidden(_("There is no such cause in this dossier."))
    return found


def get_interview_of(dossier: Dossier, pk: UUID) -> Interview:
    """A talk of a dossier that someone was let in to. Raises NotFoundOrForbidden."""
    found = Interview.objects.filter(dossier=dossier, pk=pk).select_related("person", "by").first()
    if found is None:
        raise NotFoundOrForbidden(_("There is no such talk in this dossier."))
    return found


def has_part_in(user: User, plan: Plan) -> bool:
    """Whether someone ever wrote in a plan or took a signature for it, or belongs to the household."""
    return plan.authors.filter(pk=user.pk).exists() or belongs_to(user, [plan.dossier.household_id])


def departments_near(unit: Unit) -> "QuerySet[Unit]":
    """The departments and partners in the tree of a unit: those that can see to a measure. In tree order; one query."""
    kinds = [each.code for each in KINDS.values() if each.group != Group.UNION]
    top = Unit.objects.filter(path=unit.path[: Unit.steplen]).first() or unit
    return subtree(top).filter(kind__in=kinds, closed_on=None).order_by("path")


def people_near(unit: Unit) -> "QuerySet[User]":
    """Active users whose role over a unit may see to a measure of a household there, by name. One query."""
    above = [unit.path[: length * unit.steplen] for length in range(1, len(unit.path) // unit.steplen + 1)]
    held = Appointment.objects.in_force(clock.today()).filter(
        unit__path__in=above, role__in=RIGHTS["report-own"].roles, user__is_active=True
    )
    return User.objects.filter(pk__in=held.values("user")).order_by("display_name", "username")
