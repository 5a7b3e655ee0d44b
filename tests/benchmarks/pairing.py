"""Households assigned to cadres: exactly and over all pairs, against a solver of linear programs and a greedy way.

HiGHS is given the same question over the same near candidates, so that both have the same work, with penalties
that are kind to it; its optimum must be ours there, or no figure is printed. The greedy way takes the cheapest pair
first; what it costs more is a figure, too.
"""

import os
import sys
import time
from collections.abc import Callable
from random import Random
from typing import Any

import numpy as np

from niangjia.pairing import assignment
from niangjia.pairing.assignment import solve
from niangjia.pairing.problem import Cadre, Household, Point, Weights
from niangjia.pairing.table import FORBIDDEN, Table

Say = Callable[..., None]
Note = Callable[[str], None]
SKILLS, LANGUAGES = tuple("abcdefgh"), ("mongolian", "evenki", "daur")
SPAN = 100_000
"""Metres from one end of the bureau to the other."""


def invent(cadres: int, households: int, *, seed: int = 1) -> tuple[list[Cadre], list[Household]]:
    """So many of each, spread over a bureau; the same seed gives the same."""
    random = Random(seed)  # noqa: S311 (repeatable on purpose)

    def point() -> Point:
        return Point(random.randrange(SPAN), random.randrange(SPAN))

    def spoken() -> frozenset[str]:
        return frozenset(each for each in LANGUAGES if random.random() < 0.1)

    made = [
        Cadre(f"c{number:06}", random.randint(3, 6), 0, point(), frozenset(random.sample(SKILLS, 2)), spoken())
        for number in range(cadres)
    ]
    homes = [
        Household(
            f"h{number:06}",
            point(),
            frozenset(random.sample(SKILLS, random.randint(0, 2))),
            random.choice(("", "", "", *LANGUAGES)),
            urgency=random.randint(0, 3),
        )
        for number in range(households)
    ]
    return made, homes


def measure_pairing(say: Say, note: Note, households: int) -> None:
    """Seconds for an assignment with its proof, against HiGHS, and how much dearer the greedy way is."""
    cadres, homes = invent(max(1, households // 4), households)
    weights = Weights()
    solve(*invent(2, 4), weights)  # the solver is loaded before the clock runs
    start = time.perf_counter()
    solution, table = solve(cadres, homes, weights)
    ours = time.perf_counter() - start
    note(
        f"{len(solution.pairs)} of {households} paired in {solution.rounds} rounds, of {solution.priced} possible pairs"
    )
    say(f"{households} households assigned to {len(cadres)} cadres, proved over all pairs", ours, "s")
    network = assignment._network(table, assignment.NEAR)
    network.penalty = np.full(households, 20 * table.most())  # for both: greater numbers are hard on HiGHS
    start = time.perf_counter()
    chosen, chosen_cost = assignment._flow(network)
    flow = time.perf_counter() - start
    cost = assignment._cost(network, chosen, chosen_cost)
    start = time.perf_counter()
    optimum = _by_highs(network)
    peer = time.perf_counter() - start
    if optimum != cost:
        raise RuntimeError(f"HiGHS finds {optimum}, the flow {cost}.")
    say("the flow alone, near candidates", flow, "s", "HiGHS, the same linear program", peer / flow)
    start = time.perf_counter()
    dearer = _greedily(table)
    taken = time.perf_counter() - start
    say("cost of the assignment", solution.cost / 1000, "km", "cheapest pair first", dearer / max(1, solution.cost))
    say("cheapest pair first", taken, "s")


def _by_highs(network: Any) -> int:
    """The least cost of the same question, as a linear program."""
    import highspy

    households, cadres = len(network.penalty), len(network.table.cadres)
    arcs, units = len(network.cost), len(network.unit_cost)
    columns = arcs + units + households
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = columns, households + cadres
    costs = np.concatenate([network.cost, network.unit_cost, network.penalty])
    program.col_cost_ = costs.astype(float)
    program.col_lower_, program.col_upper_ = np.zeros(columns), np.ones(columns)
    sides = np.concatenate([np.ones(households), np.zeros(cadres)])
    program.row_lower_ = program.row_upper_ = sides
    starts = np.concatenate([np.arange(arcs) * 2, arcs * 2 + np.arange(units + households + 1)])
    pairs = np.stack([network.household, households + network.cadre], 1).ravel()
    rows = np.concatenate([pairs, households + network.unit_cadre, np.arange(households)])
    values = np.concatenate([np.ones(2 * arcs), -np.ones(units), np.ones(households)])
    matrix = program.a_matrix_
    matrix.format_ = highspy.MatrixFormat.kColwise
    matrix.start_, matrix.index_, matrix.value_ = starts.astype(np.int32), rows.astype(np.int32), values
    solver = _quietly(highspy.Highs)
    solver.silent()
    solver.setOptionValue("threads", 1)
    solver.passModel(program)
    solver.run()
    # Its own sum is a float; that of the pairs it chose is whole.
    is_used = np.rint(np.array(solver.getSolution().col_value)).astype(np.int64)
    return int((is_used * costs).sum())


def _quietly(make: Callable[[], Any]) -> Any:
    """What is made, while standard output, which is for figures, goes with the notes: HiGHS greets from C."""
    sys.stdout.flush()
    kept = os.dup(1)
    os.dup2(2, 1)
    try:
        return make()
    finally:
        os.dup2(kept, 1)
        os.close(kept)


def _greedily(table: Table) -> int:
    """What it costs to take the cheapest pair that is left, household by household in order of what it would cost."""
    candidates = []
    for rows in table.blocks():
        costs = table.costs(rows)
        order = np.argsort(costs, axis=1, kind="stable")[:, :64]
        candidates += [
            (int(costs[row, order[row, 0]]), rows.start + row, costs[row, order[row]], order[row])
            for row in range(len(costs))
        ]
    loads = [0] * len(table.cadres)
    total = 0
    for _first, _row, costs, order in sorted(candidates, key=lambda each: each[:2]):
        for cost, column in zip(costs.tolist(), order.tolist(), strict=True):
            cadre = table.cadres[column]
            if cost < FORBIDDEN and loads[column] < cadre.free:
                total += cost + loads[column] * table.weights.load
                loads[column] += 1
                break
    return total
