"""`niangjia read-watermark`: which export a file that turned up somewhere comes from."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from niangjia.accounts.commands import system_user
from niangjia.dossiers.commands import read_watermark
from niangjia.dossiers.exports import columns_in_words, number_of
from niangjia.dossiers.watermark_reading import Unreadable, serials_in
from niangjia.kernel.clock import SHANGHAI

UNREADABLE, NOTHING = 1, 2


class Command(BaseCommand):
    """Exit status 0: a mark was found; 2: none; 1: the file could not be read."""

    begins_nothing = True  # asked by niangjia.config.cli
    help = "Name the export a file comes from (.xlsx, .pdf, a picture of a page). Exit: 0 found, 2 no mark."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="workbook, PDF, or picture of a whole page")
        parser.add_argument("--json", action="store_true", help="the outcome as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            found = serials_in(path.read_bytes())
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}. Check the path.", returncode=UNREADABLE) from error
        except Unreadable as error:
            raise CommandError(f"{path}: {error}", returncode=UNREADABLE) from error
        by_number = {number_of(serial): sorted(carriers) for serial, carriers in found.items()}
        known = {export.number: export for export in read_watermark(sorted(by_number), by=system_user())}
        told = [_told(number, carriers, known.get(number)) for number, carriers in sorted(by_number.items())]
        if options["json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=1))
        else:
            for each in told:
                self.stdout.write("  ".join(f"{name}: {value}" for name, value in each.items()))
        if not told:
            if not options["json"]:
                self.stdout.write("No mark of this installation was found.")
            raise SystemExit(NOTHING)


def _told(number: str, carriers: list[str], export: Any) -> dict[str, Any]:
    """What the record has on a number; a mark of ours whose export was erased has only its number."""
    if export is None:
        return {"number": number, "found_in": ", ".join(carriers), "export": "not on file"}
    return {
        "number": number,
        "found_in": ", ".join(carriers),
        "asked_by": f"{export.asked_by} ({export.asked_by.username})",
        "asked_at": export.asked_at.astimezone(SHANGHAI).isoformat(timespec="minutes"),
        "fetched_at": export.fetched_at.astimezone(SHANGHAI).isoformat(timespec="minutes")
        if export.fetched_at
        else None,
        "purpose": export.purpose,
        "people": export.people,
        "columns": columns_in_words(export.full).zh,
    }
