"""What came of it: counts by unit, who stays, pay, and who was trained and has no work yet."""

from collections.abc import Mapping
from datetime import date

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from niangjia.accounts.access import Jurisdiction
from niangjia.accounts.models import Unit
from niangjia.dossiers.models import Dossier
from niangjia.reviews.rules import latest_day
from niangjia.training.limits import value_of
from niangjia.training.models import (
    FINISHED,
    Enrolment,
    EnrolmentState,
    Placement,
    PlacementState,
    WorkFollowUp,
)
from niangjia.training.queries.presence import here


def unplaced(rows: "QuerySet[Enrolment]", today: date, months: int) -> "QuerySet[Enrolment]":
    """Of some enrolments, the last finished one of each person who has had no work so many months after it; the longest
    ago first. Work that began after the course, or goes on, takes a person off.
    """
    placed = Placement.objects.filter(person=OuterRef("person"), started_on__isnull=False).filter(
        Q(state=PlacementState.STARTED) | Q(started_on__gte=OuterRef("ended_on"))
    )
    later = Enrolment.objects.filter(person=OuterRef("person"), state__in=FINISHED).filter(
        Q(ended_on__gt=OuterRef("ended_on")) | Q(ended_on=OuterRef("ended_on"), pk__gt=OuterRef("pk"))
    )
    until = latest_day(today, months)
    found = rows.filter(state__in=FINISHED, ended_on__lte=until).filter(here())
    return found.exclude(Exists(placed)).exclude(Exists(later)).order_by("ended_on", "id")


def without_work(dossiers: "QuerySet[Dossier]", today: date) -> "QuerySet[Dossier]":
    """Those of some dossiers of which somebody stands on the list *Trained, no work yet*. Two queries."""
    found = unplaced(Enrolment.objects.filter(dossier=OuterRef("pk")), today, value_of("unplaced"))
    return dossiers.filter(Exists(found))


def states_by_months(rows: "QuerySet[Placement]", today: date) -> list[Mapping[int, str]]:
    """For each of some placements that began, the states by months of the follow-ups whose day has come."""
    asked = Prefetch("follow_ups", queryset=WorkFollowUp.objects.filter(due_on__lte=today), to_attr="asked")
    found = rows.exclude(started_on=None).prefetch_related(asked)
    return [{one.months: one.state for one in each.asked} for each in found]


COUNTED = ("trained", "certified", "placed", "contracted", "at_work")
NO_CONTRACT = ("", "none")


def counts_by_unit(where: Jurisdiction) -> dict[Unit, dict[str, int]]:
    """People of each unit of a jurisdiction who were trained, certified, placed, have a contract, and are at work: each
    once. Units without any are left out. Three queries.
    """
    limit = Q() if where.covers_all() else Q(dossier__unit__in=where.units())
    people = Count("person", distinct=True)
    trained = Enrolment.objects.filter(limit, state__in=FINISHED).values_list("dossier__unit").order_by()
    placed = Placement.objects.filter(limit).exclude(started_on=None).values_list("dossier__unit").order_by()
    found: dict[int, dict[str, int]] = {}
    certified = Count("person", distinct=True, filter=Q(state=EnrolmentState.CERTIFIED))
    for unit, count, some in trained.annotate(count=people, some=certified):
        found.setdefault(unit, dict.fromkeys(COUNTED, 0)).update(trained=count, certified=some)
    at_work = Count("person", distinct=True, filter=Q(state=PlacementState.STARTED, person__died_on=None))
    signed = Count("person", distinct=True, filter=~Q(contract__in=NO_CONTRACT))
    for unit, count, with_contract, some in placed.annotate(count=people, with_contract=signed, some=at_work):
        counts = {"placed": count, "contracted": with_contract, "at_work": some}
        found.setdefault(unit, dict.fromkeys(COUNTED, 0)).update(counts)
    return {each: found[each.pk] for each in Unit.objects.filter(pk__in=found).order_by("path")}


def placed_in(where: Jurisdiction) -> "QuerySet[Placement]":
    """The placements of a jurisdiction that began."""
    found = Placement.objects.exclude(started_on=None)
    return found if where.covers_all() else found.filter(dossier__unit__in=where.units())


def pays(rows: "QuerySet[Placement]") -> list[tuple[int, int]]:
    """Pay before and after of those at work now, of each person's last work. One query."""
    found = rows.filter(state=PlacementState.STARTED, person__died_on=None).order_by("started_on", "pk")
    return list(
        {
            who: (before, after) for who, before, after in found.values_list("person", "pay_before_fen", "pay_fen")
        }.values()
    )
