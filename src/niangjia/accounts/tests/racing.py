"""Real threads, each with its own connection."""

from collections.abc import Callable
from contextvars import copy_context
from threading import Barrier, Thread

from django.db import connection


def at_once(*works: Callable[[], object]) -> list[object]:
    """Run each in a thread of its own, all starting together, by the clock of the test; answers or errors in order."""
    start = Barrier(len(works))
    answers: list[object] = [None] * len(works)

    def run(place: int, work: Callable[[], object]) -> None:
        try:
            start.wait(timeout=20)
            answers[place] = work()
        except Exception as error:  # noqa: BLE001 (the test looks at it)
            answers[place] = error
        finally:
            connection.close()

    threads = [Thread(target=copy_context().run, args=(run, place, work)) for place, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return answers
