"""`niangjia delete-expired`: what is due, and carrying out an approved deletion run."""

from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from niangjia.accounts.commands import system_user
from niangjia.dossiers import queries_of_retention as queries
from niangjia.dossiers.commands import run_deletion
from niangjia.dossiers.loose import loose_due
from niangjia.dossiers.models import DeletionRun
from niangjia.kernel import clock

MISSING = 1


class Command(BaseCommand):
    """Proposing and approving are acts of people, on the page; this carries out what they agreed on, or goes on."""

    begins_nothing = True  # asked by niangjia.config.cli
    help = "Say what is due; with --run, carry out an approved deletion, or go on with one that was stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--run", metavar="ID", help="the id at the end of the run's address")

    def handle(self, *_args: Any, **options: Any) -> None:
        if not options["run"]:
            self._tell_due()
            return
        run = _run(options["run"])
        certificate = run_deletion(run, by=system_user(), progress=self._progress)
        self.stdout.write(f"{certificate.dossiers} dossiers deleted, {certificate.kept} kept: {certificate.number}.")
        if certificate.scrubbed_at is None:
            raise CommandError(
                "The free space of the database was not overwritten: somebody was using it. Run this again.",
                returncode=MISSING,
            )

    def _tell_due(self) -> None:
        self.stdout.write(f"{queries.due_now(clock.today()).count()} dossiers are due.")
        for label, count in loose_due():
            self.stdout.write(f"{count} without a dossier: {label.en}.")
        for run in queries.deletion_runs()[:10]:
            self.stdout.write(f"  {run.pk}  {run.due_on}  {run.state}  {run.done}/{run.total}")

    def _progress(self, done: int, total: int) -> None:
        self.stderr.write(f"\r  {done}/{total}", ending="\n" if done == total else "")
        self.stderr.flush()


def _run(text: str) -> DeletionRun:
    try:
        return DeletionRun.objects.get(pk=UUID(text))
    except (ValueError, DeletionRun.DoesNotExist) as error:
        raise CommandError(
            f"There is no deletion run {text}. Without --run they are listed.", returncode=MISSING
        ) from error
