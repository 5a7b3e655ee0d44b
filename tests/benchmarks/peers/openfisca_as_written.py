"""OpenFisca as its users write it: dated parameters, one node a region, looked up by fancy indexing."""

from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa
from openfisca_core.parameters import ParameterNode
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem

from niangjia.policies import RuleSet
from niangjia.policies.parameters import Parameter
from tests.benchmarks.facts import REGIONS
from tests.benchmarks.peers.openfisca_system import HOUSEHOLD, PERSON, Stage, answers, fill, system_of
from tests.benchmarks.peers.rates import PER_STAGE, REGIONAL, rates_of

NODES = 2844
"""As many regional nodes as a country has counties; the regions that no household lives in carry the same rates."""


def screen(rule_set: RuleSet, table: pa.Table) -> pa.Table:
    """Decide every household of a facts table."""
    system = system_for(rule_set)
    members = table["members"].combine_chunks()
    owner = np.repeat(np.arange(table.num_rows), np.diff(members.offsets.to_numpy()))
    builder = SimulationBuilder()
    builder.create_entities(system)
    builder.declare_person_entity("person", np.arange(len(owner)))
    households = builder.declare_entity("household", np.arange(table.num_rows))
    builder.join_with_persons(households, owner, np.zeros(len(owner), dtype=np.int64))
    simulation = builder.build(system)
    fill(simulation, table)
    return answers(simulation, table)


@lru_cache(maxsize=2)
def system_for(rule_set: RuleSet) -> TaxBenefitSystem:
    """The country package with its parameter tree; made once, as importing a package is."""
    found = {parameter.name: parameter for parameter in rule_set.table.parameters}
    first_days = sorted({row.from_on.isoformat() for name in REGIONAL for row in found[name].rows})
    system = system_of(
        {
            "minimum_wage": (HOUSEHOLD, _minimum_wage(first_days)),
            "line": (HOUSEHOLD, _line(first_days)),
            "school_cost": (PERSON, _school_cost),
            "school_aid": (PERSON, _school_aid),
        }
    )
    system.parameters = ParameterNode("", data=_tree(rule_set, first_days))
    return system


def _minimum_wage(first_days: list[str]) -> Any:
    def formula(household, period, parameters):
        return _dated(household, period, first_days, lambda day: parameters(day).minimum_wage_monthly)

    return formula


def _line(first_days: list[str]) -> Any:
    def formula(household, period, parameters):
        urban = _dated(household, period, first_days, lambda day: parameters(day).dibao_urban_monthly)
        rural = _dated(household, period, first_days, lambda day: parameters(day).dibao_rural_monthly)
        return np.where(household("is_rural", period), rural, urban)

    return formula


def _dated(household: Any, period: Any, first_days: list[str], node_at: Any) -> np.ndarray:
    """The rate of each household's region on its own day: one look into the tree for each stretch between changes."""
    region, applied_on = household("region", period), household("applied_on", period)
    found = np.zeros(len(region), dtype=np.int64)
    ends = [*first_days[1:], "9999-12-31"]
    for first, end in zip(first_days, ends, strict=True):
        is_here = (applied_on >= np.datetime64(first)) & (applied_on < np.datetime64(end))
        if is_here.any():
            found[is_here] = node_at(first)[region[is_here]]
    return found


def _school_cost(person, period, parameters):
    return parameters(period).public_school_cost[person("stage", period)]


def _school_aid(person, period, parameters):
    return parameters(period).schooling_aid[person("stage", period)]


def _tree(rule_set: RuleSet, first_days: list[str]) -> dict[str, Any]:
    fixed = rates_of(rule_set, ["150000"]).fixed
    tree = {name: {"values": {"2019-01-01": {"value": value}}} for name, value in fixed.items()}
    for parameter in rule_set.table.parameters:
        if parameter.name in REGIONAL:
            tree[parameter.name] = _by_region(rule_set, parameter, first_days)
        elif parameter.name in PER_STAGE:
            values = zip(Stage, parameter.rows[0].value, strict=True)
            tree[parameter.name] = {s.name: {"values": {"2019-01-01": {"value": value}}} for s, value in values}
    return tree


def _by_region(rule_set: RuleSet, parameter: Parameter, first_days: list[str]) -> dict[str, Any]:
    """One node a region: OpenFisca has no falling back from a county to its province."""
    rates = rates_of(rule_set, REGIONS)
    values = {"dibao_urban_monthly": rates.urban, "dibao_rural_monthly": rates.rural}.get(parameter.name, rates.wage)
    others = [f"{number:06d}" for number in range(900_000, 900_000 + NODES // len(REGIONAL) - len(REGIONS))]
    return {
        region: {"values": {day: {"value": int(values[at, place])} for at, day in enumerate(first_days)}}
        for place, region in [*enumerate(REGIONS), *((0, other) for other in others)]
    }
