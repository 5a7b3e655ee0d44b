"""Screening in memory: ours against every peer in one run, runs interleaved, after all of them have agreed."""

import statistics
import time
from collections.abc import Callable, Mapping
from functools import partial

import pyarrow as pa

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
from tests.benchmarks.reading import read_once
from tests.benchmarks.run import milliseconds

Say = Callable[..., None]
Note = Callable[[str], None]
Engine = Callable[[pa.Table], pa.Table]

RULES = "national-2019"
CHECKED = 20_000
"""Households on which everybody is compared with plain Python; with ours, on all of them."""
ROUNDS = {0.5: 15, 2: 5, float("inf"): 3}
"""How often an engine runs whose median lies below so many seconds."""


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
    seconds, work = interleaved({name: partial(engine, table) for name, engine in engines.items()})
    rate = {name: households / one for name, one in seconds.items()}
    share = seconds["reading"] / seconds["1 thread"]
    say("screening in memory, 1 thread", rate["1 thread"], "households/s", "reading the columns on one core", share)
    for who in peers:
        ratio = rate["2 threads"] / rate[who]
        say(f"screening in memory, 2 threads, against {who}", rate["2 threads"], "households/s", who, ratio)
    for who in (*peers, "reading"):
        say(f"screening in memory, {who}", rate[who], "households/s")
        say(f"screening in memory, processor time, {who}", work[who], "s", "ours", work[who] / work["2 threads"])


def check(rules: RuleSet, engines: Mapping[str, Engine], table: pa.Table) -> None:
    """Raise Disagreement unless every engine answers as plain Python does."""
    expected = decide_table(rules, table)
    for who, engine in engines.items():
        agree(expected, engine(table), who=who)


def interleaved(engines: Mapping[str, Callable[[], object]]) -> tuple[dict[str, float], dict[str, float]]:
    """The median seconds of each by the clock, and of processor time, in which a busy machine shows less.

    Round by round, so that a noisy minute falls on all of them; slow ones run less often.
    """
    taken: dict[str, list[float]] = {name: [] for name in engines}
    worked: dict[str, list[float]] = {name: [] for name in engines}
    for number in range(max(ROUNDS.values())):
        for name, run in engines.items():
            if number < _rounds(taken[name]):
                start, begin = time.perf_counter(), time.process_time()
                run()
                taken[name].append(time.perf_counter() - start)
                worked[name].append(time.process_time() - begin)
    return _medians(taken), _medians(worked)


def _medians(measured: Mapping[str, list[float]]) -> dict[str, float]:
    return {name: statistics.median(times) for name, times in measured.items()}


def _rounds(taken: list[float]) -> int:
    return ROUNDS[next(most for most in ROUNDS if not taken or statistics.median(taken) < most)]


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
