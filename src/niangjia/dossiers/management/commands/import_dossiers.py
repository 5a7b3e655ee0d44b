"""`niangjia import-dossiers`: a workbook of dossiers from the command line."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from niangjia.accounts.commands import add_unit, system_user
from niangjia.accounts.models import Unit, UnitKind, User
from niangjia.dossiers.commands import import_workbook
from niangjia.dossiers.intake import read_workbook
from niangjia.dossiers.report import Report
from niangjia.kernel.errors import NiangjiaError

ACCEPTED, UNREADABLE, REFUSED = 0, 1, 2


class Command(BaseCommand):
    """Exit status 0: every household accepted; 2: some refused; 1: the file could not be read at all."""

    help = "Import a workbook of dossiers (.xlsx, .xls, .ods). Exit: 0 all accepted, 2 some refused, 1 unreadable."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="the workbook")
        parser.add_argument("--dry-run", action="store_true", help="report only, write nothing")
        parser.add_argument("--report", type=Path, metavar="OUT.json", help="write the report as JSON")
        parser.add_argument(
            "--unit", default="", help="unit for households whose employer is no unit (default: the bureau)"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        by = system_user()
        path: Path = options["file"]
        try:
            content = path.read_bytes()
            report = import_workbook(
                read_workbook(content, path.name),
                unit=self._unit(options["unit"], by),
                by=by,
                is_dry_run=options["dry_run"],
                progress=self._progress,
            )
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}. Check the path.", returncode=UNREADABLE) from error
        except NiangjiaError as error:
            raise CommandError(f"{path}: {error}", returncode=UNREADABLE) from error
        if options["report"]:
            text = json.dumps(report.as_json(), ensure_ascii=False, indent=1)
            options["report"].write_text(text + "\n", encoding="utf-8")
        self._tell(report)
        if any(not finding.accepted for finding in report.findings):  # a member row without a household counts too
            raise SystemExit(REFUSED)

    def _unit(self, name: str, by: User) -> Unit:
        """The unit named, else the root of the tree; a fresh installation gets a bureau to import into."""
        open_ones = Unit.objects.filter(closed_on=None)
        unit: Unit | None = open_ones.filter(**({"name": name} if name else {"depth": 1})).first()
        if unit is None and name:
            raise CommandError(f"There is no unit called {name}.", returncode=UNREADABLE)
        return unit or add_unit(name="林业局工会", name_en="Forestry Bureau Union", kind=UnitKind.BUREAU, by=by)

    def _progress(self, done: int, total: int) -> None:
        if self.stderr.isatty():
            self.stderr.write(f"\r  {done}/{total}", ending="\n" if done == total else "")

    def _tell(self, report: Report) -> None:
        for finding in report.findings:
            mark = "note   " if finding.accepted else "refused"
            self.stdout.write(
                f"{mark} {finding.sheet} row {finding.row} [{finding.household_no}] {finding.column}: "
                f"{finding.code} {finding.found!r} {finding.message}"
            )
        self.stdout.write(
            f"{report.households} households: {report.accepted} accepted, {report.unchanged} unchanged, "
            f"{report.refused} refused."
        )
