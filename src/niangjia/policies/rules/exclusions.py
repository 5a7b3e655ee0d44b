"""Grounds for not filing. Each is a question put to people, never an automatic refusal."""
# ruff: noqa: FBT001 - the arguments of a rule are wired by their names

from niangjia.kernel.text import Text
from niangjia.policies.rules import clauses
from niangjia.policies.variables import HOUSEHOLD, any_of, variable


@variable(
    HOUSEHOLD,
    Text("住房套数超过规定", "More homes than allowed"),
    unit="flag",
    basis=clauses.HOMES,
    sentence=Text("住房 {homes} 套，规定不超过 {max_homes} 套。", "{homes} homes; at most {max_homes}."),
)
def is_excluded_by_homes(homes: int, max_homes: int) -> bool:
    return homes > max_homes


@variable(
    HOUSEHOLD,
    Text("有非居住用房", "Commercial property"),
    unit="flag",
    basis=clauses.BUSINESS,
    sentence=Text("有商铺、厂房等：{has_commercial_property}。", "Commercial property: {has_commercial_property}."),
)
def is_excluded_by_commercial_property(has_commercial_property: bool) -> bool:
    return has_commercial_property


@variable(
    HOUSEHOLD,
    Text("有非营运机动车", "Car not for hire"),
    unit="flag",
    basis=clauses.CAR,
    sentence=Text(
        "有非营运机动车（残疾人专用车除外）：{has_private_car}。",
        "A car not for hire (disability vehicles aside): {has_private_car}.",
    ),
)
def is_excluded_by_private_car(has_private_car: bool) -> bool:
    return has_private_car


@variable(
    HOUSEHOLD,
    Text("有工商登记", "Registered business"),
    unit="flag",
    basis=clauses.BUSINESS,
    sentence=Text("有工商登记：{has_registered_business}。", "A registered business: {has_registered_business}."),
)
def is_excluded_by_registered_business(has_registered_business: bool) -> bool:
    return has_registered_business


is_excluded_by_private_school = any_of(
    "is_in_costly_private_school",
    "is_excluded_by_private_school",
    Text("有成员就读高收费民办学校", "A member in a high-fee private school"),
    basis=clauses.PRIVATE_SCHOOL,
)
is_excluded_by_study_abroad = any_of(
    "is_abroad_at_own_cost",
    "is_excluded_by_study_abroad",
    Text("有成员自费留学", "A member abroad at own cost"),
    basis=clauses.STUDY_ABROAD,
)


@variable(
    HOUSEHOLD,
    Text("存款限额", "Limit of savings"),
    unit="fen",
    basis=clauses.SAVINGS,
    sentence=Text(
        "低保标准 {line} × {savings_months} 个月 × {counted_members} 人 = {value} 元。",
        "The line {line} × {savings_months} months × {counted_members} members = {value} yuan.",
    ),
)
def savings_limit(line: int, savings_months: int, counted_members: int) -> int:
    return line * savings_months * counted_members


@variable(
    HOUSEHOLD,
    Text("存款超过限额", "Savings above the limit"),
    unit="flag",
    basis=clauses.SAVINGS,
    sentence={
        1: Text("存款和有价证券 {savings_fen} 超过限额 {savings_limit}。", "{savings_fen} exceeds {savings_limit}."),
        0: Text(
            "存款和有价证券 {savings_fen} 未超过限额 {savings_limit}。", "{savings_fen} is within {savings_limit}."
        ),
    },
)
def is_excluded_by_savings(savings_fen: int, savings_limit: int) -> bool:
    return savings_fen > savings_limit


@variable(
    HOUSEHOLD,
    Text("不是工会会员", "Not a union member"),
    unit="flag",
    basis=clauses.MEMBERSHIP,
    sentence=Text("工会会员：{is_union_member}。", "Union member: {is_union_member}."),
)
def is_excluded_by_membership(is_union_member: bool) -> bool:
    return not is_union_member


@variable(
    HOUSEHOLD,
    Text("农民工合同期限不足", "Migrant's contract too short"),
    unit="flag",
    basis=clauses.CONTRACT,
    sentence=Text(
        "农民工：{is_migrant}；劳动合同 {contract_months} 个月，"
        "规定不少于 {migrant_contract_months} 个月（仅对农民工）。",
        "Migrant worker: {is_migrant}; {contract_months} months under contract, at least"
        " {migrant_contract_months} needed (of migrant workers only).",
    ),
)
def is_excluded_by_contract(is_migrant: bool, contract_months: int, migrant_contract_months: int) -> bool:
    return is_migrant and contract_months < migrant_contract_months


@variable(
    HOUSEHOLD,
    Text("需核实的不予建档情形", "Grounds for not filing"),
    unit="bits",
    basis=clauses.EXCLUSIONS,
    sentence={
        0: Text("没有不予建档的情形。", "None."),
        -1: Text("需要核实：{value}。由审核人员决定，不自动拒绝。", "To be looked into: {value}. People decide."),
    },
)
def exclusions(
    is_excluded_by_homes: bool,
    is_excluded_by_commercial_property: bool,
    is_excluded_by_private_car: bool,
    is_excluded_by_registered_business: bool,
    is_excluded_by_private_school: bool,
    is_excluded_by_study_abroad: bool,
    is_excluded_by_savings: bool,
    is_excluded_by_membership: bool,
    is_excluded_by_contract: bool,
) -> int:
    return (
        1 * is_excluded_by_homes
        + 2 * is_excluded_by_commercial_property
        + 4 * is_excluded_by_private_car
        + 8 * is_excluded_by_registered_business
        + 16 * is_excluded_by_private_school
        + 32 * is_excluded_by_study_abroad
        + 64 * is_excluded_by_savings
        + 128 * is_excluded_by_membership
        + 256 * is_excluded_by_contract
    )


@variable(
    HOUSEHOLD,
    Text("初步符合建档条件", "Eligible at first sight"),
    unit="flag",
    basis=clauses.EXCLUSIONS,
    sentence={
        1: Text("属于可建档类别，且没有不予建档的情形。", "In a category that is filed, without grounds against."),
        0: Text(
            "类别“{category}”，需核实的情形：{exclusions}。结论供审核参考，由人员决定。",
            "Category “{category}”, grounds against: {exclusions}. This is advice; people decide.",
        ),
    },
)
def is_eligible(is_in_filed_category: bool, exclusions: int) -> bool:
    return is_in_filed_category and exclusions == 0
