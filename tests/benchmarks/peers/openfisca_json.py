"""OpenFisca for one household, from the JSON that its web service takes."""

import json
from typing import Any

from openfisca_core.simulations import SimulationBuilder

from niangjia.policies import HouseholdFacts, RuleSet
from niangjia.policies.bulk.schema import ANSWER
from tests.benchmarks.facts import MEMBERS, SCHEMA
from tests.benchmarks.peers.openfisca_as_written import system_for
from tests.benchmarks.peers.openfisca_system import NO_EVENT, YEAR, Stage


def situation_of(household: HouseholdFacts) -> str:
    """The household as the JSON of a request."""
    facts = [field.name for field in SCHEMA if field.name not in ("members", "household_id")]
    members = {f"p{at}": _values(member, MEMBERS.names) for at, member in enumerate(household.members)}
    return json.dumps(
        {
            "persons": members,
            "households": {"h": _values(household, facts) | {"members": list(members)}},
        }
    )


def decide_json(rule_set: RuleSet, situation: str) -> dict[str, Any]:
    """Every output of the household, by name."""
    system = system_for(rule_set)
    simulation = SimulationBuilder().build_from_entities(system, json.loads(situation))
    return {name: simulation.calculate(name, YEAR)[0].item() for name in ANSWER.names[1:]}


def _values(facts: object, names: list[str]) -> dict[str, Any]:
    return {name: {YEAR: _plain(name, getattr(facts, name))} for name in names}


def _plain(name: str, value: Any) -> Any:
    if name == "stage":
        return list(Stage)[value].name
    if name.endswith("_on"):
        return value.isoformat() if value else NO_EVENT
    return value
