"""`niangjia rotate-audit-key`: a new key for the record of acts, or another algorithm."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from niangjia.accounts.commands import system_user
from niangjia.audit.chain import ALGORITHMS
from niangjia.audit.commands import rotate_key
from niangjia.audit.keys import DEFAULT_ALGORITHM, path_of_keys


class Command(BaseCommand):
    """Running servers take the new key with their next act."""

    begins_nothing = True  # asked by niangjia.config.cli
    help = _("Seal the record of acts with a new key from now on; old rows keep theirs.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--algorithm", choices=sorted(ALGORITHMS), default=DEFAULT_ALGORITHM, help="of the new key")
        parser.add_argument("--after-loss", action="store_true", help="the key file is lost for good: begin anew")

    def handle(self, *_args: Any, **options: Any) -> None:
        key_id = rotate_key(options["algorithm"], by=system_user(), is_after_loss=options["after_loss"])
        self.stdout.write(
            _("New rows are sealed with %(key)s (%(algorithm)s). Copy %(path)s to where your other keys are.")
            % {"key": key_id, "algorithm": options["algorithm"], "path": path_of_keys()}
        )
