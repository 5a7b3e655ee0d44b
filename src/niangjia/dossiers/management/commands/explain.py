"""`niangjia explain`: why a dossier falls into its category."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from niangjia.dossiers.decisions import explain_dossier
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.presenting import assumptions_as_json
from niangjia.dossiers.queries import whole
from niangjia.kernel.errors import NiangjiaError


class Command(BaseCommand):
    """Prints the explanation clause by clause, or as JSON."""

    help = "Explain the decision on a dossier, clause by clause."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("dossier", metavar="DOSSIER", help="the dossier number")
        parser.add_argument("--json", action="store_true", help="the whole explanation as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        number = options["dossier"]
        dossier = whole(Dossier.objects.filter(number=number)).first()
        if dossier is None:
            raise CommandError(f"There is no dossier {number}. Look its number up in the list.", returncode=1)
        try:
            assembled, explanation = explain_dossier(dossier)
        except NiangjiaError as error:
            raise CommandError(f"Dossier {number}: {error}", returncode=1) from error
        told = {"dossier": number, **explanation.to_json(), "assumed": assumptions_as_json(assembled)}
        if options["json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=1))
            return
        for step in told["steps"]:
            self.stdout.write(f"{step['label']['zh']}  {step['sentence']['zh']}")
        self.stdout.write(f"=> {told['category_label']['zh']} / {told['category_label']['en']}")
        for assumption in told["assumed"]:
            whose = "" if assumption["member"] is None else f"{assembled.persons[assumption['member']].name} "
            self.stdout.write(f"?  {whose}{assumption['question']['zh']}  ({assumption['value']})")
