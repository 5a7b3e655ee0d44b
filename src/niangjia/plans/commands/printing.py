"""The household's own sheet, printed."""

from django.db import transaction

from niangjia.accounts.models import User
from niangjia.audit.commands import record as audit
from niangjia.plans import access
from niangjia.plans.commands.steps import told
from niangjia.plans.errors import PlanTaken
from niangjia.plans.household_sheet import household_sheet
from niangjia.plans.models import Plan


@transaction.atomic
def print_plan(plan: Plan, *, by: User) -> bytes:
    """The sheet as a PDF in the reader's language. Raises Forbidden, PlanTaken for a plan that holds no more."""
    access.require(by, "print", plan.dossier.unit)
    if not access.RIGHTS["print"].allows_state(plan.stands):
        raise PlanTaken(plan.stands_label)
    audit("plans.plan.printed", plan.dossier, by=by, unit=plan.dossier.unit, **told(plan))
    return household_sheet(plan)
