"""From Parquet to Parquet, every engine in a process of its own, compressed alike; and what a start costs."""

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import pyarrow.parquet as pq

from tests.benchmarks.agreement import agree
from tests.benchmarks.facts import write_facts

Say = Callable[..., None]
Note = Callable[[str], None]

HERE = Path(__file__).parent
ENGINES = ("ours", "Polars", "DuckDB")
ROUNDS, FULL_ROUNDS_FROM = 3, 100_000
CODEC = "zstd"


def measure_parquet(say: Say, note: Note, rows: int, folder: Path) -> None:
    """Seconds and peak memory at a tenth of the rows and at all of them."""
    few = max(rows // 10, 1)
    for size in (few, rows):
        facts = folder / f"facts-{size}.parquet"
        write_facts(facts, size, compression=CODEC)
        note(f"wrote {size} households: {facts.stat().st_size / 1e6:.0f} MB")
        rounds = ROUNDS if size >= FULL_ROUNDS_FROM else 1
        runs = [{who: _run(who, facts, folder / f"{who}.parquet") for who in ENGINES} for _ in range(rounds)]
        _check(folder)
        note(f"{', '.join(ENGINES)} agree on {size} households")
        _say(say, size, {who: _median(run[who] for run in runs) for who in ENGINES})
        facts.unlink()


def _median(runs: Iterable[dict[str, float]]) -> dict[str, float]:
    several = list(runs)
    return {name: statistics.median(run[name] for run in several) for name in several[0]}


def _say(say: Say, size: int, found: dict[str, dict[str, float]]) -> None:
    ours, name = found["ours"], f"Parquet to Parquet, {size} households"
    for who in ENGINES[1:]:
        ratio = found[who]["seconds"] / ours["seconds"]
        say(f"{name}, against {who}", size / ours["seconds"], "households/s", who, ratio)
    for who in ENGINES[1:]:
        say(f"{name}, {who}", size / found[who]["seconds"], "households/s")
        say(f"{name}, processor time, {who}", found[who]["work"], "s", "ours", found[who]["work"] / ours["work"])
    for who in ENGINES:
        say(f"{name}, peak memory, {who}", found[who]["peak"], "MiB")


def _run(who: str, facts: Path, out: Path) -> dict[str, float]:
    command = [sys.executable, str(HERE / "one_file.py"), who, str(facts), str(out)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def _check(folder: Path) -> None:
    expected = pq.read_table(folder / "ours.parquet")
    for who in ENGINES[1:]:
        found = pq.read_table(folder / f"{who}.parquet")
        agree(expected, found, who=who)


START = """
import sys, time
from pathlib import Path
start = time.perf_counter()
from niangjia.policies import load_rule_set
rules = load_rule_set("national-2019")
heavy = {"numpy", "numba", "pyarrow"} & set(sys.modules)
if heavy:
    raise SystemExit(f"importing niangjia.policies loads {heavy}")
plain = time.perf_counter() - start
from niangjia.policies.bulk import decide_file
decide_file(rules, Path(sys.argv[1]), Path(sys.argv[2]))
print(plain, time.perf_counter() - start)
"""


def measure_starts(say: Say, folder: Path) -> None:
    """A process that decides a file of a hundred households: on a machine that never compiled, and again."""
    root = HERE.parents[1]
    path = os.pathsep.join([str(root), str(root / "src")])
    environment = os.environ | {"HOME": str(folder), "XDG_CACHE_HOME": str(folder / "cache"), "PYTHONPATH": path}
    write_facts(folder / "facts.parquet", 100)
    plain, first = _start(environment, folder)
    second = statistics.median(_start(environment, folder)[1] for _ in range(ROUNDS))
    say("start and import of the rule book, without NumPy or Numba", plain, "s")
    say("start with the compiled kernel, the first on a machine", first, "s")
    say("start with the compiled kernel, later", second, "s", "the first on a machine", first / second)


def _start(environment: dict[str, str], folder: Path) -> tuple[float, float]:
    command = [sys.executable, "-c", START, str(folder / "facts.parquet"), str(folder / "out.parquet")]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    plain, whole = done.stdout.split()
    return float(plain), float(whole)
