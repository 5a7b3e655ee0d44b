"""How the running system is doing: in full for those who run it, as yes or no for whoever asks from outside."""

import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from queue import Empty, SimpleQueue

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from niangjia.config import caretaking, database_checks, preparation
from niangjia.config.backup import history, key_copies, places
from niangjia.config.backup.keys import holds_field_keys
from niangjia.delivery import mail
from niangjia.delivery import queries as deliveries
from niangjia.kernel import checkpoints, clock
from niangjia.kernel.errors import NiangjiaError
from niangjia.kernel.text import Text
from niangjia.privacy.keys import key_ring
from niangjia.privacy.providers import is_apart
from niangjia.workdays import calendar

LEAST_FREE = 0.05
LITTLE_FREE = 0.15
SECONDS_TO_ANSWER = 3.0
SECONDS_REMEMBERED = 1.0
OLD_BACKUP = timedelta(hours=26)
OLD_DRILL = timedelta(days=8)
SILENT_WORKER = 60.0
WAITING_TASK = timedelta(minutes=5)
MONTH_OF_NOTICE = 11
"""From November on the days off of the next year are published."""

GOOD, WARN, BAD = "good", "warn", "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: how it stands (good, warn or bad), in words, and what to do about it."""

    title: str
    state: str
    words: str
    remedy: str = ""


_answer: tuple[float, bool] = (0.0, False)


def is_ready() -> bool:
    """Whether people can be served: database, keys and disk. Answered within five seconds, remembered for one."""
    global _answer
    at, found = _answer
    if time.monotonic() - at >= SECONDS_REMEMBERED or not at:
        found = _in_time(_database_answers) and keys_are_there() and free_share() >= LEAST_FREE
        _answer = (time.monotonic(), found)
    return found


def findings() -> list[Finding]:
    """Everything, in the order it is shown. Where the database does not answer only what needs none is looked at."""
    if not _in_time(_database_answers):
        lost = Finding(
            _("Database"), BAD, _("It does not answer."), _("Check that the server runs and the disk is there.")
        )
        return [lost, _keys(), _disk(), *_backups()]
    return [
        _database(),
        *_settings(),
        _tables(),
        _keys(),
        _disk(),
        *_log(),
        *_backups(),
        _worker(),
        _tasks(),
        _working_days(),
        *_messages(),
    ]


def free_share() -> float:
    """The free part of the disk of the data folder."""
    usage = shutil.disk_usage(_nearest(Path(settings.DATA)))
    return usage.free / usage.total if usage.total else 0.0


def keys_are_there() -> bool:
    """Whether sealed values can be opened. A key file that has gone is noticed although the keys are in memory."""
    try:
        if not is_apart() and not holds_field_keys(Path(settings.KEY_FOLDER)):
            return False
        key_ring()
    except NiangjiaError:
        return False
    return True


def _nearest(path: Path) -> Path:
    return path if path.exists() or path == path.parent else _nearest(path.parent)


def _database_answers() -> bool:
    """Asked in a thread of its own and so on a new connection: an old one would still read a file that has gone."""
    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        return False
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM django_migrations")
            return bool(cursor.fetchone())
    except DatabaseError:
        return False
    finally:
        connection.close()


def _in_time(ask: Callable[[], bool]) -> bool:
    """What `ask` answers; False when it does not within the time, as when a server's machine has gone."""
    answers: SimpleQueue[bool] = SimpleQueue()
    threading.Thread(target=lambda: answers.put(ask()), daemon=True).start()
    try:
        return answers.get(timeout=SECONDS_TO_ANSWER)
    except Empty:
        return False


def _database() -> Finding:
    version = ".".join(str(number) for number in connection.get_database_version())
    name = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}.get(connection.vendor, connection.vendor)
    return Finding(_("Database"), GOOD, f"{name} {version}")


def _settings() -> list[Finding]:
    title = _("Settings of the database")
    found = database_checks.problems()
    if not found:
        return [Finding(title, GOOD, _("All as they should be."))]
    return [Finding(title, WARN if each.is_warning else BAD, each.message, each.remedy) for each in found]


def _tables() -> Finding:
    if preparation.has_missing_tables():
        return Finding(_("Tables"), BAD, _("They are older than the program."), _("Run: niangjia prepare"))
    return Finding(_("Tables"), GOOD, _("Up to date."))


def _keys() -> Finding:
    title = _("Keys")
    if not keys_are_there():
        advice = _("Put them back from your copy: niangjia restore-keys FILE")
        return Finding(title, BAD, _("They are missing or damaged."), advice)
    copied, advice = history.latest("key-copies", is_good=True), _("Run: niangjia copy-keys --to FILE")
    if copied is None:
        return Finding(title, WARN, _("There; no copy of them was made yet."), advice)
    if copied.checked.get("fingerprint") != key_copies.fingerprint():
        return Finding(title, WARN, _("There; they have changed since they were last copied."), advice)
    return Finding(title, GOOD, _("There; last copied %(age)s.") % {"age": _ago(copied.at)})


def _disk() -> Finding:
    share, free = free_share(), shutil.disk_usage(_nearest(Path(settings.DATA))).free
    words = _("%(size)s GB free (%(percent)s %%)") % {"size": round(free / 1e9, 1), "percent": int(share * 100)}
    state = GOOD if share >= LITTLE_FREE else WARN if share >= LEAST_FREE else BAD
    return Finding(
        _("Disk"), state, words, "" if state == GOOD else _("Free space, or move the data to a larger disk.")
    )


