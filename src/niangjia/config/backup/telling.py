"""What the verbs of backups share on a terminal."""

import getpass
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.core.management.base import OutputWrapper
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from niangjia.config.backup.archive import Progress, no_progress
from niangjia.config.backup.errors import CannotBackUp


@contextmanager
def tidy_when_stopped() -> Iterator[None]:
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
def progress_line(output: OutputWrapper, *, is_shown: bool) -> Iterator[Progress]:
    """One line that fills up, on a terminal only."""
    if not is_shown or not output.isatty():
        yield no_progress
        return
    shown = -1

    def show(done: int, total: int) -> None:
        nonlocal shown
        percent = 100 * done // total if total else 100
        if percent != shown:
            shown = percent
            output.write(f"\r  {'█' * (percent // 4):<25} {percent:3d} %", ending="")
            output.flush()

    try:
        yield show
    finally:
        output.write("\r" + " " * 40 + "\r", ending="")
        output.flush()


def checked_words(checked: Mapping[str, Any]) -> str:
    """What was looked at, on one line."""
    words = {
        "files": pgettext("part of a backup", "files"),
        "integrity": pgettext("part of a backup", "integrity"),
        "tables": pgettext("part of a backup", "tables"),
        "rows": pgettext("part of a backup", "rows"),
        "opened": _("sealed values opened"),
        "reapply-erasures": _("erasures done again"),
        "verify audit": _("record of acts"),
        "waiting migrations": _("waiting migrations"),
    }
    states = {
        "ok": pgettext("part of a backup", "good"),
        "not there": _("no such verb yet"),
        "later": _("after the tables are up to date"),
    }
    told = (f"{words.get(name, name)}: {states.get(str(value), value)}" for name, value in checked.items())
    return "  " + " · ".join(told)


def ask_passphrase(*, from_stdin: bool, twice: bool) -> str:
    """A passphrase from the terminal, unseen, or from the first line of the input."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    passphrase = getpass.getpass(_("Passphrase: "))
    if twice and getpass.getpass(_("The same once more: ")) != passphrase:
        raise CannotBackUp(_("The two passphrases differ."), remedy=_("Type them again."))
    return passphrase
