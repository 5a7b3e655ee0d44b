"""`nj bench`: one JSON line a figure, `{"name", "value", "unit", "against", "ratio"}`, the last two where a peer ran.

Everything is measured in a throw-away data folder. `--only NAME...` measures some groups only. Without options the
sizes are the full ones: 10,000,000 households take 2 GB of disk and some minutes.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

GROUPS = ("decision", "import", "what-if", "list", "record", "screening", "parquet", "pairing")
ROOT = Path(__file__).resolve().parents[2]


def say(name: str, value: float, unit: str, against: str | None = None, ratio: float | None = None) -> None:
    """One figure, one line."""
    figure = {"name": name, "value": round(value, 4), "unit": unit, "against": against}
    sys.stdout.write(json.dumps(figure | {"ratio": None if ratio is None else round(ratio, 2)}) + "\n")
    sys.stdout.flush()


def note(text: str) -> None:
    """Progress goes to the terminal, not among the figures."""
    sys.stderr.write(text + "\n")


def milliseconds(act: Callable[[], object], times: int) -> list[float]:
    """How long each of `times` runs took, sorted."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        act()
        taken.append((time.perf_counter() - start) * 1000)
    return sorted(taken)


def main() -> None:
    """Measure everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=100_000, help="dossiers behind the list page")
    parser.add_argument("--households", type=int, default=500, help="households in the workbook imported")
    parser.add_argument("--households-in-memory", type=int, default=1_000_000, help="households screened in memory")
    parser.add_argument("--rows", type=int, default=10_000_000, help="households from Parquet to Parquet")
    parser.add_argument("--entries", type=int, default=1_000_000, help="entries of the record of acts verified")
    parser.add_argument("--paired", type=int, default=20_000, help="households assigned to a quarter as many cadres")
    parser.add_argument("--only", nargs="+", choices=GROUPS, default=GROUPS, metavar="NAME", help=", ".join(GROUPS))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="niangjia-bench-") as folder:
        os.environ |= {"NIANGJIA_DATA": folder, "DJANGO_SETTINGS_MODULE": "niangjia.config.settings"}
        os.environ.pop("NIANGJIA_DATABASE_URL", None)
        sys.path[:0] = [str(ROOT), str(ROOT / "src")]
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
        for group in options.only:
            _measure(group, options, Path(folder))


def _measure(group: str, options: argparse.Namespace, folder: Path) -> None:
    """A group's modules are loaded when its turn comes: not everybody has the peers installed."""
    from tests.benchmarks import figures

    if group == "decision":
        figures.measure_decision(say)
    elif group == "import":
        figures.measure_import(say, note, options.households)
    elif group == "what-if":
        from tests.benchmarks import what_if

        what_if.measure_what_if(say, note, min(options.size, 10_000))
    elif group == "list":
        figures.measure_list(say, note, options.size)
    elif group == "record":
        from tests.benchmarks import record

        record.measure_record(say, note, options.entries)
    elif group == "screening":
        from tests.benchmarks import screening

        screening.measure_explanation(say)
        screening.measure_screening(say, note, options.households_in_memory)
    elif group == "pairing":
        from tests.benchmarks import pairing

        pairing.measure_pairing(say, note, options.paired)
    else:
        from tests.benchmarks import parquet

        parquet.measure_starts(say, folder)
        parquet.measure_parquet(say, note, options.rows, folder)


if __name__ == "__main__":
    main()
