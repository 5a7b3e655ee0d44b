"""What a person at the terminal sees: steps with their seconds, and refusals that say what to do next."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from tools.launcher.state import LOGS, ROOT

TAIL = 30  # lines of a failed program's output that are shown
Words = list[str | Path]  # a command line
_running: set[subprocess.Popen[bytes]] = set()


class LauncherError(Exception):
    """Something the launcher cannot go on from; `remedy` says what to do."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.remedy = remedy


def say(text: str = "") -> None:
    """One line of a result, at once, whatever the output is connected to."""
    print(text, flush=True)


def tell(text: str) -> None:
    """One line of progress, apart from the results: `nj bench > figures` holds figures only."""
    print(text, file=sys.stderr, flush=True)


def line(title: str, seconds: float) -> str:
    """A line for something that is done."""
    return f"  {title:<58}{seconds:6.1f} s"


@contextlib.contextmanager
def step(title: str) -> Iterator[None]:
    """Give the line of a single piece of work when it ends; an interruption stops the programs it runs."""
    started = time.monotonic()
    try:
        yield
    except BaseException:
        stop_programs()
        raise
    tell(line(title, time.monotonic() - started))


def stop_programs() -> None:
    """Ask every program that `run` has started to end."""
    for process in list(_running):
        process.terminate()


def run(command: Words, *, log: str, env: Mapping[str, str] | None = None, cwd: Path = ROOT, hint: str = "") -> str:
    """Run a program quietly and return what it printed. Raises LauncherError with the end of its output and `hint`.

    `log` names the file under .tools/logs that keeps the whole output; `env` is added to the environment. The program
    keeps the launcher's lock, so that one which outlives a killed launcher holds the next launcher back.
    """
    LOGS.mkdir(parents=True, exist_ok=True)
    file = LOGS / f"{log}.log"
    words = [str(word) for word in command]
    whole = {**os.environ, **(env or {})}
    with (
        file.open("w", encoding="utf-8") as output,
        subprocess.Popen(
            words, cwd=cwd, env=whole, stdin=subprocess.DEVNULL, stdout=output, stderr=output, close_fds=False
        ) as process,
    ):
        _running.add(process)
        try:
            process.wait()
        finally:
            _running.discard(process)
    text = file.read_text(encoding="utf-8", errors="replace")
    if process.returncode:
        tail = "\n".join(f"    {line}" for line in text.splitlines()[-TAIL:])
        raise LauncherError(f"{Path(words[0]).name} ended with status {process.returncode}:\n{tail}", hint)
    return text
