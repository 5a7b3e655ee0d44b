"""What waits for someone in this app: plans to draw up, to have signed, to approve; measures due."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.models import User
from niangjia.accounts.waiting import Waiting, Week, days_of
from niangjia.dossiers.models import Dossier
from niangjia.plans import access, queries
from niangjia.plans.models import Plan, PlannedMeasure, PlanState

AHEAD = timedelta(days=7)
"""A measure that is due later waits for nobody yet."""


def waiting_for(user: User, week: Week) -> Iterator[Waiting]:
    """Everything of this app. At most six queries; those who draw plans up are those who report on them."""
    address = reverse("plans:list-plans")
    if where := access.where_may(user, "draft"):
        units = where.limits()
        dossiers = Dossier.objects.all() if units is None else Dossier.objects.filter(unit__in=units)
        plans = Plan.objects.all() if units is None else Plan.objects.filter(dossier__unit__in=units)
        without = queries.to_draw(dossiers, week.today.year).order_by().count()
        yield Waiting("plans.draw", _("Plans of help to draw up"), f"{address}?which=draw", {None: without})
        drawn = plans.filter(state=PlanState.DRAFT, dossier__closed_on=None).count()
        yield Waiting("plans.agree", _("Plans of help to be signed"), f"{address}?which=drawn", {None: drawn})
        due = _soon(queries.due_measures(plans), week)
        yield Waiting("plans.measures", _("Measures due"), reverse("plans:list-due-measures"), due)
    elif access.where_may(user, "report-own"):
        own = _soon(queries.own_measures(user), week)
        yield Waiting("plans.own-measures", _("My measures due"), reverse("plans:list-own-measures"), own)
    if where := access.where_may(user, "approve"):
        agreed = queries.to_approve(where, besides=user).order_by().count()
        yield Waiting("plans.approve", _("Plans of help to approve"), f"{address}?which=approve", {None: agreed})


def _soon(measures: "QuerySet[PlannedMeasure]", week: Week) -> dict[date | None, int]:
    found = measures.filter(due_on__lte=week.today + AHEAD).order_by()
    return days_of(found.values_list("due_on").annotate(count=Count("*")))
