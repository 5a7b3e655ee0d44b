"""`niangjia audit-head`: the head of the record, to print and file or to send out."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import override

from niangjia.accounts.commands import system_user
from niangjia.audit import chain
from niangjia.audit.commands import current_head, print_head
from niangjia.kernel import clock
from niangjia.kernel.clock import SHANGHAI


class Command(BaseCommand):
    """One line for a log or a message, or a sheet to file."""

    begins_nothing = True  # asked by niangjia.config.cli
    help = _("Print the head of the record of acts, to be kept outside this machine.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--pdf", type=Path, metavar="FILE", help="write it as a sheet of paper")
        parser.add_argument("--language", choices=["zh", "en"], default="zh", help="of the sheet (default: zh)")

    def handle(self, *_args: Any, **options: Any) -> None:
        path: Path | None = options["pdf"]
        if path is None:
            head = current_head()
            at = f"{clock.now().astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
            self.stdout.write(f"{at}  {head.sequence}:{head.digest}")
            self.stdout.write(f"{'':16}  {head.sequence}:{chain.short(head.digest)}")
            return
        try:
            if path.exists() and not path.is_file():
                raise CommandError(f"{path} is no file. Nothing was written.", returncode=1)
            with override("en" if options["language"] == "en" else "zh-hans"):
                sheet = print_head(by=system_user())
            path.write_bytes(sheet)
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}. Nothing was written.", returncode=1) from error
        self.stdout.write(f"{path}: {len(sheet) // 1024} kB")
