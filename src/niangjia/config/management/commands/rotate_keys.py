"""`niangjia rotate-keys`: a new key, and everything sealed anew with it, while the program is in use."""

import json
import sys
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from niangjia.accounts.commands import system_user
from niangjia.privacy.columns import standing
from niangjia.privacy.commands import retire_keys, rotate_keys
from niangjia.privacy.commands.rotation import Rotation
from niangjia.privacy.files import sweep_files
from niangjia.privacy.providers import provider

LEFT, BAR = 1, 30
SHOWN = 20


class Command(BaseCommand):
    """Exit status 0: nothing carries an old key; 1: something does, or it was refused.

    A run that was interrupted goes on with the next one.
    """

    begins_nothing = True  # asked by niangjia.config.cli
    help = _("Make a new key and seal everything anew with it, while the program is in use.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--index", action="store_true", help="new blind indexes too")
        parser.add_argument("--new", action="store_true", help="a new key, whatever an earlier rotation left")
        parser.add_argument("--status", action="store_true", help="only say which key sealed how much")
        parser.add_argument("--retire", action="store_true", help="remove old keys that nothing carries any more")
        parser.add_argument("--json", action="store_true", help="the outcome as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["status"]:
            self._tell_status(as_json=options["json"])
        elif options["retire"]:
            keys = retire_keys(by=system_user())
            self._say(
                {"retired": keys},
                _("Removed: %(keys)s. Backups from before need the copies you kept of the old ring.")
                % {"keys": ", ".join(keys)},
                as_json=options["json"],
            )
        else:
            by = system_user()
            sweep_files()
            run = rotate_keys(by=by, with_index=options["index"], is_new=options["new"], progress=self._progress)
            self._say(asdict(run), self._told(run), as_json=options["json"])
            if run.left:
                sys.exit(LEFT)

    def _tell_status(self, *, as_json: bool) -> None:
        found = standing()
        lines = [f"{head:<24}{count:>10}" for head, count in found.values.items()]
        lines += [f"{head:<24}{count:>10}  " + _("files") for head, count in found.files.items()]
        left = found.rows_to_renew + found.files_to_reseal
        lines.append(
            _("Current: %(key)s Rows and files still to be done: %(left)s") % {"key": found.current, "left": left}
        )
        self._say(asdict(found), "\n".join(lines), as_json=as_json)

    def _told(self, run: Rotation) -> str:
        counts = {"values": run.values, "indexes": run.indexes, "files": run.files}
        lines = [
            _("A new key was made: %(key)s") % {"key": run.key}
            if run.is_new_key
            else _("An earlier rotation went on."),
            _("Sealed anew: %(values)s values, %(files)s files; indexes made anew: %(indexes)s.") % counts,
        ]
        lines += [f"  {each.kind}: {each.table} {each.row}" for each in run.trouble[:SHOWN]]
        if run.left:
            lines.append(_("%(left)s rows and files still carry an old key; run it again.") % {"left": run.left})
        else:
            lines.append(
                _("Nothing carries an old key. Make a copy of the ring now: %(place)s") % {"place": provider()}
            )
        return "\n".join(lines)

    def _say(self, found: dict[str, Any], text: str, *, as_json: bool) -> None:
        self.stdout.write(json.dumps(found, ensure_ascii=False, indent=1) if as_json else text)

    def _progress(self, done: int, total: int) -> None:
        if total and self.stderr.isatty():
            filled = BAR * done // total
            bar = "#" * filled + "." * (BAR - filled)
            self.stderr.write(f"\r  [{bar}] {done}/{total}", ending="\n" if done == total else "")
