"""`niangjia simulate`: what if a parameter were another."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from niangjia.accounts.access import Jurisdiction
from niangjia.accounts.commands import system_user
from niangjia.kernel import clock
from niangjia.kernel.errors import InvalidInput
from niangjia.kernel.money import yuan
from niangjia.kernel.text import Text
from niangjia.policies import book
from niangjia.policies.settings_of_parameters import parse_settings
from niangjia.policies.what_if.inputs import Proposal, Question
from niangjia.policies.what_if.labels import AID_LABELS, KIND_LABELS, standing_in_words
from niangjia.policies.what_if.outcome import AID, Outcome, ScenarioOutcome
from niangjia.policies.what_if.outcome_json import outcome_to_json
from niangjia.policies.what_if.scenarios import Scenario
from niangjia.policies.what_if.source import household_source

SHOWN = 20
INSTALL = "It needs the extra “bulk”. In the folder of the program: python3 nj setup --dev or pip install '.[bulk]'"


class Command(BaseCommand):
    """Prints who enters, who leaves and what it costs, or the whole outcome as JSON."""

    help = "Try other parameters: who enters, who leaves, what it costs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--rules", metavar="NAME", help="the rule set (default: the one in force today)")
        parser.add_argument(
            "--set",
            action="append",
            default=[],
            dest="a",
            metavar="NAME=VALUE",
            help="a parameter of scenario A in its own unit (amounts in fen); may be given again for another",
        )
        parser.add_argument(
            "--set-b", action="append", default=[], dest="b", metavar="NAME=VALUE", help="the same for scenario B"
        )
        parser.add_argument("--on", metavar="DAY", help="take the values of this day for everyone in the scenarios")
        parser.add_argument("--facts", metavar="FILE.parquet", help="households of a file instead of the open dossiers")
        parser.add_argument("--json", action="store_true", help="everything, the affected households too, as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        question = _question(options)
        where = None if options["facts"] else household_source().may_count(system_user())
        if where is None:
            outcome = _over_file(question, Path(options["facts"]))
        else:
            outcome = question.answer(household_source().households(where))
        if options["json"]:
            names = {str(unit.pk): unit.name for unit in where.units()} if where else {}
            units = {key: names.get(key, key) for each in outcome.scenarios for key in each.by_unit}
            told = {**question.to_json(), **outcome_to_json(outcome), "units": units}
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=1))
            return
        self.stdout.write("\n".join(_lines(outcome, where, question.rule_set.labels["category"])))


def _question(options: dict[str, Any]) -> Question:
    rule_set = book.rule_set(options["rules"]) if options["rules"] else book.rule_set_for(clock.today())
    changes = [parse_settings(options["a"])]
    if options["b"]:
        changes.append(parse_settings(options["b"]))
    return Question(rule_set, tuple(Proposal(rule_set, each) for each in changes), _day(options["on"]))


def _over_file(question: Question, path: Path) -> Outcome:
    question.check()
    try:
        simulation = import_module("niangjia.policies.bulk.simulation")
    except ModuleNotFoundError as error:
        raise CommandError(f"{error}. {INSTALL}", returncode=1) from error
    found: Outcome = simulation.simulate_file(path, Scenario(question.rule_set), question.scenarios)
    return found


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise InvalidInput(
            _("“%(text)s” is not a day.") % {"text": text}, remedy=_("Write it as 2026-01-31."), code="not-a-day"
        ) from error


def _lines(outcome: Outcome, where: Jurisdiction | None, categories: Mapping[int, Text]) -> Iterator[str]:
    yield _("%(count)s households were compared.") % {"count": outcome.households}
    if outcome.undecided:
        yield _("%(count)s could not be decided and are left out: --json lists them.") % {
            "count": len(outcome.undecided)
        }
    now = outcome.baseline
    yield _("Now: %(eligible)s eligible, at most %(cost)s yuan a year.") % {
        "eligible": now.eligible,
        "cost": yuan(sum(now.cost)),
    }
    for letter, scenario in zip("AB", outcome.scenarios, strict=False):
        yield ""
        yield from _scenario(letter, outcome, scenario, where, categories)


def _scenario(
    letter: str, outcome: Outcome, scenario: ScenarioOutcome, where: Jurisdiction | None, categories: Mapping[int, Text]
) -> Iterator[str]:
    change, totals = scenario.change, scenario.totals
    yield _(
        "Scenario %(letter)s: %(eligible)s eligible; %(entrants)s enter, %(leavers)s leave, "
        "%(movers)s move to another category."
    ) % {"letter": letter, "eligible": totals.eligible, **change._asdict()}
    for kind, before, after in zip(AID, outcome.baseline.cost, totals.cost, strict=True):
        yield f"  {AID_LABELS[kind]}: {yuan(before)} -> {yuan(after)}"
    for (was, now), count in sorted(scenario.moves.items()):
        yield f"  {standing_in_words(was, categories)} -> {standing_in_words(now, categories)}: {count}"
    shown = scenario.affected[:SHOWN]
    described = household_source().describe(where, [each.key for each in shown]) if where else {}
    for each in shown:
        number = described[each.key].number if each.key in described else each.key
        yield f"  {number}  {KIND_LABELS[each.kind]}  {yuan(each.change_fen)}"
    if len(scenario.affected) > SHOWN:
        yield "  " + _("and %(count)s more: --json lists them.") % {"count": len(scenario.affected) - SHOWN}
