"""`niangjia add-administrator`: the people who administer the system, each in one of three roles."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from niangjia.accounts.asking import asked_password
from niangjia.accounts.commands import add_user, appoint_user, system_user
from niangjia.accounts.models import Role, Unit, User
from niangjia.accounts.rules import ADMINISTERING
from niangjia.kernel import clock
from niangjia.kernel.errors import NiangjiaError


class Command(BaseCommand):
    """Makes the user where there is none, then appoints. Whoever holds a role that does not go with it is refused."""

    help = "Appoint a system administrator, security administrator or security auditor: three different people."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", metavar="USERNAME", help="user name; a user of this name is appointed as is")
        parser.add_argument("--role", required=True, choices=sorted(ADMINISTERING))
        parser.add_argument("--unit", default="", help="name of the unit (default: the one at the top of the tree)")
        parser.add_argument("--display-name", default="", help="the person's own name (default: the user name)")
        parser.add_argument("--password-stdin", action="store_true", help="read the password from standard input")

    def handle(self, *_args: Any, **options: Any) -> None:
        by, unit = system_user(), self._unit(options["unit"])
        try:
            with transaction.atomic():
                user = User.objects.filter(username=options["username"]).first() or add_user(
                    username=options["username"],
                    display_name=options["display_name"] or options["username"],
                    password=asked_password(is_piped=options["password_stdin"]),
                    unit=unit,
                    by=by,
                )
                appoint_user(user, role=options["role"], unit=unit, starts_on=clock.today(), by=by)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages), returncode=1) from error
        except NiangjiaError as error:
            raise CommandError(str(error), returncode=1) from error
        self.stdout.write(f"{unit.name}: {user.username} is {Role(options['role']).label}.")

    def _unit(self, name: str) -> Unit:
        wanted = {"name": name} if name else {"depth": 1}
        found = list(Unit.objects.filter(closed_on=None, **wanted)[:2])
        if len(found) != 1:
            told = f"units called {name}" if name else "units at the top of the tree"
            raise CommandError(f"{'No' if not found else 'Several'} {told}. Name one with --unit.", returncode=1)
        unit: Unit = found[0]
        return unit
