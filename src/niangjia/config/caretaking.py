"""What `niangjia up` does by itself beside serving: checkpoints, a backup each day or hour, a drill each week.

No thread: the loop that watches the server calls `tick` and goes on. What takes long runs as a process of its own; the
sweep of files and the sending of messages are threads of the background worker.
"""

import contextlib
import logging
import subprocess
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection

from niangjia.config.backup import history, places
from niangjia.delivery.commands import deliver_messages
from niangjia.kernel import checkpoints, clock
from niangjia.kernel.errors import NiangjiaError
from niangjia.privacy.files import sweep_files

KEPT_BACKUPS = {"daily": 14, "hourly": 48}
BETWEEN_BACKUPS = {"daily": timedelta(days=1), "hourly": timedelta(hours=1)}
BETWEEN_DRILLS = timedelta(days=7)
AFTER_A_FAILURE = timedelta(hours=1)
BETWEEN_SWEEPS = 6 * 3600.0
BETWEEN_MESSAGES = 10.0
QUIET_START = 300.0  # seconds: whoever has just started it wants to use it
SECONDS_BETWEEN_LOOKS = 30.0

logger = logging.getLogger("niangjia.caretaking")


class Caretaker:
    """Told to `tick` about twice a second by a process that watches; `start` begins another verb as a process."""

    def __init__(self, start: Callable[[list[str]], "subprocess.Popen[bytes]"]) -> None:
        self._start = start
        self._born = self._looked_at = self._checkpointed_at = time.monotonic()
        self._checkpointer = checkpoints.for_this_database()
        self.running: subprocess.Popen[bytes] | None = None

    def tick(self) -> None:
        """Do what is due."""
        now = time.monotonic()
        if self._checkpointer and now - self._checkpointed_at >= checkpoints.EVERY_SECONDS:
            self._checkpointer.tick()
            self._checkpointed_at = time.monotonic()
        if now - self._born >= QUIET_START and now - self._looked_at >= SECONDS_BETWEEN_LOOKS:
            self._looked_at = now
            self._look()

    def _look(self) -> None:
        if self.running is not None and self.running.poll() is None:
            return
        verb = due(clock.now())
        try:
            self.running = self._start(["niangjia.config.cli", *verb]) if verb else None
        except OSError as error:  # no memory for another process: serving goes on
            logger.warning("Not started: %s: %s", " ".join(verb), error)


def due(now: datetime) -> list[str]:
    """The verb that is to be run now; none when nothing is due. After a failure it is tried again an hour later."""
    if settings.BACKUPS == "off":
        return []
    if _is_due("backups", now, _newest_backup(), BETWEEN_BACKUPS[settings.BACKUPS]):
        return ["backup", "--quiet", "--keep", str(KEPT_BACKUPS[settings.BACKUPS])]
    drilled = history.latest("drills", is_good=True)
    if _is_due("drills", now, drilled.at if drilled else None, BETWEEN_DRILLS):
        return ["drill", "--quiet"]
    return []


def _newest_backup() -> datetime | None:
    """By what lies in the folder, not by what was noted: a backup that was taken away is made again."""
    newest = next(iter(places.archives_in(Path(settings.BACKUP_FOLDER))), None)
    return places.made_at(newest) if newest else None


def _is_due(what: str, now: datetime, done_at: datetime | None, every: timedelta) -> bool:
    if done_at is not None and now - done_at < every:
        return False
    tried = history.latest(what)
    return tried is None or tried.is_good or now - tried.at >= AFTER_A_FAILURE


WORKER_BEAT = 5.0


def beat() -> None:
    """Say that the background worker is alive."""
    with contextlib.suppress(OSError):
        _heart().touch()


def keep_swept(ended: threading.Event) -> None:
    """Sweep `files/` now and every few hours, until the worker ends. A sweep that fails is logged and tried again."""
    while True:
        try:
            sweep_files()
        except (OSError, DatabaseError):
            logger.exception("The files were not swept.")
        finally:
            connection.close()
        if ended.wait(BETWEEN_SWEEPS):
            return


def keep_delivering(ended: threading.Event) -> None:
    """Send what is to be told outside the program, every few seconds, until the worker ends. It blocks nothing else."""
    while not ended.wait(BETWEEN_MESSAGES):
        try:
            deliver_messages()
        except (OSError, DatabaseError, NiangjiaError):
            logger.exception("The messages were not sent.")
        finally:
            connection.close()


def worker_seen_at() -> float | None:
    """The seconds since the background worker last said so; None when it never did."""
    try:
        return max(0.0, time.time() - _heart().stat().st_mtime)
    except OSError:
        return None


def _heart() -> Path:
    return Path(settings.DATA) / ".worker-alive"
