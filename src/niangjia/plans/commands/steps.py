"""What several commands share: locks, checks of texts, words of the record. No command of its own."""

from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from niangjia.dossiers.commands.stepping import lock_dossier
from niangjia.dossiers.models import Dossier
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, InvalidInput
from niangjia.kernel.readable import require_readable
from niangjia.kernel.rows import lock
from niangjia.people.models import Person
from niangjia.people.queries import members_in_force
from niangjia.plans import access, queries
from niangjia.plans.errors import PlanTaken
from niangjia.plans.models import Plan, PlanState

LONGEST = 1000


def lock_open(dossier: Dossier) -> Dossier:
    """The dossier as it is now, its row locked until the transaction ends. Raises Conflict when it is closed."""
    locked = lock_dossier(dossier)
    if locked.closed_on is not None:
        raise Conflict(
            _("Dossier %(number)s is closed.") % {"number": locked.number},
            remedy=_("Open a new one if the household is in hardship again."),
            code="dossier-closed",
        )
    return locked


def locked_plan(plan: Plan, *, is_closed_too: bool = False) -> Plan:
    """The dossier, then the plan as they are now, both locked. Raises Conflict when the dossier is closed, unless that
    does not matter.
    """
    find = lock_dossier if is_closed_too else lock_open
    dossier = find(Dossier(pk=plan.dossier_id))
    found: Plan = lock(Plan.objects.select_related(*queries.RELATED), plan.pk)
    found.dossier = dossier
    return found


def under_lock_for(plan: Plan, act: str, *, is_closed_too: bool = False) -> Plan:
    """The same, for an act. Raises PlanTaken when where it stands forbids it."""
    locked = locked_plan(plan, is_closed_too=is_closed_too)
    if not access.RIGHTS[act].allows_state(locked.stands):
        raise PlanTaken(
            format_lazy(gettext_lazy("This is not possible any more: {state}."), state=locked.stands_label),
            remedy=gettext_lazy("Look at where it stands now."),
        )
    return locked


def require_seen(plan: Plan, seen: str) -> None:
    """Raises PlanTaken when a plan was changed since it was as somebody saw it: `seen` is its changed_at then, ISO."""
    if plan.changed_at.isoformat() != seen:
        raise PlanTaken(
            _("The plan has been changed since you opened this page."),
            remedy=_("Read it as it is now, then decide."),
        )


def back_to_draft(plan: Plan) -> None:
    """To be signed anew; the paper stays among the files of the dossier."""
    plan.agreed_on = plan.agreed_by = plan.paper = plan.signature_taken_by = None
    plan.agreed_how, plan.signed_mark = "", ""
    plan.state, plan.changed_at = PlanState.DRAFT, clock.now()
    plan.save()


def checked(text: str, *, what: object, is_needed: bool = True) -> str:
    """What people typed without blank ends. Raises InvalidInput for none where needed, too long, unreadable."""
    text = text.strip()
    if is_needed and not text:
        raise InvalidInput(format_lazy(gettext_lazy("{what}: please say it in a few words."), what=what), code="empty")
    if len(text) > LONGEST:
        raise InvalidInput(format_lazy(gettext_lazy("At most {limit} characters fit."), limit=LONGEST), code="too-long")
    require_readable(text)
    return text


def require_member(dossier: Dossier, person: Person | None) -> None:
    """Raises InvalidInput for somebody who is no member of the household in force."""
    if person is not None and not members_in_force(dossier.household).filter(person=person).exists():
        raise InvalidInput(_("This person is not a member of the household."), code="member-missing")


def told(plan: Plan) -> dict[str, object]:
    """What every act on a plan says of it: nothing of the household but the number of its dossier."""
    return {"number": plan.dossier.number, "plan": str(plan)}
