"""What-if over a Parquet file of facts: every household decided once for each set of parameters, counted in columns."""

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from niangjia.policies.bulk.columns import flags, numbers
from niangjia.policies.bulk.files import Progress
from niangjia.policies.bulk.screening import Screener
from niangjia.policies.bulk.streams import FactsFile
from niangjia.policies.rule_sets import RuleSet
from niangjia.policies.what_if.outcome import (
    AID,
    LARGEST_SIZE,
    PLACE,
    STANDINGS,
    Affected,
    Change,
    Outcome,
    ScenarioOutcome,
    Totals,
)
from niangjia.policies.what_if.scenarios import Scenario

Numbers = npt.NDArray[np.int64]
Whole = npt.NDArray[Any]
"""Amounts of many households together: whole numbers of any size where 64 bits could be too few."""

_CAUSES = 129
"""Room for a main cause, which is one bit up to 128."""

_PLACES = np.full((max(category for category, _eligible in PLACE) + 1, 2), -1, np.int64)
for (_category, _eligible), _place in PLACE.items():
    _PLACES[_category, int(_eligible)] = _place


def simulate_file(
    facts: Path,
    baseline: Scenario,
    scenarios: Sequence[Scenario],
    *,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Outcome:
    """Compare scenarios with the baseline over a facts file; divisions take the place of units.

    Says how many are affected, not who: `affected` stays empty. Raises what `decide_file` raises; a household without a
    parameter in any of the runs ends it.
    """
    source, total = FactsFile(facts), _Counts(len(scenarios))
    screeners = [Screener(_rules(each)) for each in (baseline, *scenarios)]

    def count(piece: pa.RecordBatch, row: int) -> _Counts:
        return _count(piece, [screener.decide(piece, first_row=row) for screener in screeners])

    for counts in source.pieces(count, threads or os.cpu_count() or 1):
        total.add(counts)
        if progress:
            progress(total.households, source.households)
    return total.outcome()


def _rules(scenario: Scenario) -> RuleSet:
    rules = scenario.rule_set.with_parameters(scenario.changes) if scenario.changes else scenario.rule_set
    return rules if scenario.values_on is None else replace(rules, table=rules.table.pinned(scenario.values_on))


@dataclass(slots=True)
class _Sums:
    """One run: households by standing, and for the eligible ones their ceilings by kind of aid and union aid had."""

    standings: Numbers = field(default_factory=lambda: np.zeros(len(STANDINGS), np.int64))
    cost: Whole = field(default_factory=lambda: np.zeros(len(AID), np.object_))
    union_aid_fen: int = 0

    def add(self, other: "_Sums") -> None:
        self.standings += other.standings
        self.cost += other.cost
        self.union_aid_fen += other.union_aid_fen

    def totals(self) -> Totals:
        return Totals(tuple(self.standings.tolist()), tuple(self.cost.tolist()), self.union_aid_fen)


Groups = dict[Any, Whole]
"""From a group's key to the numbers of a Change."""


@dataclass(slots=True)
class _Comparison:
    """One scenario against the baseline."""

    sums: _Sums = field(default_factory=_Sums)
    moves: Counter[tuple[int, int]] = field(default_factory=Counter)
    groups: tuple[Groups, Groups, Groups] = field(default_factory=lambda: ({}, {}, {}))

    def add(self, other: "_Comparison") -> None:
        self.sums.add(other.sums)
        self.moves.update(other.moves)
        for mine, others in zip(self.groups, other.groups, strict=True):
            _add(mine, others.items())

    def outcome(self) -> ScenarioOutcome:
        units, causes, sizes = ({key: Change(*group[key].tolist()) for key in sorted(group)} for group in self.groups)
        nobody: tuple[Affected, ...] = ()
        return ScenarioOutcome(self.sums.totals(), dict(self.moves), units, causes, sizes, nobody)


class _Counts:
    """Everything counted over some households; small, whatever their number."""

    def __init__(self, scenarios: int) -> None:
        self.households = 0
        self.baseline = _Sums()
        self.comparisons = [_Comparison() for _ in range(scenarios)]

    def add(self, other: "_Counts") -> None:
        self.households += other.households
        self.baseline.add(other.baseline)
        for mine, others in zip(self.comparisons, other.comparisons, strict=True):
            mine.add(others)

    def outcome(self) -> Outcome:
        scenarios = tuple(comparison.outcome() for comparison in self.comparisons)
        return Outcome(self.households, (), self.baseline.totals(), scenarios)


class _Answers:
    """The columns of one run that are counted, as plain arrays."""

    def __init__(self, batch: pa.RecordBatch) -> None:
        self.is_eligible = flags(batch.column("is_eligible"))
        self.place = _PLACES[numbers(batch.column("category"), np.int8), self.is_eligible.view(np.int8)]
        self.cause = numbers(batch.column("main_cause"), np.int16).astype(np.int64)
        self.size = np.minimum(numbers(batch.column("counted_members"), np.int16), LARGEST_SIZE).astype(np.int64)
        self.ceilings = [
            np.where(self.is_eligible, numbers(batch.column(f"{aid}_ceiling"), np.int64), 0) for aid in AID
        ]
        self.cost = _summable(np.sum(self.ceilings, axis=0))

    def sums(self, union_aid: Numbers) -> _Sums:
        return _Sums(
            np.bincount(self.place, minlength=len(STANDINGS)),
            np.array([int(_summable(each).sum()) for each in self.ceilings], np.object_),
            int(_summable(union_aid[self.is_eligible]).sum()),
        )


def _count(piece: pa.RecordBatch, batches: Sequence[pa.RecordBatch]) -> _Counts:
    before, *others = (_Answers(batch) for batch in batches)
    union_aid = numbers(piece.column("union_aid_fen"), np.int64)
    region = piece.column("region")
    region = region if pa.types.is_dictionary(region.type) else region.dictionary_encode()
    units = dict(enumerate(region.dictionary.to_pylist()))
    unit = numbers(region.indices, region.indices.type.to_pandas_dtype()).astype(np.int64)
    counts = _Counts(len(others))
    counts.households, counts.baseline = len(piece), before.sums(union_aid)
    for comparison, after in zip(counts.comparisons, others, strict=True):
        comparison.sums = after.sums(union_aid)
        moved = before.place != after.place
        pairs = np.bincount(before.place[moved] * len(STANDINGS) + after.place[moved])
        comparison.moves.update({divmod(int(pair), len(STANDINGS)): int(pairs[pair]) for pair in np.flatnonzero(pairs)})
        cause = np.where(before.cause > 0, before.cause, after.cause)
        comparison.groups = (
            _add({}, ((units[place], each) for place, each in _grouped(unit, len(units), before, after).items())),
            _grouped(cause, _CAUSES, before, after),
            _grouped(before.size, LARGEST_SIZE + 1, before, after),
        )
    return counts


def _add(mine: Groups, others: Iterable[tuple[Any, Whole]]) -> Groups:
    for key, each in others:
        mine[key] = mine[key] + each if key in mine else each
    return mine


def _summable(amounts: Numbers) -> Whole:
    """Amounts that can be added up: as Python's own numbers where the sum could leave 64 bits."""
    is_small = int(np.abs(amounts).max(initial=0)) * len(amounts) < 2**63
    return amounts if is_small else amounts.astype(np.object_)


def _grouped(group: Numbers, count: int, before: _Answers, after: _Answers) -> Groups:
    """The numbers of a Change for each group that has a household."""
    was, now = before.is_eligible, after.is_eligible
    flows = (was, now, now & ~was, was & ~now, was & now & (before.place != after.place))
    columns = [np.bincount(group[flow], minlength=count) for flow in flows]
    for cost in (before.cost, after.cost):
        sums = np.zeros(count, cost.dtype)
        np.add.at(sums, group, cost)
        columns.append(sums)
    table = np.stack([column.astype(np.object_) for column in columns], axis=1)
    return {int(place): table[place] for place in np.flatnonzero(np.bincount(group, minlength=count))}
