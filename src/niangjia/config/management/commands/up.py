"""`niangjia up`: prepare the data, then run the web server and the task worker."""

import os
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections
from django.utils.translation import gettext as _

from niangjia.accounts.models import User
from niangjia.config import database_checks, environment, preparation, serving
from niangjia.config.backup import places
from niangjia.config.management.commands import prepare
from niangjia.config.preparation import timed
from niangjia.desk.demo import ALL_SIGN_INS


class Command(BaseCommand):
    """Ends with status 0 when it is told to stop (Ctrl-C, SIGTERM), 1 when it cannot serve."""

    help = _("Prepare the data, then run the web server and the task worker.")
    requires_system_checks: list[str] = []
    needs_database = False  # it makes one
    keeps_checkpoints = False  # in the loop that watches: it starts processes, and so has no threads

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", help="address to listen on (HOST; default 127.0.0.1)")
        parser.add_argument("--port", type=int, help="port to listen on (PORT; default 8000)")
        parser.add_argument("--demo", action="store_true", help="fill an empty database with an invented bureau")

    def handle(self, *_args: Any, **options: Any) -> None:
        host, port = self._place(options["host"], options["port"])
        serving.check_port(host, port)
        self._prepare(with_demo=options["demo"])
        database_checks.refuse_unsafe()
        places.sweep()
        connections.close_all()
        self._allow(host)
        serving.serve(host, port, ready=lambda: self._announce(host, port))
        self.stdout.write(_("Stopped."))

    def _place(self, host: str | None, port: int | None) -> tuple[str, int]:
        try:
            default_host, default_port = environment.host_and_port()
        except ValueError as error:
            raise CommandError(_("PORT is not a number: %(error)s") % {"error": error}) from error
        return host or default_host, default_port if port is None else port

    def _allow(self, host: str) -> None:
        """Let the children answer to the very address they listen on."""
        if host not in serving.EVERYWHERE and host not in settings.ALLOWED_HOSTS:
            os.environ["NIANGJIA_HOSTS"] = ",".join([*settings.ALLOWED_HOSTS, host])

    def _prepare(self, *, with_demo: bool) -> None:
        call_command(prepare.Command(), demo=with_demo)
        with preparation.one_at_a_time():
            if not preparation.has_static_files():
                with timed(_("Static files"), self.stdout):
                    preparation.collect_static_files()

    def _announce(self, host: str, port: int) -> None:
        """The address and, where the demo bureau is, who can sign in to it."""
        self.stdout.write("\n" + _("Niangjia runs at %(address)s") % {"address": serving.address(host, port)})
        self.stdout.write(_("Data folder: %(folder)s") % {"folder": settings.DATA})
        demo = [each for each in ALL_SIGN_INS if User.objects.filter(username=each.username).exists()]
        if demo:
            self.stdout.write("\n" + _("Sign in to the demo bureau as:"))
        for each in demo:
            self.stdout.write(f"  {each.username:<12}{each.password:<20}{each.role}")
        if demo and host in serving.EVERYWHERE:
            self.stdout.write("\n" + _("Anyone who reaches this machine can use these: keep real data out of it."))
        self.stdout.write("\n" + _("Ctrl-C stops it.") + "\n")
        self.stdout.flush()
        connections.close_all()
