"""The figures of the home page: counts in someone's jurisdiction, never a name."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from niangjia.accounts.access import Jurisdiction
from niangjia.accounts.models import User
from niangjia.accounts.waiting import Week
from niangjia.clues import access as clues_access
from niangjia.clues.clocks import is_late
from niangjia.clues.models import UNDER_WAY
from niangjia.clues.queries import visible_to as clues_visible_to
from niangjia.clues.queries import with_papers
from niangjia.dossiers.labels import CATEGORIES
from niangjia.dossiers.models import IN_PROCESS, LEAVING, WATCHING, Dossier, DossierState
from niangjia.dossiers.queries import COUNT_LIMIT, Figures, bounded_count, figures, visible_to
from niangjia.dossiers.queries_of_waits import behind
from niangjia.limits.queries import limits_of
from niangjia.people import codes
from niangjia.referrals import access as referrals_access
from niangjia.referrals.models import OPEN, WITH_PARTNER, Referral
from niangjia.reviews import lists
from niangjia.workdays.rules import Calendar

CHARTED_CATEGORIES = (1, 2, 3, 4, 0)
CHARTED_CAUSES = 8
ON_THE_WAY = (*IN_PROCESS, *LEAVING, DossierState.TAPERING, *WATCHING, DossierState.RELAPSE_PROPOSED)
"""Before filing, and from a proposed exit to the end of the watch: something is due at a day."""


@dataclass(frozen=True, slots=True)
class WayRow:
    """How many are at one place of the way, and how many of them are late; addresses for those who may open them."""

    label: str
    count: int
    late: int
    address: str = ""
    late_address: str = ""


@dataclass(frozen=True, slots=True)
class HomeFigures:
    """What the home page shows of the own units. What is bounded counts at most `COUNT_LIMIT` + 1."""

    figures: Figures
    total: int
    eligible: int
    deep: int
    stale: int
    filed: int
    ended: int
    way: list[WayRow]

    @property
    def stale_words(self) -> str:
        """How many stand on the list of those not updated for a long time."""
        return _bounded(self.stale)

    @property
    def filed_words(self) -> str:
        """How many were put on file this month."""
        return _bounded(self.filed)

    @property
    def ended_words(self) -> str:
        """How many ended this month."""
        return _bounded(self.ended)


def _bounded(count: int) -> str:
    return f"{count:,}" if count <= COUNT_LIMIT else f"> {COUNT_LIMIT:,}"


def home_figures(user: User, where: Jurisdiction, week: Week, *, has_links: bool) -> HomeFigures:
    """Figures in seven queries, whatever the number of dossiers."""
    reach = visible_to(where)
    found = figures(reach)
    return HomeFigures(
        figures=found,
        total=found.total(),
        eligible=found.total(is_eligible=True),
        deep=found.total(categories=[1]),
        stale=bounded_count(lists.stale(lists.on_file(reach), limits_of("reviews"), week.today)),
        filed=bounded_count(reach.filter(behind("filed-this-month", user))),
        ended=bounded_count(reach.filter(behind("ended-this-month", user))),
        way=list(_way(reach, week, has_links=has_links)),
    )


def _way(reach: "QuerySet[Dossier]", week: Week, *, has_links: bool) -> Iterator[WayRow]:
    late = Count("pk", filter=Q(due_on__lt=week.today))
    rows = reach.filter(state__in=ON_THE_WAY).order_by().values_list("state").annotate(count=Count("pk"), late=late)
    counts = {state: (count, late) for state, count, late in rows}
    for state in ON_THE_WAY:
        count, late = counts.get(state, (0, 0))
        if count:
            address = list_address(has_links, state=state)
            late_address = list_address(has_links, state=state, waits="late")
            yield WayRow(str(DossierState(state).label), count, late, address, late_address)


def beside_dossiers(user: User, week: Week, calendar: Calendar) -> list[WayRow]:
    """Clues, and what departments were asked for, of the own units: counts and lateness. At most five queries."""
    found = []
    if where := clues_access.where_may(user, "count"):
        under_way = clues_visible_to(where).filter(state__in=UNDER_WAY)
        late = Count("pk", filter=is_late(limits_of("clues"), calendar, week.today))
        counts = with_papers(under_way).aggregate(count=Count("pk"), late=late)
        found.append(WayRow(_("Clues under way"), counts["count"], counts["late"], reverse("clues:count-clues")))
    if where := referrals_access.where_may(user, "see-figures"):
        open_ones = Referral.objects.filter(state__in=OPEN)
        if not where.covers_all():
            units = where.units()
            open_ones = open_ones.filter(Q(dossier__unit__in=units) | Q(partner__in=units))
        late = Count("pk", filter=Q(state__in=WITH_PARTNER, due_on__lt=week.today))
        counts = open_ones.aggregate(count=Count("pk"), late=late)
        address = reverse("referrals:list-meetings")
        found.append(WayRow(_("Asked of departments"), counts["count"], counts["late"], address))
    return [row for row in found if row.count]


def cause_chart(found: Figures, *, has_links: bool) -> dict[str, Any]:
    """Open dossiers by main cause, most first; the last bar gathers the rest."""
    causes = list(found.by_cause().items())
    shown, rest = causes[:CHARTED_CAUSES], causes[CHARTED_CAUSES:]
    labels = [str(codes.CAUSES.label(cause)) for cause, _count in shown]
    values = [count for _cause, count in shown]
    links = [list_address(has_links, cause=cause) for cause, _count in shown]
    if rest:
        labels.append(_("Other causes"))
        values.append(sum(count for _cause, count in rest))
        links.append("")
    return {
        "kind": "bars",
        "title": _("Main causes"),
        "labels": labels,
        "series": [{"name": _("Open dossiers"), "values": values, "links": links}],
    }


def unit_chart(found: Figures, where: Jurisdiction, *, has_links: bool) -> dict[str, Any]:
    """Open dossiers by unit, stacked by hardship category."""
    counts = found.by_unit_and_category()
    units = sorted(
        (unit for unit in where.units() if unit.pk in counts), key=lambda unit: -sum(counts[unit.pk].values())
    )
    series = [
        {
            "name": str(CATEGORIES[category]),
            "values": [counts[unit.pk].get(category, 0) for unit in units],
            "links": [list_address(has_links, unit=str(unit.pk), category=category) for unit in units],
        }
        for category in CHARTED_CATEGORIES
    ]
    return {
        "kind": "stacked",
        "title": _("Units and hardship categories"),
        "labels": [str(unit) for unit in units],
        "series": series,
    }


def list_address(is_wanted: bool, **query: str | int) -> str:  # noqa: FBT001 (said by name at every call would hide the query)
    """The list of dossiers, narrowed; "" for those who may not read it."""
    return f"{reverse('dossiers:list-dossiers')}?{urlencode(query)}" if is_wanted else ""
