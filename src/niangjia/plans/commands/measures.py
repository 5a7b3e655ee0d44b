"""The measures of a plan that is being drawn up: put in, changed, taken out."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from niangjia.accounts.access import require_open
from niangjia.accounts.models import Role, User
from niangjia.audit.commands import record as audit
from niangjia.kernel import clock
from niangjia.kernel.errors import InvalidInput
from niangjia.people import codes
from niangjia.plans import access, queries
from niangjia.plans.commands.steps import checked, require_member, told, under_lock_for
from niangjia.plans.errors import PlanTaken
from niangjia.plans.models import LIVE, GoalKind, Plan, PlannedMeasure
from niangjia.plans.records import MeasureRecord

MOST_FEN = 10_000_000_00
MOST_MONTHS = 120
FURTHEST_YEARS = 5


@transaction.atomic
def add_measure(plan: Plan, said: MeasureRecord, *, by: User) -> PlannedMeasure:
    """Put a measure into a plan. The same once more is the one there is. Locks the plan.

    Raises Forbidden, NeedsAnother, PlanTaken, InvalidInput for what does not go together.
    """
    access.require_for(by, "revise", plan.dossier)
    plan = under_lock_for(plan, "revise")
    _check(plan, said)
    for known in plan.measures.filter(code=said.code, person=said.person, set_by=by, state__in=LIVE):
        if _says(known) == said:
            return known
    measure = PlannedMeasure(plan=plan)
    _write(measure, said, by)
    measure.save(force_insert=True)
    _touch(plan, by)
    label = queries.entries_now()[said.code].label
    audit("plans.measure.added", plan.dossier, by=by, unit=plan.dossier.unit, measure=label, **told(plan))
    return measure


@transaction.atomic
def revise_measure(measure: PlannedMeasure, said: MeasureRecord, *, seen: str, by: User) -> PlannedMeasure:
    """Change a measure that is as it was when `seen` (its set_at, ISO). Its kind stays. Locks the plan.

    Raises as add_measure does, and PlanTaken when somebody else changed it meanwhile, or it is at an end.
    """
    access.require_for(by, "revise", measure.plan.dossier)
    plan = under_lock_for(measure.plan, "revise")
    now = plan.measures.filter(pk=measure.pk, state__in=LIVE).first()
    if now is not None and now.set_by_id == by.pk and _says(now) == said:
        return now
    if now is None or now.set_at.isoformat() != seen:
        raise PlanTaken(
            _("Somebody else has changed this measure since you opened it."), remedy=_("What you typed is below.")
        )
    if said.code != now.code:
        raise InvalidInput(_("Another kind of measure is added as one of its own."), code="other-kind")
    _check(plan, said)
    _write(now, said, by)
    now.save()
    _touch(plan, by)
    label = queries.entries_now()[said.code].label
    audit("plans.measure.revised", plan.dossier, by=by, unit=plan.dossier.unit, measure=label, **told(plan))
    return now


@transaction.atomic
def remove_measure(measure: PlannedMeasure, *, by: User) -> None:
    """Take a measure out of a plan being drawn up; of a plan in force it stays in the version before. Locks the plan.

    One that is not there any more is out. Raises Forbidden, NeedsAnother, PlanTaken.
    """
    access.require_for(by, "revise", measure.plan.dossier)
    plan = under_lock_for(measure.plan, "revise")
    if plan.measures.filter(pk=measure.pk).delete()[0]:
        _touch(plan, by)
        entry = queries.entries_now().get(measure.code)
        label = entry.label if entry else measure.code
        audit("plans.measure.removed", plan.dossier, by=by, unit=plan.dossier.unit, measure=label, **told(plan))


def _touch(plan: Plan, by: User) -> None:
    """Whoever wrote in a plan once had a part in it, whatever a colleague makes of it."""
    plan.changed_at = clock.now()
    plan.save(update_fields=["changed_at"])
    plan.authors.add(by)


def _write(measure: PlannedMeasure, said: MeasureRecord, by: User) -> None:
    measure.code, measure.person, measure.causes = said.code, said.person, sorted(said.causes)
    measure.responsible_user, measure.responsible_role, measure.responsible_unit = said.user, said.role, said.unit
    measure.starts_on, measure.due_on = said.starts_on, said.due_on
    measure.goal_kind, measure.goal_value, measure.goal_words = said.goal_kind, said.goal_value, said.goal_words.strip()
    measure.amount_fen, measure.note = said.amount_fen, said.note.strip()
    measure.set_by, measure.set_at = by, clock.now()


def _says(measure: PlannedMeasure) -> MeasureRecord:
    """What a measure says, as it would be stated."""
    return MeasureRecord(
        code=measure.code,
        starts_on=measure.starts_on,
        due_on=measure.due_on,
        causes=frozenset(measure.causes),
        person=measure.person,
        user=measure.responsible_user,
        role=measure.responsible_role,
        unit=measure.responsible_unit,
        goal_kind=measure.goal_kind,
        goal_value=measure.goal_value,
        goal_words=measure.goal_words.reveal() if measure.goal_words else "",
        amount_fen=measure.amount_fen,
        note=measure.note.reveal() if measure.note else "",
    )


def _check(plan: Plan, said: MeasureRecord) -> None:
    entry = queries.entries_now().get(said.code)
    if entry is None or not entry.is_available:
        raise InvalidInput(_("This measure cannot be had here."), remedy=_("Choose another one."), code="no-measure")
    if entry.is_about_member and said.person is None:
        raise InvalidInput(_("Say for whom of the household it is."), code="person")
    require_member(plan.dossier, said.person)
    if any(each not in codes.CAUSES for each in said.causes):
        raise InvalidInput(_("Choose the causes from the official list."), code="causes")
    if not said.starts_on <= said.due_on or said.due_on.year > plan.year + FURTHEST_YEARS:
        raise InvalidInput(
            _("A measure is to be reached after it begins, and within %(years)s years.") % {"years": FURTHEST_YEARS},
            code="due-on",
        )
    if sum(map(bool, (said.user, said.role, said.unit))) > 1 or (said.role and said.role not in Role.values):
        raise InvalidInput(_("One person, one role or one department sees to a measure."), code="responsible")
    if said.unit is not None:
        require_open(said.unit)
    _check_goal(said)
    if said.amount_fen is not None and not 0 <= said.amount_fen <= MOST_FEN:
        raise InvalidInput(_("The amount is not below 0 and at most ten million yuan."), code="amount")
    checked(said.note, what="", is_needed=False)


def _check_goal(said: MeasureRecord) -> None:
    if said.goal_kind and said.goal_kind not in GoalKind.values:
        raise InvalidInput(_("Choose the sign of success from the list."), code="goal-kind")
    most = (
        {GoalKind.INCOME: MOST_FEN, GoalKind.WORK: MOST_MONTHS}.get(GoalKind(said.goal_kind), 0)
        if said.goal_kind
        else 0
    )
    if said.goal_value is not None and not 0 < said.goal_value <= most:
        raise InvalidInput(_("This sign takes no such number."), code="goal-value")
    checked(said.goal_words, what=gettext_lazy("The goal"), is_needed=False)
