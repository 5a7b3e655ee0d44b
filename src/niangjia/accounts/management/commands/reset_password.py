"""`niangjia reset-password`: a new password for someone, administrators included."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from niangjia.accounts.asking import asked_password
from niangjia.accounts.commands import reset_password, system_user
from niangjia.accounts.models import User
from niangjia.kernel.errors import NiangjiaError


class Command(BaseCommand):
    """It opens one sign-in and must then be changed; sessions that are open end."""

    help = "Give someone a new password, which must be changed at the next sign-in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", metavar="USERNAME")
        parser.add_argument("--password-stdin", action="store_true", help="read the password from standard input")

    def handle(self, *_args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["username"], is_system=False).first()
        if user is None:
            raise CommandError(f"There is no user called {options['username']}.", returncode=1)
        try:
            reset_password(user, password=asked_password(is_piped=options["password_stdin"]), by=system_user())
        except ValidationError as error:
            raise CommandError(" ".join(error.messages), returncode=1) from error
        except NiangjiaError as error:
            raise CommandError(str(error), returncode=1) from error
        self.stdout.write(f"{user.username}: the password is set.")
