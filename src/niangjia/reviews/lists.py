"""The lists that keep dossiers from going stale: which dossiers of some stand on each, since when, and what to do next.

Each narrows dossiers on file and takes a fixed number of queries, whatever its length.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from niangjia.dossiers.helps import never_helped
from niangjia.dossiers.models import ON_FILE, Dossier, DossierState
from niangjia.dossiers.queries_of_leaving import temporary_ending_by
from niangjia.kernel.clock import SHANGHAI
from niangjia.limits.rules import Limits
from niangjia.reviews.models import Finding, Outcome, Review, ReviewState
from niangjia.reviews.rules import REAPPLY, STALE, TEMPORARY_AHEAD, days_since, latest_day, months_after

Narrow = Callable[["QuerySet[Dossier]", Limits, date], "QuerySet[Dossier]"]


@dataclass(frozen=True, slots=True)
class WatchList:
    """One list. `next` says what to do, on the page `leads_to` of the dossier; `limit`: the code of what it goes by."""

    code: str
    label: Promise
    lead: Promise
    next: Promise
    leads_to: str
    icon: str
    nothing: Promise
    narrow: Narrow
    since: Callable[[Dossier, Limits], date]
    limit: str = ""


def stale(dossiers: "QuerySet[Dossier]", limits: Limits, today: date) -> "QuerySet[Dossier]":
    """Neither changed nor reviewed for so long; the longest first."""
    since = today - timedelta(days=limits[STALE].value)
    before = datetime.combine(since, time(), SHANGHAI)
    reviewed = Review.objects.filter(dossier=OuterRef("pk"), state=ReviewState.DONE, found_on__gte=since)
    # That they are not closed says nothing new of those on file, but lets the database go by its index.
    unchanged = dossiers.filter(closed_on=None, changed_at__lt=before)
    return unchanged.exclude(Exists(reviewed)).order_by("changed_at", "id")


def unhelped(dossiers: "QuerySet[Dossier]", _limits: Limits, _today: date) -> "QuerySet[Dossier]":
    """No help is on record; the longest on file first."""
    return never_helped(dossiers).order_by("filed_on", "id")


def to_reapply(dossiers: "QuerySet[Dossier]", limits: Limits, today: date) -> "QuerySet[Dossier]":
    """Still in need, and applied for so long ago that a new application is due; the oldest first."""
    until = latest_day(today, limits[REAPPLY].value)
    return dossiers.filter(state=DossierState.OPEN, applied_on__lte=until).order_by("applied_on", "id")


def temporary(dossiers: "QuerySet[Dossier]", limits: Limits, today: date) -> "QuerySet[Dossier]":
    """Temporary dossiers whose term, as it was set when they were filed, is over or soon will be; the longest first."""
    until = today + timedelta(days=limits[TEMPORARY_AHEAD].value)
    return temporary_ending_by(dossiers, until)


def with_questions(dossiers: "QuerySet[Dossier]", _limits: Limits, _today: date) -> "QuerySet[Dossier]":
    """Facts that nobody has confirmed; the most first."""
    return dossiers.filter(questions__gt=0).order_by("-questions", "changed_at", "id")


def _changed_on(dossier: Dossier, _limits: Limits) -> date:
    return dossier.changed_at.astimezone(SHANGHAI).date()


def _filed_on(dossier: Dossier, _limits: Limits) -> date:
    return dossier.filed_on or dossier.opened_on


LISTS = {
    each.code: each
    for each in (
        WatchList(
            "stale",
            gettext_lazy("Not updated for a long time"),
            gettext_lazy("Nobody has changed or reviewed what these dossiers say."),
            gettext_lazy("Visit, and enter what has changed"),
            "dossiers:show-dossier",
            "clock",
            gettext_lazy("Every dossier is up to date"),
            stale,
            _changed_on,
            STALE,
        ),
        WatchList(
            "never-helped",
            gettext_lazy("Never helped"),
            gettext_lazy("On file, and no help of the union is on record."),
            gettext_lazy("Decide what help fits"),
            "dossiers:show-dossier",
            "heart-handshake",
            gettext_lazy("Everybody on file has been helped"),
            unhelped,
            _filed_on,
        ),
        WatchList(
            "reapply",
            gettext_lazy("New application due"),
            gettext_lazy("The household is still in need, and its application is old."),
            gettext_lazy("Have a new application signed"),
            "dossiers:show-dossier",
            "edit",
            gettext_lazy("No application is too old"),
            to_reapply,
            lambda dossier, limits: months_after(dossier.applied_on, limits[REAPPLY].value),
            REAPPLY,
        ),
        WatchList(
            "temporary",
            gettext_lazy("Temporary dossiers"),
            gettext_lazy("Their term is over or ends soon."),
            gettext_lazy("Make it a regular dossier, or close it"),
            "dossiers:show-dossier",
            "hourglass",
            gettext_lazy("No temporary dossier is near its term"),
            temporary,
            lambda dossier, _limits: dossier.term_ends_on,  # type: ignore[attr-defined] # set by temporary_ending_by
            TEMPORARY_AHEAD,
        ),
        WatchList(
            "questions",
            gettext_lazy("Open questions"),
            gettext_lazy("The rules had to assume what nobody has confirmed yet."),
            gettext_lazy("Ask at the next visit, and confirm"),
            "dossiers:show-decision",
            "help-circle",
            gettext_lazy("No dossier has an open question"),
            with_questions,
            _changed_on,
        ),
    )
}
"""By code, in the order of the page. Students about to graduate are a list of persons, see `graduating`."""


@dataclass(frozen=True, slots=True)
class Row:
    """A dossier on a list: the day it counts from, and its age in words."""

    dossier: Dossier
    since: date
    age: str
    is_over: bool


def rows_of(found: WatchList, dossiers: Collection[Dossier], limits: Limits, today: date) -> list[Row]:
    """A page of a list, each with its age. One query: when each was last reviewed."""
    reviewed = last_reviewed([each.pk for each in dossiers]) if found.code == "stale" else {}
    rows = []
    for each in dossiers:
        since = max(found.since(each, limits), reviewed.get(each.pk, date.min))
        age = told_term(since, today) if found.code in {"reapply", "temporary"} else told_age(since, today)
        rows.append(Row(each, since, age, since <= today))
    return rows


def last_reviewed(dossiers: Collection[UUID]) -> dict[UUID, date]:
    """The last day each of some dossiers was reviewed. One query."""
    in_force = Q(reopened_at=None) & ~Q(outcome=Outcome.UNREACHED)
    found = Finding.objects.filter(in_force, review__dossier__in=dossiers).values_list("review__dossier")
    return dict(found.annotate(last=Max("found_on")).order_by())


def told_age(since: date, today: date) -> str:
    """How long ago a day was: in days, and from two months on in months."""
    days = days_since(since, today)
    if days < 60:
        return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}
    months = (today.year - since.year) * 12 + today.month - since.month - (today.day < since.day)
    return ngettext("%(count)s month", "%(count)s months", months) % {"count": months}


def told_term(day: date, today: date) -> str:
    """How far a day is over, or away."""
    if day > today:
        days = (day - today).days
        return ngettext("in %(count)s day", "in %(count)s days", days) % {"count": days}
    return _("over for %(age)s") % {"age": told_age(day, today)} if day < today else pgettext("term", "today")


def on_file(dossiers: "QuerySet[Dossier]") -> "QuerySet[Dossier]":
    """Those of some dossiers that lists are made of."""
    return dossiers.filter(state__in=ON_FILE)


def with_names(dossiers: "QuerySet[Dossier]") -> "QuerySet[Dossier]":
    """With what a row names."""
    return dossiers.select_related("unit", "worker").annotate(name=F("worker__name"))
