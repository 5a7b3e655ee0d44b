"""The launcher's commands: what each is called, what it says of itself, and what it runs."""

import argparse
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from tools.launcher import environment, gates, locks, product, testing
from tools.launcher.product import NIANGJIA
from tools.launcher.state import ROOT, alone
from tools.launcher.terminal import LauncherError, say, tell

Command = Callable[[argparse.Namespace, list[str]], int]


def main(arguments: Sequence[str]) -> int:
    """Run one command; returns the exit status (1: something to mend, 2: not understood, 130: interrupted)."""
    parser, passing_on = _parser()
    options, rest = parser.parse_known_args(arguments)
    if rest and options.name not in passing_on:
        parser.error(f"nj {options.name} does not know: {' '.join(rest)}")
    os.environ["NIANGJIA_DATA"] = str(_data_folder())
    os.chdir(ROOT)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # the same orderly end as Ctrl-C
    command: Command = options.run
    try:
        return command(options, rest)
    except LauncherError as failure:
        print(f"\n{failure}", file=sys.stderr)
        if failure.remedy:
            print(f"\n{failure.remedy}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. Start again whenever you like: what is done is kept.", file=sys.stderr)
        return 130


def _data_folder() -> Path:
    """The folder the user named, seen from where the user stands; otherwise `var` in the clone."""
    return Path(os.environ.get("NIANGJIA_DATA") or ROOT / "var").expanduser().absolute()


def _parser() -> tuple[argparse.ArgumentParser, set[str]]:
    """The parser, and the names of the commands that hand unknown arguments on to what they run."""
    parser = argparse.ArgumentParser(prog="nj", description="Set up, start and check Niangjia.")
    commands = parser.add_subparsers(dest="name", metavar="COMMAND", required=True)
    passing_on = {"up", "test", "bench", "nightly", "shots", "messages"}

    def add(name: str, run: Command, text: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=text, description=text)
        command.set_defaults(run=run)
        return command

    add("up", _up, "Set up what is missing, then start the system with a demo bureau (--host, --port, --empty).")
    setup = add("setup", _setup, "Set up what is missing and stop there; with --dev, also what tests and checks need.")
    setup.add_argument("--dev", action="store_true", help="with what tests and checks need, and every extra")
    add("test", _test, "Run all tests on SQLite and on PostgreSQL; further arguments go to pytest.")
    add("check", _check, "Run every gate: lint, types, layers, templates, migrations, catalogue, documents...")
    add("bench", _bench, "Measure; one JSON line a figure.")
    add("nightly", _nightly, "Run the tests at full size; further arguments go to pytest.")
    add("shots", _shots, "Make the screenshots of the documentation from the running demo.")
    add("messages", _messages, "Bring the Chinese catalogue up to date with the sources.")
    lock = add("lock", _lock, "Write the lock files anew from pyproject.toml and package.json.")
    lock.add_argument("--upgrade", action="store_true", help="take the newest versions that pyproject.toml allows")
    add("help", lambda _options, _rest: _help(parser), "Show this list.")
    return parser, passing_on


def _help(parser: argparse.ArgumentParser) -> int:
    parser.print_help()
    return 0


def _prepare(*, dev: bool, with_demo: bool = False) -> None:
    """Set up, one launcher at a time."""
    with alone(waiting=lambda: tell("Another nj is at work in this clone; waiting for it.")):
        product.prepare(dev=dev, with_demo=with_demo)
    if dev and (node := environment.node()):
        # Playwright's own Node wants a library that bare machines lack.
        os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(node))


def _setup(options: argparse.Namespace, _rest: list[str]) -> int:
    _prepare(dev=options.dev)
    say("Ready: .venv/bin/niangjia --help lists what the product does.")
    return 0


def _up(_options: argparse.Namespace, rest: list[str]) -> int:
    """Hand over to the product's own `up`, which prepares the data and stays in charge of the servers."""
    with_demo = "--empty" not in rest
    _prepare(dev=False, with_demo=with_demo)
    command = [str(NIANGJIA), "up", *(["--demo"] if with_demo else [])]
    command += [argument for argument in rest if argument != "--empty"]
    if os.name != "nt":
        os.execv(command[0], command)  # noqa: S606 - signals then reach the product itself
    return subprocess.run(command, check=False).returncode


def _test(_options: argparse.Namespace, rest: list[str]) -> int:
    testing.prepare_machine()
    _prepare(dev=True)
    return testing.run_tests(rest)


def _check(_options: argparse.Namespace, _rest: list[str]) -> int:
    _prepare(dev=True)
    return gates.run_all()


def _bench(_options: argparse.Namespace, rest: list[str]) -> int:
    return _in_environment(["tests/benchmarks/run.py", *rest])


def _nightly(_options: argparse.Namespace, rest: list[str]) -> int:
    testing.prepare_machine()
    return _in_environment(["-m", "pytest", "-m", "nightly", *rest])


def _shots(_options: argparse.Namespace, rest: list[str]) -> int:
    return _in_environment(["tools/shots.py", *rest])


def _messages(_options: argparse.Namespace, rest: list[str]) -> int:
    return _in_environment(["-m", "tools.messages", *(rest or ["update"])])


def _in_environment(arguments: list[str]) -> int:
    """Run Python of the full environment and pass its status on."""
    _prepare(dev=True)
    return subprocess.run([environment.PYTHON, *arguments], cwd=ROOT, check=False).returncode


def _lock(options: argparse.Namespace, _rest: list[str]) -> int:
    with alone(waiting=lambda: tell("Another nj is at work in this clone; waiting for it.")):
        locks.write(upgrade=options.upgrade)
    return 0
