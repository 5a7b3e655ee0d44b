"""Decide one household: plain Python, every value kept."""

from collections.abc import Mapping
from typing import NamedTuple

from niangjia.policies.facts import HouseholdFacts
from niangjia.policies.parameters import Parameters
from niangjia.policies.plan import MemberValues
from niangjia.policies.rule_sets import RuleSet


class Outputs(NamedTuple):
    """The answer in the order of the rule book; amounts in fen, `exclusions` and `causes` sums of bits."""

    household_id: int
    category: int
    is_eligible: bool
    exclusions: int
    causes: int
    main_cause: int
    counted_members: int
    annual_income: int
    unavoidable_spending: int
    employment_cost: int
    net_monthly_per_head: int
    line: int
    living_ceiling: int
    medical_ceiling: int
    schooling_ceiling: int
    accident_ceiling: int


class Decision(NamedTuple):
    """A decided household: the outputs, and every value behind them in wired order.

    It is advice: people decide, and an exclusion is a question put to them.
    """

    rule_set: RuleSet
    facts: HouseholdFacts
    parameters: Parameters
    outputs: Outputs
    household_values: tuple[int, ...]
    member_values: tuple[MemberValues, ...]

    @property
    def household(self) -> Mapping[str, int]:
        """Every household variable by name."""
        return {v.name: value for v, value in zip(self.rule_set.wiring.household, self.household_values, strict=True)}

    @property
    def members(self) -> tuple[Mapping[str, int] | None, ...]:
        """Every member variable by name, member by member; None for one who does not count."""
        names = tuple(variable.name for variable in self.rule_set.wiring.member)
        return tuple(None if values is None else dict(zip(names, values, strict=True)) for values in self.member_values)


def decide(rule_set: RuleSet, facts: HouseholdFacts) -> Decision:
    """Decide a household; raises MissingParameterError when its region and day lack a line, wage or other parameter."""
    return decide_with(rule_set, facts, rule_set.table.at(facts.region, facts.applied_on))


def decide_with(rule_set: RuleSet, facts: HouseholdFacts, parameters: Parameters) -> Decision:
    """Decide a household with values of parameters that are given, such as those an earlier decision was made with."""
    household_values, member_values = rule_set.plan(facts, parameters.values)
    outputs = Outputs(facts.household_id, *rule_set.pick_outputs(household_values))  # type: ignore[arg-type]
    return Decision(rule_set, facts, parameters, outputs, household_values, member_values)
