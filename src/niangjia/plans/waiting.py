"""What waits for someone in this app: plans to draw up, to have signed, to approve; measures due."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.models import User
from niangjia.accounts.waiting import Counted, Waiting, Week, counted, days_of, together
from niangjia.dossiers.models import Dossier
from niangjia.plans import access, queries
from niangjia.plans.models import Plan, PlanState

AHEAD = timedelta(days=7)
"""A measure that is due later waits for nobody yet."""


KINDS = {
    "draw": (_("Plans of help to draw up"), "plans:list-plans", "draw"),
    "agree": (_("Plans of help to be signed"), "plans:list-plans", "drawn"),
    "measures": (_("Measures due"), "plans:list-due-measures", ""),
    "own-measures": (_("My measures due"), "plans:list-own-measures", ""),
    "approve": (_("Plans of help to approve"), "plans:list-plans", "approve"),
}
"""Kind of work: its words, the page where it is done, and which list of it."""


def waiting_for(user: User, week: Week) -> Iterator[Waiting]:
    """Everything of this app. One query; those who draw plans up are those who report on them."""
    found = together(_parts(user, week))
    for kind, (words, page, which) in KINDS.items():
        if kind in found:
            address = f"{reverse(page)}?which={which}" if which else reverse(page)
            yield Waiting(f"plans.{kind}", words, address, days_of(found[kind]))


def _parts(user: User, week: Week) -> Iterator[Counted]:
    soon = Q(due_on__lte=week.today + AHEAD)
    if where := access.where_may(user, "draft"):
        units = where.limits()
        dossiers = Dossier.objects.all() if units is None else Dossier.objects.filter(unit__in=units)
        plans = Plan.objects.all() if units is None else Plan.objects.filter(dossier__unit__in=units)
        yield counted("draw", queries.to_draw(dossiers, week.today.year))
        yield counted("agree", plans.filter(state=PlanState.DRAFT, dossier__closed_on=None))
        yield counted("measures", queries.due_measures(plans).filter(soon), F("due_on"))
    elif access.where_may(user, "report-own"):
        yield counted("own-measures", queries.own_measures(user).filter(soon), F("due_on"))
    if where := access.where_may(user, "approve"):
        yield counted("approve", queries.to_approve(where, besides=user))
