"""The rule of 2012 to 2018: below the minimum-living line, slightly above it, or struck by an event."""
# ruff: noqa: FBT001 - the arguments of a rule are wired by their names

from niangjia.kernel.text import Text
from niangjia.policies.arithmetic import is_below
from niangjia.policies.boundaries import Boundary
from niangjia.policies.codes import ACCIDENTAL, DEEP, NOT_IN_HARDSHIP, RELATIVE
from niangjia.policies.rules import clauses
from niangjia.policies.variables import HOUSEHOLD, Sentence, variable

LABELS = {
    "category": {
        NOT_IN_HARDSHIP: Text("不属困难类别", "No hardship category"),
        DEEP: Text("低保户", "Below the minimum-living line"),
        RELATIVE: Text("低保边缘户", "Slightly above the minimum-living line"),
        ACCIDENTAL: Text("意外致困户", "Struck by an event"),
    }
}

BOUNDARIES = (
    Boundary(DEEP, "income_monthly_per_head", "low_percent", "low_inclusive"),
    Boundary(RELATIVE, "income_monthly_per_head", "slight_percent", "slight_inclusive"),
    Boundary(RELATIVE, "net_monthly_per_head", "slight_net_percent", "slight_net_inclusive"),
    Boundary(ACCIDENTAL, "left_after_event", "event_net_percent", "event_net_inclusive", when="has_recent_event"),
)


def _compared(what: str, zh: str, en: str, percent: str) -> Sentence:
    return {
        1: Text(
            f"{zh} {{{what}}} 在低保标准 {{line}} 的 {{{percent}}}% 以内。",
            f"{en} {{{what}}} is within {{{percent}}} % of the line {{line}}.",
        ),
        0: Text(
            f"{zh} {{{what}}} 不在低保标准 {{line}} 的 {{{percent}}}% 以内。",
            f"{en} {{{what}}} is not within {{{percent}}} % of the line {{line}}.",
        ),
    }


@variable(
    HOUSEHOLD,
    Text("人均月收入", "Income a head a month"),
    unit="fen/head/month",
    basis=clauses.LOW_INCOME,
    sentence=Text(
        "年收入 {annual_income} ÷（12 × {counted_members} 人）= {value} 元/人·月（不扣支出，向下取到分）。",
        "Income {annual_income} / (12 × {counted_members}) = {value} yuan a head a month (before spending, rounded down"
        " to the fen).",
    ),
)
def income_monthly_per_head(annual_income: int, counted_members: int) -> int:
    return annual_income // (12 * counted_members)


@variable(
    HOUSEHOLD,
    Text("收入低于低保标准", "Income below the line"),
    unit="flag",
    basis=clauses.LOW_INCOME,
    sentence=_compared("income_monthly_per_head", "人均月收入", "Income a head", "low_percent"),
)
def is_below_line(income_monthly_per_head: int, line: int, low_percent: int, low_inclusive: int) -> bool:
    return is_below(income_monthly_per_head, line, low_percent, low_inclusive)


@variable(
    HOUSEHOLD,
    Text("收入略高于低保标准", "Income slightly above the line at most"),
    unit="flag",
    basis=clauses.SLIGHTLY_ABOVE,
    sentence=_compared("income_monthly_per_head", "人均月收入", "Income a head", "slight_percent"),
)
def is_slightly_above(income_monthly_per_head: int, line: int, slight_percent: int, slight_inclusive: int) -> bool:
    return is_below(income_monthly_per_head, line, slight_percent, slight_inclusive)


@variable(
    HOUSEHOLD,
    Text("扣除支出后不高于低保标准", "At the line or below after spending"),
    unit="flag",
    basis=clauses.SLIGHTLY_ABOVE,
    sentence=_compared("net_monthly_per_head", "扣除支出后人均月净收入", "Net income a head", "slight_net_percent"),
)
def is_poor_after_spending(
    net_monthly_per_head: int, line: int, slight_net_percent: int, slight_net_inclusive: int
) -> bool:
    return is_below(net_monthly_per_head, line, slight_net_percent, slight_net_inclusive)


