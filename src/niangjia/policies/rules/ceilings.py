"""The most that each kind of aid may come to in a year."""
# ruff: noqa: FBT001 - the arguments of a rule are wired by their names

from niangjia.kernel.text import Text
from niangjia.policies.codes import ACCIDENTAL, DEEP, RELATIVE
from niangjia.policies.rules import clauses
from niangjia.policies.variables import HOUSEHOLD, sum_of, variable


def by_category(category: int, deep: int, relative: int, accidental: int) -> int:
    """Pick the value of the household's category; 0 outside the three that are filed."""
    return deep * (category == DEEP) + relative * (category == RELATIVE) + accidental * (category == ACCIDENTAL)


@variable(
    HOUSEHOLD,
    Text("生活救助月数", "Months of living aid"),
    unit="months",
    basis=clauses.LIVING_AID,
    sentence=Text("“{category}”适用 {value} 个月。", "{value} months for “{category}”."),
)
def living_months(
    category: int, living_months_deep: int, living_months_relative: int, living_months_accidental: int
) -> int:
    return by_category(category, living_months_deep, living_months_relative, living_months_accidental)


@variable(
    HOUSEHOLD,
    Text("生活救助上限", "Ceiling of living aid"),
    unit="fen",
    basis=clauses.LIVING_AID,
    sentence=Text(
        "低保标准 {line} × {living_months} 个月 = {value} 元/户·年。",
        "The line {line} × {living_months} months = {value} yuan a household-year.",
    ),
)
def living_ceiling(line: int, living_months: int) -> int:
    return line * living_months


@variable(
    HOUSEHOLD,
    Text("医疗救助比例", "Share of medical aid"),
    unit="percent",
    basis=clauses.MEDICAL_AID,
    sentence=Text("“{category}”适用 {value}%。", "{value} % for “{category}”."),
)
def medical_percent(
    category: int, medical_percent_deep: int, medical_percent_relative: int, medical_percent_accidental: int
) -> int:
    return by_category(category, medical_percent_deep, medical_percent_relative, medical_percent_accidental)


@variable(
    HOUSEHOLD,
    Text("医疗救助上限", "Ceiling of medical aid"),
    unit="fen",
    basis=clauses.MEDICAL_AID,
    sentence=Text(
        "自付医疗支出 {medical_spending} × {medical_percent}%，不超过 {medical_cap}：{value} 元/户·年。",
        "Medical spending {medical_spending} × {medical_percent} %, at most {medical_cap}: {value} yuan a"
        " household-year.",
    ),
)
def medical_ceiling(medical_spending: int, medical_percent: int, medical_cap: int) -> int:
    share = medical_spending * medical_percent // 100
    return min(medical_cap, share)


students_ceiling = sum_of(
    "schooling_aid_ceiling",
    "students_ceiling",
    Text("各学生助学上限合计", "Students' ceilings"),
    unit="fen",
    basis=clauses.SCHOOLING_AID,
)


@variable(
    HOUSEHOLD,
    Text("助学救助上限", "Ceiling of schooling aid"),
    unit="fen",
    basis=clauses.SCHOOLING_AID,
    sentence=Text(
        "各学生上限合计 {students_ceiling}；属于可建档类别：{is_in_filed_category}；上限 {value} 元/年。",
        "Students' ceilings {students_ceiling}; in a category that is filed: {is_in_filed_category}:"
        " {value} yuan a year.",
    ),
)
def schooling_ceiling(is_in_filed_category: bool, students_ceiling: int) -> int:
    return students_ceiling if is_in_filed_category else 0


@variable(
    HOUSEHOLD,
    Text("意外救助上限", "Ceiling of accident aid"),
    unit="fen",
    basis=clauses.ACCIDENT_AID,
    sentence={
        0: Text("“{category}”没有意外救助。", "No accident aid for “{category}”."),
        -1: Text(
            "突发事件净支出 {event_net_cost} × {accident_percent}%，不超过 {accident_cap}：{value} 元。",
            "The event's net cost {event_net_cost} × {accident_percent} %, at most {accident_cap}: {value} yuan.",
        ),
    },
)
def accident_ceiling(category: int, event_net_cost: int, accident_percent: int, accident_cap: int) -> int:
    if category != ACCIDENTAL:
        return 0
    share = event_net_cost * accident_percent // 100
    return min(accident_cap, share)
