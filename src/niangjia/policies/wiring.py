"""Put variables in the order in which they can be computed, once per rule set.

A household is computed in three stages: household variables that look at no member, then each counted member, then the
household variables that rest on members. One household in Python and a compiled pass over millions share this order.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from niangjia.policies.errors import RuleSetError
from niangjia.policies.variables import HOUSEHOLD, MEMBER, Variable

STRUCTURE = ("is_counted",)
"""Member facts that the pass itself reads, whatever the rules ask for."""


@dataclass(frozen=True, slots=True)
class Wiring:
    """Variables in computing order: `before` the members, each `member`, `after` them (folds included)."""

    before: tuple[Variable, ...]
    member: tuple[Variable, ...]
    after: tuple[Variable, ...]
    household_facts: tuple[str, ...]
    member_facts: tuple[str, ...]
    parameters: tuple[str, ...]

    @property
    def household(self) -> tuple[Variable, ...]:
        """All household variables, in computing order."""
        return self.before + self.after

    def facts_behind(self, names: Iterable[str]) -> frozenset[str]:
        """Which facts some variables rest on, directly or through others; `is_counted` behind every fold."""
        by_name = {variable.name: variable for variable in self.household + self.member}
        found: set[str] = set()
        waiting, seen = list(names), set[str]()
        while waiting:
            name = waiting.pop()
            if name in seen:
                continue
            seen.add(name)
            if variable := by_name.get(name):
                waiting.extend(variable.inputs)
                found.update(STRUCTURE if variable.fold else ())
            elif name in self.household_facts or name in self.member_facts:
                found.add(name)
        return frozenset(found)


def wire(
    variables: Iterable[Variable],
    *,
    household_facts: Collection[str],
    member_facts: Collection[str],
    parameters: Collection[str],
) -> Wiring:
    """Resolve the order of computing; raises RuleSetError for an unknown argument, a clash of names or a cycle."""
    by_name = _by_name(variables, taken={*household_facts, *member_facts, *parameters})
    scope = _Scope(by_name, frozenset(household_facts), frozenset(member_facts), frozenset(parameters))
    order = _Sorter(scope).order
    after = _resting_on_members(order)
    used = {name for variable in order for name in variable.inputs}
    return Wiring(
        before=tuple(v for v in order if v.entity == HOUSEHOLD and v.name not in after),
        member=tuple(v for v in order if v.entity == MEMBER),
        after=tuple(v for v in order if v.entity == HOUSEHOLD and v.name in after),
        household_facts=tuple(name for name in household_facts if name in used),
        member_facts=tuple(name for name in member_facts if name in used or name in STRUCTURE),
        parameters=tuple(parameters),
    )


def _by_name(variables: Iterable[Variable], taken: set[str]) -> dict[str, Variable]:
    found: dict[str, Variable] = {}
    for variable in variables:
        if variable.name in found:
            raise RuleSetError(f"Two variables are called {variable.name!r}.")
        if variable.name in taken:
            raise RuleSetError(f"The variable {variable.name!r} has the name of a fact or a parameter.")
        found[variable.name] = variable
    return found


@dataclass(frozen=True, slots=True)
class _Scope:
    variables: Mapping[str, Variable]
    household_facts: frozenset[str]
    member_facts: frozenset[str]
    parameters: frozenset[str]

    def check(self, variable: Variable, name: str) -> None:
        """Whether a variable may ask for a name; raises RuleSetError saying why not."""
        asked = self.variables.get(name)
        is_of_member = name in self.member_facts or (asked is not None and asked.entity == MEMBER)
        if asked is None and not is_of_member and name not in self.household_facts | self.parameters:
            raise RuleSetError(f"{variable.name!r} asks for {name!r}, which is no fact, parameter or variable.")
        if variable.entity == HOUSEHOLD and not variable.fold and is_of_member:
            raise RuleSetError(
                f"The household variable {variable.name!r} asks for {name!r} of a member: "
                "gather it with sum_of, any_of, max_of or count."
            )
        if variable.fold and not is_of_member:
            raise RuleSetError(f"{variable.name!r} gathers {name!r}, which is not a value of a member.")


class _Sorter:
    """Depth first, in the order of writing: what a variable needs comes before it."""

    def __init__(self, scope: _Scope) -> None:
        self.scope = scope
        self.order: list[Variable] = []
        self._done: set[str] = set()
        for variable in scope.variables.values():
            self._visit(variable, ())

    def _visit(self, variable: Variable, path: tuple[str, ...]) -> None:
        if variable.name in path:
            circle = " -> ".join((*path[path.index(variable.name) :], variable.name))
            raise RuleSetError(f"Variables ask for each other in a circle: {circle}.")
        if variable.name in self._done:
            return
        for name in variable.inputs:
            self.scope.check(variable, name)
            if name in self.scope.variables:
                self._visit(self.scope.variables[name], (*path, variable.name))
        self._done.add(variable.name)
        self.order.append(variable)


def _resting_on_members(order: Iterable[Variable]) -> set[str]:
    """Names of the household variables that need the members; a member variable may not ask for one of them."""
    after: set[str] = set()
    for variable in order:
        needs = after.intersection(variable.inputs)
        if variable.fold or (needs and variable.entity == HOUSEHOLD):
            after.add(variable.name)
        elif needs:
            raise RuleSetError(
                f"The member variable {variable.name!r} asks for {min(needs)!r}, which rests on members."
            )
    return after
