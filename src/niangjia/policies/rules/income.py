"""The household: who counts, what comes in, what must go out, and the net income per head."""
# ruff: noqa: FBT001 - the arguments of a rule are wired by their names

from niangjia.kernel.text import Text
from niangjia.policies.arithmetic import civil_number, day_a_year_before
from niangjia.policies.rules import clauses
from niangjia.policies.variables import HOUSEHOLD, count, sum_of, variable


@variable(
    HOUSEHOLD,
    Text("计算日", "Day reckoned on"),
    unit="civil",
    basis=clauses.CONVENTION,
    sentence=Text("周岁和核算期都按 {value} 计算。", "Ages and the accounting window are reckoned on {value}."),
)
def applied_civil(applied_on: int) -> int:
    return civil_number(applied_on)


@variable(
    HOUSEHOLD,
    Text("核算期起点（前一日）", "Eve of the accounting window"),
    unit="day",
    basis=clauses.WINDOW,
    sentence=Text(
        "核算期为 {value} 之后、{applied_on}（含）之前的 12 个月。",
        "The accounting window is the 12 months after {value}, up to and including {applied_on}.",
    ),
)
def window_eve(applied_on: int, applied_civil: int) -> int:
    return day_a_year_before(applied_on, applied_civil)


@variable(
    HOUSEHOLD,
    Text("核算期内有突发事件", "Event within the window"),
    unit="flag",
    basis=clauses.WINDOW,
    sentence={
        1: Text("突发事件日期 {event_on} 在核算期内。", "The event of {event_on} lies within the window."),
        0: Text("核算期内没有突发事件（登记日期：{event_on}）。", "No event within the window (recorded: {event_on})."),
    },
)
def has_recent_event(event_on: int, window_eve: int, applied_on: int) -> bool:
    return window_eve < event_on <= applied_on


@variable(
    HOUSEHOLD,
    Text("突发事件净支出", "Net cost of the event"),
    unit="fen",
    basis=clauses.EVENT_SPENDING,
    sentence=Text(
        "核算期内的损失或费用 {event_cost_fen} − 赔付补偿 {event_compensation_fen}，不足零按零计：{value} 元"
        "（核算期内有事件：{has_recent_event}）。",
        "Loss or cost {event_cost_fen} − compensation {event_compensation_fen}, not below zero: {value} yuan"
        " (event within the window: {has_recent_event}).",
    ),
)
def event_net_cost(has_recent_event: bool, event_cost_fen: int, event_compensation_fen: int) -> int:
    if has_recent_event and event_cost_fen > event_compensation_fen:
        return event_cost_fen - event_compensation_fen
    return 0


counted_members = count("counted_members", Text("共同生活人口", "Counted members"), basis=clauses.MEMBERS)
members_income = sum_of(
    "member_income", "members_income", Text("成员收入合计", "Members' income"), unit="fen", basis=clauses.INCOME
)
medical_spending = sum_of(
    "medical_fen", "medical_spending", Text("自付医疗支出", "Medical spending"), unit="fen", basis=clauses.MEDICAL
)
schooling = sum_of(
    "schooling_spending", "schooling", Text("上学支出", "Schooling spending"), unit="fen", basis=clauses.SCHOOLING
)
rehab = sum_of("rehab_fen", "rehab", Text("残疾康复支出", "Rehabilitation spending"), unit="fen", basis=clauses.REHAB)
employment_cost = sum_of(
    "employment_cost_m",
    "employment_cost",
    Text("就业成本", "Cost of being employed"),
    unit="fen",
    basis=clauses.EMPLOYMENT_COST,
)


@variable(
    HOUSEHOLD,
    Text("计入的工会救助", "Union aid counted"),
    unit="fen",
    basis=clauses.UNION_AID,
    sentence=Text(
        "已得工会救助 {union_aid_fen}，计入 {value}。", "Union aid received {union_aid_fen}: {value} counted."
    ),
)
def counted_union_aid(union_aid_fen: int, count_union_aid: int) -> int:
    return union_aid_fen if count_union_aid else 0


