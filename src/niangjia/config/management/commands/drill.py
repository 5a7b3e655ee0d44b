"""`niangjia drill`: make a backup, restore it elsewhere, try it out, note the result."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from niangjia.config.backup.drilling import drill
from niangjia.config.backup.keys import own_key
from niangjia.config.backup.telling import checked_words, progress_line, tidy_when_stopped


class Command(BaseCommand):
    """Exit status 0: it went well; 1: it did not. Either is noted for the page about the state of the system."""

    begins_nothing = True  # asked by niangjia.config.cli
    help = "Try whether backups can be restored. Exit: 0 they can, 1 they cannot."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("archive", nargs="?", metavar="ARCHIVE", help="a backup (default: a new one)")
        parser.add_argument("--json", action="store_true", help="print the result as JSON")
        parser.add_argument("--quiet", action="store_true", help="print nothing unless it fails")

    def handle(self, *_args: Any, **options: Any) -> None:
        is_shown = not (options["json"] or options["quiet"])
        archive = Path(options["archive"]) if options["archive"] else None
        key, _is_new = own_key()
        with tidy_when_stopped(), progress_line(self.stderr, is_shown=is_shown) as progress:
            done = drill(key, archive=archive, progress=progress)
        if options["json"]:
            told = {"seconds": done.seconds, "restore_seconds": done.restore_seconds, "bytes": done.size}
            self.stdout.write(json.dumps({**told, "checked": done.checked}, ensure_ascii=False))
        elif is_shown:
            words = _("The drill went well: restored in %(seconds)s s.")
            self.stdout.write(words % {"seconds": done.restore_seconds})
            self.stdout.write(checked_words(done.checked))
