"""The steps of a decision: every value, and when asked for, the inputs it was computed from and its sentence."""

from collections.abc import Mapping
from operator import attrgetter
from typing import Any, NamedTuple

from niangjia.kernel.text import Text
from niangjia.policies.deciding import Decision
from niangjia.policies.fact_columns import HOUSEHOLD_COLUMN, MEMBER_COLUMN
from niangjia.policies.sentences import Labels, say
from niangjia.policies.variables import Variable

_HOUSEHOLD_NAMES, _MEMBER_NAMES = tuple(HOUSEHOLD_COLUMN), tuple(MEMBER_COLUMN)
_household_facts, _member_facts = attrgetter(*_HOUSEHOLD_NAMES), attrgetter(*_MEMBER_NAMES)

Values = dict[str, Any]


class Reach(NamedTuple):
    """What a step can see: `values` by name, and for a household's steps those of each counted member by place."""

    units: Mapping[str, str]
    labels: Labels
    values: Values
    members: Mapping[int, Values]

    def look_up(self, name: str) -> tuple[str, Any]:
        """The unit and the value of a name."""
        return self.units[name], self.values[name]


class Step(NamedTuple):
    """One computed value. `member` is the member's place, None for the household."""

    variable: Variable
    member: int | None
    value: int
    reach: Reach

    @property
    def inputs(self) -> Mapping[str, Any]:
        """What it was computed from, by name; a fold's only input holds the counted members' values by place."""
        variable, values = self.variable, self.reach.values
        if variable.fold:
            return {name: self._gathered(name) for name in variable.inputs}
        return {name: values[name] for name in variable.inputs}

    @property
    def sentence(self) -> Text:
        """The arithmetic in words."""
        over = self.variable.over
        return say(
            self.variable, self.value, self._gathered(over) if over else {}, self.reach.look_up, self.reach.labels
        )

    def _gathered(self, name: str) -> dict[int, Any]:
        return {place: values[name] for place, values in self.reach.members.items()}


def steps_of(decision: Decision) -> tuple[Step, ...]:
    """Every variable in computing order: the household's first ones, each counted member's, the household's others."""
    rules = decision.rule_set
    wiring = rules.wiring
    values = _values_of_household(decision)
    members = _values_of_members(decision, values)
    household = Reach(rules.units, rules.labels, values, members)
    steps = [Step(variable, None, values[variable.name], household) for variable in wiring.before]
    for place, seen in members.items():
        reach = Reach(rules.units, rules.labels, seen, {})
        steps += [Step(variable, place, seen[variable.name], reach) for variable in wiring.member]
    steps += [Step(variable, None, values[variable.name], household) for variable in wiring.after]
    return tuple(steps)


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
