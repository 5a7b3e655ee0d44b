"""Which closed dossiers are due, which are held, where deletion runs stand, and what rests on a consent."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce

from niangjia.dossiers.erasures import read_digests
from niangjia.dossiers.models import (
    DeletionItem,
    DeletionOutcome,
    DeletionRun,
    DeletionState,
    Dossier,
    DossierState,
    Export,
    ExportState,
    LegalHold,
)
from niangjia.dossiers.models.exports import WITH_A_FILE
from niangjia.dossiers.retention_terms import kept_until, latest_due
from niangjia.kernel import clock
from niangjia.kernel.text import Text
from niangjia.people.consent_texts import NOTICE, SENSITIVE, VERIFICATION
from niangjia.people.models import Person

SOON = timedelta(days=90)
STALLED_AFTER = timedelta(minutes=5)
ROWS = 100
UNCHECKED = (DossierState.SUBMITTED, DossierState.REVIEWED, DossierState.VISITED)
"""The check of circumstances is still to come."""
UNFINISHED = (DeletionState.PROPOSED, DeletionState.APPROVED, DeletionState.RUNNING)


def has_tags() -> bool:
    """Whether something must be told again by the key of tags: what was deleted, or the mark of a file taken out."""
    return (
        bool(read_digests())
        or DeletionItem.objects.exclude(digest="").exists()
        or Export.objects.filter(state__in=(*WITH_A_FILE, ExportState.FETCHED)).exists()
    )


def is_file_kept(key: UUID) -> bool:
    """Whether the file of an export waits to be fetched."""
    return Export.objects.filter(pk=key, state__in=WITH_A_FILE).exists()


def held(today: date) -> "QuerySet[LegalHold]":
    """The holds in force."""
    return LegalHold.objects.filter(Q(until_on=None) | Q(until_on__gte=today), lifted_at=None)


def later_kept(today: date) -> "QuerySet[Dossier]":
    """For a query of dossiers: those drafted from the same first one whose own term is not over, which keep it, too."""
    same_case = Dossier.objects.filter(Q(first=Coalesce(OuterRef("first"), OuterRef("pk"))))
    return same_case.exclude(pk=OuterRef("pk")).filter(Q(closed_on=None) | Q(closed_on__gt=latest_due(today)))


def is_kept_by_later(dossier: Dossier, today: date) -> bool:
    """Whether a dossier has to stay for one that was drafted from it."""
    return Dossier.objects.filter(Exists(later_kept(today)), pk=dossier.pk).exists()


def due_now(today: date) -> "QuerySet[Dossier]":
    """The dossiers whose term is over, which nothing holds and no run has before it."""
    waits = DeletionItem.objects.filter(dossier_id=OuterRef("pk"), outcome=DeletionOutcome.WAITING)
    due = Dossier.objects.filter(closed_on__lte=latest_due(today)).exclude(Exists(later_kept(today)))
    return due.exclude(Exists(held(today).filter(dossier=OuterRef("pk")))).exclude(Exists(waits))


@dataclass(frozen=True, slots=True)
class DueRow:
    """A closed dossier on the list: the last day it is kept, days left (less than 0: overdue), and what holds it."""

    dossier: Dossier
    kept_until: date
    days_left: int
    holds: list[LegalHold]

    @property
    def days_overdue(self) -> int:
        """Days since the last day it is kept."""
        return -self.days_left


def due_rows(today: date, *, rows: int = ROWS) -> tuple[list[DueRow], int]:
    """The closed dossiers that are due or will be within 90 days, or are held; oldest first, and how many there are."""
    in_force = held(today).select_related("placed_by").order_by("placed_at")
    over = Q(closed_on__lte=latest_due(today + SOON)) & ~Exists(later_kept(today + SOON))
    wanted = over | Q(Exists(held(today).filter(dossier=OuterRef("pk"))))
    found = Dossier.objects.filter(wanted).select_related("unit", "worker").order_by("closed_on", "number")
    listed = found.prefetch_related(Prefetch("holds", queryset=in_force, to_attr="holds_in_force"))[:rows]
    return [_row(dossier, today) for dossier in listed], found.count()


def _row(dossier: Dossier, today: date) -> DueRow:
    last = kept_until(dossier.closed_on) if dossier.closed_on else date.max
    return DueRow(dossier, last, (last - today).days, dossier.holds_in_force)  # type: ignore[attr-defined] # set above


def deletion_runs() -> "QuerySet[DeletionRun]":
    """Deletion runs with who proposed and decided them, the newest first."""
    people = ("proposed_by", "decided_by", "certificate")
    return DeletionRun.objects.select_related(*people).order_by("-proposed_at", "-id")


def running_on_consent(person: Person, purpose: str) -> Iterator[Text]:
    """What stops in this app when a consent goes: dossiers of the person's household that have not ended."""
    if purpose == SENSITIVE:
        homes = person.memberships.filter(ended_on=None).values("household_id")
        for number in Dossier.objects.filter(household__in=homes, closed_on=None).values_list("number", flat=True):
            yield Text(
                f"档案 {number} 仍未撤档：系统不再更新、测算，请与本人商定撤档。",
                f"Dossier {number} is open: the program no longer revises or decides it; agree to close it.",
            )
    if purpose == VERIFICATION:
        for number in _in_process(person, UNCHECKED):
            yield Text(f"档案 {number} 不能再办理经济状况核对。", f"Dossier {number} goes no further than the check.")
    if purpose == NOTICE:
        for number in _in_process(person, [DossierState.ON_NOTICE]):
            yield Text(
                f"档案 {number} 正在公示：请立即撤下，并退回或与本人商定撤回。",
                f"Dossier {number} is on public notice: take it down now, and return it or agree to withdraw it.",
            )
        for number in _in_process(person, [DossierState.EXIT_ON_NOTICE]):
            yield Text(
                f"档案 {number} 正在脱困公示：请立即撤下，档案暂时保留在档。",
                f"The exit of dossier {number} is on public notice: take it down now and keep the dossier on file.",
            )


def _in_process(person: Person, states: Iterable[str]) -> Iterator[str]:
    homes = person.memberships.filter(ended_on=None).values("household_id")
    yield from Dossier.objects.filter(household__in=homes, state__in=list(states)).values_list("number", flat=True)


def holds_of(dossier: Dossier, today: date) -> "QuerySet[LegalHold]":
    """The holds in force of a dossier, with who placed them."""
    return held(today).filter(dossier=dossier).select_related("placed_by").order_by("placed_at")


def is_run_unfinished() -> bool:
    """Whether a deletion run waits to be decided or carried out: there is one at a time."""
    return DeletionRun.objects.filter(state__in=UNFINISHED).exists()


def is_stalled(run: DeletionRun) -> bool:
    """Whether a run should be at work but nothing has moved for a while."""
    is_running = run.state == DeletionState.RUNNING and run.touched_at is not None
    return is_running and clock.now() - run.touched_at > STALLED_AFTER  # type: ignore[operator] # not null while running
