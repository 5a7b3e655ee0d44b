"""The columns that the rules read: name, unit, label and what values can be, in the order of a facts file."""

from collections.abc import Mapping
from typing import NamedTuple

from niangjia.kernel.text import Text
from niangjia.policies import codes

AMOUNT_LIMIT = 10**13
"""A hundred billion yuan. A thousand members' sums of such amounts, times 100, still fit a signed 64-bit integer."""
MEMBERS_LIMIT = 1000


class Column(NamedTuple):
    """One fact. `lowest` and `highest` are inclusive; None for flags, days and texts."""

    name: str
    unit: str
    label: Text
    lowest: int | None = None
    highest: int | None = None
    is_nullable: bool = False


def _amount(name: str, zh: str, en: str, *, may_be_a_loss: bool = False) -> Column:
    return Column(name, "fen", Text(zh, en), -AMOUNT_LIMIT if may_be_a_loss else 0, AMOUNT_LIMIT)


def _flag(name: str, zh: str, en: str) -> Column:
    return Column(name, "flag", Text(zh, en))


def _count(name: str, unit: str, highest: int, zh: str, en: str) -> Column:
    return Column(name, unit, Text(zh, en), 0, highest)


def _code(name: str, zh: str, en: str) -> Column:
    return Column(name, "code", Text(zh, en), 0, max(codes.LABELS[name]))


HOUSEHOLD_COLUMNS: tuple[Column, ...] = (
    Column("household_id", "id", Text("家庭编号", "Household id"), -(2**63), 2**63 - 1),
    Column("region", "region", Text("行政区划", "Division")),
    _flag("is_rural", "适用农村低保标准", "Rural line applies"),
    Column("applied_on", "day", Text("申请日期", "Day of application")),
    _flag("is_union_member", "工会会员", "Union member"),
    _flag("is_migrant", "农民工", "Migrant worker"),
    _count("contract_months", "months", 2**15 - 1, "劳动合同月数", "Months under contract"),
    _flag("receives_dibao", "已享受低保", "Receives the minimum-living allowance"),
    _count("homes", "count", 127, "住房套数", "Homes owned"),
    _flag("has_commercial_property", "有非居住用房", "Has commercial property"),
    _flag("has_private_car", "有非营运机动车", "Has a car not for hire"),
    _flag("has_registered_business", "有工商登记", "Has a registered business"),
    _amount("savings_fen", "存款和有价证券", "Deposits and securities"),
    _amount("other_income_fen", "家庭其他收入", "Other household income", may_be_a_loss=True),
    _amount("union_aid_fen", "已得工会救助", "Union aid received"),
    _amount("government_aid_fen", "已得政府救助", "Government aid received"),
    Column("event_on", "day", Text("突发事件日期", "Day of the event"), is_nullable=True),
    _amount("event_cost_fen", "突发事件损失或费用", "Loss or cost of the event"),
    _amount("event_compensation_fen", "突发事件赔付补偿", "Compensation for the event"),
)

MEMBER_COLUMNS: tuple[Column, ...] = (
    Column("born_on", "day", Text("出生日期", "Birth date")),
    _flag("is_female", "女性", "Female"),
    _flag("is_counted", "计入共同生活人口", "Counts as a household member"),
    _code("identity", "人员身份", "Work status"),
    _flag("is_able", "有劳动能力", "Able to work"),
    _amount("wage_fen", "工资收入", "Wages"),
    _amount("business_fen", "经营净收入", "Business income", may_be_a_loss=True),
    _amount("pension_fen", "职工养老金", "Employee pension"),
    _amount("resident_pension_fen", "城乡居民基本养老金", "Resident basic pension"),
    _amount("other_fen", "个人其他收入", "Other personal income", may_be_a_loss=True),
    _amount("social_insurance_fen", "个人缴纳社会保险费", "Own social-insurance contributions"),
    _code("stage", "就学阶段", "Schooling stage"),
    _code("school", "学校性质", "Kind of school"),
    _amount("tuition_fen", "学费和住宿费", "Fees and lodging"),
    _amount("medical_fen", "个人自付医疗费", "Self-paid medical cost"),
    _amount("rehab_fen", "残疾康复支出", "Rehabilitation cost"),
    _flag("has_serious_illness", "患重大疾病", "Has a serious illness"),
    _code("disability_grade", "残疾等级", "Disability grade"),
)

HOUSEHOLD_COLUMN: Mapping[str, Column] = {column.name: column for column in HOUSEHOLD_COLUMNS}
MEMBER_COLUMN: Mapping[str, Column] = {column.name: column for column in MEMBER_COLUMNS}
