"""`niangjia person-report`: everything held about one person, for that person."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from niangjia.accounts.commands import system_user
from niangjia.dossiers.commands import report_person
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.person_report import person_sheet
from niangjia.people.models import Person
from niangjia.people.queries import persons_by_number

MISSING = 1
IDENTITY_LENGTH = 18


class Command(BaseCommand):
    """The person is here with the identity card; what is given out goes on the record first."""

    begins_nothing = True  # asked by niangjia.config.cli
    help = "Give a person a copy of everything held about them, as they may ask (PIPL art. 45)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "whose",
            metavar="WHOSE",
            help="a dossier number (its worker), or - to type the identity number, which the shell then does not keep",
        )
        parser.add_argument("--pdf", metavar="FILE", type=Path, help="write it as a sheet to print")
        parser.add_argument("--json", action="store_true", help="write it as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        if bool(options["pdf"]) == options["json"]:
            raise CommandError("Say --pdf FILE or --json.", returncode=MISSING)
        if options["pdf"] and options["pdf"].exists():
            raise CommandError(f"{options['pdf']} is there already; name another file.", returncode=MISSING)
        report = report_person(_person(options["whose"]), by=system_user())
        if options["json"]:
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=1))
        else:
            options["pdf"].write_bytes(person_sheet(report))


def _person(whose: str) -> Person:
    number = sys.stdin.readline().strip().upper() if whose == "-" else whose.upper()
    if len(number) == IDENTITY_LENGTH:
        found = persons_by_number([number]).get(number)
    else:
        dossier = Dossier.objects.filter(number=number).select_related("worker").first()
        found = dossier.worker if dossier else None
    if found is None:
        raise CommandError("Nobody is on file under this number.", returncode=MISSING)
    return found
