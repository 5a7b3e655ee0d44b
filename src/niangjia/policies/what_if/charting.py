"""The charts of a run: who enters, leaves and moves, by unit, by main cause, by household size."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from niangjia.policies.codes import MAIN_CAUSES
from niangjia.policies.what_if.outcome import LARGEST_SIZE, Change, Group, ScenarioOutcome

LETTERS = ("A", "B")
BARS_SHOWN = 12
CROSSING = ("entrants", "leavers", "movers")
STEPS = 5
"""A scale has at most so many steps of 1, 2 or 5, or such a number times ten."""

Groups = Mapping[Any, Change]


@dataclass(frozen=True, slots=True)
class ChartRow:
    """The charts of one kind of group, one for each scenario: the same bars on the same scale, so that they compare."""

    name: str
    charts: list[dict[str, Any]]


def chart_rows(scenarios: Sequence[ScenarioOutcome], units: Mapping[str, str]) -> list[ChartRow]:
    """A row for each kind of group; only groups in which somebody crosses a line, most first (sizes in their order)."""
    return [
        _row("unit", _("by unit"), scenarios, lambda key: units.get(key, key)),
        _row("cause", _("by main cause"), scenarios, lambda key: str(MAIN_CAUSES[key])),
        _row("size", _("by household size"), scenarios, _size),
    ]


def _row(name: Group, title: str, scenarios: Sequence[ScenarioOutcome], named: Callable[[Any], str]) -> ChartRow:
    groups: list[Groups] = [scenario.groups(name) for scenario in scenarios]
    crossing = {
        key: sum(_crossing(each.get(key, Change())) for each in groups)
        for key in sorted({k for g in groups for k in g})
    }
    keys = [key for key in crossing if crossing[key]]
    if name != "size":
        keys.sort(key=lambda key: -crossing[key])
    shown, rest = keys[:BARS_SHOWN], keys[BARS_SHOWN:]
    labels = [named(key) for key in shown] + ([_("All others")] if rest else [])
    bars = [_bars(each, shown, rest) for each in groups]
    longest = _scale(max((_crossing(bar) for some in bars for bar in some), default=0))
    charts = [_chart(title, labels, some, longest) for some in bars]
    return ChartRow(name, [{"letter": letter, **chart} for letter, chart in zip(LETTERS, charts, strict=False)])


def _bars(groups: Groups, shown: list[Any], rest: list[Any]) -> list[Change]:
    bars = [groups.get(key, Change()) for key in shown]
    others = [groups[key] for key in rest if key in groups]
    if rest:
        bars.append(Change(*map(sum, zip(*others, strict=True))) if others else Change())
    return bars


def _crossing(group: Change) -> int:
    return group.entrants + group.leavers + group.movers


def _size(members: int) -> str:
    if members >= LARGEST_SIZE:
        return _("%(members)s people and more") % {"members": members}
    return ngettext("%(members)s person", "%(members)s people", members) % {"members": members}


def _chart(title: str, labels: list[str], bars: list[Change], longest: int) -> dict[str, Any]:
    names = {"entrants": _("Entrants"), "leavers": _("Leavers"), "movers": _("Movers")}
    series = [{"name": names[kind], "values": [getattr(each, kind) for each in bars]} for kind in CROSSING]
    return {"kind": "stacked", "title": title, "labels": labels, "series": series, "max": longest}


def _scale(highest: int) -> int:
    """The least end of a scale that holds a number."""
    unit = 1
    while True:
        for step in (unit, 2 * unit, 5 * unit):
            if step * STEPS >= highest:
                return -(-highest // step) * step
        unit *= 10
