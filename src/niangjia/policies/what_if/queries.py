"""Reads of saved what-if runs, and what the parameters are at the households of a unit."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from niangjia.accounts.access import Jurisdiction
from niangjia.accounts.models import Unit, User
from niangjia.policies.errors import MissingParameterError
from niangjia.policies.models import Simulation
from niangjia.policies.parameters import Parameter, ParameterTable, Value
from niangjia.policies.rule_sets import RuleSet
from niangjia.policies.what_if.inputs import Question

PAGE_ROWS = 25


def simulations_for(user: User, where: Jurisdiction) -> "QuerySet[Simulation]":
    """One's own and those of units inside a jurisdiction, newest first, without their long parts."""
    mine_or_of_my_units = Q(by=user) | Q(unit__in=where.units())
    found = Simulation.objects.filter(mine_or_of_my_units).select_related("unit", "by").order_by("-at", "-id")
    return found.defer("outcome", "households")


@dataclass(frozen=True, slots=True)
class Page:
    """One page of saved runs, and the numbers of those beside it (0: none)."""

    rows: list[Simulation]
    previous: int
    following: int


def page_of(simulations: "QuerySet[Simulation]", text: str) -> Page:
    """The page of a number; the first for anything else."""
    number = int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 7 else 1
    start = (max(number, 1) - 1) * PAGE_ROWS
    rows = list(simulations[start : start + PAGE_ROWS + 1])
    return Page(rows[:PAGE_ROWS], max(number, 1) - 1, number + 1 if len(rows) > PAGE_ROWS else 0)


def unit_names(keys: Iterable[str]) -> dict[str, str]:
    """The names of units, by the text of their ids."""
    return {str(unit.pk): str(unit) for unit in Unit.objects.filter(pk__in=set(keys))}


def values_in_force(rule_set: RuleSet, region: str, day: date) -> Mapping[str, Value]:
    """Each parameter that has a value for a region on a day, by name.

    One parameter alone may lack it (a line nobody has entered), so they are asked one by one.
    """
    found = {parameter.name: _value(parameter, region, day) for parameter in rule_set.table.parameters}
    return {name: value for name, value in found.items() if value is not None}


def current_values(question: Question, region: str, day: date) -> dict[str, Any]:
    """What the parameters that a question changes are called, and what they are for a region on a day."""
    values = values_in_force(question.rule_set, region, day)
    changed = {name for proposal in question.proposals for name in proposal.changes}
    parameters = {
        parameter.name: {**asdict(parameter.label), "unit": parameter.unit, "value": values.get(parameter.name)}
        for parameter in question.rule_set.table.parameters
        if parameter.name in changed
    }
    return {"region": region, "on": day.isoformat(), "parameters": parameters}


def _value(parameter: Parameter, region: str, day: date) -> Value | None:
    try:
        return ParameterTable([parameter]).at(region, day)[parameter.name]
    except MissingParameterError:
        return None
