"""`niangjia reapply-erasures`: delete again what an older copy of the database brought back."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from niangjia.accounts.commands import system_user
from niangjia.dossiers.commands import reapply_erasures
from niangjia.dossiers.erasures import journal
from niangjia.dossiers.scrubbing import scrub

CLASSES = ("dossiers.dossier", "dossiers.decision", "people.household", "people.person", "people.searchkey")


class Command(BaseCommand):
    """Part of every restore, before anybody is let in. A second time it finds nothing."""

    help = "Delete again whatever was deleted for good and came back with a restored copy."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("lists", metavar="LIST", nargs="*", type=Path, help="further lists of deletions (.jsonl)")

    def handle(self, *_args: Any, **options: Any) -> None:
        for path in options["lists"]:
            if not path.is_file():
                raise CommandError(f"There is no list at {path}.", returncode=1)
        count = reapply_erasures(by=system_user(), lists=options["lists"])
        if count and not scrub(CLASSES):
            raise CommandError(
                f"{count} dossiers were deleted again, but the free space was not overwritten: run this while nobody "
                "uses the database.",
                returncode=1,
            )
        self.stdout.write(f"{count} dossiers were deleted again by the list in {journal().name}.")
