"""What every pair costs, in blocks of whole numbers: the fast way to `problem.pair_cost`, never all pairs at once."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from niangjia.pairing.problem import Cadre, Household, Weights, Why

Ints = NDArray[np.int64]
Arcs = tuple[Ints, Ints, Ints]
"""Household and cadre by number, and what the pair costs."""

FORBIDDEN = 1 << 50
"""The cost of a pair that is not to be."""
CELLS = 1 << 14
"""Pairs of a block: what stays in the cache."""
WIDEST = 1 << 25
"""Metres from one end to the other: up to here the square root of a square of whole metres is exact in 53 bits."""
MOST_SKILLS = 63


class Table:
    """The pairs of some cadres with room and some households, each sorted by id."""

    def __init__(self, cadres: Sequence[Cadre], households: Sequence[Household], weights: Weights) -> None:
        self.weights = weights
        self.cadres = sorted((each for each in cadres if each.free), key=lambda each: each.id)
        self.households = sorted(households, key=lambda each: each.id)
        self._everyone = {each.id for each in cadres}
        bits = {name: number for number, name in enumerate(sorted({n for h in households for n in h.needs}))}
        tongues = {name: number for number, name in enumerate(sorted({h.language for h in households} - {""}), 1)}
        if len(bits) > MOST_SKILLS or len(tongues) >= MOST_SKILLS:
            raise ValueError(f"At most {MOST_SKILLS} skills and languages.")
        points = [each.point for each in self.cadres] + [each.point for each in self.households]
        known = [each for each in points if each is not None]
        if known and max(max(p[axis] for p in known) - min(p[axis] for p in known) for axis in (0, 1)) >= WIDEST:
            raise ValueError("The places are too far apart.")
        self._origin = known[0] if known else None
        self._cadre_at, self._cadre_known = self._places(self.cadres)
        self._household_at, self._household_known = self._places(self.households)
        self._skills = _bits([_mask(each.skills, bits) for each in self.cadres])
        self._needs = _bits([_mask(each.needs, bits) for each in self.households])
        self._speaks = _bits([_mask(each.languages, tongues) | 1 for each in self.cadres])
        self._tongue = np.array([tongues.get(each.language, 0) for each in self.households], dtype=np.uint64)
        column = {each.id: number for number, each in enumerate(self.cadres)}
        barred = [
            (row, column[cadre]) for row, h in enumerate(self.households) for cadre in h.barred if cadre in column
        ]
        self._barred = np.array(sorted(barred), dtype=np.int64).reshape(-1, 2)
        self._barred_codes = self._barred[:, 0] * len(self.cadres) + self._barred[:, 1]
        self._all_known = bool(self._cadre_known.all() and self._household_known.all())

    def _places(self, of: Sequence[Cadre] | Sequence[Household]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        origin = self._origin
        at = [
            (0, 0) if p is None or origin is None else (p.x - origin.x, p.y - origin.y) for p in (e.point for e in of)
        ]
        is_known = np.array([each.point is not None for each in of], dtype=bool)
        return np.array(at, dtype=np.float64).reshape(-1, 2), is_known

    def most(self) -> int:
        """No allowed pair costs more."""
        if not self.cadres or not self.households:
            return 0
        at = np.concatenate([self._household_at, self._cadre_at])
        way = max(int(np.ptp(at[:, 0])) + int(np.ptp(at[:, 1])), self.weights.unknown_place)
        needs = max((len(each.needs) for each in self.households), default=0)
        return way + needs * self.weights.missing_need + self.weights.no_language

    def blocks(self) -> Iterator[slice]:
        """Some households (rows) at a time, so that with all cadres (columns) they make a block."""
        size = max(1, CELLS // max(1, len(self.cadres)))
        for start in range(0, len(self.households) if self.cadres else 0, size):
            yield slice(start, min(start + size, len(self.households)))

    def costs(self, rows: slice) -> Ints:
        """The costs of some households with all cadres; FORBIDDEN for a pair that is not to be."""
        costs = self._with_match(
            self.metres(rows), np.arange(rows.start, rows.stop)[:, None], np.arange(len(self.cadres))
        )
        first, last = np.searchsorted(self._barred[:, 0], [rows.start, rows.stop])
        barred = self._barred[first:last]
        costs[barred[:, 0] - rows.start, barred[:, 1]] = FORBIDDEN
        return costs

    def _with_match(self, metres: Ints, row: Ints, column: Ints) -> Ints:
        """Way, needs and language of pairs whose places are so far apart; the barred ones are not looked at."""
        missing = np.bitwise_count(self._needs[row] & ~self._skills[column]).astype(np.int64)
        is_silent = 1 - ((self._speaks[column] >> self._tongue[row]) & np.uint64(1)).astype(np.int64)
        costs = np.where(metres < 0, self.weights.unknown_place, metres)
        costs += missing * self.weights.missing_need + is_silent * self.weights.no_language
        if self.weights.farthest:
            costs[metres > self.weights.farthest] = FORBIDDEN
        return costs

    def metres(self, rows: slice) -> Ints:
        """Whole metres between some households and all cadres; -1 where a place is not known."""
        across = self._household_at[rows, None, 0] - self._cadre_at[None, :, 0]
        along = self._household_at[rows, None, 1] - self._cadre_at[None, :, 1]
        across *= across
        along *= along
        across += along
        metres = np.sqrt(across, out=across).astype(np.int64)
        if not self._all_known:
            metres[~(self._household_known[rows, None] & self._cadre_known[None, :])] = -1
        return metres

    def nearest(self, count: int) -> Arcs:
        """The `count` cheapest pairs of each household, sorted by household, then cadre."""
        found = []
        for rows in self.blocks():
            costs = self.costs(rows)
            columns = np.broadcast_to(np.arange(costs.shape[1]), costs.shape)
            if count < costs.shape[1]:
                columns = np.sort(np.argpartition(costs, count - 1, axis=1)[:, :count], axis=1)
            chosen = np.take_along_axis(costs, columns, axis=1)
            numbers = np.broadcast_to(np.arange(rows.start, rows.stop)[:, None], columns.shape)
            is_allowed = chosen < FORBIDDEN
            found.append((numbers[is_allowed], columns[is_allowed], chosen[is_allowed]))
        return _joined(found)

    def cheaper_than(self, household: Ints, cadre: Ints, *, at_most: int) -> Arcs:
        """Of ALL pairs those whose cost and the price of the cadre together stay below the price of the household.

        Of each household the `at_most` best; none at all only if there is none.
        """
        found = []
        for rows in self.blocks():
            metres = self.metres(rows)
            row, column = np.nonzero(metres < household[rows, None] - cadre[None, :])  # the way alone would not do
            if not len(row):
                continue
            metres, row = metres[row, column], row + rows.start
            costs = self._with_match(metres, row, column)
            over = costs + cadre[column] - household[row]
            is_better = (over < 0) & ~np.isin(row * len(self.cadres) + column, self._barred_codes)
            found.append(_first_of_each(row[is_better], column[is_better], costs[is_better], over[is_better], at_most))
        return _joined(found)

    def why_not(self, row: int) -> Why:
        """Why a household that an assignment leaves out has nobody."""
        household = self.households[row]
        if not self._everyone:
            return Why.NOBODY
        if self._everyone <= set(household.barred):
            return Why.BARRED
        if not self.cadres:
            return Why.FULL
        costs = self.costs(slice(row, row + 1))[0]
        if (costs < FORBIDDEN).any():
            return Why.FULL
        is_barred = np.array([each.id in household.barred for each in self.cadres])
        return Why.FULL if is_barred.all() else Why.TOO_FAR


def _mask(names: frozenset[str], bits: dict[str, int]) -> int:
    return sum(1 << bits[name] for name in names if name in bits)


def _bits(masks: list[int]) -> NDArray[np.uint64]:
    return np.array(masks, dtype=np.uint64)


def _first_of_each(row: Ints, column: Ints, costs: Ints, order: Ints, count: int) -> Arcs:
    """The `count` first by `order` of each row."""
    by = np.lexsort((column, order, row))
    row, column, costs = row[by], column[by], costs[by]
    _rows, starts, lengths = np.unique(row, return_index=True, return_counts=True)
    is_first = np.arange(len(row)) - np.repeat(starts, lengths) < count
    return row[is_first], column[is_first], costs[is_first]


def _joined(found: list[Arcs]) -> Arcs:
    if not found:
        none = np.empty(0, dtype=np.int64)
        return none, none, none
    household, cadre, cost = (np.concatenate([each[part] for each in found]) for part in range(3))
    return household, cadre, cost
