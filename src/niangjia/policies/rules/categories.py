"""Which hardship category the household falls into."""
# ruff: noqa: FBT001 - the arguments of a rule are wired by their names

from niangjia.kernel.text import Text
from niangjia.policies.arithmetic import is_below
from niangjia.policies.boundaries import Boundary
from niangjia.policies.codes import ACCIDENTAL, DEEP, EDGE, NOT_IN_HARDSHIP, RELATIVE
from niangjia.policies.rules import clauses
from niangjia.policies.variables import HOUSEHOLD, Sentence, variable

BOUNDARIES = (
    Boundary(DEEP, "net_monthly_per_head", "deep_percent", "compare_inclusive"),
    Boundary(RELATIVE, "net_monthly_per_head", "relative_percent", "compare_inclusive"),
    Boundary(
        ACCIDENTAL,
        "event_net_cost",
        "event_share_percent",
        base="annual_income",
        is_above=True,
        when="has_recent_event",
    ),
    Boundary(EDGE, "net_monthly_per_head", "edge_percent", "compare_inclusive"),
)


def _compared(percent: str) -> Sentence:
    return {
        1: Text(
            f"人均月净收入 {{net_monthly_per_head}} 低于低保标准 {{line}} 的 {{{percent}}}%。",
            f"Net income {{net_monthly_per_head}} is below {{{percent}}} % of the line {{line}}.",
        ),
        0: Text(
            f"人均月净收入 {{net_monthly_per_head}} 不低于低保标准 {{line}} 的 {{{percent}}}%。",
            f"Net income {{net_monthly_per_head}} is not below {{{percent}}} % of the line {{line}}.",
        ),
    }


@variable(
    HOUSEHOLD,
    Text("低于深度困难线", "Below the deep line"),
    unit="flag",
    basis=clauses.DEEP,
    sentence=_compared("deep_percent"),
)
def is_below_deep(net_monthly_per_head: int, line: int, deep_percent: int, compare_inclusive: int) -> bool:
    return is_below(net_monthly_per_head, line, deep_percent, compare_inclusive)


@variable(
    HOUSEHOLD,
    Text("低于相对困难线", "Below the relative line"),
    unit="flag",
    basis=clauses.RELATIVE,
    sentence=_compared("relative_percent"),
)
def is_below_relative(net_monthly_per_head: int, line: int, relative_percent: int, compare_inclusive: int) -> bool:
    return is_below(net_monthly_per_head, line, relative_percent, compare_inclusive)


@variable(
    HOUSEHOLD,
    Text("低于边缘困难线", "Below the edge line"),
    unit="flag",
    basis=clauses.EDGE,
    sentence=_compared("edge_percent"),
)
def is_below_edge(net_monthly_per_head: int, line: int, edge_percent: int, compare_inclusive: int) -> bool:
    return is_below(net_monthly_per_head, line, edge_percent, compare_inclusive)


@variable(
    HOUSEHOLD,
    Text("突发事件达到意外致困标准", "Event heavy enough"),
    unit="flag",
    basis=clauses.ACCIDENTAL,
    sentence={
        1: Text(
            "突发事件净支出 {event_net_cost} 超过家庭年收入 {annual_income} 的 {event_share_percent}%。",
            "The event's net cost {event_net_cost} exceeds {event_share_percent} % of yearly income {annual_income}.",
        ),
        0: Text(
            "没有核算期内的突发事件，或净支出 {event_net_cost} 未超过"
            "家庭年收入 {annual_income} 的 {event_share_percent}%。",
            "No event within the window, or its net cost {event_net_cost} does not exceed {event_share_percent} % of"
            " yearly income {annual_income}.",
        ),
    },
)
def event_hits(has_recent_event: bool, event_net_cost: int, annual_income: int, event_share_percent: int) -> bool:
    return event_net_cost * 100 > annual_income * event_share_percent and has_recent_event


@variable(
    HOUSEHOLD,
    Text("困难类别", "Hardship category"),
    unit="code",
    basis=clauses.CATEGORY,
    sentence=Text(
        "依次看深度、相对、意外、边缘四条标准，第一条符合的即为类别：{value}。",
        "The first that holds of deep, relative, accidental, edge: {value}.",
    ),
)
def category(is_below_deep: bool, is_below_relative: bool, event_hits: bool, is_below_edge: bool) -> int:
    if is_below_deep:
        return DEEP
    if is_below_relative:
        return RELATIVE
    if event_hits:
        return ACCIDENTAL
    if is_below_edge:
        return EDGE
    return NOT_IN_HARDSHIP


@variable(
    HOUSEHOLD,
    Text("属于可建档类别", "In a category that is filed"),
    unit="flag",
    basis=clauses.CATEGORY,
    sentence={
        1: Text("“{category}”属于可建档的三类之一。", "“{category}” is one of the three categories filed."),
        0: Text("“{category}”不属于可建档的三类。", "“{category}” is not one of the three categories filed."),
    },
)
def is_in_filed_category(category: int) -> bool:
    return DEEP <= category <= ACCIDENTAL
