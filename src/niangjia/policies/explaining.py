"""Explain one decision. What costs time (sentences, near-misses) is worked out when first asked for."""

from functools import cached_property
from typing import Any

from niangjia.policies.deciding import Decision, decide
from niangjia.policies.distances import Distance, distances_of
from niangjia.policies.explanation_json import (
    distance_as_json,
    head_as_json,
    miss_as_json,
    parameters_as_json,
    step_as_json,
)
from niangjia.policies.facts import HouseholdFacts
from niangjia.policies.near_misses import NearMiss, find_near_misses
from niangjia.policies.rule_sets import RuleSet
from niangjia.policies.steps import Step, steps_of


class Explanation:
    """Everything a decision can say of itself."""

    def __init__(self, decision: Decision) -> None:
        self.decision = decision
        self.steps: tuple[Step, ...] = steps_of(decision)
        self.distances: tuple[Distance, ...] = distances_of(decision)

    @cached_property
    def near_misses(self) -> tuple[NearMiss, ...]:
        """For each single fact, the smallest change that would move the category or clear an exclusion."""
        return find_near_misses(self.decision)

    def step(self, variable: str, member: int | None = None) -> Step:
        """One step by the name of its variable and, for a member variable, the member's place; raises KeyError."""
        for step in self.steps:
            if step.variable.name == variable and step.member == member:
                return step
        raise KeyError((variable, member))

    def to_json(self) -> dict[str, Any]:
        """Everything as plain lists, dicts, texts and whole numbers: amounts in fen, days as 2024-05-10."""
        decision = self.decision
        return {
            **head_as_json(decision),
            "steps": [step_as_json(decision, step) for step in self.steps],
            "distances": [distance_as_json(decision, distance) for distance in self.distances],
            "near_misses": [miss_as_json(miss) for miss in self.near_misses],
            "parameters": parameters_as_json(decision),
        }


def explain(rule_set: RuleSet, facts: HouseholdFacts) -> Explanation:
    """Decide a household and explain it; raises what `decide` raises."""
    return Explanation(decide(rule_set, facts))
