"""`niangjia worker`: the process that runs background tasks, of every queue, quietly."""

import logging
import threading
from argparse import ArgumentParser
from typing import Any

from django_tasks_db.management.commands import db_worker

from niangjia.audit.commands import link_waiting
from niangjia.config import caretaking
from niangjia.referrals.tasks import start_rounds


class Command(db_worker.Command):
    """As many as wanted may run at once. SIGTERM lets it finish the task in hand."""

    help = "Run background tasks (niangjia up starts one by itself)."
    requires_system_checks: list[str] = []  # the server has checked

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(queue_name="*", startup_delay=False)

    def handle(self, *args: Any, **options: Any) -> None:
        """Link what a crash left of the record of acts, order a round of reminders; then work and say so."""
        link_waiting()
        start_rounds()
        ended = threading.Event()

        def live() -> None:
            caretaking.beat()
            while not ended.wait(caretaking.WORKER_BEAT):
                caretaking.beat()

        threading.Thread(target=live, name="heart", daemon=True).start()
        threading.Thread(target=caretaking.keep_swept, args=(ended,), name="sweep", daemon=True).start()
        threading.Thread(target=caretaking.keep_delivering, args=(ended,), name="messages", daemon=True).start()
        try:
            super().handle(*args, **options)
        finally:
            ended.set()

    def configure_logging(self, verbosity: int) -> None:
        """Tell what failed, and with `-v 2` or more all that happens."""
        if verbosity > 1:
            super().configure_logging(verbosity)
        else:
            logging.getLogger("django_tasks_db").setLevel(logging.ERROR)
