"""`niangjia copy-keys`: all keys in one file under a passphrase, to be kept apart from the backups."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from niangjia.config.backup.key_copies import copy_keys
from niangjia.config.backup.telling import ask_passphrase


class Command(BaseCommand):
    """Exit status 0: written and opened again; 1: refused; 2: not understood."""

    help = "Copy all keys into one file under a passphrase."
    requires_system_checks: list[str] = []
    needs_database = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", required=True, metavar="FILE", help="the file to make")
        parser.add_argument("--passphrase-stdin", action="store_true", help="read the passphrase from the first line")

    def handle(self, *_args: Any, **options: Any) -> None:
        passphrase = ask_passphrase(from_stdin=options["passphrase_stdin"], twice=True)
        names = copy_keys(Path(options["to"]), passphrase)
        self.stdout.write(_("%(file)s holds: %(names)s") % {"file": options["to"], "names": ", ".join(names)})
        self.stdout.write(_("Keep it apart from the backups, and the passphrase apart from it."))
