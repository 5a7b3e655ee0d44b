"""Parameters in the groups that people look for them in."""

from collections.abc import Iterable

from niangjia.kernel.text import Text
from niangjia.policies.parameters import Parameter

GROUPS: tuple[tuple[Text, tuple[str, ...]], ...] = (
    (
        Text("低保标准和最低工资", "Minimum-living lines and minimum wage"),
        ("dibao_urban_monthly", "dibao_rural_monthly", "minimum_wage_monthly"),
    ),
    (
        Text("困难类别的线", "Lines of the categories"),
        (
            "deep_percent",
            "relative_percent",
            "edge_percent",
            "compare_inclusive",
            "event_share_percent",
            "low_percent",
            "low_inclusive",
            "slight_percent",
            "slight_inclusive",
            "slight_net_percent",
            "slight_net_inclusive",
            "event_income_percent",
            "event_income_inclusive",
            "event_net_percent",
            "event_net_inclusive",
        ),
    ),
    (
        Text("收入怎么算", "What counts as income"),
        (
            "count_union_aid",
            "count_government_aid",
            "count_resident_pension",
            "deduct_social_insurance",
            "impute_minimum_wage",
            "working_age_from",
            "working_age_to_male",
            "working_age_to_female",
            "adult_age_from",
        ),
    ),
    (
        Text("刚性支出和就业成本", "Unavoidable spending and the cost of being employed"),
        (
            "public_school_cost",
            "event_counts_as_spending",
            "employment_cost_percent",
            "employment_cost_cap_monthly",
        ),
    ),
    (
        Text("需核实的不予建档情形", "Grounds for not filing, to be looked into"),
        ("max_homes", "savings_months", "private_fee_multiple", "migrant_contract_months"),
    ),
    (Text("致困原因", "Causes"), ("illness_share_percent", "schooling_share_percent")),
    (
        Text("救助上限", "Ceilings of aid"),
        (
            "living_months_deep",
            "living_months_relative",
            "living_months_accidental",
            "medical_percent_deep",
            "medical_percent_relative",
            "medical_percent_accidental",
            "medical_cap",
            "schooling_aid",
            "accident_percent",
            "accident_cap",
        ),
    ),
)
OTHERS = Text("其他", "Others")


def grouped(parameters: Iterable[Parameter]) -> list[tuple[Text, list[Parameter]]]:
    """Each group that has some of these parameters, with them; those of no group come last."""
    left = {parameter.name: parameter for parameter in parameters}
    found = [(title, [left.pop(name) for name in names if name in left]) for title, names in GROUPS]
    return [(title, some) for title, some in (*found, (OTHERS, list(left.values()))) if some]
