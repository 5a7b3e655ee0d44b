"""A rule set with some parameters changed, ready to decide one light household after the other."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from operator import itemgetter
from typing import NamedTuple

from niangjia.policies.parameters import Value
from niangjia.policies.rule_sets import RuleSet
from niangjia.policies.what_if.households import Facts


class Answer(NamedTuple):
    """What a run counts of a decided household; ceilings in fen a year, whether it is eligible or not."""

    category: int
    is_eligible: int
    main_cause: int
    counted_members: int
    living_ceiling: int
    medical_ceiling: int
    schooling_ceiling: int
    accident_ceiling: int


@dataclass(frozen=True, slots=True)
class Scenario:
    """A rule set with some parameters fixed for every region and day.

    The others are those of each household's region on its day of application, or on `values_on` for everyone.
    """

    rule_set: RuleSet
    changes: Mapping[str, Value] = field(default_factory=dict)
    values_on: date | None = None

    def decider(self) -> Callable[[Facts], tuple[int, ...]]:
        """A function from facts to the values of an Answer.

        It raises MissingParameterError when a region and day lack a parameter; making it raises RuleSetError for a
        change that the rule set cannot take.
        """
        rule_set = self.rule_set.with_parameters(self.changes) if self.changes else self.rule_set
        plan, at, values_on = rule_set.plan, rule_set.table.at, self.values_on
        order = [variable.name for variable in rule_set.wiring.household]
        pick: Callable[[tuple[int, ...]], tuple[int, ...]] = itemgetter(*(order.index(name) for name in Answer._fields))

        def decide(facts: Facts) -> tuple[int, ...]:
            return pick(plan(facts, at(facts.region, values_on or facts.applied_on).values)[0])

        return decide
