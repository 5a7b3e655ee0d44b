"""A household as a what-if run takes it: its facts as they were kept, light enough for thousands at once."""

from collections.abc import Mapping
from datetime import date
from types import SimpleNamespace
from typing import Any, NamedTuple

from niangjia.kernel.text import Text
from niangjia.policies.fact_columns import HOUSEHOLD_COLUMNS, MEMBER_COLUMNS

Facts = Any
"""Anything with the attributes of HouseholdFacts; the program of a rule set only reads them."""

_HOUSEHOLD = frozenset(column.name for column in HOUSEHOLD_COLUMNS) | {"members"}
_MEMBER = frozenset(column.name for column in MEMBER_COLUMNS)


class SimulatedHousehold(NamedTuple):
    """`key` and `unit` are the caller's own and come back in the outcome; without facts, `problem` says why."""

    key: str
    unit: str
    facts: Facts | None
    problem: Text | None = None


def facts_of_kept(kept: Mapping[str, Any]) -> Facts | None:
    """Facts from the JSON that a decision keeps; None when a fact that the rules know today is missing.

    They were checked when they were kept and are not checked again. The members of `kept` are used up.
    """
    members = kept["members"]
    if not kept.keys() >= _HOUSEHOLD or not all(member.keys() >= _MEMBER for member in members):
        return None
    facts = SimpleNamespace(**kept)
    facts.applied_on = date.fromisoformat(facts.applied_on)
    if facts.event_on is not None:
        facts.event_on = date.fromisoformat(facts.event_on)
    for member in members:
        member["born_on"] = date.fromisoformat(member["born_on"])
    facts.members = [SimpleNamespace(**member) for member in members]
    return facts
