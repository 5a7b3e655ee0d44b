"""`niangjia reapply-erasures`: delete again what an older copy of the database brought back."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from niangjia.accounts.commands import system_user
from niangjia.dossiers.commands import reapply_erasures
from niangjia.dossiers.erasures import journal, known_digests
from niangjia.dossiers.scrubbing import scrub
from niangjia.dossiers.what_goes import WRITTEN_ANEW


class Command(BaseCommand):
    """Part of every restore, before anybody is let in. A second time it finds nothing."""

    begins_nothing = True  # asked by niangjia.config.cli
    help = "Delete again whatever was deleted for good and came back with a restored copy."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("lists", metavar="LIST", nargs="*", type=Path, help="further lists of deletions (.jsonl)")
        parser.add_argument("--without-tags", action="store_true", help="although keys/tags is lost for good")
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        for path in options["lists"]:
            if not path.is_file():
                raise CommandError(f"There is no list at {path}.", returncode=1)
        lists = options["lists"]
        count = reapply_erasures(by=system_user(), lists=lists, is_key_lost=options["without_tags"])
        if count and not scrub(WRITTEN_ANEW):
            raise CommandError(
                f"{count} dossiers were deleted again, but the free space was not overwritten: run this while nobody "
                "uses the database.",
                returncode=1,
            )
        if options["json"]:
            self.stdout.write(json.dumps({"deleted": count, "listed": len(known_digests(lists))}))
        else:
            self.stdout.write(f"{count} dossiers were deleted again by the list in {journal().name}.")
