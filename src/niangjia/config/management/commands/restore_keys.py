"""`niangjia restore-keys`: bring the keys back from their copy."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from niangjia.config.backup.key_copies import restore_keys
from niangjia.config.backup.telling import ask_passphrase


class Command(BaseCommand):
    """Exit status 0: they are in place; 1: refused; 2: not understood."""

    help = "Bring the keys back from a copy that copy-keys made."
    requires_system_checks: list[str] = []
    needs_database = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help="the copy of the keys")
        parser.add_argument("--passphrase-stdin", action="store_true", help="read the passphrase from the first line")

    def handle(self, *_args: Any, **options: Any) -> None:
        passphrase = ask_passphrase(from_stdin=options["passphrase_stdin"], twice=False)
        names = restore_keys(Path(options["file"]), passphrase)
        told = {"folder": settings.KEY_FOLDER, "names": ", ".join(names)}
        self.stdout.write(_("In place in %(folder)s: %(names)s") % told)
