"""Screening in memory: ours against every peer in one run, runs interleaved, after all of them have agreed."""

import statistics
import time
from collections.abc import Callable, Mapping
from functools import partial

import numpy as np
import pyarrow as pa
from numba import njit

from niangjia.policies import RuleSet, explain, load_rule_set
from niangjia.policies.bulk import screen
from tests.benchmarks.agreement import agree, agree_on_one, decide_table, households_of
from tests.benchmarks.facts import facts_table
from tests.benchmarks.peers import (
    duckdb_peer,
    numpy_blocks,
    openfisca_as_written,
    openfisca_best,
    openfisca_json,
    polars_grouped,
    polars_peer,
)
from tests.benchmarks.run import milliseconds

Say = Callable[..., None]
Note = Callable[[str], None]
Engine = Callable[[pa.Table], pa.Table]

RULES = "national-2019"
CHECKED = 20_000
"""Households on which everybody is compared with plain Python; with ours, on all of them."""
ROUNDS, SLOW_ROUNDS = 5, 3


def peers_of(rules: RuleSet) -> dict[str, Engine]:
    """Every peer under the name that the figures give it."""
    return {
        "OpenFisca as its users write it": partial(openfisca_as_written.screen, rules),
        "OpenFisca, rates as arrays": partial(openfisca_best.screen, rules),
        "Polars, exploded and grouped": partial(polars_grouped.screen, rules),
        "Polars": partial(polars_peer.screen, rules),
        "DuckDB": partial(duckdb_peer.screen, rules),
        "NumPy in blocks": partial(numpy_blocks.screen, rules),
    }


def measure_screening(say: Say, note: Note, households: int) -> None:
    """Households a second in memory, and how they compare."""
    rules = load_rule_set(RULES)
    ours, peers = {threads: partial(screen, rules, threads=threads) for threads in (1, 2)}, peers_of(rules)
    check(rules, {"ours": ours[2], **peers}, facts_table(min(households, CHECKED), seed=2))
    table = facts_table(households)
    expected = ours[2](table)
    for who, engine in peers.items():
        agree(expected, engine(table), who=who)
    note(f"{len(peers)} peers agree with ours on {households} households")
    engines = {"1 thread": ours[1], "2 threads": ours[2], **peers, "reading": read_once}
    seconds = interleaved({name: partial(engine, table) for name, engine in engines.items()})
    rate = {name: households / one for name, one in seconds.items()}
    share = rate["1 thread"] / rate["reading"]
    say("screening in memory, 1 thread", rate["1 thread"], "households/s", "reading the columns on one core", share)
    for who in peers:
        ratio = rate["2 threads"] / rate[who]
        say(f"screening in memory, 2 threads, against {who}", rate["2 threads"], "households/s", who, ratio)
    for who in (*peers, "reading"):
        say(f"screening in memory, {who}", rate[who], "households/s")


def check(rules: RuleSet, engines: Mapping[str, Engine], table: pa.Table) -> None:
    """Raise Disagreement unless every engine answers as plain Python does."""
    expected = decide_table(rules, table)
    for who, engine in engines.items():
        agree(expected, engine(table), who=who)


def interleaved(engines: Mapping[str, Callable[[], object]]) -> dict[str, float]:
    """The median seconds of each: round by round, so that a noisy minute falls on all of them; slow ones run less."""
    taken: dict[str, list[float]] = {name: [] for name in engines}
    for number in range(ROUNDS):
        for name, run in engines.items():
            if number < SLOW_ROUNDS or statistics.median(taken[name]) < 1:
                start = time.perf_counter()
                run()
                taken[name].append(time.perf_counter() - start)
    return {name: statistics.median(times) for name, times in taken.items()}


def read_once(table: pa.Table) -> int:
    """Add every value of every column on one core: no pass over the facts can be faster than this."""
    return sum(_sum(values) for batch in table.to_batches() for values in _buffers(batch))


def _buffers(batch: pa.RecordBatch) -> list[np.ndarray]:
    members = batch.column("members")
    struct = members.values
    arrays = [batch.column(name) for name in batch.schema.names if name != "members"]
    arrays += [struct.field(place) for place in range(struct.type.num_fields)]
    return [members.offsets.to_numpy(), *(_numbers(array) for array in arrays)]


def _numbers(array: pa.Array) -> np.ndarray:
    if pa.types.is_dictionary(array.type):
        array = array.indices
    kind = np.uint8 if pa.types.is_boolean(array.type) else f"i{array.type.bit_width // 8}"
    return np.frombuffer(array.buffers()[1], kind)


@njit
def _sum(values):
    total = 0
    for value in values:
        total += value
    return total


def measure_explanation(say: Say) -> None:
    """One household of four, decided and explained, against OpenFisca from the JSON of a request."""
    rules = load_rule_set(RULES)
    some = [one for one in households_of(facts_table(500, seed=3)) if len(one.members) == 4]
    for household in some:
        agree_on_one(rules, household, openfisca_json.decide_json(rules, openfisca_json.situation_of(household)))
    household, situation = some[0], openfisca_json.situation_of(some[0])
    theirs = statistics.median(milliseconds(lambda: openfisca_json.decide_json(rules, situation), 30))
    ours = statistics.median(milliseconds(lambda: [explain(rules, household) for _ in range(20)], 30)) / 20
    say("one decision with its explanation, a household of four", ours, "ms", "OpenFisca from JSON", theirs / ours)
