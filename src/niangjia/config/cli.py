"""The command line `niangjia VERB`: every verb is a Django management command of one of the product's own apps.

`import-dossiers` is the command `import_dossiers`; `niangjia manage ...` is Django's own command line. Messages are in
Chinese on a Chinese terminal, in English elsewhere.
"""

import contextlib
import difflib
import locale
import os
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TextIO

import django
from django.conf import settings
from django.core.management import execute_from_command_line, find_commands, load_command_class
from django.db import OperationalError, connection
from django.utils import translation
from django.utils.translation import gettext as _

from niangjia.config import preparation
from niangjia.kernel import checkpoints
from niangjia.kernel.errors import NiangjiaError

HELP = {"-h", "--help", "help"}
FAILED, NOT_UNDERSTOOD, INTERRUPTED = 1, 2, 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb and return its exit status: 1 when refused, 2 when not understood or where there is no data."""
    os.umask(0o077)  # what any verb writes may hold personal data: for this user's eyes only
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "niangjia.config.settings")
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments[:1] == ["manage"]:
        execute_from_command_line(["niangjia manage", *arguments[1:]])
        return 0
    django.setup()
    translation.activate("zh-hans" if _terminal_reads_chinese() else "en")
    if not arguments or arguments[0] in HELP:
        _say(_overview())
        return 0
    try:
        return _run(*arguments)
    except NiangjiaError as error:
        return _refused(error)
    except OperationalError as error:
        if connection.connection is not None:
            raise
        return _refused(preparation.no_answer(error))  # of a verb that is not prepared for, such as `decide`
    except KeyboardInterrupt:
        return INTERRUPTED


def verbs() -> dict[str, str]:
    """Each verb with the package of the app that has it."""
    packages = [name for name in settings.INSTALLED_APPS if name.startswith("niangjia.")]
    return {name.replace("_", "-"): package for package in packages for name in find_commands(_management(package))}


def _run(verb: str, *rest: str) -> int:
    package = verbs().get(verb)
    if package is None:
        near = difflib.get_close_matches(verb, verbs(), n=1)
        _say(_("niangjia: there is no verb “%(verb)s”.") % {"verb": verb}, sys.stderr)
        _say(_("Did you mean “%(near)s”?") % {"near": near[0]} if near else _overview(), sys.stderr)
        return NOT_UNDERSTOOD
    command = load_command_class(package, verb.replace("-", "_"))
    if getattr(command, "needs_database", True) and not HELP.intersection(rest):
        if getattr(command, "begins_nothing", False) and preparation.is_nothing_here():
            _refused(preparation.nothing_here())
            return NOT_UNDERSTOOD
        preparation.prepare_new_database()
    with checkpoints.kept() if getattr(command, "keeps_checkpoints", True) else contextlib.nullcontext():
        command.run_from_argv(["niangjia", verb, *rest])
    return 0


def _refused(error: NiangjiaError) -> int:
    _say(f"niangjia: {error.message}\n{error.remedy}".strip(), sys.stderr)
    return FAILED


def _say(text: str, to: TextIO | None = None) -> None:
    (to or sys.stdout).write(f"{text}\n")


def _overview() -> str:
    lines = [f"  {verb:<20}{load_command_class(app, verb.replace('-', '_')).help}" for verb, app in verbs().items()]
    lines.append(f"  {'manage':<20}" + _("Django's own commands, for those who run the system."))
    usage = _("Usage: niangjia VERB ...   (niangjia VERB --help tells more)")
    return "\n".join(["Niangjia 娘家", usage, "", *sorted(lines)])


def _management(package: str) -> str:
    spec = find_spec(package)
    return str(Path(spec.origin).parent / "management") if spec and spec.origin else ""


def _terminal_reads_chinese() -> bool:
    try:
        locale.setlocale(locale.LC_MESSAGES, "")
        language = locale.setlocale(locale.LC_MESSAGES)
    except (AttributeError, locale.Error):  # no such category on Windows; a language that is not installed
        language = locale.getlocale()[0] or ""
    return language.lower().startswith(("zh", "chinese"))


if __name__ == "__main__":
    sys.exit(main())
