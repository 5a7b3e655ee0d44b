"""`niangjia audit-grants`: the SQL that leaves the application's user of PostgreSQL no right to change the record."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from niangjia.audit.grants import statements_for


class Command(BaseCommand):
    """Prints, changes nothing: the statements are for the owner of the tables."""

    help = _("Print the SQL by which a PostgreSQL user may add to the record of acts and change nothing of it.")
    needs_database = False
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("user", metavar="USER", help="the user in NIANGJIA_DATABASE_URL; not the tables' owner")

    def handle(self, *_args: Any, **options: Any) -> None:
        for statement in statements_for(options["user"]):
            self.stdout.write(f"{statement};")
