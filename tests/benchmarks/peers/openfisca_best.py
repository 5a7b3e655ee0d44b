"""OpenFisca at its best: rates are handed in as arrays, entities are joined without its builder's sorting."""

from functools import lru_cache

import numpy as np
import pyarrow as pa
from openfisca_core.parameters import ParameterNode
from openfisca_core.simulations import Simulation
from openfisca_core.taxbenefitsystems import TaxBenefitSystem

from niangjia.policies import RuleSet
from tests.benchmarks.peers.openfisca_system import HOUSEHOLD, PERSON, YEAR, answers, fill, system_of
from tests.benchmarks.peers.rates import Rates, rates_of


def screen(rule_set: RuleSet, table: pa.Table) -> pa.Table:
    """Decide every household of a facts table."""
    region = table["region"].combine_chunks()
    rates = rates_of(rule_set, region.dictionary.to_pylist())
    system = _system(rule_set)
    populations = system.instantiate_entities()
    members = table["members"].combine_chunks()
    sizes = np.diff(members.offsets.to_numpy())
    persons, households = populations["person"], populations["household"]
    persons.count, households.count = int(sizes.sum()), table.num_rows
    households.members_entity_id = np.repeat(np.arange(table.num_rows), sizes)
    simulation = Simulation(system, populations)
    fill(simulation, table)
    place = (_periods(rates, table), region.indices.to_numpy())
    simulation.set_input("minimum_wage", YEAR, rates.wage[place])
    is_rural = simulation.calculate("is_rural", YEAR)
    simulation.set_input("line", YEAR, np.where(is_rural, rates.rural[place], rates.urban[place]))
    stage = np.asarray(simulation.calculate("stage", YEAR))
    simulation.set_input("school_cost", YEAR, rates.school_cost[stage])
    simulation.set_input("school_aid", YEAR, rates.school_aid[stage])
    return answers(simulation, table)


def _periods(rates: Rates, table: pa.Table) -> np.ndarray:
    days = table["applied_on"].combine_chunks().to_numpy(zero_copy_only=False)
    return np.searchsorted(np.array(rates.periods, dtype="datetime64[D]"), days, side="right") - 1


@lru_cache(maxsize=2)
def _system(rule_set: RuleSet) -> TaxBenefitSystem:
    rates = {"minimum_wage": HOUSEHOLD, "line": HOUSEHOLD, "school_cost": PERSON, "school_aid": PERSON}
    system = system_of({name: (entity, None) for name, entity in rates.items()})
    fixed = rates_of(rule_set, ["150000"]).fixed
    data = {name: {"values": {"2019-01-01": {"value": value}}} for name, value in fixed.items()}
    system.parameters = ParameterNode("", data=data)
    return system
