"""A plan signed by the household, approved by somebody else or sent back, and taken up once more."""

from collections.abc import Collection

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from niangjia.accounts.commands import send_notice
from niangjia.accounts.models import User
from niangjia.accounts.watchers import nearest_holders
from niangjia.audit.commands import record as audit
from niangjia.dossiers.commands import add_evidence
from niangjia.kernel import clock
from niangjia.kernel.errors import InvalidInput
from niangjia.kernel.text import in_both_languages
from niangjia.people.models import Evidence, Person
from niangjia.people.queries import members_in_force
from niangjia.plans import access, queries
from niangjia.plans.cases import warnings_about
from niangjia.plans.commands.steps import checked, locked_plan, told, under_lock_for
from niangjia.plans.errors import NeedsAnotherPerson, OverWarnings, PlanTaken
from niangjia.plans.models import LIVE, AgreedHow, MeasureState, Plan, PlanState, Progress
from niangjia.plans.records import Signature


@transaction.atomic
def agree_plan(plan: Plan, signature: Signature, *, seen: str, by: User) -> Plan:
    """Record that the household agreed to the plan as it was when `seen` (its changed_at, ISO), with the signed paper,
    and tell those who approve. The same again changes nothing. Locks it.

    Raises Forbidden, PlanTaken when it was changed meanwhile, InvalidInput for no measures, a day that cannot be,
    somebody of another household, or a paper that is none of the household's; RefusedFile for a scan not taken.
    """
    access.require(by, "agree", plan.dossier.unit)
    now = locked_plan(plan)
    same = (signature.on, signature.how, signature.who)
    if now.state == PlanState.AGREED and (now.agreed_on, now.agreed_how, now.agreed_by_id) == same:
        return now
    plan = under_lock_for(plan, "agree")
    if plan.changed_at.isoformat() != seen:
        raise PlanTaken(
            _("The plan has been changed since it was printed or shown."),
            remedy=_("Show the household what has changed, and have it signed anew."),
        )
    who = _who(plan, signature)
    paper = _paper(plan, signature, by)
    plan.agreed_on, plan.agreed_how, plan.agreed_by, plan.paper = signature.on, signature.how, who, paper
    plan.signature_taken_by, plan.state, plan.changed_at = by, PlanState.AGREED, clock.now()
    plan.returned_why = ""
    plan.save()
    how = in_both_languages(AgreedHow(signature.how).label)
    unit, on = plan.dossier.unit, signature.on.isoformat()
    audit("plans.plan.agreed", plan.dossier, by=by, unit=unit, on=on, how=how, **told(plan))
    text = in_both_languages(gettext_lazy("A plan of help of %(unit)s waits for approval."), unit=unit.name)
    to = nearest_holders(unit, access.RIGHTS["approve"].roles, besides=by)
    send_notice(to, text=text, by=by, address=reverse("plans:show-plan", args=[plan.pk]))
    return plan


def _who(plan: Plan, signature: Signature) -> Person:
    dossier = plan.dossier
    if not plan.measures.exists():
        raise InvalidInput(_("There is no measure in this plan yet."), code="empty")
    if (
        signature.how not in AgreedHow.values
        or not plan.drawn_at.astimezone(clock.SHANGHAI).date() <= signature.on <= clock.today()
    ):
        raise InvalidInput(_("Say how it was signed, and on which day since the plan was begun."), code="signed-on")
    member = members_in_force(dossier.household).filter(person=signature.who).first()
    if member is None:
        raise InvalidInput(_("This person is not a member of the household."), code="member-missing")
    return member.person


def _paper(plan: Plan, signature: Signature, by: User) -> Evidence:
    """The file of the dossier, or the scan taken in as one. Raises InvalidInput, RefusedFile."""
    if signature.scan:
        kind, name = "plan-sheet", signature.scan_name
        return add_evidence(plan.dossier, signature.scan, kind=kind, file_name=name, person=None, by=by)
    files = Evidence.objects.filter(household=plan.dossier.household, withdrawn_at=None)
    found = files.filter(pk=signature.paper).first() if signature.paper else None
    if found is None:
        raise InvalidInput(
            _("The signed sheet is missing."), remedy=_("Hand in a photo of it, or choose a file."), code="no-file"
        )
    return found


@transaction.atomic
def reopen_plan(plan: Plan, *, by: User) -> Plan:
    """Take a signed plan up once more; it has to be signed anew. Locks it. Raises Forbidden, PlanTaken."""
    access.require(by, "reopen", plan.dossier.unit)
    plan = under_lock_for(plan, "reopen")
    _back_to_draft(plan)
    audit("plans.plan.reopened", plan.dossier, by=by, unit=plan.dossier.unit, **told(plan))
    return plan


