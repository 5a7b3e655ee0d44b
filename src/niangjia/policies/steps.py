"""The steps of a decision: every value with the inputs it was computed from, and its sentence when asked for."""

from collections.abc import Mapping
from functools import partial
from operator import attrgetter
from typing import Any, NamedTuple

from niangjia.kernel.text import Text
from niangjia.policies.deciding import Decision
from niangjia.policies.fact_columns import HOUSEHOLD_COLUMN, MEMBER_COLUMN
from niangjia.policies.sentences import Lookup, say
from niangjia.policies.variables import Variable

_HOUSEHOLD_NAMES, _MEMBER_NAMES = tuple(HOUSEHOLD_COLUMN), tuple(MEMBER_COLUMN)
_household_facts, _member_facts = attrgetter(*_HOUSEHOLD_NAMES), attrgetter(*_MEMBER_NAMES)

Values = dict[str, Any]


class Step(NamedTuple):
    """One computed value. `member` is the member's place, None for the household.

    `inputs` holds by name what it was computed from; a fold's only input holds the counted members' values by place.
    """

    variable: Variable
    member: int | None
    value: int
    inputs: Mapping[str, Any]
    lookup: Lookup

    @property
    def sentence(self) -> Text:
        """The arithmetic in words."""
        gathered = self.inputs.get(self.variable.over, {}) if self.variable.fold else {}
        return say(self.variable, self.value, gathered, self.lookup)


def steps_of(decision: Decision) -> tuple[Step, ...]:
    """Every variable in computing order: the household's first ones, each counted member's, the household's others."""
    wiring, units = decision.rule_set.wiring, decision.rule_set.units
    household = _values_of_household(decision)
    lookup = partial(_look_up, units, household)
    steps = [_step(variable, None, household, lookup) for variable in wiring.before]
    members = _values_of_members(decision, household)
    for place, values in members.items():
        seen = partial(_look_up, units, values)
        steps += [_step(variable, place, values, seen) for variable in wiring.member]
    for variable in wiring.after:
        if variable.fold:
            gathered = {place: values[variable.over] for place, values in members.items()} if variable.over else {}
            inputs = {variable.over: gathered} if variable.over else {}
            steps.append(Step(variable, None, household[variable.name], inputs, lookup))
        else:
            steps.append(_step(variable, None, household, lookup))
    return tuple(steps)


def _step(variable: Variable, place: int | None, values: Values, lookup: Lookup) -> Step:
    return Step(variable, place, values[variable.name], {name: values[name] for name in variable.inputs}, lookup)


def _look_up(units: Mapping[str, str], values: Values, name: str) -> tuple[str, Any]:
    return units[name], values[name]


def _values_of_household(decision: Decision) -> Values:
    values: Values = dict(zip(_HOUSEHOLD_NAMES, _household_facts(decision.facts), strict=True))
    values.update(zip(decision.parameters.names, decision.parameters.values, strict=True))
    values.update(decision.household)
    return values


def _values_of_members(decision: Decision, household: Values) -> dict[int, Values]:
    """What is in reach of each counted member, by place."""
    names = [variable.name for variable in decision.rule_set.wiring.member]
    found: dict[int, Values] = {}
    for place, computed in enumerate(decision.member_values):
        if computed is not None:
            values = household.copy()
            values.update(zip(_MEMBER_NAMES, _member_facts(decision.facts.members[place]), strict=True))
            values.update(zip(names, computed, strict=True))
            found[place] = values
    return found
