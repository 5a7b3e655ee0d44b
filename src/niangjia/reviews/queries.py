"""Reads of reviews with a join or a meaning."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from niangjia.accounts.access import Jurisdiction
from niangjia.accounts.models import Unit
from niangjia.accounts.rights import rights_of
from niangjia.dossiers.models import ON_FILE, Dossier
from niangjia.dossiers.queries import Filter as DossierFilter
from niangjia.dossiers.queries import visible_to as dossiers_visible_to
from niangjia.limits.queries import limits_of
from niangjia.reviews.graduating import count_due
from niangjia.reviews.lists import LISTS, on_file
from niangjia.reviews.models import Campaign, Finding, Outcome, Review, ReviewState
from niangjia.reviews.rules import GRADUATION_MONTH

RIGHTS = rights_of("reviews")
PAGE_ROWS = 25
MOST_CAMPAIGNS = 30
NUMBERS = ("total", "done", "left", "off", "unreached", "exits")
WEEK = timedelta(days=7)
GRADUATIONS = gettext_lazy("Graduations")

DONE = Q(state=ReviewState.DONE)
OFF = ~DONE & ~Q(dossier__state__in=ON_FILE)
"""Fell off the list by itself: its dossier is not on file any more, and nobody had reviewed it."""
LEFT = ~DONE & Q(dossier__state__in=ON_FILE)


def visible_to(where: Jurisdiction) -> "QuerySet[Review]":
    """The reviews of dossiers that are inside a jurisdiction today."""
    if where.covers_all():
        return Review.objects.all()
    return Review.objects.filter(dossier__unit__in=where.units())


def campaigns_for(where: Jurisdiction) -> "QuerySet[Campaign]":
    """The campaigns that touch a jurisdiction: opened in it, above it, or with a dossier that came into it since."""
    known = Campaign.objects.select_related("unit", "opened_by", "ended_by").order_by("-year", "unit__path")
    if where.is_everything:
        return known
    above = {path[:end] for path in where.paths for end in range(Unit.steplen, len(path) + 1, Unit.steplen)}
    touched = Q(unit__path__in=above)
    for path in where.paths:
        touched |= Q(unit__path__startswith=path) | Q(pk__in=_with_dossiers_below(path))
    return known.filter(touched)


def _with_dossiers_below(path: str) -> "QuerySet[Review, UUID]":
    return Review.objects.filter(dossier__unit__path__startswith=path).values_list("campaign", flat=True)


def overlapping(unit: Unit, year: int) -> Campaign | None:
    """A campaign of that year, or one that is under way, which holds a part of the units of another."""
    above = [unit.path[:end] for end in range(Unit.steplen, len(unit.path) + 1, Unit.steplen)]
    same_units = Q(unit__path__in=above) | Q(unit__path__startswith=unit.path)
    found = Campaign.objects.filter(same_units, Q(year=year) | Q(ended_at=None)).select_related("unit")
    return found.order_by("-year").first()


def to_list(unit: Unit, year: int) -> "QuerySet[Dossier]":
    """The dossiers on file at a unit and below that no campaign of the year has on its list."""
    here = Dossier.objects.filter(unit__path__startswith=unit.path, state__in=ON_FILE)
    return here.exclude(pk__in=Review.objects.filter(year=year).values("dossier"))


@dataclass(frozen=True, slots=True)
class Progress:
    """How a unit (or all) stands: `total` is done + left + off. `unreached` and `late` are parts of what is left."""

    unit: str
    path: str
    total: int
    done: int
    left: int
    off: int
    unreached: int
    late: int
    exits: int

    @property
    def percent(self) -> int:
        """How much of what was to be done is done."""
        due = self.done + self.left
        return 100 * self.done // due if due else 100


def progress(campaign: Campaign, where: Jurisdiction, today: date) -> list[Progress]:
    """Counts by unit inside a jurisdiction, in tree order, without a name. Two queries."""
    rows = _counted(visible_to(where).filter(campaign=campaign).values("dossier__unit", "dossier__unit__path"))
    names = {unit.pk: str(unit) for unit in Unit.objects.filter(pk__in=[row["dossier__unit"] for row in rows])}
    is_over = campaign.last_on < today
    return [
        Progress(
            names[row["dossier__unit"]],
            row["dossier__unit__path"],
            late=row["left"] if is_over else 0,
            **{name: row[name] for name in NUMBERS},
        )
        for row in rows
    ]


def with_totals(campaigns: Iterable[Campaign], where: Jurisdiction, today: date) -> list[tuple[Campaign, Progress]]:
    """Each of some campaigns with its counts inside a jurisdiction. One query."""
    known = list(campaigns)
    grouped = visible_to(where).filter(campaign__in=known).values("campaign")
    counted = {row["campaign"]: row for row in _counted(grouped, by="campaign")}
    nothing = dict.fromkeys(NUMBERS, 0)
    told = []
    for each in known:
        row = counted.get(each.pk, nothing)
        late = row["left"] if each.last_on < today else 0
        told.append((each, Progress("", "", late=late, **{name: row[name] for name in NUMBERS})))
    return told


def _counted(grouped: "QuerySet[Review, Any]", *, by: str = "dossier__unit__path") -> list[dict[str, Any]]:
    return list(
        grouped.annotate(
            total=Count("pk"),
            done=Count("pk", filter=DONE),
            left=Count("pk", filter=LEFT),
            off=Count("pk", filter=OFF),
            unreached=Count("pk", filter=LEFT & Q(state=ReviewState.UNREACHED)),
            exits=Count("pk", filter=DONE & Q(outcome=Outcome.EXIT)),
        ).order_by(by)
    )


def totals(rows: Iterable[Progress]) -> Progress:
    """The sum of some rows."""
    known = list(rows)
    numbers = [each.name for each in fields(Progress) if each.name not in {"unit", "path"}]
    return Progress("", "", **{name: sum(getattr(row, name) for row in known) for name in numbers})


def deleted_since(campaign: Campaign) -> int:
    """How many dossiers of the list were deleted for good since: what is listed and not there any more."""
    return campaign.listed - campaign.reviews.count()


@dataclass(frozen=True, slots=True)
class Filter:
    """What a work list is narrowed to. `state`: left (default), unreached, try-due, done, off, or all."""

    text: str = ""
    unit_path: str = ""
    state: str = "left"
    outcome: str = ""

    def apply(self, reviews: "QuerySet[Review]", today: date) -> "QuerySet[Review]":
        """Narrow a list; by name."""
        of_state = {
            "left": LEFT,
            "unreached": LEFT & Q(state=ReviewState.UNREACHED),
            "try-due": LEFT & Q(next_try_on__lte=today),
            "done": DONE,
            "off": OFF,
        }
        if wanted := of_state.get(self.state):
            reviews = reviews.filter(wanted)
        if self.outcome:
            reviews = reviews.filter(outcome=self.outcome)
        if self.text or self.unit_path:
            named = DossierFilter(text=self.text, unit_path=self.unit_path, states=None).apply(Dossier.objects.all())
            reviews = reviews.filter(dossier__in=named)
        related = ("campaign", "dossier__unit", "dossier__worker", "recorded_by")
        return reviews.select_related(*related).order_by("dossier__worker_pinyin", "id")


def is_off(review: Review) -> bool:
    """Whether a review has fallen off its list."""
    return review.state != ReviewState.DONE and review.dossier.state not in ON_FILE


def finding_in_force(review: Review) -> Finding | None:
    """What stands as the result of a review that is done."""
    return review.findings.filter(reopened_at=None).exclude(outcome=Outcome.UNREACHED).first()


def findings_of(review: Review) -> "QuerySet[Finding]":
    """Everything found at one, the newest first, without what was written."""
    return review.findings.select_related("by", "reopened_by").defer("note", "reopened_why").order_by("-at", "-id")


def reviews_of(dossier: Dossier) -> "QuerySet[Review]":
    """The reviews of a dossier, the latest year first, with their spot checks."""
    related = ("campaign__unit", "recorded_by", "check_of_it__checked_by")
    return dossier.reviews.select_related(*related).order_by("-year")


def list_counts(where: Jurisdiction, today: date) -> list[tuple[str, Promise, int]]:
    """Code, label and length of every list inside a jurisdiction."""
    limits, dossiers = limits_of("reviews"), on_file(dossiers_visible_to(where))
    counted: list[tuple[str, Promise, int]] = [
        (each.code, each.label, each.narrow(dossiers, limits, today).count()) for each in LISTS.values()
    ]
    due = count_due(dossiers, month=limits[GRADUATION_MONTH].value, today=today)
    return [*counted, ("graduations", GRADUATIONS, due)]
