"""`niangjia prepare`: the tables of the database and, if asked for, the demo bureau."""

import io
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction
from django.utils.translation import gettext as _

from niangjia.accounts.commands import system_user
from niangjia.accounts.models import Unit
from niangjia.audit.commands import link_waiting
from niangjia.config import preparation
from niangjia.config.preparation import timed
from niangjia.dossiers.commands import begin_versions
from niangjia.dossiers.queries_of_versions import lacks_versions

DEMO = {"households": 600, "seed": 1}


class Command(BaseCommand):
    """What is done already is not done again; processes that prepare the same data folder take turns."""

    help = "Make the database's tables, or bring them up to date."
    requires_system_checks: list[str] = []
    needs_database = False  # it makes one

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--demo", action="store_true", help="fill an empty database with an invented bureau")

    def handle(self, *_args: Any, **options: Any) -> None:
        with preparation.one_at_a_time():
            if preparation.has_missing_tables():
                with timed(_("Database"), self.stdout):
                    preparation.make_tables()
            link_waiting()  # what a crash, or a time before the chain, left of the record
            if lacks_versions():
                with timed(_("Versions of dossiers"), self.stdout):
                    begin_versions(by=system_user())
            if options["demo"] and not Unit.objects.exists():
                # All or nothing: an interrupted demo leaves an empty database, and the next start makes it again.
                with timed(_("Demo bureau"), self.stdout), transaction.atomic():
                    call_command("demo", **DEMO, stdout=io.StringIO(), stderr=io.StringIO())
