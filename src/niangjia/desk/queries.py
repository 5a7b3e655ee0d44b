"""The figures of the home page: counts of open dossiers in someone's jurisdiction, never a name."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from niangjia.accounts.access import Jurisdiction
from niangjia.dossiers.labels import CATEGORIES
from niangjia.dossiers.queries import COUNT_LIMIT, Figures, Filter, bounded_count, figures, visible_to
from niangjia.people import codes

CHARTED_CATEGORIES = (1, 2, 3, 4, 0)
CHARTED_CAUSES = 8


@dataclass(frozen=True, slots=True)
class HomeFigures:
    """What the home page shows. `stale` counts at most `dossiers.queries.COUNT_LIMIT` + 1."""

    figures: Figures
    total: int
    eligible: int
    deep: int
    stale: int

    @property
    def stale_words(self) -> str:
        """How many are unchanged for a year; counting stops at the limit."""
        return f"{self.stale:,}" if self.stale <= COUNT_LIMIT else f"> {COUNT_LIMIT:,}"


def home_figures(where: Jurisdiction) -> HomeFigures:
    """Figures in two queries, whatever the number of dossiers."""
    found = figures(where)
    stale = bounded_count(Filter(is_stale=True).apply(visible_to(where)))
    return HomeFigures(found, found.total(), found.total(is_eligible=True), found.total(categories=[1]), stale)


def cause_chart(found: Figures, *, has_links: bool) -> dict[str, Any]:
    """Open dossiers by main cause, most first; the last bar gathers the rest."""
    causes = list(found.by_cause().items())
    shown, rest = causes[:CHARTED_CAUSES], causes[CHARTED_CAUSES:]
    labels = [str(codes.CAUSES.label(cause)) for cause, _count in shown]
    values = [count for _cause, count in shown]
    links = [_list_address(has_links, cause=cause) for cause, _count in shown]
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
            "links": [_list_address(has_links, unit=str(unit.pk), category=category) for unit in units],
        }
        for category in CHARTED_CATEGORIES
    ]
    return {
        "kind": "stacked",
        "title": _("Units and hardship categories"),
        "labels": [str(unit) for unit in units],
        "series": series,
    }


def _list_address(is_wanted: bool, **query: str | int) -> str:  # noqa: FBT001 (said by name at every call would hide the query)
    return f"{reverse('dossiers:list-dossiers')}?{urlencode(query)}" if is_wanted else ""
