"""Works of the set-up and the order they need: each starts as soon as those it waits for are done, side by side."""

import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

from tools.launcher.terminal import line, stop_programs, tell

TICK = 0.2


@dataclass(frozen=True)
class Work:
    """A piece of the set-up: it knows whether it is done, and leaves nothing half done that would look done."""

    title: str
    is_done: Callable[[], bool]
    do: Callable[[], None]
    after: tuple[str, ...] = ()
    """Titles of the works that have to be done before."""


def carry_out(works: Sequence[Work]) -> None:
    """Do what is not done yet, a line for each. The first failure, or an interruption, stops the others."""
    waiting = list(works)
    running: dict[Future[None], tuple[str, float]] = {}
    done: set[str] = set()
    with ThreadPoolExecutor(max_workers=len(works)) as threads:
        try:
            while waiting or running:
                for work in [work for work in waiting if done.issuperset(work.after)]:
                    waiting.remove(work)
                    if work.is_done():
                        done.add(work.title)
                    else:
                        running[threads.submit(work.do)] = (work.title, time.monotonic())
                if running:
                    done |= _finished(running)
        except BaseException:
            stop_programs()
            raise


def _finished(running: dict[Future[None], tuple[str, float]]) -> set[str]:
    """Wait a moment; the titles of those that ended, which are taken out of `running`."""
    ended, _others = wait(running, timeout=TICK, return_when=FIRST_COMPLETED)
    _show_running([running[future][0] for future in running if future not in ended])
    titles = set()
    for future in ended:
        title, started = running.pop(future)
        future.result()
        tell(line(title, time.monotonic() - started))
        titles.add(title)
    return titles


def _show_running(titles: list[str]) -> None:
    """On a terminal, name what is being done; the next line takes its place."""
    if sys.stderr.isatty():
        text = ", ".join(titles)
        print(f"\r\x1b[K  {text}{'...' if text else ''}\r", end="", file=sys.stderr, flush=True)
