"""`niangjia clear-factors`: for the security administrator whose own phone is lost."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from niangjia.accounts.commands import clear_factors, system_user, unlock_sign_in
from niangjia.accounts.models import User


class Command(BaseCommand):
    """Everyone else asks the security administrator."""

    help = "Take away someone's second factors, locks and sessions (phone lost); the password stays."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", metavar="USERNAME")

    def handle(self, *_args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["username"], is_system=False).first()
        if user is None:
            raise CommandError(f"There is no user {options['username']}.", returncode=1)
        by = system_user()
        clear_factors(user, by=by)
        unlock_sign_in(user, by=by)
        self.stdout.write(f"{user.username} signs in with the password and sets up a new second step.")
