"""Try a household with one fact changed, cheaply and as often as a search needs."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, NamedTuple

from niangjia.policies.deciding import Decision
from niangjia.policies.fact_columns import HOUSEHOLD_COLUMNS, MEMBER_COLUMNS, Column


class Answer(NamedTuple):
    """What a change may alter."""

    category: int
    exclusions: int
    is_eligible: bool


class Trial:
    """A copy of a decided household in which one fact at a time is set, decided and put back.

    A place is that of a member, or None for the household itself.
    """

    def __init__(self, decision: Decision) -> None:
        self.decision = decision
        self._members = [_copy(member, MEMBER_COLUMNS) for member in decision.facts.members]
        self._household = _copy(decision.facts, HOUSEHOLD_COLUMNS)
        self._household.members = self._members
        order = [variable.name for variable in decision.rule_set.wiring.household]
        self._places = [order.index(name) for name in Answer._fields]

    def value(self, place: int | None, name: str) -> Any:
        """The fact as it is recorded."""
        return getattr(self._owner(place), name)

    def answers(self, place: int | None, name: str) -> Callable[[Any], Answer] | None:
        """A function from a value of one fact to the answer; None when its change would leave nobody to count."""
        owner = self._owner(place)
        if name == "is_counted" and all(one is owner or not one.is_counted for one in self._members):
            return None
        plan, parameters = self.decision.rule_set.plan, self.decision.parameters.values
        known: dict[Any, Answer] = {}

        def answer(value: Any) -> Answer:
            if value not in known:
                recorded = getattr(owner, name)
                setattr(owner, name, value)
                values, _ = plan(self._household, parameters)
                setattr(owner, name, recorded)
                category, exclusions, is_eligible = (values[place] for place in self._places)
                known[value] = Answer(category, exclusions, bool(is_eligible))
            return known[value]

        return answer

    def _owner(self, place: int | None) -> SimpleNamespace:
        return self._household if place is None else self._members[place]


def _copy(facts: object, columns: tuple[Column, ...]) -> SimpleNamespace:
    return SimpleNamespace(**{column.name: getattr(facts, column.name) for column in columns})
