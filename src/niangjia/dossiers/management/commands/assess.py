"""`niangjia assess`: apply the rules again, household by household."""

import json
from dataclasses import dataclass, field
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from niangjia.accounts.commands import system_user
from niangjia.accounts.models import User
from niangjia.dossiers.commands import assess_dossier
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.queries import decided_by_other_rules
from niangjia.kernel.errors import NiangjiaError
from niangjia.policies import book
from niangjia.policies.codes import CATEGORIES

MISSING = 1


@dataclass(slots=True)
class Tally:
    """What came of it. `changes` are the dossiers whose category would be, or is, another one."""

    dossiers: int = 0
    kept: int = 0
    unchanged: int = 0
    undecided: int = 0
    refused: list[dict[str, str]] = field(default_factory=list)
    changes: list[dict[str, Any]] = field(default_factory=list)

    def as_json(self, *, is_dry_run: bool) -> dict[str, Any]:
        """Counts and changes; categories are the rule book's numbers, null for undecided."""
        return {
            "dry_run": is_dry_run,
            "dossiers": self.dossiers,
            "changed_category": len(self.changes),
            "new_decisions": self.kept,
            "unchanged": self.unchanged,
            "undecided": self.undecided,
            "refused": self.refused,
            "changes": self.changes,
        }


class Command(BaseCommand):
    """Each dossier is a transaction of its own: what was done before a fault stays, and a second run goes on there."""

    help = "Apply the rules again to dossiers; earlier decisions are kept as they are."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("dossiers", metavar="DOSSIER", nargs="*", help="dossier numbers")
        parser.add_argument(
            "--all", action="store_true", help="every open dossier that other rules than those of today decided"
        )
        parser.add_argument("--dry-run", action="store_true", help="count only, write nothing")
        parser.add_argument("--json", action="store_true", help="the outcome as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        numbers, tally, by = options["dossiers"], Tally(), system_user()
        if bool(numbers) == options["all"]:
            raise CommandError("Name dossiers by their numbers, or say --all.", returncode=MISSING)
        chosen = self._numbered(numbers) if numbers else decided_by_other_rules(book.rule_sets())
        for number in chosen:
            _assess(number, tally, by=by, is_dry_run=options["dry_run"])
        if options["json"]:
            self.stdout.write(json.dumps(tally.as_json(is_dry_run=options["dry_run"]), ensure_ascii=False, indent=1))
        else:
            self._tell(tally, is_dry_run=options["dry_run"])

    def _numbered(self, numbers: list[str]) -> list[str]:
        there = set(Dossier.objects.filter(number__in=numbers).values_list("number", flat=True))
        if missing := [number for number in numbers if number not in there]:
            raise CommandError(f"There is no dossier {missing[0]}. Look its number up in the list.", returncode=MISSING)
        return list(dict.fromkeys(numbers))

    def _tell(self, tally: Tally, *, is_dry_run: bool) -> None:
        for change in tally.changes:
            self.stdout.write(f"{change['dossier']}  {_named(change['from'])} -> {_named(change['to'])}")
        for refusal in tally.refused:
            self.stdout.write(f"{refusal['dossier']}  refused: {refusal['message']}")
        would = "would change" if is_dry_run else "changed"
        self.stdout.write(
            f"{tally.dossiers} dossiers: {len(tally.changes)} {would} category, {tally.kept} new decisions, "
            f"{tally.unchanged} unchanged, {tally.undecided} undecided, {len(tally.refused)} refused."
            + (" Nothing was written." if is_dry_run else "")
        )


def _named(category: int | None) -> str:
    return "undecided" if category is None else f"{category} {CATEGORIES[category].en}"


def _assess(number: str, tally: Tally, *, by: User, is_dry_run: bool) -> None:
    """One dossier in its own transaction, which a dry run takes back."""
    tally.dossiers += 1
    try:
        with transaction.atomic():
            dossier = Dossier.objects.get(number=number)
            decisions = dossier.decisions.count()
            after = assess_dossier(dossier, by=by).category
            is_new = dossier.decisions.count() > decisions
            transaction.set_rollback(is_dry_run)
    except NiangjiaError as error:
        tally.refused.append({"dossier": number, "code": error.code, "message": str(error)})
        return
    tally.kept += is_new
    tally.undecided += after is None
    tally.unchanged += not is_new and after == dossier.category
    if after != dossier.category:
        tally.changes.append({"dossier": number, "from": dossier.category, "to": after})