def _log() -> list[Finding]:
    if connection.vendor != "sqlite":
        return []
    log = Path(f"{connection.settings_dict['NAME']}-wal")
    size = log.stat().st_size if log.exists() else 0
    words, is_small = _("%(size)s MB") % {"size": round(size / 1e6, 1)}, size <= checkpoints.LARGEST_LOG
    advice = _("Start the program with niangjia up: it keeps the log small.")
    return [Finding(_("Write-ahead log"), GOOD if is_small else WARN, words, "" if is_small else advice)]


def _backups() -> list[Finding]:
    return [_backup(), _drill()]


def _backup() -> Finding:
    title, advice = _("Last backup"), _("Run: niangjia backup")
    newest = next(iter(places.archives_in(Path(settings.BACKUP_FOLDER))), None)
    at, tried = places.made_at(newest) if newest else None, history.latest("backups")
    if tried is not None and not tried.is_good:
        return Finding(title, BAD, _("The last attempt failed: %(message)s") % {"message": tried.message}, advice)
    noted = history.latest("backups", is_good=True)
    at = max((each for each in (at, noted.at if noted else None) if each), default=None)
    if at is None:
        return Finding(title, WARN, _("None was made yet."), advice)
    size = newest.stat().st_size if newest else noted.size if noted else 0
    words = _("%(age)s, %(size)s MB") % {"age": _ago(at), "size": round(size / 1e6, 1)}
    is_fresh = clock.now() - at <= OLD_BACKUP
    return Finding(title, GOOD if is_fresh else WARN, words, "" if is_fresh else advice)


def _drill() -> Finding:
    title, advice = _("Last restore drill"), _("Run: niangjia drill")
    tried = history.latest("drills")
    if tried is None:
        return Finding(title, WARN, _("None yet: whether a backup can be restored has not been tried."), advice)
    if not tried.is_good:
        return Finding(title, BAD, _("It failed: %(message)s") % {"message": tried.message}, advice)
    words = _("%(age)s: restored in %(seconds)s s, %(rows)s rows, %(opened)s sealed values opened") % {
        "age": _ago(tried.at),
        "seconds": tried.checked.get("restore seconds", tried.seconds),
        "rows": tried.checked.get("rows", 0),
        "opened": tried.checked.get("opened", 0),
    }
    is_fresh = clock.now() - tried.at <= OLD_DRILL
    return Finding(title, GOOD if is_fresh else WARN, words, "" if is_fresh else advice)


def _worker() -> Finding:
    title, silent = _("Background worker"), caretaking.worker_seen_at()
    if silent is None or silent > SILENT_WORKER:
        return Finding(title, BAD, _("It does not run: imports wait."), _("Start the program with niangjia up."))
    return Finding(title, GOOD, _("It runs."))


def _tasks() -> Finding:
    from django_tasks_db.models import DBTaskResult

    waiting = DBTaskResult.objects.ready()
    count, oldest = waiting.count(), waiting.order_by("enqueued_at").first()
    words = ngettext("%(count)s task waits.", "%(count)s tasks wait.", count) % {"count": count}
    words = words if count else _("None waits.")
    is_late = oldest is not None and clock.now() - oldest.enqueued_at > WAITING_TASK
    advice = _("The worker may be busy with a large import; if it stays so, start the program again.")
    return Finding(_("Background tasks"), WARN if is_late else GOOD, words, advice if is_late else "")


def _working_days() -> Finding:
    title, today, last = _("Working days"), clock.today(), calendar.last_known_year()
    wanted = today.year + (today.month >= MONTH_OF_NOTICE)
    if last is not None and last >= wanted:
        return Finding(title, GOOD, _("Known to the end of %(year)s.") % {"year": last})
    words = _("The days off of %(year)s are not known: Monday to Friday is taken as worked.") % {"year": wanted}
    advice = _("The assistance clerk takes in the notice of the State Council on the page Working days.")
    return Finding(title, WARN, words, advice)


def _messages() -> list[Finding]:
    """How sending e-mails and group messages went in the last days; nothing where it is not used."""
    lately, title = deliveries.lately(), _("Messages outside the program")
    if not mail.is_set_up() and not any((lately.sent, lately.failed, lately.uncertain, lately.retried)):
        return []
    words = _("In three days %(sent)s were sent, %(failed)s failed, %(uncertain)s are uncertain, %(retried)s wait.") % {
        "sent": lately.sent,
        "failed": lately.failed,
        "uncertain": lately.uncertain,
        "retried": lately.retried,
    }
    if not (lately.failed or lately.uncertain or lately.retried):
        return [Finding(title, GOOD, words)]
    last = str(Text(**lately.problem)) if lately.problem else ""
    advice = _("Last problem: %(problem)s Nothing is lost: it all stands on people's home pages.") % {"problem": last}
    return [Finding(title, WARN, words, advice)]


def _ago(at: datetime) -> str:
    """How long ago, in the largest unit that says something."""
    hours = int((clock.now() - at).total_seconds() // 3600)
    if hours < 1:
        return _("less than an hour ago")
    if hours < 48:
        return ngettext("%(count)s hour ago", "%(count)s hours ago", hours) % {"count": hours}
    return ngettext("%(count)s day ago", "%(count)s days ago", hours // 24) % {"count": hours // 24}