@variable(
    HOUSEHOLD,
    Text("收入在意外致困的收入线内", "Income within the line for events"),
    unit="flag",
    basis=clauses.EVENT_SAVINGS,
    sentence=_compared("income_monthly_per_head", "人均月收入", "Income a head", "event_income_percent"),
)
def is_within_event_line(
    income_monthly_per_head: int, line: int, event_income_percent: int, event_income_inclusive: int
) -> bool:
    return is_below(income_monthly_per_head, line, event_income_percent, event_income_inclusive)


@variable(
    HOUSEHOLD,
    Text("计入的存款和有价证券", "Savings counted"),
    unit="fen",
    basis=clauses.EVENT_SAVINGS,
    sentence=Text(
        "存款和有价证券 {savings_fen}，计入 {value}（收入在低保标准的 {event_income_percent}% 以内的不计）。",
        "Savings {savings_fen}: {value} counted (none when income is within {event_income_percent} % of the line).",
    ),
)
def counted_savings(is_within_event_line: bool, savings_fen: int) -> int:
    return 0 if is_within_event_line else savings_fen


@variable(
    HOUSEHOLD,
    Text("扣除事件支出后的人均月余额", "Left a head a month after the event"),
    unit="fen/head/month",
    basis=clauses.EVENT_NET,
    sentence=Text(
        "（年收入 {annual_income} + 存款 {counted_savings} − 突发事件净支出 {event_net_cost}）"
        "÷（12 × {counted_members} 人）= {value} 元/人·月（向下取到分）。",
        "(Income {annual_income} + savings {counted_savings} − the event's net cost {event_net_cost})"
        " / (12 × {counted_members}) = {value} yuan a head a month (rounded down to the fen).",
    ),
)
def left_after_event(annual_income: int, counted_savings: int, event_net_cost: int, counted_members: int) -> int:
    return (annual_income + counted_savings - event_net_cost) // (12 * counted_members)


@variable(
    HOUSEHOLD,
    Text("突发事件达到意外致困标准", "Event heavy enough"),
    unit="flag",
    basis=clauses.EVENT_NET,
    sentence={
        1: Text(
            "扣除突发事件净支出 {event_net_cost} 后，人均月余额 {left_after_event} 在低保标准 {line} 的"
            " {event_net_percent}% 以内。",
            "After the event's net cost {event_net_cost}, {left_after_event} a head is left, within"
            " {event_net_percent} % of the line {line}.",
        ),
        0: Text(
            "核算期内没有自己承担费用的突发事件（净支出 {event_net_cost}），"
            "或扣除后人均月余额 {left_after_event} 不在低保标准 {line} 的 {event_net_percent}% 以内。",
            "No event with a cost of its own within the window (net cost {event_net_cost}), or {left_after_event} a"
            " head, what is left after it, is not within {event_net_percent} % of the line {line}.",
        ),
    },
)
def event_hits(
    event_net_cost: int, left_after_event: int, line: int, event_net_percent: int, event_net_inclusive: int
) -> bool:
    return event_net_cost > 0 and is_below(left_after_event, line, event_net_percent, event_net_inclusive)


@variable(
    HOUSEHOLD,
    Text("困难类别", "Hardship category"),
    unit="code",
    basis=clauses.OLDER_CATEGORY,
    sentence=Text(
        "依次看低保户、低保边缘户、意外致困户三条标准，第一条符合的即为类别：{value}。",
        "The first that holds of below the line, slightly above it, struck by an event: {value}.",
    ),
)
def category(is_below_line: bool, is_slightly_above: bool, is_poor_after_spending: bool, event_hits: bool) -> int:
    if is_below_line:
        return DEEP
    if is_slightly_above and is_poor_after_spending:
        return RELATIVE
    if event_hits:
        return ACCIDENTAL
    return NOT_IN_HARDSHIP


@variable(
    HOUSEHOLD,
    Text("属于可建档类别", "In a category that is filed"),
    unit="flag",
    basis=clauses.OLDER_CATEGORY,
    sentence={
        1: Text("“{category}”属于可建档的三类之一。", "“{category}” is one of the three categories filed."),
        0: Text("“{category}”不属于可建档的三类。", "“{category}” is not one of the three categories filed."),
    },
)
def is_in_filed_category(category: int) -> bool:
    return DEEP <= category <= ACCIDENTAL
