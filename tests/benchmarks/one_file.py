"""Decide one facts file with one engine in a process of its own; prints seconds, processor time and peak memory.

one_file.py ENGINE FACTS.parquet OUT.parquet
"""

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
RULES = "national-2019"


def main(engine: str, facts: Path, out: Path) -> None:
    """Only the deciding is timed, not the imports; whoever wrote the file, it must have reached the disk."""
    from niangjia.policies import load_rule_set

    rules, decide_file = load_rule_set(RULES), _engine(engine)
    start, begin = time.perf_counter(), time.process_time()
    decide_file(rules, facts, out)
    with out.open("rb") as file:
        os.fsync(file.fileno())
    seconds, work = time.perf_counter() - start, time.process_time() - begin
    sys.stdout.write(json.dumps({"seconds": seconds, "work": work, "peak": _peak_mebibytes()}) + "\n")


def _engine(name: str) -> Callable[..., object]:
    if name == "ours":
        from niangjia.policies.bulk import decide_file
    elif name == "Polars":
        from tests.benchmarks.peers.polars_peer import decide_file
    else:
        from tests.benchmarks.peers.duckdb_peer import decide_file
    return decide_file


def _peak_mebibytes() -> float:
    """The most memory that was resident at once, pages of mapped files among it.

    Not `getrusage`: its maximum is handed down from the process that started this one.
    """
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
