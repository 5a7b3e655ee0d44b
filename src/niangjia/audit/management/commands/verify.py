"""`niangjia verify audit`: whether the record of acts is as it was written."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from niangjia.accounts.commands import system_user
from niangjia.audit.commands import verify_record
from niangjia.audit.verification import PaperHead, Report
from niangjia.kernel.errors import InvalidInput

SHOWN = 20
NOT_WHOLE = 1


class Command(BaseCommand):
    """Exit status 0: whole; 1: not whole; 2: could not be verified as asked."""

    begins_nothing = True  # asked by niangjia.config.cli
    help = _("Verify the record of acts: every row, the chain, the head. Exit: 0 whole, 1 not whole.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["audit"], help="what to verify")
        parser.add_argument("--json", action="store_true", help="the whole report as JSON")
        parser.add_argument("--from", type=int, default=1, metavar="SEQ", dest="start", help="start at a number")
        parser.add_argument("--copy", type=Path, metavar="FILE", help="compare with a copy by audit-copy, too")
        parser.add_argument("--head", type=_paper, metavar="SEQ:DIGEST", help="check a head kept on paper, too")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            report = verify_record(
                by=system_user(),
                from_sequence=options["start"],
                paper=options["head"],
                copy=options["copy"],
                progress=self._progress,
            )
        except InvalidInput as error:
            raise CommandError(str(error), returncode=2) from error
        except OSError as error:
            raise CommandError(f"{options['copy']}: {error.strerror}.", returncode=2) from error
        if self.stderr.isatty():
            self.stderr.write("")
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False, indent=1))
        else:
            self._tell(report)
        if not report.is_whole:
            raise SystemExit(NOT_WHOLE)

    def _progress(self, done: int, total: int) -> None:
        if self.stderr.isatty():
            self.stderr.write(f"\r  {done:,}/{total:,}", ending="")
            self.stderr.flush()

    def _tell(self, report: Report) -> None:
        for each in report.findings[:SHOWN]:
            number = "—" if each.sequence is None else each.sequence
            row = f"id {each.id}  {each.at}  {each.act}" if each.id is not None else ""
            self.stdout.write(f"{each.kind.value:<9} {number:>9}  {row}  {each.says or each.kind.words}")
        if report.count > SHOWN:
            self.stdout.write(_("… and %(count)s more findings") % {"count": f"{report.count - SHOWN:,}"})
        for name in report.unguarded:
            self.stdout.write(
                _("The trigger %(name)s is missing: changes are found, but not refused.") % {"name": name}
            )
        if report.linked_late:
            self.stdout.write(_("%(count)s entries were linked late, after a crash.") % {"count": report.linked_late})
        if report.waiting:
            self.stdout.write(_("%(count)s entries wait to be linked.") % {"count": report.waiting})
        self.stdout.write(
            _("No. %(first)s to %(last)s, %(rows)s entries in %(seconds)s s: %(outcome)s.")
            % {
                "first": f"{report.from_sequence:,}",
                "last": f"{report.sequence:,}",
                "rows": f"{report.rows:,}",
                "seconds": f"{report.seconds:.1f}",
                "outcome": report.words(),
            }
        )


def _paper(text: str) -> PaperHead:
    return PaperHead.read(text)


_paper.__name__ = "SEQ:DIGEST"  # what argparse calls it when it does not understand one
