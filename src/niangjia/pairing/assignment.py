"""The best assignment of households to cadres, and the proof that none is better.

As many households as possible get a cadre, the most urgent first; among all such assignments the one with the least
sum of `pair_cost` and `load_cost` is found, over all pairs. The flow is solved over near candidates; prices taken from
what the flow left over then show every pair that would improve it, and it is solved anew with those, until there is
none. The prices give a lower bound of every assignment. That cost and bound are equal is checked at each run.

Ids are sorted first, so that the same question has the same answer in whatever order it is put.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from niangjia.pairing.problem import MOST_URGENT, Cadre, Household, Weights, Why, load_cost
from niangjia.pairing.table import FORBIDDEN, Ints, Table

NEAR = 24
"""Candidates of a household to begin with."""
MOST_ADDED = 12
"""Pairs of a household that are added in a round."""
FAR = 1 << 60
"""Farther than any way in the network."""


class NotProved(RuntimeError):
    """Cost and bound differ: a fault of this program, never of what it was given."""


@dataclass(frozen=True, slots=True)
class Solution:
    """Who is paired with whom, and why the others are not. `cost` is the least there is: `bound`, which no assignment
    can fall below, equals it. `priced`: how many pairs were looked at for that.
    """

    pairs: dict[str, str]
    unserved: dict[str, Why]
    cost: int
    bound: int
    rounds: int
    priced: int
    household_prices: Ints
    cadre_prices: Ints


@dataclass(slots=True)
class _Network:
    """Arcs from households to cadres (by number), sorted by household, and the places of cadres one by one."""

    table: Table
    penalty: Ints
    unit_cadre: Ints
    unit_cost: Ints
    household: Ints
    cadre: Ints
    cost: Ints

    def add(self, household: Ints, cadre: Ints, cost: Ints) -> None:
        household = np.concatenate([self.household, household])
        cadre = np.concatenate([self.cadre, cadre])
        cost = np.concatenate([self.cost, cost])
        order = np.lexsort((cadre, household))
        self.household, self.cadre, self.cost = household[order], cadre[order], cost[order]


def solve(
    cadres: Sequence[Cadre], households: Sequence[Household], weights: Weights, *, near: int = NEAR
) -> tuple[Solution, Table]:
    """The best assignment, with the table of costs it was found in (for `explaining`).

    Raises ValueError for a question that cannot be understood, NotProved never, if this program is right.
    """
    _check(cadres, households)
    kept = {each.id: each.keep for each in households if each.keep}
    table = Table(_with_kept(cadres, kept), [each for each in households if not each.keep], weights)
    network = _network(table, near)
    rounds = 0
    while True:
        rounds += 1
        chosen, chosen_cost = _flow(network)
        prices = _prices(network, chosen, chosen_cost)
        better = table.cheaper_than(*prices, at_most=MOST_ADDED)
        if not len(better[0]):
            break
        network.add(*better)
    cost = _cost(network, chosen, chosen_cost)
    bound = _bound(network, *prices)
    if cost != bound:
        raise NotProved(f"An assignment that costs {cost} was found, and the bound is {bound}.")
    served = {table.households[row].id: table.cadres[column].id for row, column in enumerate(chosen) if column >= 0}
    unserved = {table.households[row].id: table.why_not(row) for row, column in enumerate(chosen) if column < 0}
    lost = int(network.penalty[chosen < 0].sum())
    cells = len(table.households) * len(table.cadres)
    return Solution(served | kept, unserved, cost - lost, bound - lost, rounds, cells, *prices), table


def _check(cadres: Sequence[Cadre], households: Sequence[Household]) -> None:
    known = {each.id for each in cadres}
    if len(known) != len(cadres) or len({each.id for each in households}) != len(households):
        raise ValueError("Each id stands once.")
    if any(each.keep and each.keep not in known for each in households):
        raise ValueError("A household keeps a cadre that is not among them.")
    if any(not 0 <= each.urgency <= MOST_URGENT for each in households):
        raise ValueError(f"Urgency is 0 to {MOST_URGENT}.")


def _with_kept(cadres: Sequence[Cadre], kept: dict[str, str]) -> list[Cadre]:
    """The cadres, what is kept counted as taken."""
    counts: dict[str, int] = {}
    for cadre in kept.values():
        counts[cadre] = counts.get(cadre, 0) + 1
    return [
        Cadre(each.id, each.capacity, each.taken + counts.get(each.id, 0), each.point, each.skills, each.languages)
        for each in cadres
    ]


def _network(table: Table, near: int) -> _Network:
    positions = [
        (number, load_cost(each.taken + place, table.weights))
        for number, each in enumerate(table.cadres)
        for place in range(1, each.free + 1)
    ]
    unit_cadre = np.array([number for number, _cost in positions], dtype=np.int64)
    unit_cost = np.array([cost for _number, cost in positions], dtype=np.int64)
    # A household more is worth more than all ways together, and of two that cannot both be served the more urgent is.
    dearest = table.most() + int(unit_cost.max(initial=0))
    worth = dearest * (min(len(table.households), len(positions)) + 1) + 1
    if worth * (MOST_URGENT + 1) * (len(table.households) + len(table.cadres) + 2) >= FAR:
        raise ValueError("Too many households, or too far apart, for whole numbers of 64 bits.")
    penalty = np.array([worth * (1 + each.urgency) for each in table.households], dtype=np.int64)
    return _Network(table, penalty, unit_cadre, unit_cost, *table.nearest(near))


def _flow(network: _Network) -> tuple[Ints, Ints]:
    """The cadre of each household (-1: none) and the cost of that pair, best over the arcs there are."""
    from ortools.graph.python import min_cost_flow  # slow to load, and needed where it is asked for only

    households, cadres = len(network.penalty), len(network.table.cadres)
    sink = households + cadres
    flow = min_cost_flow.SimpleMinCostFlow()
    arcs = flow.add_arcs_with_capacity_and_unit_cost(
        network.household.astype(np.int32),
        (households + network.cadre).astype(np.int32),
        np.ones(len(network.cost), dtype=np.int64),
        network.cost,
    )
    for tails, costs in (
        (households + network.unit_cadre, network.unit_cost),
        (np.arange(households), network.penalty),
    ):
        ones = np.ones(len(costs), dtype=np.int64)
        flow.add_arcs_with_capacity_and_unit_cost(
            tails.astype(np.int32), np.full(len(costs), sink, dtype=np.int32), ones, costs
        )
    supplies = np.zeros(sink + 1, dtype=np.int64)
    supplies[:households], supplies[sink] = 1, -households
    flow.set_nodes_supplies(np.arange(sink + 1, dtype=np.int32), supplies)
    if households and flow.solve() != flow.OPTIMAL:
        raise NotProved("The flow was not solved.")
    chosen = np.full(households, -1, dtype=np.int64)
    chosen_cost = np.zeros(households, dtype=np.int64)
    if len(arcs):
        used = np.asarray(flow.flows(arcs)) > 0
        chosen[network.household[used]] = network.cadre[used]
        chosen_cost[network.household[used]] = network.cost[used]
    return chosen, chosen_cost


def _prices(network: _Network, chosen: Ints, chosen_cost: Ints) -> tuple[Ints, Ints]:
    """The length of the shortest way to the sink that is left over, from each household and each cadre.

    Exactly what one household more, or one place less, would cost; whole numbers, found by Bellman and Ford.
    """
    loads = np.bincount(chosen[chosen >= 0], minlength=len(network.table.cadres))
    cadre = _next_places(network, loads)
    served = np.flatnonzero(chosen >= 0)
    household = network.penalty.copy()
    heads, starts = np.unique(network.household, return_index=True)
    while True:
        if len(heads):
            reached = np.minimum.reduceat(network.cost + cadre[network.cadre], starts)
            household[heads] = np.minimum(network.penalty[heads], reached)
        shorter = cadre.copy()
        np.minimum.at(shorter, chosen[served], household[served] - chosen_cost[served])
        if np.array_equal(shorter, cadre):
            return household, cadre
        cadre = shorter


def _next_places(network: _Network, loads: Ints) -> Ints:
    """What the next free place of each cadre costs; FAR for one who is full."""
    free = np.bincount(network.unit_cadre, minlength=len(loads))
    first = np.concatenate([[0], np.cumsum(free)[:-1]]) if len(free) else free
    found = np.full(len(loads), FAR, dtype=np.int64)
    has_room = loads < free
    found[has_room] = network.unit_cost[(first + loads)[has_room]]
    return found


def _cost(network: _Network, chosen: Ints, chosen_cost: Ints) -> int:
    """What an assignment costs in all, the penalties of who is not served among it."""
    loads = np.bincount(chosen[chosen >= 0], minlength=len(network.table.cadres))
    free = np.bincount(network.unit_cadre, minlength=len(loads))
    if (loads > free).any():
        raise NotProved("A cadre was given more households than they take on.")
    first = np.concatenate([[0], np.cumsum(free)[:-1]]) if len(free) else free
    position = np.arange(len(network.unit_cost)) - first[network.unit_cadre]
    used = position < loads[network.unit_cadre]
    ways = int(chosen_cost[chosen >= 0].sum()) + int(network.unit_cost[used].sum())
    return ways + int(network.penalty[chosen < 0].sum())


def _bound(network: _Network, household: Ints, cadre: Ints) -> int:
    """What no assignment can cost less than, by prices that no pair undercuts (`Table.cheaper_than` found none)."""
    gains = np.maximum(0, cadre[network.unit_cadre] - network.unit_cost)
    return int(household.sum()) - int(gains.sum())


__all__ = ["FORBIDDEN", "NEAR", "NotProved", "Solution", "solve"]
