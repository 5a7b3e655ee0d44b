"""Reads of clues with a join or a meaning."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, When
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.access import Jurisdiction
from niangjia.accounts.models import Unit, User
from niangjia.clues import clocks
from niangjia.clues.models import UNDER_WAY, Clue, ClueState
from niangjia.dossiers import looking
from niangjia.dossiers.models import Dossier
from niangjia.limits.rules import Limits
from niangjia.people.models import Household
from niangjia.people.models.persons import IDENTITY_LABEL
from niangjia.privacy.blind_index import blind_indexes
from niangjia.workdays.rules import Calendar

PAGE_ROWS = 25
MOST_ALIKE = 10
WAITS = {
    "emergencies": _("Emergencies without help"),
    "help": _("Clues: first help"),
    "papers": _("Emergencies: papers to complete"),
    "decide": _("Clues to decide on"),
    "watched": _("Watched clues: another look"),
}
"""Kinds of work that the home page counts, as `clocks.UNFINISHED` has them."""


_WAITS_SINCE = Case(
    When(state=ClueState.OPEN, then=F("first_reported_on")), When(state=ClueState.WATCHED, then=F("next_look_on"))
)
"""The day since which, or from which, a clue wants something; none for one that has ended."""


def visible_to(where: Jurisdiction, *, own_of: User | None = None) -> "QuerySet[Clue]":
    """The clues inside a jurisdiction, and those that a user reported."""
    if where.covers_all():
        return Clue.objects.all()
    inside = Q(unit__in=where.units())
    return Clue.objects.filter(inside | Q(reported_by=own_of) if own_of else inside)


def help_of_dossier() -> Exists:
    """Whether a clue that became a dossier (OuterRef) says that help was given: this app's part of `dossiers.helps`."""
    return Exists(Clue.objects.filter(dossier=OuterRef("pk"), first_helped_on__isnull=False))


