"""`niangjia backup`: one sealed file with the database and the files, read back before it gets its name."""

import json
import sys
from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

import segno
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from niangjia.config.backup.keys import BackupKey, key_path, own_key
from niangjia.config.backup.making import make_backup
from niangjia.config.backup.telling import progress_line, tidy_when_stopped

REFUSED = 1


def _count(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise ArgumentTypeError(f"{text!r} is no number from 1 on")
    return int(text)


class Command(BaseCommand):
    """Exit status 0: made and read back; 1: refused, and nothing is left behind; 2: not understood."""

    help = "Make a sealed backup while the program runs. Exit: 0 made, 1 refused."
    requires_system_checks: list[str] = []
    needs_database = False  # of an older one a backup is wanted most

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", metavar="FOLDER", help="where it goes (default: NIANGJIA_BACKUP_FOLDER)")
        parser.add_argument("--keep", type=_count, default=0, metavar="N", help="then remove all but the newest N")
        parser.add_argument("--json", action="store_true", help="print the result as JSON")
        parser.add_argument("--quiet", action="store_true", help="print nothing unless it fails")
        parser.add_argument("--show-key", action="store_true", help="print the key of backups, to keep on paper")

    def handle(self, *_args: Any, **options: Any) -> None:
        key, is_new = own_key()
        if options["show_key"]:
            self._show(key)
            return
        is_shown = not (options["json"] or options["quiet"])
        folder = Path(options["to"] or settings.BACKUP_FOLDER)
        with tidy_when_stopped(), progress_line(self.stderr, is_shown=is_shown) as progress:
            made = make_backup(folder, key, keep=options["keep"], progress=progress)
        if options["json"]:
            told = {"path": str(made.path), "bytes": made.size, "seconds": made.seconds, "kind": made.manifest.kind}
            rows = sum(made.manifest.contents.counts.values())
            told |= {"rows": rows, "files": len(made.manifest.parts) - 1, "removed": [str(old) for old in made.removed]}
            self.stdout.write(json.dumps(told, ensure_ascii=False))
        elif is_shown:
            words = _("%(path)s: %(size)s MB in %(seconds)s s, read back and whole.")
            size = round(made.size / 1e6, 1)
            self.stdout.write(words % {"path": made.path, "size": size, "seconds": made.seconds})
        if is_new and not options["quiet"]:
            self.stderr.write(
                _("A key for backups was made: %(path)s. Without it no backup can be opened.") % {"path": key_path()}
            )
            self.stderr.write(_("It is not in the backup. Keep a copy of all keys apart: niangjia copy-keys --to FILE"))

    def _show(self, key: BackupKey) -> None:
        """Only to someone who sits at a terminal and says so once more."""
        if not (sys.stdin.isatty() and sys.stdout.isatty()):
            raise CommandError(_("The key is shown on a terminal only."), returncode=REFUSED)
        self.stdout.write(_("Whoever has this key and a backup can read names and notes. Look who stands behind you."))
        if input(_("Type “show” to see it: ")).strip().lower() != "show":
            raise CommandError(_("Not shown."), returncode=REFUSED)
        self.stdout.write("\n" + key.on_paper() + "\n")
        segno.make(key.on_paper(), micro=False).terminal(compact=True)
        self.stdout.write(
            _("To use it, type the line into a file and name that file: niangjia restore ARCHIVE --key FILE")
        )
