"""`niangjia restore`: put a backup back where no data lies yet."""

import json
from pathlib import Path
from typing import Any

import dj_database_url
from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from niangjia.config.backup.keys import key_path, read_key
from niangjia.config.backup.restoring import Restored, restore
from niangjia.config.backup.telling import checked_words, progress_line, tidy_when_stopped


class Command(BaseCommand):
    """Exit status 0: restored; 1: refused, and nothing is in place; 2: not understood."""

    help = "Restore a backup into an empty data folder. Exit: 0 restored, 1 refused."
    requires_system_checks: list[str] = []
    needs_database = False  # it brings one

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("archive", metavar="ARCHIVE", help="the backup")
        parser.add_argument("--into", metavar="FOLDER", help="the new data folder (default: NIANGJIA_DATA)")
        parser.add_argument("--database-url", metavar="URL", help="an empty PostgreSQL database, for its backups")
        parser.add_argument("--key", metavar="FILE", help="file of the key of backups (default: NIANGJIA_BACKUP_KEY)")
        parser.add_argument("--without-keys", action="store_true", help="although the keys of the fields are lost")
        parser.add_argument(
            "--without-tags", action="store_true", help="although keys/tags is lost: erased ones come back"
        )
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        key = read_key(Path(options["key"]) if options["key"] else key_path())
        with tidy_when_stopped(), progress_line(self.stderr, is_shown=not options["json"]) as progress:
            result = restore(
                Path(options["archive"]),
                key,
                into=Path(options["into"] or settings.DATA).absolute(),
                database=self._database(options["database_url"]),
                with_keys=not options["without_keys"],
                with_tags=not options["without_tags"],
                progress=progress,
            )
        self._tell(result, as_json=options["json"])

    def _database(self, url: str | None) -> dict[str, Any] | None:
        default = settings.DATABASES["default"]
        if url:
            return dict(dj_database_url.parse(url))
        return None if default["ENGINE"].endswith("sqlite3") else dict(default)

    def _tell(self, result: Restored, *, as_json: bool) -> None:
        if as_json:
            told = {"into": str(result.into), "made_at": result.manifest.made_at, "seconds": result.seconds}
            told |= {"checked": result.checked, "advice": result.advice}
            self.stdout.write(json.dumps(told, ensure_ascii=False))
            return
        words = _("Restored into %(folder)s in %(seconds)s s.")
        self.stdout.write(words % {"folder": result.into, "seconds": result.seconds})
        self.stdout.write(checked_words(result.checked))
        if isinstance(count := result.checked.get("reapply-erasures"), int) and count:
            self.stdout.write(
                _("%(count)s dossiers had been deleted since this backup; they were deleted anew.") % {"count": count}
            )
        for line in result.advice:
            self.stdout.write(line)
