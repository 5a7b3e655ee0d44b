"""How far a decided household is from the boundary of each category."""

from collections.abc import Iterator
from typing import NamedTuple

from niangjia.policies import codes
from niangjia.policies.deciding import Decision

LINES = ((codes.DEEP, "deep_percent"), (codes.RELATIVE, "relative_percent"), (codes.EDGE, "edge_percent"))


class Distance(NamedTuple):
    """The distance from one boundary.

    In fen a head a month, `limit` is the line and `distance` net income minus line. For the accidental category, given
    only when there was an event, both are in fen: the share of yearly income, and the event's net cost minus it.
    `is_within` says on which side the household stands; `to_cross` is the smallest signed change of the net income per
    head (or the event's net cost) that brings it to the other side.
    """

    category: int
    unit: str
    limit: int
    distance: int
    is_within: bool
    to_cross: int


def distances_of(decision: Decision) -> tuple[Distance, ...]:
    """The distance from every boundary, in the order of the category codes."""
    return tuple(sorted([*_from_lines(decision), *_from_event_share(decision)]))


def _from_lines(decision: Decision) -> Iterator[Distance]:
    parameters, net = decision.parameters, decision.outputs.net_monthly_per_head
    is_inclusive = bool(parameters.number("compare_inclusive"))
    for category, name in LINES:
        exact = decision.outputs.line * parameters.number(name)
        last_within = exact // 100 if is_inclusive else (exact - 1) // 100
        is_within = net <= last_within
        target = last_within + 1 if is_within else last_within
        yield Distance(category, "fen/head/month", exact // 100, net - exact // 100, is_within, target - net)


def _from_event_share(decision: Decision) -> Iterator[Distance]:
    household = decision.household
    if not household["has_recent_event"]:
        return
    cost = household["event_net_cost"]
    limit = decision.outputs.annual_income * decision.parameters.number("event_share_percent") // 100
    is_within = cost > limit
    target = limit if is_within else limit + 1
    yield Distance(codes.ACCIDENTAL, "fen", limit, cost - limit, is_within, target - cost)