def count_under_way_at(units: "QuerySet[Unit]") -> int:
    """How many clues of some units are not ended."""
    return Clue.objects.filter(unit__in=units, state__in=UNDER_WAY).count()


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list is narrowed to; an empty value narrows nothing. `state` "under-way": open and watched.

    `waits`: the kind of work behind a count of the home page (`clocks.UNFINISHED`; what is watched once its look is
    due). It goes before `state`.
    """

    text: str = ""
    unit_path: str = ""
    state: str = "under-way"
    source: str = ""
    is_late: bool = False
    is_emergency: bool = False
    waits: str = ""

    def apply(self, clues: "QuerySet[Clue]", *, limits: Limits, calendar: Calendar, today: date) -> "QuerySet[Clue]":
        """Narrow a list: what is under way first, emergencies before the rest, what has waited longest at the top."""
        if self.waits:
            clues = clues.filter(waiting(self.waits, today))
        elif self.state == "under-way":
            clues = clues.filter(state__in=UNDER_WAY)
        elif self.state:
            clues = clues.filter(state=self.state)
        if self.source:
            clues = clues.filter(source=self.source)
        if self.unit_path:
            clues = clues.filter(unit__path__startswith=self.unit_path)
        if self.is_emergency:
            clues = clues.filter(is_emergency=True)
        if self.is_late:
            late = clocks.late_by_kind(limits, calendar, today)
            is_late = late[self.waits] if self.waits else clocks.is_late(limits, calendar, today)
            clues = with_papers(clues).filter(is_late)
        if text := "".join(self.text.lower().split()):
            is_named = Q(name__contains="".join(self.text.split()))
            clues = clues.filter(is_named | Q(name_pinyin__startswith=text) | Q(name_initials__startswith=text))
        return clues.select_related("unit", "reported_by").order_by(
            Case(When(state__in=UNDER_WAY, then=0), default=1),
            "-is_emergency",
            _WAITS_SINCE.asc(nulls_last=True),
            "-id",
        )


def waiting(kind: str, today: date) -> Q:
    """The clues that want a kind of work done by now."""
    due = Q(next_look_on__lte=today) if kind == "watched" else Q()
    return clocks.UNFINISHED[kind] & due


def with_papers(clues: "QuerySet[Clue]") -> "QuerySet[Clue]":
    """With the day from which papers are counted, as `clocks.is_late` wants it."""
    return clues.annotate(papers_begin_on=clocks.PAPERS_BEGIN_ON)


def likely_same(clue: Clue, clues: "QuerySet[Clue]") -> list[Clue]:
    """Others of some clues that may be about the same person: same identity number, or same name and unit."""
    alike = Q(name=clue.name, unit=clue.unit)
    if clue.identity_number:
        alike |= Q(identity_index__in=blind_indexes(IDENTITY_LABEL, clue.identity_number.reveal()))
    found = clues.filter(alike).exclude(pk=clue.pk).exclude(state=ClueState.MERGED)
    return list(found.select_related("unit", "reported_by").order_by("id")[:MOST_ALIKE])


def on_file(clue: Clue, dossiers: "QuerySet[Dossier]") -> list[Dossier]:
    """The open ones of some dossiers that may be about the same person or household."""
    open_ones = dossiers.filter(closed_on=None)
    found = list(open_ones.filter(worker__name=clue.name, unit=clue.unit).select_related("worker", "unit")[:MOST_ALIKE])
    if clue.identity_number:
        by_number = looking.dossiers_of_number(open_ones, clue.identity_number.reveal())
        found = [*by_number.select_related("worker", "unit")[:MOST_ALIKE], *found]
    return list({each.pk: each for each in found}.values())


def households_of(clues: Collection[Clue]) -> set[UUID]:
    """The households that some clues are known to be about. A query for the clues with an identity number."""
    numbers = [each.identity_number.reveal() for each in clues if each.identity_number]
    indexes = [index for number in numbers for index in blind_indexes(IDENTITY_LABEL, number)]
    of_persons = Household.objects.filter(memberships__person__identity_index__in=indexes).values_list("pk", flat=True)
    of_clues = {pk for each in clues for pk in (each.household_id, each.dossier and each.dossier.household_id) if pk}
    return of_clues | set(of_persons if indexes else ())


def words_of(clue: Clue) -> list[Clue]:
    """Every word about the case: the clue itself and all merged into it, also by way of others; first known first.

    One query for each step of merging.
    """
    found, latest = [clue], [clue.pk]
    while latest:
        step = list(Clue.objects.filter(merged_into__in=latest).select_related("reported_by", "unit"))
        found += step
        latest = [each.pk for each in step]
    return sorted(found, key=lambda each: (each.known_on, each.reported_at))


@dataclass(frozen=True, slots=True)
class UnitFigures:
    """How many clues a unit has under way, late, in an emergency, watched; and all that came since a day."""

    unit: str
    under_way: int
    late: int
    emergency: int
    watched: int
    came: int


def figures(where: Jurisdiction, *, limits: Limits, calendar: Calendar, today: date, since: date) -> list[UnitFigures]:
    """Counts by unit, without a name, merged clues left out. One query."""
    under_way = Q(state__in=UNDER_WAY)
    rows = (
        with_papers(visible_to(where).exclude(state=ClueState.MERGED))
        .order_by("unit__path")
        .values("unit__name")
        .annotate(
            under_way=Count("pk", filter=under_way),
            late=Count("pk", filter=clocks.is_late(limits, calendar, today)),
            emergency=Count("pk", filter=under_way & Q(is_emergency=True)),
            watched=Count("pk", filter=Q(state=ClueState.WATCHED)),
            came=Count("pk", filter=Q(first_reported_on__gte=since)),
        )
    )
    return [
        UnitFigures(row["unit__name"], row["under_way"], row["late"], row["emergency"], row["watched"], row["came"])
        for row in rows
    ]
