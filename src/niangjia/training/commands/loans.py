"""A loan for household production: it is lent by two people, and what becomes of it is proposed by one and decided by
another.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.accounts.models import User
from niangjia.audit.commands import record as audit
from niangjia.kernel import clock
from niangjia.kernel.errors import Forbidden, InvalidInput
from niangjia.kernel.money import yuan
from niangjia.kernel.text import in_both_languages
from niangjia.training import access, queries
from niangjia.training.commands.steps import checked, fen, require_there, under_lock_of_project
from niangjia.training.errors import ChangedMeanwhile
from niangjia.training.limits import limit, value_of
from niangjia.training.models import Instalment, Project, ProjectEnd, ProjectState

MOST_INSTALMENTS = 60
Plan = Sequence[tuple[date, int]]
"""Instalments: the day each is due, and how much in fen."""


@transaction.atomic
def release_loan(project: Project, *, seen: str, by: User) -> Project:
    """Lend, as a second person, what was proposed and `seen`: the project begins, with its instalments. Locks.

    Raises Forbidden, also to who proposed it, Conflict, also when somebody has died or no dossier is open,
    ChangedMeanwhile when another loan is proposed by now, InvalidInput when an instalment is due already, or for more
    than the limit.
    """
    access.require_on(by, "release-loan", project)
    project = _releasing(under_lock_of_project(project, "release-loan"), seen, by)
    require_there(project)
    plan = from_kept(project.proposed_plan)
    check_plan(plan, lendable(project.lent_fen), after=clock.today())
    project.state, project.released_by, project.next_on = ProjectState.RUNNING, by, next_look()
    project.proposed_plan = []
    project.save()
    set_instalments(project, plan)
    audit("training.loan.released", project, by=by, unit=project.dossier.unit, kind=project.kind_label)
    return project


@transaction.atomic
def reject_loan(project: Project, *, seen: str, by: User) -> Project:
    """Do not lend, as a second person, what was proposed and `seen`: the plan stands as before, without a loan. Locks.

    Raises Forbidden, also to who proposed it, Conflict, ChangedMeanwhile.
    """
    access.require_on(by, "release-loan", project)
    project = _releasing(under_lock_of_project(project, "release-loan"), seen, by)
    project.state, project.started_on, project.lent_by = ProjectState.PLANNED, None, None
    project.lent_fen, project.lender, project.proposed_plan = 0, "", []
    project.save()
    audit("training.loan.rejected", project, by=by, unit=project.dossier.unit, kind=project.kind_label)
    return project


def _releasing(project: Project, seen: str, by: User) -> Project:
    _require_second(project.lent_by_id, by)
    if project.proposal != seen:
        raise ChangedMeanwhile(
            format_lazy(_("Meanwhile another loan was proposed: {yuan} yuan."), yuan=yuan(project.lent_fen)),
            remedy=_("Read it, then decide."),
        )
    return project


@transaction.atomic
def propose_end(project: Project, *, end: str, why: str = "", plan: Plan = (), by: User) -> Project:
    """Propose what becomes of the loan, for a second person to decide. Locks.

    Raises Forbidden, Conflict, InvalidInput: repaid only when nothing is owed, the others only when something is, with
    a reason; a new plan is of what is owed, to the fen.
    """
    access.require_on(by, "propose-end", project)
    project = under_lock_of_project(project, "propose-end")
    balance = queries.balance_of(project)
    if end not in ProjectEnd.values:
        raise InvalidInput(_("Say what is proposed for the loan."), code="choice")
    if (end == ProjectEnd.REPAID) != (balance == 0):
        raise InvalidInput(
            _("There is still something owed.") if balance else _("Nothing is owed any more: close it as repaid."),
            code="balance",
        )
    if end == ProjectEnd.RESCHEDULED:
        check_plan(plan, balance, after=clock.today())
    project.proposed_end, project.proposed_by, project.decided_by = end, by, None
    project.proposed_at = clock.now()
    project.proposed_plan = as_kept(plan) if end == ProjectEnd.RESCHEDULED else []
    project.proposed_why = checked(why, what=pgettext_lazy("training", "Why"), is_needed=end != ProjectEnd.REPAID)
    project.state = ProjectState.SETTLING
    project.save()
    told = in_both_languages(ProjectEnd(end).label)
    audit("training.end.proposed", project, by=by, unit=project.dossier.unit, end=told)
    return project


@transaction.atomic
def approve_end(project: Project, *, seen: str, by: User) -> Project:
    """Agree, as a second person, to the `proposal` that was `seen`: repaid and written off end it, rescheduled sets the
    instalments anew. Locks.

    Raises Forbidden, also to who proposed it, Conflict, ChangedMeanwhile when something else is proposed by now.
    """
    access.require_on(by, "decide-end", project)
    project = _second(under_lock_of_project(project, "decide-end"), seen, by)
    end, balance = ProjectEnd(project.proposed_end), queries.balance_of(project)
    project.decided_by = by
    if end == ProjectEnd.RESCHEDULED:
        project.state, project.round = ProjectState.RUNNING, project.round + 1
        project.save()
        set_instalments(project, from_kept(project.proposed_plan))
    else:
        is_repaid = end == ProjectEnd.REPAID
        project.state = ProjectState.REPAID if is_repaid else ProjectState.WRITTEN_OFF
        project.written_off_fen += balance
        project.ended_on, project.next_on = clock.today(), None
        project.save()
    audit("training.end.approved", project, by=by, unit=project.dossier.unit, end=in_both_languages(end.label))
    return project


@transaction.atomic
def reject_end(project: Project, *, seen: str, by: User) -> Project:
    """Do not agree, as a second person, to the `proposal` that was `seen`: the project goes on as it was. Locks.

    Raises Forbidden, Conflict, ChangedMeanwhile.
    """
    access.require_on(by, "decide-end", project)
    project = _second(under_lock_of_project(project, "decide-end"), seen, by)
    end = ProjectEnd(project.proposed_end)
    project.state, project.decided_by = ProjectState.RUNNING, by
    project.save(update_fields=["state", "decided_by"])
    audit("training.end.rejected", project, by=by, unit=project.dossier.unit, end=in_both_languages(end.label))
    return project


def _second(project: Project, seen: str, by: User) -> Project:
    """The project, when someone may decide, as a second person, on what they have `seen` proposed."""
    _require_second(project.proposed_by_id, by)
    if project.proposal != seen:
        end = ProjectEnd(project.proposed_end).label
        raise ChangedMeanwhile(
            format_lazy(
                _("Meanwhile something else was proposed for this loan: {end}, by {who}."),
                end=end,
                who=str(project.proposed_by),
            ),
            remedy=_("Read it, then decide."),
        )
    return project


def _require_second(first: UUID | None, by: User) -> None:
    if first == by.pk:
        raise Forbidden(_("Whoever proposed it does not decide it."), remedy=_("Ask a second person."))


def check_plan(plan: Plan, owed_fen: int, *, after: date) -> None:
    days = [day for day, _part in plan]
    is_sound = all(part > 0 for _day, part in plan) and sum(part for _day, part in plan) == owed_fen
    if not is_sound or len(plan) > MOST_INSTALMENTS or days != sorted(set(days)):
        raise InvalidInput(
            _("The instalments do not come to what is owed."), remedy=_("Check each day and amount."), code="plan"
        )
    if days and days[0] < after:
        raise InvalidInput(_("An instalment is due before the money was lent."), code="plan")


def set_instalments(project: Project, plan: Plan) -> None:
    Instalment.objects.bulk_create(
        Instalment(project=project, round=project.round, due_on=day, amount_fen=part) for day, part in plan
    )


def lendable(amount_fen: int) -> int:
    """An amount that may be lent to one household, 0 for none. Raises InvalidInput for more than the limit."""
    amount_fen, most = fen(amount_fen, what=_("Lent")), limit("loan-most").value * 100
    if amount_fen > most:
        raise InvalidInput(
            format_lazy(_("Lent: {yuan} yuan; at most {most} yuan."), yuan=yuan(amount_fen), most=yuan(most)),
            remedy=_("Lend less. The most that is lent is set on the page “Limits”."),
            code="loan-most",
        )
    return amount_fen


def as_kept(plan: Plan) -> list[list[object]]:
    """Instalments as a project keeps those that are proposed."""
    return [[day.isoformat(), part] for day, part in plan]


def from_kept(kept: Sequence[tuple[str, int]]) -> list[tuple[date, int]]:
    """The same, read."""
    return [(date.fromisoformat(day), part) for day, part in kept]


def next_look() -> date:
    """When somebody looks in again."""
    return clock.today() + timedelta(days=value_of("project-visit"))
