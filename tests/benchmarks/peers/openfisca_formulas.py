"""The formulas of the OpenFisca peers, vectorised as its users write them."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from niangjia.policies.rules.causes import MAIN_CAUSE_ORDER

Formula = Callable[..., Any]


def of_persons() -> Iterator[tuple[str, type, Formula]]:
    """Name, type and formula of each variable of a member."""
    yield "age", int, _age
    yield "is_earner", bool, _is_earner
    yield "is_idle", bool, _is_idle
    yield "member_income", int, _member_income
    yield "schooling_spending", int, _schooling_spending
    yield "employment_cost_m", int, _employment_cost_m
    yield "is_in_costly_school", bool, _is_in_costly_school
    yield "school_aid_m", int, _school_aid_m


def of_households() -> Iterator[tuple[str, type, Formula]]:
    """Name, type and formula of each variable of a household."""
    yield "counted_members", int, _sum_of(lambda members, period: members("is_counted", period))
    yield "medical_spending", int, _sum_of_counted("medical_fen")
    yield "schooling", int, _sum_of_counted("schooling_spending")
    yield "rehab", int, _sum_of_counted("rehab_fen")
    yield "employment_cost", int, _sum_of_counted("employment_cost_m")
    yield "annual_income", int, _annual_income
    yield "has_recent_event", bool, _has_recent_event
    yield "event_net_cost", int, _event_net_cost
    yield "unavoidable_spending", int, _unavoidable_spending
    yield "net_monthly_per_head", int, _net_monthly_per_head
    yield "category", int, _category
    yield "exclusions", int, _exclusions
    yield "is_eligible", bool, _is_eligible
    yield "causes", int, _causes
    yield "main_cause", int, _main_cause
    yield "living_ceiling", int, _living_ceiling
    yield "medical_ceiling", int, _medical_ceiling
    yield "schooling_ceiling", int, _schooling_ceiling
    yield "accident_ceiling", int, _accident_ceiling


def _sum_of(expression: Formula) -> Formula:
    def formula(household, period):
        return household.sum(expression(household.members, period))

    return formula


def _sum_of_counted(name: str) -> Formula:
    return _sum_of(lambda members, period: members(name, period) * members("is_counted", period))


def _civil(day: np.ndarray) -> np.ndarray:
    month = day.astype("datetime64[M]")
    months = month.astype(np.int64)
    return (months // 12 + 1970) * 10_000 + (months % 12 + 1) * 100 + (day - month).astype(np.int64) + 1


def _age(person, period):
    applied_on = _civil(person.household("applied_on", period))
    return (applied_on - _civil(person("born_on", period))) // 10_000


def _is_earner(person, period, parameters):
    p = parameters(period)
    age = person("age", period)
    end = np.where(person("is_female", period), p.working_age_to_female, p.working_age_to_male)
    return person("is_able", period) * (age >= p.working_age_from) * (age < end)


def _is_without_post(person, period):
    identity = person("identity", period)
    return (identity == 1) + (identity == 2)


def _is_idle(person, period):
    earned = person("wage_fen", period) + person("business_fen", period)
    is_pupil = person("stage", period) != 0
    return person("is_earner", period) * _is_without_post(person, period) * ~is_pupil * (earned == 0)


def _member_income(person, period, parameters):
    p = parameters(period)
    imputed = person("is_idle", period) * p.impute_minimum_wage * person.household("minimum_wage", period) * 12
    income = sum(person(name, period) for name in ("wage_fen", "business_fen", "pension_fen", "other_fen")) + imputed
    if p.count_resident_pension:
        income = income + person("resident_pension_fen", period)
    if p.deduct_social_insurance:
        income = income - person("social_insurance_fen", period)
    return income


def _schooling_spending(person, period):
    spending = np.minimum(person("tuition_fen", period), person("school_cost", period))
    return np.where(person("school", period) == 2, 0, spending)


def _employment_cost_m(person, period, parameters):
    p = parameters(period)
    share = np.maximum(person("wage_fen", period), 0) * p.employment_cost_percent // 100
    return np.minimum(share, p.employment_cost_cap_monthly * 12)


def _is_in_costly_school(person, period, parameters):
    limit = person("school_cost", period) * parameters(period).private_fee_multiple
    return (person("school", period) == 1) * (person("tuition_fen", period) * 100 > limit)


def _school_aid_m(person, period):
    return person("school_aid", period) * (person("school", period) == 0) * (person("stage", period) != 0)


def _annual_income(household, period, parameters):
    p = parameters(period)
    members = household.members
    income = household.sum(members("member_income", period) * members("is_counted", period)).astype(np.int64)
    income = income + household("other_income_fen", period)
    if p.count_union_aid:
        income = income + household("union_aid_fen", period)
    if p.count_government_aid:
        income = income + household("government_aid_fen", period)
    return income


def _has_recent_event(household, period):
    applied_on, event_on = household("applied_on", period), household("event_on", period)
    civil = _civil(applied_on) - 10_000
    civil = np.where(civil % 10_000 == 229, civil - 1, civil)  # 29 February counts back to 28 February
    return (_civil(event_on) > civil) * (event_on <= applied_on)


def _event_net_cost(household, period):
    cost = household("event_cost_fen", period) - household("event_compensation_fen", period)
    return np.where(household("has_recent_event", period), np.maximum(cost, 0), 0)


def _unavoidable_spending(household, period, parameters):
    spending = household("medical_spending", period) + household("schooling", period) + household("rehab", period)
    if parameters(period).event_counts_as_spending:
        spending = spending + household("event_net_cost", period)
    return spending


def _net_monthly_per_head(household, period):
    spent = household("unavoidable_spending", period) + household("employment_cost", period)
    return (household("annual_income", period) - spent) // (12 * household("counted_members", period))


def _category(household, period, parameters):
    p = parameters(period)
    share, line = household("net_monthly_per_head", period) * 100, household("line", period)
    below = np.less_equal if p.compare_inclusive else np.less
    is_hit = household("event_net_cost", period) * 100 > household("annual_income", period) * p.event_share_percent
    return np.select(
        [
            below(share, line * p.deep_percent),
            below(share, line * p.relative_percent),
            household("has_recent_event", period) * is_hit,
            below(share, line * p.edge_percent),
        ],
        [1, 2, 3, 4],
        default=0,
    )


def _exclusions(household, period, parameters):
    p = parameters(period)
    members, counted = household.members, household("counted_members", period)
    is_counted = members("is_counted", period)
    limit = household("line", period) * p.savings_months * counted
    is_short = household("contract_months", period) < p.migrant_contract_months
    flags = (
        household("homes", period) > p.max_homes,
        household("has_commercial_property", period),
        household("has_private_car", period),
        household("has_registered_business", period),
        household.any(members("is_in_costly_school", period) * is_counted),
        household.any((members("school", period) == 2) * is_counted),
        household("savings_fen", period) > limit,
        ~household("is_union_member", period),
        household("is_migrant", period) * is_short,
    )
    return sum(flag * (1 << place) for place, flag in enumerate(flags))


def _is_eligible(household, period):
    return _is_filed(household, period) * (household("exclusions", period) == 0)


def _is_filed(household, period):
    category = household("category", period)
    return (category >= 1) * (category <= 3)


def _causes(household, period, parameters):
    p = parameters(period)
    members, income = household.members, household("annual_income", period)
    is_counted, grade = members("is_counted", period), members("disability_grade", period)
    is_adult = members("age", period) >= p.adult_age_from
    is_heavy = household("medical_spending", period) * 100 > income * p.illness_share_percent
    flags = (
        household.any(members("has_serious_illness", period) * is_counted) + is_heavy,
        household.any(((grade == 1) + (grade == 2)) * is_counted),
        household("schooling", period) * 100 > income * p.schooling_share_percent,
        household.any(_is_without_post(members, period) * is_counted),
        household("event_net_cost", period) > 0,
        ~household.any(members("is_earner", period) * is_counted),
        (household.sum(is_adult * is_counted) == 1) * (household("counted_members", period) > 1),
    )
    found = sum(flag * (1 << place) for place, flag in enumerate(flags))
    category = household("category", period)
    return np.where((found == 0) * ((category == 1) + (category == 2)), 128, found)


def _main_cause(household, period):
    causes = household("causes", period)
    is_accidental = household("category", period) == 3
    holds = [is_accidental, *(causes & bit > 0 for bit in MAIN_CAUSE_ORDER)]
    return np.select(holds, [16, *MAIN_CAUSE_ORDER], default=0)


def _by_category(household, period, parameters, name: str) -> np.ndarray:
    p = parameters(period)
    kinds = [p[f"{name}_{kind}"] for kind in ("deep", "relative", "accidental")]
    category = household("category", period)
    return np.select([category == place for place in (1, 2, 3)], kinds, default=0)


def _living_ceiling(household, period, parameters):
    return household("line", period) * _by_category(household, period, parameters, "living_months")


def _medical_ceiling(household, period, parameters):
    percent = _by_category(household, period, parameters, "medical_percent")
    return np.minimum(household("medical_spending", period) * percent // 100, parameters(period).medical_cap)


def _schooling_ceiling(household, period):
    members = household.members
    aid = household.sum(members("school_aid_m", period) * members("is_counted", period))
    return np.where(_is_filed(household, period), aid, 0)


def _accident_ceiling(household, period, parameters):
    p = parameters(period)
    share = household("event_net_cost", period) * p.accident_percent // 100
    return np.where(household("category", period) == 3, np.minimum(share, p.accident_cap), 0)
