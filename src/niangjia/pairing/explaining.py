"""Why this cadre: what a pair of an assignment rests on, and who would have been next."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from niangjia.pairing.assignment import Solution
from niangjia.pairing.problem import load_cost
from niangjia.pairing.table import FORBIDDEN, Table


@dataclass(frozen=True, slots=True)
class Reason:
    """Of one pair. `metres` None: a place is not known. `met` and `missing`: needs the cadre has a skill for, or not.

    `households`: how many the cadre has then, of `capacity`. `nearest`: a cadre who by way and match alone would be
    better, and has others instead; "" when the chosen one is the best. `next_best`: who would be next of those with
    room; to move this household there, and nothing else, would count `next_extra` metres more (never less than 0).
    """

    household: str
    cadre: str
    metres: int | None
    met: frozenset[str]
    missing: frozenset[str]
    speaks: bool
    households: int
    capacity: int
    nearest: str
    next_best: str
    next_extra: int


def reasons_of(solution: Solution, table: Table) -> Iterator[Reason]:
    """A reason for each new pair of a solution (what is kept needs none), by the id of the household."""
    columns = {each.id: number for number, each in enumerate(table.cadres)}
    has = np.array([each.taken for each in table.cadres], dtype=np.int64)
    for each in table.households:
        if each.id in solution.pairs:
            has[columns[solution.pairs[each.id]]] += 1
    capacity = np.array([each.capacity for each in table.cadres], dtype=np.int64)
    one_more = np.where(has < capacity, has * table.weights.load, FORBIDDEN)
    for row, household in enumerate(table.households):
        chosen = solution.pairs.get(household.id)
        if chosen is None:
            continue
        rows, column, cadre = slice(row, row + 1), columns[chosen], table.cadres[columns[chosen]]
        costs, metres = table.costs(rows)[0], int(table.metres(rows)[0, column])
        cheapest, moved = int(np.argmin(costs)), costs + one_more
        moved[column] = FORBIDDEN
        following = int(np.argmin(moved))
        has_next = bool(moved[following] < FORBIDDEN)
        now = int(costs[column]) + load_cost(int(has[column]), table.weights)
        yield Reason(
            household=household.id,
            cadre=chosen,
            metres=None if metres < 0 else metres,
            met=household.needs & cadre.skills,
            missing=household.needs - cadre.skills,
            speaks=not household.language or household.language in cadre.languages,
            households=int(has[column]),
            capacity=cadre.capacity,
            nearest=table.cadres[cheapest].id if costs[cheapest] < costs[column] else "",
            next_best=table.cadres[following].id if has_next else "",
            next_extra=int(moved[following]) - now if has_next else 0,
        )