@transaction.atomic
def return_plan(plan: Plan, *, why: str, by: User) -> Plan:
    """Send a signed plan back with the reason, and tell who drew it up. Locks it.

    Raises Forbidden, NeedsAnotherPerson, PlanTaken, InvalidInput without a reason.
    """
    access.require(by, "return", plan.dossier.unit)
    plan = under_lock_for(plan, "return")
    _require_another(by, plan)
    plan.returned_why = checked(why, what=gettext_lazy("The reason"))
    _back_to_draft(plan)
    audit("plans.plan.returned", plan.dossier, by=by, unit=plan.dossier.unit, **told(plan))
    text = in_both_languages(gettext_lazy("A plan of help of %(unit)s was sent back."), unit=plan.dossier.unit.name)
    to = [plan.drawn_by] if plan.drawn_by.is_active else []
    send_notice(to, text=text, by=by, address=reverse("plans:show-plan", args=[plan.pk]))
    return plan


def _back_to_draft(plan: Plan) -> None:
    """The paper stays among the files of the dossier."""
    plan.agreed_on = plan.agreed_by = plan.paper = plan.signature_taken_by = None
    plan.agreed_how, plan.state, plan.changed_at = "", PlanState.DRAFT, clock.now()
    plan.save()


@transaction.atomic
def approve_plan(plan: Plan, *, shown: Collection[str], why: str, by: User) -> Plan:
    """Put a signed plan in force; the one before is followed by it. `shown` are the codes of the warnings that the page
    showed. Over warnings it takes a reason in words; more than were shown and it is to be looked at again. Locks it.

    What a measure has reached meanwhile in the plan before goes along; what was left out of the new one is dropped
    there. Raises Forbidden, NeedsAnotherPerson, PlanTaken, OverWarnings.
    """
    access.require(by, "approve", plan.dossier.unit)
    now = locked_plan(plan)
    if now.state == PlanState.APPROVED and now.approved_by_id == by.pk:
        return now
    plan = under_lock_for(plan, "approve")
    _require_another(by, plan)
    found = list(dict.fromkeys(each.code for each in warnings_about(plan)))
    if set(found) - set(shown):
        raise OverWarnings(
            _("There are more warnings than when you opened this page."),
            remedy=_("Read them, then decide."),
            code="more",
        )
    plan.overruled_why = checked(why, what=gettext_lazy("Why it is right all the same"), is_needed=bool(found))
    _follow(plan, by)
    plan.overruled, plan.state = found, PlanState.APPROVED
    plan.approved_by, plan.approved_on, plan.changed_at = by, clock.today(), clock.now()
    plan.save()
    words = "、".join(found) or "—"
    audit("plans.plan.approved", plan.dossier, by=by, unit=plan.dossier.unit, overruled=words, **told(plan))
    text = in_both_languages(gettext_lazy("A plan of help of %(unit)s was approved."), unit=plan.dossier.unit.name)
    to = [plan.drawn_by] if plan.drawn_by.is_active else []
    send_notice(to, text=text, by=by, address=reverse("plans:show-plan", args=[plan.pk]))
    return plan


def _follow(plan: Plan, by: User) -> None:
    """End the plan in force, if there is one."""
    before = queries.plan_in_force(plan.dossier)
    if before is None:
        return
    new = {each.thread: each for each in plan.measures.select_for_update()}
    for old in before.measures.all():
        taken = new.get(old.thread)
        if taken is not None and (taken.state, taken.ended_on) != (old.state, old.ended_on):
            taken.state, taken.ended_on = old.state, old.ended_on
            taken.save(update_fields=["state", "ended_on"])
        elif taken is None and old.state in LIVE:
            Progress.objects.create(measure=old, before=old.state, state=MeasureState.DROPPED, by=by, at=clock.now())
            old.state, old.ended_on = MeasureState.DROPPED, clock.today()
            old.save(update_fields=["state", "ended_on"])
    before.state, before.ended_on = PlanState.ENDED, clock.today()
    before.save(update_fields=["state", "ended_on"])


def _require_another(by: User, plan: Plan) -> None:
    if access.has_part_in(by, plan):
        raise NeedsAnotherPerson(
            _("You had a part in this plan, or belong to the household, so that somebody else has to decide on it."),
            remedy=_("Another approver or reviewer of the unit, or of the one above, does this."),
        )
