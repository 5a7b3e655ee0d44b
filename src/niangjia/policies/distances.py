"""How far a decided household is from the boundaries of the categories, which its rule set states."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from niangjia.policies.boundaries import Boundary
from niangjia.policies.deciding import Decision


class Distance(NamedTuple):
    """The distance of one compared variable from one boundary, in the variable's unit (fen, fen a head a month).

    `limit` is the boundary in whole fen and `distance` the variable minus it. `is_within` says on which side the
    household stands; `to_cross` is the smallest signed change of the variable that brings it to the other side.
    """

    category: int
    unit: str
    limit: int
    distance: int
    is_within: bool
    to_cross: int
    variable: str


def distances_of(decision: Decision) -> tuple[Distance, ...]:
    """The distance from every boundary that concerns the household, in the order of the category codes."""
    household = decision.household
    return tuple(sorted(_distances(decision, household), key=lambda distance: distance.category))


def _distances(decision: Decision, household: Mapping[str, int]) -> Iterator[Distance]:
    for boundary in decision.rule_set.boundaries:
        if not boundary.when or household[boundary.when]:
            yield _distance(decision, household, boundary)


def _distance(decision: Decision, household: Mapping[str, int], boundary: Boundary) -> Distance:
    value = household[boundary.compared]
    exact = household[boundary.base] * decision.parameters.number(boundary.percent)  # in hundredths of a fen
    limit = exact // 100
    if boundary.is_above:
        is_within, inside, outside = value > limit, limit + 1, limit
    else:
        is_inclusive = bool(boundary.inclusive and decision.parameters.number(boundary.inclusive))
        inside = limit if is_inclusive else (exact - 1) // 100
        is_within, outside = value <= inside, inside + 1
    target = outside if is_within else inside
    unit = decision.rule_set.units[boundary.compared]
    return Distance(boundary.category, unit, limit, value - limit, is_within, target - value, boundary.compared)
