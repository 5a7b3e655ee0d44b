"""`niangjia export-dossiers`: whole dossiers in the national layout, under the same law as exports on the pages."""

import getpass
import os
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from niangjia.accounts.commands import take_code, try_factor
from niangjia.accounts.models import User
from niangjia.accounts.second_factors import asks_for_factor
from niangjia.dossiers import access, tasks
from niangjia.dossiers.commands import fetch_export, request_export
from niangjia.dossiers.exports import Asked
from niangjia.dossiers.forms import FilterForm
from niangjia.dossiers.models import Export, ExportKind
from niangjia.kernel.errors import NiangjiaError

WRITTEN, FAILED, WAITS = 0, 1, 2


class Command(BaseCommand):
    """Exit status 0: the file is written; 2: it waits for another person's approval; 1: it could not be done.

    The first run asks (`--purpose`), an approver decides on the page Exports, the second writes (`--number`), once and
    in time. Both are done by somebody who may export, and who gives their password here, and a code of their app or a
    recovery code where they have or must have a second factor.
    """

    help = (
        "Export whole dossiers in the national layout that import-dossiers reads. First --purpose asks for it, an "
        "approver decides on the page Exports, then --number writes it. Exit: 0 written, 2 waits, 1 failed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.xlsx", help="the workbook to write; it must not exist yet")
        parser.add_argument("--by", required=True, metavar="USER", help="who exports; password and code are asked for")
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--purpose", help="ask for an export: what it is for")
        what.add_argument("--number", help="write this approved export, for example E2026-000012")
        parser.add_argument("--unit", default="", help="only dossiers of this unit and those below it (with --purpose)")

    def handle(self, *_args: Any, **options: Any) -> None:
        path: Path = options["file"]
        by = self._known(options["by"])
        try:
            if options["number"]:
                self._write(path, options["number"], by)
                return
            asked = request_export(self._asked(by, options["purpose"], options["unit"]), by=by)
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}. Choose another place.", returncode=FAILED) from error
        except NiangjiaError as error:
            raise CommandError(str(error), returncode=FAILED) from error
        tasks.expire_after(asked.expires_at)
        self.stdout.write(
            f"{asked.number}: {len(asked.dossiers)} dossiers. It waits until an approver of {asked.unit} decides "
            f"on the page Exports. Then: niangjia export-dossiers {path} --by {by.username} --number {asked.number}"
        )
        raise SystemExit(WAITS)

    def _write(self, path: Path, number: str, by: User) -> None:
        """Make sure of the place first: the file is handed out once only."""
        export = Export.objects.filter(number=number, asked_by=by, kind=ExportKind.NATIONAL).first()
        if export is None:
            raise CommandError(f"{by.username} has asked for no national export {number}.", returncode=FAILED)
        if export.is_waiting:
            self.stdout.write(f"{number} waits for an approver of {export.unit}.")
            raise SystemExit(WAITS)
        place = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(place, "wb") as file:
                file.write(fetch_export(export, by=by))
        except BaseException:
            path.unlink()
            raise
        self.stdout.write(f"{path}: {len(export.dossiers)} dossiers written. Readable by you alone; keep it so.")

    def _asked(self, by: User, purpose: str, unit: str) -> Asked:
        units = list(access.require_somewhere(by, "export").unions())
        named = [each for each in units if unit in {each.name, each.name_en}] if unit else []
        if unit and not named:
            raise CommandError(f"There is no unit called {unit} for {by.username}.", returncode=FAILED)
        narrowed = FilterForm({"unit": str(named[0].pk)} if named else {}, units, reader=by)
        return Asked(
            wanted=narrowed.wanted(),
            words=narrowed.words(),
            order=narrowed.sort_order(),
            kind=ExportKind.NATIONAL,
            purpose=purpose,
            as_sent=narrowed.as_sent(),
        )

    def _known(self, username: str) -> User:
        """The user, once they have given their password: who asks is who fetches, here as on the pages."""
        password = self._typed(f"Password of {username}: ")
        user = User.objects.filter(username=username, is_active=True).first()
        if user is None or not user.check_password(password):
            raise CommandError(f"{username} and this password do not belong together.", returncode=FAILED)
        if asks_for_factor(user) and not try_factor(
            user, lambda: take_code(user, self._typed("Code of the app, or a recovery code: "))
        ):
            raise CommandError("This code is wrong or used, or too many were tried.", returncode=FAILED)
        return user

    def _typed(self, asked: str) -> str:
        return getpass.getpass(asked) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
