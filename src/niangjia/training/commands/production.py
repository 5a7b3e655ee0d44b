"""Household production: planned, begun with a loan, looked at, paid back; what is lent, and how that ends: loans.py."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.models import User
from niangjia.audit.commands import record as audit
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, InvalidInput
from niangjia.training import access, queries
from niangjia.training.commands.loans import Plan, as_kept, check_plan, lendable, next_look
from niangjia.training.commands.steps import (
    checked,
    code_of,
    fen,
    lock_to_begin,
    past,
    require_seen,
    require_there,
    under_lock_of_project,
    yes,
)
from niangjia.training.models import (
    Instalment,
    Project,
    ProjectState,
    ProjectVisit,
    SkillsProfile,
)


@transaction.atomic
def plan_project(
    profile: SkillsProfile, *, kind: str, plan: str, agreed_on: date, agreed_how: str, by: User
) -> Project:
    """Plan what a household will produce, with its yes. The same again, word for word, is the one there is.

    Locks the profile. Raises Forbidden, Conflict for a closed dossier or another plan of the same kind, InvalidInput.
    """
    access.require_on(by, "plan-project", profile)
    profile = lock_to_begin(profile, "plan-project", by)
    code_of("productions", kind, what=_("What"))
    known = Project.objects.filter(person=profile.person, kind=kind, state=ProjectState.PLANNED).first()
    if known is not None:
        same = (known.plan.reveal() if known.plan else "", known.agreed_on, known.agreed_how)
        if same == (plan.strip(), agreed_on, agreed_how):
            return known
        raise Conflict(
            _("The same is planned already, in other words."),
            remedy=_("Begin that plan or give it up first. What you typed is still below."),
            code="planned",
        )
    project = Project(dossier=profile.dossier, person=profile.person, kind=kind, made_by=by, made_at=clock.now())
    project.measure = queries.measure_for(profile.dossier, profile.person, queries.LOAN_MEASURES)
    project.plan = checked(plan, what=_("Plan"), is_needed=True)
    project.agreed_on, project.agreed_how = yes(agreed_on, agreed_how)
    project.save(force_insert=True)
    audit("training.project.planned", project, by=by, unit=profile.dossier.unit, kind=project.kind_label)
    return project


@transaction.atomic
def start_project(
    project: Project, *, started_on: date, lender: str = "", lent_fen: int = 0, plan: Plan = (), by: User
) -> Project:
    """Begin a project. Money that is to be lent, and paid back by the plan to the fen, waits for a second person who
    releases it (`release_loan`); without a loan there is no plan, and it has begun. Locks.

    Raises Forbidden, Conflict when it has begun, somebody has died or no dossier is open, InvalidInput, also for a day
    before the household said yes, and for more than the limit.
    """
    access.require_on(by, "start-project", project)
    project = under_lock_of_project(project, "start-project")
    require_there(project)
    project.started_on = past(started_on, what=_("First day"), since=project.agreed_on)
    project.lent_fen = lendable(lent_fen)
    project.lender = code_of("lenders", lender, what=_("Who lends")) if lent_fen else ""
    check_plan(plan, lent_fen, after=started_on)
    if lent_fen:
        project.state, project.lent_by, project.proposed_at = ProjectState.LENDING, by, clock.now()
        project.proposed_plan = as_kept(plan)
        project.save()
        audit("training.loan.proposed", project, by=by, unit=project.dossier.unit, kind=project.kind_label)
        return project
    project.state, project.next_on = ProjectState.RUNNING, next_look()
    project.save()
    audit("training.project.started", project, by=by, unit=project.dossier.unit, kind=project.kind_label)
    return project


@transaction.atomic
def withdraw_project(project: Project, *, by: User) -> Project:
    """Give up a plan before it begins. Locks. Raises Forbidden, Conflict."""
    access.require_on(by, "start-project", project)
    project = under_lock_of_project(project, "start-project")
    project.state, project.ended_on = ProjectState.WITHDRAWN, clock.today()
    project.save(update_fields=["state", "ended_on"])
    audit("training.project.withdrawn", project, by=by, unit=project.dossier.unit, kind=project.kind_label)
    return project


@transaction.atomic
def record_payment(
    project: Project, instalment: Instalment, *, amount_fen: int, on: date, seen: int, by: User
) -> Instalment:
    """Note what was paid of an instalment; `seen`: what of it had been paid when the form was opened, so that one
    payment is not entered twice. Locks the project.

    Raises Forbidden, Conflict, ChangedMeanwhile, InvalidInput for more than is left.
    """
    access.require_on(by, "record-payment", project)
    project = under_lock_of_project(project, "record-payment")
    row = project.instalments.filter(pk=instalment.pk, round=project.round).first()
    if row is None:
        raise Conflict(_("This instalment was set anew."), remedy=_("Open the project again."), code="round")
    require_seen(str(row.paid_fen), str(seen))
    if not 0 < amount_fen <= row.left_fen:
        raise InvalidInput(_("Not more can be paid than is left of it."), code="amount")
    row.paid_fen, row.paid_on = row.paid_fen + amount_fen, past(on, what=_("Day"), since=project.started_on)
    row.save(update_fields=["paid_fen", "paid_on"])
    audit("training.payment.recorded", project, by=by, unit=project.dossier.unit, amount_fen=amount_fen)
    return row


@transaction.atomic
def record_look(
    project: Project, *, on: date, said: str, income_fen: int = 0, loss_fen: int = 0, with_technician: bool = False,
    by: User,
) -> ProjectVisit:  # fmt: skip
    """Note how it goes; the next look is planned. The same again is the one there is. Locks.

    Raises Forbidden, Conflict, also for another one of the same person on the same day, InvalidInput.
    """
    access.require_on(by, "look", project)
    project = under_lock_of_project(project, "look")
    known = project.visits.filter(on=on, by=by).first()
    if known is not None:
        same = (known.words.reveal(), known.income_fen, known.loss_fen, known.with_technician)
        if same == (said.strip(), income_fen, loss_fen, with_technician):
            return known
        raise Conflict(
            _("You have entered a look on this day already: %(words)s") % {"words": known.words.reveal()[:60]},
            remedy=_("Choose another day. What you typed is still below."),
            code="looked",
        )
    visit = ProjectVisit(project=project, by=by, at=clock.now(), with_technician=with_technician)
    visit.on = past(on, what=_("Day"), since=project.started_on)
    visit.words = checked(said, what=_("How it goes"), is_needed=True)
    visit.income_fen, visit.loss_fen = fen(income_fen, what=_("Brought in")), fen(loss_fen, what=_("Lost"))
    visit.save(force_insert=True)
    project.next_on = next_look()
    project.save(update_fields=["next_on"])
    audit("training.look.recorded", project, by=by, unit=project.dossier.unit, kind=project.kind_label)
    return visit
