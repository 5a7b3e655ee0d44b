"""The rule book as an OpenFisca country package: entities, facts, formulas. How rates are found is left to each peer.

OpenFisca keeps whole numbers in 32 bits; `Amount` widens them, as fen need. It adds members up in doubles, which are
exact below 2**53 fen.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
from openfisca_core.entities import Entity, GroupEntity
from openfisca_core.indexed_enums import Enum
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import Simulation
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from niangjia.policies.bulk.schema import ANSWER
from tests.benchmarks.facts import MEMBERS, SCHEMA
from tests.benchmarks.peers import openfisca_formulas as formulas

YEAR = "2026"
NO_EVENT = "1900-01-01"
PERSON = Entity("person", "persons", "Person", "")
HOUSEHOLD = GroupEntity("household", "households", "Household", "", roles=[{"key": "member", "plural": "members"}])


class Stage(Enum):
    """Schooling stages 0 to 8."""

    none = "none"
    kindergarten = "kindergarten"
    primary = "primary"
    junior = "junior"
    senior = "senior"
    vocational = "vocational"
    college = "college"
    bachelor = "bachelor"
    postgraduate = "postgraduate"


class Amount(Variable):
    """A whole number of 64 bits."""

    def __init__(self, baseline_variable: Variable | None = None) -> None:
        super().__init__(baseline_variable)
        self.dtype = np.int64


def system_of(rates: dict[str, tuple[Entity, Callable[..., Any]]]) -> TaxBenefitSystem:
    """All variables; `rates` are the formulas of `minimum_wage`, `line`, `school_cost` and `school_aid`."""
    system = TaxBenefitSystem([PERSON, HOUSEHOLD])
    for field in SCHEMA:
        if field.name not in ("members", "household_id"):
            system.add_variable(_fact(field, HOUSEHOLD))
    for field in MEMBERS:
        system.add_variable(_fact(field, PERSON))
    for name, (entity, formula) in rates.items():
        system.add_variable(_variable(name, int, entity, formula))
    for name, value_type, formula in formulas.of_persons():
        system.add_variable(_variable(name, value_type, PERSON, formula))
    for name, value_type, formula in formulas.of_households():
        system.add_variable(_variable(name, value_type, HOUSEHOLD, formula))
    return system


def _fact(field: pa.Field, entity: Entity) -> type[Variable]:
    if field.name == "stage":
        more = {"possible_values": Stage, "default_value": Stage.none}
        return _variable(field.name, Enum, entity, None, more)
    if pa.types.is_date(field.type):
        return _variable(field.name, date, entity, None)
    if pa.types.is_dictionary(field.type):
        return _variable(field.name, str, entity, None)
    return _variable(field.name, bool if pa.types.is_boolean(field.type) else int, entity, None)


def _variable(
    name: str, value_type: type, entity: Entity, formula: Callable[..., Any] | None, more: dict[str, Any] | None = None
) -> type[Variable]:
    body = {"value_type": value_type, "entity": entity, "definition_period": DateUnit.YEAR, **(more or {})}
    if formula is not None:
        body["formula"] = formula
    return type(name, (Amount if value_type is int else Variable,), body)


def fill(simulation: Simulation, table: pa.Table) -> None:
    """Hand the facts over as arrays."""
    for field in SCHEMA:
        if field.name not in ("members", "household_id"):
            simulation.set_input(field.name, YEAR, _values(table[field.name].combine_chunks()))
    members = table["members"].combine_chunks().flatten()
    for field, array in zip(MEMBERS, members.flatten(), strict=True):
        simulation.set_input(field.name, YEAR, _values(array))


def _values(array: pa.Array) -> np.ndarray:
    if pa.types.is_dictionary(array.type):
        return np.array(array.dictionary.to_pylist(), dtype=object)[array.indices.to_numpy()]
    if pa.types.is_date(array.type):
        days = array.fill_null(np.datetime64(NO_EVENT).item()) if array.null_count else array
        return days.to_numpy(zero_copy_only=False)
    return array.to_numpy(zero_copy_only=False)


def answers(simulation: Simulation, table: pa.Table) -> pa.Table:
    """Calculate every output."""
    found = {name: simulation.calculate(name, YEAR) for name in ANSWER.names[1:]}
    arrays = [pa.array(found[f.name].astype(f.type.to_pandas_dtype(), copy=False)) for f in list(ANSWER)[1:]]
    return pa.Table.from_arrays([table["household_id"].combine_chunks(), *arrays], schema=ANSWER)
