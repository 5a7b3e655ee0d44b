"""`niangjia decide`: the rules over a Parquet file of any number of households."""

import json
import signal
import sys
import time
from argparse import ArgumentTypeError
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from niangjia.policies import RuleSet
from niangjia.policies.book import DEFAULT, rule_set
from niangjia.policies.settings_of_parameters import check_settings, parse_settings

REFUSED, NOT_UNDERSTOOD = 1, 2
INSTALL = {
    "local": "It needs the extra “bulk”. In the folder of the program: python3 nj setup --dev or pip install '.[bulk]'",
    "spark": "It needs the extra “cluster”. In the folder of the program: pip install '.[cluster]'",
}


def _count(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise ArgumentTypeError(f"{text!r} is no number from 1 on")
    return int(text)


@contextmanager
def _tidy_when_stopped() -> Iterator[None]:
    """Lets a run that is told to end, or whose terminal is closed, remove what it has begun to write."""

    def stop(number: int, _frame: object) -> None:
        sys.exit(128 + number)

    kinds = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {kind: signal.signal(kind, stop) for kind in kinds if signal.getsignal(kind) == signal.SIG_DFL}
    try:
        yield
    finally:
        for kind, handler in before.items():
            signal.signal(kind, handler)


@contextmanager
def _progress(*, is_shown: bool) -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal with the households done, the rate and the time left."""
    from tqdm import tqdm  # of the extra `bulk`, like what it shows

    with tqdm(unit=" households", unit_scale=True, dynamic_ncols=True, disable=None if is_shown else True) as bar:

        def show(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield show


class Command(BaseCommand):
    """Exit status 0: decided and written; 1: refused, and nothing is written; 2: the command was not understood."""

    help = "Decide a Parquet file of households (--facts IN --out OUT). Exit: 0 written, 1 refused, nothing written."
    needs_database = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--facts", required=True, metavar="FILE.parquet", help="households, one row each")
        parser.add_argument("--out", required=True, metavar="FILE.parquet", help="where the answers go")
        parser.add_argument("--rules", default=DEFAULT, metavar="NAME", help=f"rule set (default: {DEFAULT})")
        parser.add_argument(
            "--set",
            action="append",
            default=[],
            metavar="NAME=VALUE",
            help="give a parameter one value for every region and day, in its own unit (amounts in fen)",
        )
        parser.add_argument("--engine", choices=["local", "spark"], default="local", help="where to compute")
        parser.add_argument("--master", metavar="URL", help="Spark master, such as spark://host:7077 (default: local)")
        parser.add_argument(
            "--threads", type=_count, metavar="N", help="threads of the local engine (default: all cores)"
        )
        parser.add_argument("--quiet", action="store_true", help="no progress bar")
        parser.add_argument("--json", action="store_true", help="print the summary as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        rules = self._rules(options["rules"], options["set"])
        started = time.monotonic()
        try:
            decide = import_module(f"niangjia.policies.bulk.{'cluster' if options['engine'] == 'spark' else 'files'}")
        except ModuleNotFoundError as error:
            raise CommandError(f"{error}. {INSTALL[options['engine']]}", returncode=REFUSED) from error
        if options["engine"] == "spark":
            with _tidy_when_stopped():
                summary = decide.decide_on_cluster(rules, options["facts"], options["out"], master=options["master"])
        else:
            facts, out = Path(options["facts"]), Path(options["out"])
            with _tidy_when_stopped(), _progress(is_shown=not options["quiet"]) as show:
                summary = decide.decide_file(rules, facts, out, threads=options["threads"], progress=show)
        self._tell(rules, summary, options, time.monotonic() - started)

    def _rules(self, name: str, settings: list[str]) -> RuleSet:
        rules, values = rule_set(name), parse_settings(settings)
        check_settings(rules, values)
        return rules.with_parameters(values) if values else rules

    def _tell(self, rules: RuleSet, summary: Any, options: dict[str, Any], seconds: float) -> None:
        labels = rules.labels["category"]
        counts = {code: summary.categories.get(code, 0) for code in labels}
        if options["json"]:
            told = {
                "rule_set": rules.name,
                "version": rules.version,
                "engine": options["engine"],
                "households": summary.households,
                "eligible": summary.eligible,
                "categories": counts,
                "seconds": round(seconds, 3),
                "out": options["out"],
            }
            self.stdout.write(json.dumps(told, ensure_ascii=False))
            return
        self.stdout.write(f"{options['out']}: {summary.households} households, {summary.eligible} eligible")
        self.stdout.write(f"{rules.title} ({rules.name} {rules.version})")
        for code, count in counts.items():
            self.stdout.write(f"  {count:>12}  {labels[code]}")
