"""An outcome as JSON and back: how `niangjia simulate --json` prints it and a saved simulation keeps it.

The shape is documented in docs/rules.md. Amounts are fen; standings, causes and kinds of aid go by their codes.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from niangjia.kernel.text import Text
from niangjia.policies.codes import CAUSE_CODES
from niangjia.policies.what_if.outcome import (
    AID,
    STANDINGS,
    Affected,
    Change,
    Outcome,
    ScenarioOutcome,
    Totals,
    Undecided,
)

NO_CAUSE = "none"
RUNS = ("baseline", "a", "b")
"""The runs by place, as `undecided` names them."""

_CAUSE_CODES = {0: NO_CAUSE, **CAUSE_CODES}
_CAUSES = {code: bit for bit, code in _CAUSE_CODES.items()}
_CODES = [one.code for one in STANDINGS]
_PLACES = {code: place for place, code in enumerate(_CODES)}


def outcome_to_json(outcome: Outcome, *, with_households: bool = True) -> dict[str, Any]:
    """The whole outcome; without households no key of any of them is in it, only counts and amounts."""
    told: dict[str, Any] = {
        "households": outcome.households,
        "not_decided": len(outcome.undecided),
        "baseline": _totals(outcome.baseline),
        "scenarios": [_scenario(each) for each in outcome.scenarios],
    }
    return told | households_to_json(outcome) if with_households else told


def households_to_json(outcome: Outcome) -> dict[str, Any]:
    """The affected households of each scenario, and the undecided ones."""
    return {
        "affected": [[_affected(each) for each in scenario.affected] for scenario in outcome.scenarios],
        "undecided": [[each.key, RUNS[each.run], each.reason.zh, each.reason.en] for each in outcome.undecided],
    }


def outcome_from_json(told: Mapping[str, Any], households: Mapping[str, Any]) -> Outcome:
    """The outcome that was written by `outcome_to_json` and `households_to_json`."""
    return Outcome(
        told["households"],
        tuple(Undecided(key, RUNS.index(run), Text(zh, en)) for key, run, zh, en in households["undecided"]),
        _read_totals(told["baseline"]),
        tuple(
            _read_scenario(each, affected)
            for each, affected in zip(told["scenarios"], households["affected"], strict=True)
        ),
    )


def _totals(totals: Totals) -> dict[str, Any]:
    return {
        "eligible": totals.eligible,
        "standings": dict(zip(_CODES, totals.standings, strict=True)),
        "cost_fen": {**dict(zip(AID, totals.cost, strict=True)), "total": sum(totals.cost)},
        "union_aid_fen": totals.union_aid_fen,
    }


def _read_totals(told: Mapping[str, Any]) -> Totals:
    standings = tuple(told["standings"][code] for code in _CODES)
    return Totals(standings, tuple(told["cost_fen"][kind] for kind in AID), told["union_aid_fen"])


def _scenario(scenario: ScenarioOutcome) -> dict[str, Any]:
    change = scenario.change
    return {
        **_totals(scenario.totals),
        "entrants": change.entrants,
        "leavers": change.leavers,
        "movers": change.movers,
        "moves": [
            {"before": _CODES[before], "after": _CODES[after], "households": count}
            for (before, after), count in sorted(scenario.moves.items())
        ],
        "by_unit": {key: group._asdict() for key, group in scenario.by_unit.items()},
        "by_cause": {_CAUSE_CODES[key]: group._asdict() for key, group in scenario.by_cause.items()},
        "by_size": {str(key): group._asdict() for key, group in scenario.by_size.items()},
    }


def _read_scenario(told: Mapping[str, Any], affected: Iterable[list[Any]]) -> ScenarioOutcome:
    return ScenarioOutcome(
        _read_totals(told),
        {(_PLACES[move["before"]], _PLACES[move["after"]]): move["households"] for move in told["moves"]},
        {key: Change(**group) for key, group in told["by_unit"].items()},
        {_CAUSES[key]: Change(**group) for key, group in told["by_cause"].items()},
        {int(key): Change(**group) for key, group in told["by_size"].items()},
        tuple(Affected(key, kind, _PLACES[was], _PLACES[now], fen) for key, kind, was, now, fen in affected),
    )


def _affected(each: Affected) -> list[Any]:
    return [each.key, each.kind, _CODES[each.before], _CODES[each.after], each.change_fen]