@variable(
    HOUSEHOLD,
    Text("计入的政府救助", "Government aid counted"),
    unit="fen",
    basis=clauses.GOVERNMENT_AID,
    sentence=Text(
        "已得政府救助 {government_aid_fen}，计入 {value}。",
        "Government aid received {government_aid_fen}: {value} counted.",
    ),
)
def counted_government_aid(government_aid_fen: int, count_government_aid: int) -> int:
    return government_aid_fen if count_government_aid else 0


@variable(
    HOUSEHOLD,
    Text("家庭年收入", "Household's yearly income"),
    unit="fen",
    basis=clauses.INCOME,
    sentence=Text(
        "成员收入 {members_income} + 家庭其他收入 {other_income_fen} + 工会救助 {counted_union_aid}"
        " + 政府救助 {counted_government_aid} = {value} 元。",
        "Members' income {members_income} + other household income {other_income_fen} + union aid {counted_union_aid}"
        " + government aid {counted_government_aid} = {value} yuan.",
    ),
)
def annual_income(
    members_income: int, other_income_fen: int, counted_union_aid: int, counted_government_aid: int
) -> int:
    return members_income + other_income_fen + counted_union_aid + counted_government_aid


@variable(
    HOUSEHOLD,
    Text("计入刚性支出的事件费用", "Event cost counted as spending"),
    unit="fen",
    basis=clauses.EVENT_SPENDING,
    sentence=Text(
        "突发事件净支出 {event_net_cost}，计入刚性支出 {value}。",
        "Net cost of the event {event_net_cost}: {value} counted as spending.",
    ),
)
def event_spending(event_net_cost: int, event_counts_as_spending: int) -> int:
    return event_net_cost if event_counts_as_spending else 0


@variable(
    HOUSEHOLD,
    Text("刚性支出", "Unavoidable spending"),
    unit="fen",
    basis=clauses.MEDICAL,
    sentence=Text(
        "医疗 {medical_spending} + 上学 {schooling} + 康复 {rehab} + 突发事件 {event_spending} = {value} 元。",
        "Medical {medical_spending} + schooling {schooling} + rehabilitation {rehab} + event {event_spending}"
        " = {value} yuan.",
    ),
)
def unavoidable_spending(medical_spending: int, schooling: int, rehab: int, event_spending: int) -> int:
    return medical_spending + schooling + rehab + event_spending


@variable(
    HOUSEHOLD,
    Text("适用的低保标准", "Minimum-living line"),
    unit="fen/head/month",
    basis=clauses.LINE,
    sentence={
        -1: Text(
            "城市标准 {dibao_urban_monthly}、农村标准 {dibao_rural_monthly}；"
            "适用农村标准：{is_rural}，取 {value} 元/人·月。",
            "Urban {dibao_urban_monthly}, rural {dibao_rural_monthly}; rural applies: {is_rural}: {value} yuan a head a"
            " month.",
        )
    },
)
def line(is_rural: bool, dibao_urban_monthly: int, dibao_rural_monthly: int) -> int:
    return dibao_rural_monthly if is_rural else dibao_urban_monthly


@variable(
    HOUSEHOLD,
    Text("人均月净收入", "Net income a head a month"),
    unit="fen/head/month",
    basis=clauses.NET,
    sentence=Text(
        "（年收入 {annual_income} − 刚性支出 {unavoidable_spending} − 就业成本 {employment_cost}）"
        "÷（12 × {counted_members} 人）= {value} 元/人·月（向下取到分）。",
        "(Income {annual_income} − unavoidable spending {unavoidable_spending} − cost of being employed"
        " {employment_cost}) / (12 × {counted_members}) = {value} yuan a head a month (rounded down to the fen).",
    ),
)
def net_monthly_per_head(
    annual_income: int, unavoidable_spending: int, employment_cost: int, counted_members: int
) -> int:
    return (annual_income - unavoidable_spending - employment_cost) // (12 * counted_members)
