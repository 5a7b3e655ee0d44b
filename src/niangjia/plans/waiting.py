"""What waits for someone in this app: plans to draw up, to have signed, to approve; measures due."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.models import User
from niangjia.accounts.waiting import Waiting, Week, days_of
from niangjia.plans import access, queries
from niangjia.plans.models import PlanState

AHEAD = timedelta(days=7)
"""A measure that is due later waits for nobody yet."""


def waiting_for(user: User, week: Week) -> Iterator[Waiting]:
    """Everything of this app. At most five queries."""
    address = reverse("plans:list-plans")
    if where := access.where_may(user, "draft"):
        without = queries.to_draw(where, week.today.year).order_by().count()
        yield Waiting("plans.draw", _("Plans of help to draw up"), f"{address}?which=draw", {None: without})
        drawn = queries.visible_to(where).filter(state=PlanState.DRAFT, dossier__closed_on=None).count()
        yield Waiting("plans.agree", _("Plans of help to be signed"), f"{address}?which=drawn", {None: drawn})
    if where := access.where_may(user, "approve"):
        agreed = queries.to_approve(where, besides=user).order_by().count()
        yield Waiting("plans.approve", _("Plans of help to approve"), f"{address}?which=approve", {None: agreed})
    if where := access.where_may(user, "report"):
        due = queries.due_measures(where).filter(due_on__lte=week.today + AHEAD).order_by()
        days = days_of(due.values_list("due_on").annotate(count=Count("*")))
        yield Waiting("plans.measures", _("Measures due"), reverse("plans:list-due-measures"), days)
    elif access.where_may(user, "report-own"):
        own = queries.own_measures(user).filter(due_on__lte=week.today + AHEAD).order_by()
        days = days_of(own.values_list("due_on").annotate(count=Count("*")))
        yield Waiting("plans.own-measures", _("My measures due"), reverse("plans:list-own-measures"), days)
