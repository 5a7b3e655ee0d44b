"""Every near-miss is true, is the nearest, and none is left out."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from niangjia.policies import HouseholdFacts, MemberFacts, RuleSet, decide, explain, list_rule_sets, load_rule_set
from niangjia.policies.near_misses import NearMiss
from niangjia.policies.tests.case_files import Case, facts_of, read_cases, rule_set_of
from niangjia.policies.tests.households import households

RULE_SETS = pytest.mark.parametrize("rule_set", list_rule_sets())
AMOUNTS_OF_MEMBER = ["wage_fen", "business_fen", "pension_fen", "other_fen", "tuition_fen", "medical_fen", "rehab_fen"]
AMOUNTS_OF_HOUSEHOLD = ["other_income_fen", "union_aid_fen", "event_cost_fen", "event_compensation_fen", "savings_fen"]


@RULE_SETS
@settings(max_examples=60, deadline=None)
@given(households())
def test_each_near_miss_is_true_and_the_nearest(rule_set: str, facts: HouseholdFacts) -> None:
    rules = load_rule_set(rule_set)
    now = decide(rules, facts).outputs
    for miss in explain(rules, facts).near_misses:
        assert _holds(decide(rules, _changed(facts, miss.member, miss.fact, miss.after)).outputs, now, miss)
        if miss.unit in ("fen", "count", "months"):
            step = 1 if miss.after > miss.before else -1
            short = _changed(facts, miss.member, miss.fact, miss.after - step)
            assert not _holds_at_all(decide(rules, short).outputs, now, miss)


@RULE_SETS
@settings(max_examples=60, deadline=None)
@given(households(), st.data())
def test_no_nearer_change_of_an_amount_is_left_out(rule_set: str, facts: HouseholdFacts, data: st.DataObject) -> None:
    rules = load_rule_set(rule_set)
    place = data.draw(st.sampled_from([None, *range(len(facts.members))]))
    name = data.draw(st.sampled_from(AMOUNTS_OF_HOUSEHOLD if place is None else AMOUNTS_OF_MEMBER))
    before = getattr(facts if place is None else facts.members[place], name)
    lowest = -(10**9) if name in ("business_fen", "other_fen", "other_income_fen") else 0
    after = data.draw(
        st.one_of(st.integers(lowest, 10**9), st.sampled_from([0, 1, before + 1, max(lowest, before - 1)]))
    )
    now, then = decide(rules, facts).outputs, decide(rules, _changed(facts, place, name, after)).outputs
    misses = [miss for miss in explain(rules, facts).near_misses if (miss.fact, miss.member) == (name, place)]
    if then.category != now.category:
        assert any(_lies_between(miss, after) for miss in misses if miss.kind == "category")
    for bit in (1 << place for place in range(9)):
        if now.exclusions & bit and not then.exclusions & bit:
            assert any(_lies_between(miss, after) for miss in misses if miss.kind == "exclusion" and miss.result == bit)


@RULE_SETS
@settings(max_examples=60, deadline=None)
@given(households(), st.data())
def test_no_other_flag_code_or_day_is_left_out(rule_set: str, facts: HouseholdFacts, data: st.DataObject) -> None:
    rules = load_rule_set(rule_set)
    place = data.draw(st.integers(0, len(facts.members) - 1))
    name, values = data.draw(
        st.sampled_from(
            [
                ("identity", st.integers(0, 8)),
                ("stage", st.integers(0, 8)),
                ("school", st.integers(0, 2)),
                ("is_able", st.booleans()),
                ("is_female", st.booleans()),
                ("born_on", st.dates(date(1930, 1, 1), facts.applied_on)),
            ]
        )
    )
    now = decide(rules, facts).outputs
    then = decide(rules, _changed(facts, place, name, data.draw(values))).outputs
    if then.category != now.category:
        results = {
            miss.result
            for miss in explain(rules, facts).near_misses
            if (miss.fact, miss.member, miss.kind) == (name, place, "category")
        }
        assert then.category in results


SMALL: dict[str, int | tuple[int, ...]] = {
    "dibao_urban_monthly": 2,
    "dibao_rural_monthly": 1,
    "public_school_cost": (0, 8, 8, 8, 8, 8, 8, 8, 8),
}
"""A world of fens, in which every value of an amount can be tried."""


@st.composite
def small_households(draw: st.DrawFn) -> HouseholdFacts:
    """One or two members whose few fens lie around every boundary of the small world."""
    facts = draw(households())
    few = {name: st.integers(0, 90) for name in (*AMOUNTS_OF_MEMBER, "pension_fen")}
    ones = [
        _with(one, {"is_counted": True, "resident_pension_fen": 0, **{name: draw(few[name]) for name in few}})
        for one in facts.members[:2]
    ]
    amounts: dict[str, Any] = {
        name: draw(st.integers(0, 150)) for name in (*AMOUNTS_OF_HOUSEHOLD, "government_aid_fen")
    }
    event_on = draw(st.sampled_from([None, facts.applied_on, facts.applied_on]))
    return replace(facts, members=tuple(ones), event_on=event_on, **amounts)


def _with(one: MemberFacts, changes: dict[str, Any]) -> MemberFacts:
    return replace(one, **changes)


@RULE_SETS
@settings(max_examples=40, deadline=None)
@given(small_households(), st.sampled_from([0, 1]))
def test_every_value_of_every_amount_was_thought_of(rule_set: str, facts: HouseholdFacts, imputes: int) -> None:
    wage = {"impute_minimum_wage": imputes, "minimum_wage_monthly": 3}
    rules = load_rule_set(rule_set).with_parameters({**SMALL, **wage})
    now = decide(rules, facts).outputs
    misses = explain(rules, facts).near_misses
    places: list[int | None] = [None, *range(len(facts.members))]
    for place in places:
        for name in AMOUNTS_OF_HOUSEHOLD if place is None else AMOUNTS_OF_MEMBER:
            before = getattr(facts if place is None else facts.members[place], name)
            lowest = -250 if name in ("business_fen", "other_fen", "other_income_fen") else 0
            found = [miss.after for miss in misses if (miss.fact, miss.member, miss.kind) == (name, place, "category")]
            for way in (range(before - 1, lowest - 1, -1), range(before + 1, 401)):
                answers = (value for value in way if _category(rules, facts, place, name, value) != now.category)
                assert next(answers, None) == next((after for after in found if after in way), None), (name, place)


def _category(rules: RuleSet, facts: HouseholdFacts, place: int | None, name: str, value: int) -> int:
    return decide(rules, _changed(facts, place, name, value)).outputs.category


def _case(file: str, name: str) -> Case:
    return next(case for case in read_cases() if (case.file, case.name) == (file, name))


def _of(case: Case, fact: str) -> list[tuple[int | None, Any, str, int, bool]]:
    found = explain(rule_set_of(case), facts_of(case)).near_misses
    return [(miss.member, miss.after, miss.kind, miss.result, miss.is_eligible) for miss in found if miss.fact == fact]


def test_one_fen_to_the_line() -> None:
    at_the_line = _case("lines", "深度线，恰好相等不算低于")
    assert (0, 3_023_999, "category", 1, True) in _of(at_the_line, "wage_fen")
    assert (0, 6_048_000, "category", 4, False) in _of(at_the_line, "wage_fen")
    assert (0, 1, "category", 1, True) in _of(at_the_line, "medical_fen")


@pytest.mark.parametrize(
    ("name", "fact", "miss"),
    [
        ("两套住房", "homes", (None, 1, "exclusion", 1, True)),
        ("有商铺", "has_commercial_property", (None, False, "exclusion", 2, True)),
        ("有非营运机动车", "has_private_car", (None, False, "exclusion", 4, True)),
        ("有工商登记", "has_registered_business", (None, False, "exclusion", 8, True)),
        ("民办初中费用超过一分", "tuition_fen", (2, 400_000, "exclusion", 16, True)),
        ("民办初中费用超过一分", "school", (2, 0, "exclusion", 16, True)),
        ("自费留学", "school", (2, 0, "exclusion", 32, True)),
        ("存款超过限额一分", "savings_fen", (None, 6_048_000, "exclusion", 64, True)),
        ("不是会员", "is_union_member", (None, True, "exclusion", 128, True)),
        ("农民工合同 11 个月", "contract_months", (None, 12, "exclusion", 256, True)),
        ("农民工合同 11 个月", "is_migrant", (None, False, "exclusion", 256, True)),
        ("多项并存", "has_private_car", (None, False, "exclusion", 4, False)),
    ],
)
def test_what_would_clear_an_exclusion(name: str, fact: str, miss: tuple[int | None, Any, str, int, bool]) -> None:
    assert miss in _of(_case("exclusions", name), fact)


def test_days_of_the_event_window() -> None:
    assert (None, date(2023, 5, 11), "category", 3, True) in _of(
        _case("events", "一年前同一天不在核算期内"), "event_on"
    )
    assert (None, date(2024, 5, 10), "category", 3, True) in _of(
        _case("events", "只有金额没有日期，不算事件"), "event_on"
    )
    assert (None, date(2023, 5, 10), "category", 0, False) in _of(_case("events", "申请当天在核算期内"), "event_on")


def test_savings_matter_above_three_times_the_line() -> None:
    above = _case("low_income", "3 倍多一分，存款计入")
    assert (None, 35, "category", 3, True) in _of(above, "savings_fen")
    assert (0, 5_400_035, "category", 3, True) in _of(above, "wage_fen")
    within = _case("low_income", "3 倍恰好相等，不计存款")
    assert (None, 3_599_964, "category", 0, False) in _of(within, "event_cost_fen")
    assert not [miss for miss in _of(within, "savings_fen") if miss[2] == "category"]


def test_a_birthday_that_ends_working_age() -> None:
    case = _case("imputed_wage", "失业，计最低工资，到线")
    assert (1, date(1969, 5, 10), "category", 1, True) in _of(case, "born_on")
    assert (1, False, "category", 1, True) in _of(case, "is_able")
    assert (1, 0, "category", 1, True) in _of(case, "identity")
    assert (1, 1, "category", 1, True) in _of(case, "wage_fen")


def test_the_only_counted_member_cannot_be_left_out() -> None:
    assert not _of(_case("income", "一口人按 12 份计"), "is_counted")


def _changed(facts: HouseholdFacts, place: int | None, name: str, value: Any) -> HouseholdFacts:
    if place is None:
        return replace(facts, **{name: value})
    members = list(facts.members)
    members[place] = replace(members[place], **{name: value})
    return replace(facts, members=tuple(members))


def _holds(then: Any, now: Any, miss: NearMiss) -> bool:
    result = then.category == miss.result if miss.kind == "category" else not then.exclusions & miss.result
    return result and _holds_at_all(then, now, miss) and then.is_eligible == miss.is_eligible


def _holds_at_all(then: Any, now: Any, miss: NearMiss) -> bool:
    """Whether the answer is another one in the way that the near-miss speaks of."""
    return bool(then.category != now.category if miss.kind == "category" else not then.exclusions & miss.result)


def _lies_between(miss: NearMiss, value: int) -> bool:
    return bool(min(miss.before, value) <= miss.after <= max(miss.before, value))
