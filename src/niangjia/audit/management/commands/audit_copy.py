"""`niangjia audit-copy`: a second copy of the record of acts, kept elsewhere."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from niangjia.accounts.commands import system_user
from niangjia.audit.commands import copy_record


class Command(BaseCommand):
    """Run it every few minutes on a file of another machine: only what is new is added."""

    begins_nothing = True  # asked by niangjia.config.cli
    help = _("Add what is new of the record of acts to a copy on another disk or machine.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="one JSON line an entry; begun when missing")

    def handle(self, *_args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            first, last = copy_record(path, by=system_user())
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}.", returncode=1) from error
        if first > last:
            self.stdout.write(_("%(path)s has everything already.") % {"path": path})
        else:
            self.stdout.write(
                _("%(path)s: no. %(first)s to %(last)s added.") % {"path": path, "first": first, "last": last}
            )
