"""`niangjia open-bureau`: the bureau's own unit and its first assistance clerk, in an empty installation."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from niangjia.accounts.asking import asked_password
from niangjia.accounts.commands import add_unit, add_user, appoint_user, system_user
from niangjia.accounts.models import Role, Unit, UnitKind
from niangjia.kernel import clock


class Command(BaseCommand):
    """Asks for the password, or takes it from standard input with --password-stdin."""

    help = "Open a bureau of your own: its unit and its first assistance clerk, in an empty installation."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", metavar="BUREAU", help="name of the bureau's union")
        parser.add_argument("username", metavar="USERNAME", help="user name of the first assistance clerk")
        parser.add_argument("--display-name", default="", help="the clerk's own name (default: the user name)")
        parser.add_argument("--name-en", default="", help="English name of the bureau's union")
        parser.add_argument(
            "--unit", action="append", default=[], help="a farm or other unit below it; may be repeated"
        )
        parser.add_argument("--password-stdin", action="store_true", help="read the password from standard input")

    def handle(self, *_args: Any, **options: Any) -> None:
        if Unit.objects.exists():
            raise CommandError("There is a bureau already.", returncode=1)
        password = asked_password(is_piped=options["password_stdin"])
        by = system_user()
        try:
            with transaction.atomic():
                bureau = add_unit(name=options["name"], name_en=options["name_en"], kind=UnitKind.BUREAU, by=by)
                for name in options["unit"]:
                    add_unit(name=name, kind=UnitKind.FARM, parent=bureau, by=by)
                display_name = options["display_name"] or options["username"]
                named = {"username": options["username"], "display_name": display_name}
                user = add_user(**named, password=password, unit=bureau, by=by)
                appoint_user(user, role=Role.ASSISTANCE_CLERK, unit=bureau, starts_on=clock.today(), by=by)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages), returncode=1) from error
        self.stdout.write(f"{bureau.name}: {user.username} can sign in.")
