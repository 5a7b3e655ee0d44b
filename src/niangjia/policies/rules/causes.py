"""What brought the household into hardship: every cause that holds, and the main one."""
# ruff: noqa: FBT001 - the arguments of a rule are wired by their names

from niangjia.kernel.text import Text
from niangjia.policies.codes import ACCIDENTAL, DEEP, RELATIVE
from niangjia.policies.rules import clauses
from niangjia.policies.variables import HOUSEHOLD, Sentence, any_of, count, variable

has_serious_illness_member = any_of(
    "has_serious_illness",
    "has_serious_illness_member",
    Text("有成员患重大疾病", "A member with a serious illness"),
    basis=clauses.ILLNESS,
)
is_caused_by_disability = any_of(
    "is_severely_disabled",
    "is_caused_by_disability",
    Text("因残疾致困", "Caused by disability"),
    basis=clauses.CAUSES,
)
is_caused_by_unemployment = any_of(
    "is_without_work",
    "is_caused_by_unemployment",
    Text("因待岗失业致困", "Caused by unemployment"),
    basis=clauses.CAUSES,
)
has_earner = any_of(
    "is_able_to_earn",
    "has_earner",
    Text("有劳动年龄内有能力的成员", "A member able and of working age"),
    basis=clauses.CAUSES,
)
adults = count("adults", Text("成年成员数", "Adults"), basis=clauses.CAUSES, over="is_adult")


def _share(spent: str, percent: str, zh: str, en: str) -> Sentence:
    return {
        1: Text(
            f"{zh} {{{spent}}} 超过家庭年收入 {{annual_income}} 的 {{{percent}}}%。",
            f"{en} {{{spent}}} exceeds {{{percent}}} % of yearly income {{annual_income}}.",
        ),
        0: Text(
            f"{zh} {{{spent}}} 未超过家庭年收入 {{annual_income}} 的 {{{percent}}}%。",
            f"{en} {{{spent}}} does not exceed {{{percent}}} % of yearly income {{annual_income}}.",
        ),
    }


@variable(
    HOUSEHOLD,
    Text("医疗支出负担重", "Heavy medical spending"),
    unit="flag",
    basis=clauses.CAUSES,
    sentence=_share("medical_spending", "illness_share_percent", "自付医疗支出", "Medical spending"),
)
def is_medical_heavy(medical_spending: int, annual_income: int, illness_share_percent: int) -> bool:
    return medical_spending * 100 > annual_income * illness_share_percent


@variable(
    HOUSEHOLD,
    Text("因病致困", "Caused by illness"),
    unit="flag",
    basis=clauses.CAUSES,
    sentence=Text(
        "有成员患重大疾病：{has_serious_illness_member}；医疗支出负担重：{is_medical_heavy}。",
        "A member with a serious illness: {has_serious_illness_member}; heavy medical spending: {is_medical_heavy}.",
    ),
)
def is_caused_by_illness(has_serious_illness_member: bool, is_medical_heavy: bool) -> bool:
    return has_serious_illness_member or is_medical_heavy


@variable(
    HOUSEHOLD,
    Text("因学致困", "Caused by schooling"),
    unit="flag",
    basis=clauses.CAUSES,
    sentence=_share("schooling", "schooling_share_percent", "上学支出", "Schooling spending"),
)
def is_caused_by_schooling(schooling: int, annual_income: int, schooling_share_percent: int) -> bool:
    return schooling * 100 > annual_income * schooling_share_percent


@variable(
    HOUSEHOLD,
    Text("因突发事件致困", "Caused by a sudden event"),
    unit="flag",
    basis=clauses.CAUSES,
    sentence=Text(
        "核算期内有突发事件：{has_recent_event}；净支出 {event_net_cost}。",
        "An event within the window: {has_recent_event}; net cost {event_net_cost}.",
    ),
)
def is_caused_by_event(has_recent_event: bool, event_net_cost: int) -> bool:
    return has_recent_event and event_net_cost > 0


@variable(
    HOUSEHOLD,
    Text("因无劳动能力致困", "Caused by lack of capacity to work"),
    unit="flag",
    basis=clauses.CAUSES,
    sentence=Text(
        "有劳动年龄内有能力的成员：{has_earner}。", "A member able to work and of working age: {has_earner}."
    ),
)
def is_caused_by_incapacity(has_earner: bool) -> bool:
    return not has_earner


@variable(
    HOUSEHOLD,
    Text("单亲抚养", "Single adult with a child"),
    unit="flag",
    basis=clauses.CAUSES,
    sentence=Text(
        "共 {counted_members} 人，其中成年 {adults} 人。", "{counted_members} members, {adults} of them adults."
    ),
)
def is_caused_by_single_parenthood(adults: int, counted_members: int) -> bool:
    return adults == 1 and counted_members > 1


@variable(
    HOUSEHOLD,
    Text("收入低", "Low pay"),
    unit="flag",
    basis=clauses.CAUSES,
    sentence={
        1: Text("类别为“{category}”，没有其他致困原因。", "“{category}” without any other cause."),
        0: Text(
            "已有其他致困原因，或类别“{category}”不以收入低为由。", "Another cause holds, or “{category}” needs none."
        ),
    },
)
def is_caused_by_low_pay(
    category: int,
    is_caused_by_illness: bool,
    is_caused_by_disability: bool,
    is_caused_by_schooling: bool,
    is_caused_by_unemployment: bool,
    is_caused_by_event: bool,
    is_caused_by_incapacity: bool,
    is_caused_by_single_parenthood: bool,
) -> bool:
    has_another_cause = (
        is_caused_by_illness
        or is_caused_by_disability
        or is_caused_by_schooling
        or is_caused_by_unemployment
        or is_caused_by_event
        or is_caused_by_incapacity
        or is_caused_by_single_parenthood
    )
    return not has_another_cause and DEEP <= category <= RELATIVE


@variable(
    HOUSEHOLD,
    Text("致困原因", "Causes"),
    unit="bits",
    basis=clauses.CAUSES,
    sentence=Text("致困原因：{value}。", "Causes: {value}."),
)
def causes(
    is_caused_by_illness: bool,
    is_caused_by_disability: bool,
    is_caused_by_schooling: bool,
    is_caused_by_unemployment: bool,
    is_caused_by_event: bool,
    is_caused_by_incapacity: bool,
    is_caused_by_single_parenthood: bool,
    is_caused_by_low_pay: bool,
) -> int:
    return (
        1 * is_caused_by_illness
        + 2 * is_caused_by_disability
        + 4 * is_caused_by_schooling
        + 8 * is_caused_by_unemployment
        + 16 * is_caused_by_event
        + 32 * is_caused_by_incapacity
        + 64 * is_caused_by_single_parenthood
        + 128 * is_caused_by_low_pay
    )


MAIN_CAUSE_ORDER = (1, 2, 4, 16, 8, 32, 64, 128)


@variable(
    HOUSEHOLD,
    Text("主要致困原因", "Main cause"),
    unit="code",
    basis=clauses.CAUSES,
    sentence=Text(
        "意外致困以突发事件为主因；其余按患病、残疾、上学、突发事件、失业、无劳动能力、单亲、收入低的次序取第一项：{value}。",
        "The event for accidental hardship; otherwise the first of illness, disability, schooling, event, unemployment,"
        " capacity, single parent, low pay: {value}.",
    ),
)
def main_cause(category: int, causes: int) -> int:
    if category == ACCIDENTAL:
        return 16
    for bit in MAIN_CAUSE_ORDER:
        if causes & bit:
            return bit
    return 0
