"""`niangjia explain`: why a dossier falls into its category."""

import json
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import override

from niangjia.accounts.commands import system_user
from niangjia.dossiers.commands import print_decision
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.presenting import assumptions_as_json, explained, explained_today
from niangjia.dossiers.queries import latest_decision, whole
from niangjia.kernel.errors import NiangjiaError


class Command(BaseCommand):
    """Prints the explanation of the decision in force clause by clause, or as JSON, or writes the worker's sheet."""

    help = "Explain the decision on a dossier, clause by clause."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("dossier", metavar="DOSSIER", help="the dossier number")
        parser.add_argument("--now", action="store_true", help="by the rules of today, not the latest decision kept")
        form = parser.add_mutually_exclusive_group()
        form.add_argument("--json", action="store_true", help="the whole explanation as JSON")
        form.add_argument("--pdf", type=Path, metavar="FILE", help="write the printable sheet for the worker")
        parser.add_argument("--language", choices=["zh", "en"], default="zh", help="of the sheet (default: zh)")

    def handle(self, *_args: Any, **options: Any) -> None:
        number = options["dossier"]
        dossier = whole(Dossier.objects.filter(number=number)).first()
        if dossier is None:
            raise CommandError(f"There is no dossier {number}. Look its number up in the list.", returncode=1)
        if options["pdf"]:
            self._print(dossier, options["pdf"], options["language"])
            return
        kept = None if options["now"] or dossier.category is None else latest_decision(dossier)
        found = explained(dossier, kept) if kept else explained_today(dossier)
        if isinstance(found, NiangjiaError):
            raise CommandError(f"Dossier {number}: {found}", returncode=1) from found
        assembled, explanation = found
        told = {
            "dossier": number,
            "decided_at": kept.at.isoformat() if kept else None,
            **explanation.to_json(),
            "assumed": assumptions_as_json(assembled),
        }
        if options["json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=1))
            return
        for step in told["steps"]:
            self.stdout.write(f"{step['label']['zh']}  {step['sentence']['zh']}")
        self.stdout.write(f"§  {told['rule_set']} {told['version']} {told['decided_at'] or ''}".rstrip())
        self.stdout.write(f"=> {told['category_label']['zh']} / {told['category_label']['en']}")
        for assumption in told["assumed"]:
            whose = "" if assumption["member"] is None else f"{assembled.persons[assumption['member']].name} "
            self.stdout.write(f"?  {whose}{assumption['question']['zh']}  ({assumption['value']})")

    def _print(self, dossier: Dossier, path: Path, language: str) -> None:
        """Write the sheet; the file appears whole or not at all, and one that stood there is replaced."""
        try:
            if path.exists() and not path.is_file():  # a folder, or a device, whose place a rename would take
                raise CommandError(f"{path} is no file. Nothing was written.", returncode=1)
            with override("en" if language == "en" else "zh-hans"):
                sheet = print_decision(dossier, by=system_user())
            with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as draft:
                try:
                    draft.write(sheet)
                    draft.close()
                    Path(draft.name).replace(path)
                except OSError:
                    Path(draft.name).unlink()
                    raise
        except NiangjiaError as error:
            raise CommandError(f"Dossier {dossier.number}: {error}", returncode=1) from error
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}. Nothing was written.", returncode=1) from error
        self.stdout.write(f"{path}: {len(sheet) // 1024} kB")
