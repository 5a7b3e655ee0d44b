"""A plan signed by the household, on paper that was printed of it as it is, and taken up once more."""

from datetime import date

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
from niangjia.people.evidence_files import clean
from niangjia.people.models import Evidence, Person
from niangjia.people.queries import members_in_force
from niangjia.plans import access
from niangjia.plans.commands.steps import back_to_draft, locked_plan, require_seen, told, under_lock_for
from niangjia.plans.errors import PlanTaken
from niangjia.plans.marks import as_typed, mark_now
from niangjia.plans.models import AgreedHow, Plan, PlanState
from niangjia.plans.records import Signature

SHEET = "plan-sheet"
"""The kind of paper that a signed sheet is."""


@transaction.atomic
def agree_plan(plan: Plan, signature: Signature, *, seen: str, by: User) -> Plan:
    """Record that the household agreed to the plan as it was when `seen` (its changed_at, ISO), with the signed paper,
    and tell those who approve. The same again, with the same paper, changes nothing. Locks it.

    The paper is a signed sheet with the mark of the plan as it is (marks.py), signed and handed in since it was changed
    last. Raises Forbidden, NeedsAnother, PlanTaken when it was changed meanwhile or is signed with another paper,
    InvalidInput for no measures, a day that cannot be, somebody of another household, another mark, or a paper that is
    none of the household's, of another kind or older; RefusedFile for a scan not taken.
    """
    access.require_for(by, "agree", plan.dossier)
    now = locked_plan(plan)
    same = (signature.on, signature.how, signature.who)
    if now.state == PlanState.AGREED and (now.agreed_on, now.agreed_how, now.agreed_by_id) == same:
        _require_same_paper(now, signature)
        return now
    plan = under_lock_for(plan, "agree")
    require_seen(plan, seen)
    who = _who(plan, signature)
    _require_mark(plan, signature.mark)
    paper = _paper(plan, signature, by)
    plan.agreed_on, plan.agreed_how, plan.agreed_by, plan.paper = signature.on, signature.how, who, paper
    plan.signed_mark, plan.signature_taken_by, plan.returned_why = mark_now(plan), by, ""
    plan.state, plan.changed_at = PlanState.AGREED, clock.now()
    plan.save()
    plan.authors.add(by)
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
    if signature.how not in AgreedHow.values or not _changed_on(plan) <= signature.on <= clock.today():
        raise InvalidInput(
            _("Say how it was signed, and on which day: not before %(on)s, when the plan was changed last.")
            % {"on": _changed_on(plan).isoformat()},
            remedy=_("A sheet that was signed before is to be signed anew."),
            code="signed-on",
        )
    member = members_in_force(dossier.household).filter(person=signature.who).first()
    if member is None:
        raise InvalidInput(_("This person is not a member of the household."), code="member-missing")
    return member.person


def _paper(plan: Plan, signature: Signature, by: User) -> Evidence:
    """The file of the dossier, or the scan taken in as one. Raises InvalidInput, RefusedFile."""
    found: Evidence | None = None
    if signature.scan:
        name = signature.scan_name
        found = add_evidence(plan.dossier, signature.scan, kind=SHEET, file_name=name, person=None, by=by)
    elif signature.paper:
        files = Evidence.objects.filter(household=plan.dossier.household, withdrawn_at=None, kind=SHEET)
        found = files.filter(pk=signature.paper).first()
    if found is None:
        raise InvalidInput(
            _("The signed sheet is missing."), remedy=_("Hand in a photo of it, or choose a file."), code="no-file"
        )
    if found.uploaded_at < plan.changed_at:
        raise InvalidInput(
            _("This paper was handed in before the plan was changed last: what was signed is not what the plan says."),
            remedy=_("Print the sheet as it is now, have it signed, and hand that one in."),
            code="no-file",
        )
    return found


def _changed_on(plan: Plan) -> date:
    return plan.changed_at.astimezone(clock.SHANGHAI).date()


def _require_mark(plan: Plan, typed: str) -> None:
    if as_typed(typed) != mark_now(plan):
        raise InvalidInput(
            _("The sheet with this mark is not the plan as it is now."),
            remedy=_("Look at it again. If the plan was changed, print it and have it signed anew."),
            code="mark",
        )


def _require_same_paper(plan: Plan, signature: Signature) -> None:
    """A second press is harmless, another paper is not dropped in silence."""
    paper = plan.paper
    is_same = (
        clean(signature.scan).sha256 == paper.sha256 if signature.scan and paper else signature.paper == plan.paper_id
    )
    if not is_same:
        raise PlanTaken(
            _("The plan is signed already, with another paper; this one was not kept."),
            remedy=_("To put it in place of the first, take the plan up once more and have the signature kept anew."),
        )


@transaction.atomic
def reopen_plan(plan: Plan, *, by: User) -> Plan:
    """Take a signed plan up once more; it has to be signed anew. Locks it. Raises Forbidden, NeedsAnother,
    PlanTaken.
    """
    access.require_for(by, "reopen", plan.dossier)
    plan = under_lock_for(plan, "reopen")
    back_to_draft(plan)
    audit("plans.plan.reopened", plan.dossier, by=by, unit=plan.dossier.unit, **told(plan))
    return plan
