"""An explanation says what was decided, with every value, every boundary and every word in place."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings

from niangjia.policies import HouseholdFacts, decide, explain, list_rule_sets, load_rule_set
from niangjia.policies.tests.case_files import Case, facts_of, read_cases, rule_set_of
from niangjia.policies.tests.households import households

RULE_SETS = pytest.mark.parametrize("rule_set", list_rule_sets())
RULES = load_rule_set("national-2019")
DECIDED = [case for case in read_cases() if not case.error]
FLAGS = {
    ("national-2019", 1): "is_below_deep",
    ("national-2019", 2): "is_below_relative",
    ("national-2019", 4): "is_below_edge",
    ("national-2012", 1): "is_below_line",
    ("national-2012", 2): "is_slightly_above",
}
"""The flag behind each boundary that all income moves one for one."""


@RULE_SETS
@settings(deadline=None)
@given(households())
def test_an_explanation_decides_as_decide_does(rule_set: str, facts: HouseholdFacts) -> None:
    rules = load_rule_set(rule_set)
    explanation, decision = explain(rules, facts), decide(rules, facts)
    assert explanation.decision.outputs == decision.outputs
    of_household = {step.variable.name: step.value for step in explanation.steps if step.member is None}
    assert of_household == decision.household
    for place, values in enumerate(decision.members):
        of_member = {step.variable.name: step.value for step in explanation.steps if step.member == place}
        assert of_member == (values or {})


@RULE_SETS
@settings(deadline=None)
@given(households())
def test_a_value_follows_from_the_inputs_shown(rule_set: str, facts: HouseholdFacts) -> None:
    rules = load_rule_set(rule_set)
    for step in explain(rules, facts).steps:
        match step.variable.fold:
            case "sum":
                assert step.value == sum(step.inputs[step.variable.over].values())
            case "any":
                assert step.value == any(step.inputs[step.variable.over].values())
            case None:
                assert tuple(step.inputs) == step.variable.inputs


@RULE_SETS
@settings(deadline=None)
@given(households())
def test_the_distance_to_each_line_is_exact(rule_set: str, facts: HouseholdFacts) -> None:
    rules = load_rule_set(rule_set)
    explanation = explain(rules, facts)
    heads = 12 * explanation.decision.outputs.counted_members
    for distance in explanation.distances:
        flag = FLAGS.get((rules.name, distance.category))
        if flag is None:
            continue
        if distance.variable == "net_monthly_per_head" and rules.name == "national-2012":
            flag = "is_poor_after_spending"
        one_less = distance.to_cross - (1 if distance.to_cross > 0 else -1)
        for change, is_within in [(distance.to_cross, not distance.is_within), (one_less, distance.is_within)]:
            moved = replace(facts, other_income_fen=facts.other_income_fen + change * heads)
            assert decide(rules, moved).household[flag] == is_within


@settings(deadline=None)
@given(households())
def test_the_distance_to_the_event_share_is_exact(facts: HouseholdFacts) -> None:
    for distance in explain(RULES, facts).distances:
        cost = facts.event_cost_fen + distance.to_cross
        if distance.category == 3 and facts.event_cost_fen >= facts.event_compensation_fen <= cost:
            moved = decide(RULES, replace(facts, event_cost_fen=cost))
            assert moved.household["event_hits"] == (not distance.is_within)


@settings(deadline=None)
@given(households())
def test_the_distance_to_the_line_after_an_event_is_exact(facts: HouseholdFacts) -> None:
    rules = load_rule_set("national-2012")
    explanation = explain(rules, facts)
    heads = 12 * explanation.decision.outputs.counted_members
    for distance in explanation.distances:
        cost = facts.event_cost_fen - distance.to_cross * heads
        if distance.category == 3 and facts.event_cost_fen > facts.event_compensation_fen < cost:
            assert distance.variable == "left_after_event"
            moved = decide(rules, replace(facts, event_cost_fen=cost))
            assert moved.household["event_hits"] == (not distance.is_within)


@pytest.mark.parametrize("case", DECIDED, ids=[case.id for case in DECIDED])
def test_every_case_can_be_told(case: Case) -> None:
    told = explain(rule_set_of(case), facts_of(case)).to_json()
    assert json.loads(json.dumps(told)) == told
    assert all(words.strip() and "{" not in words for step in told["steps"] for words in step["sentence"].values())


@RULE_SETS
@settings(max_examples=20, deadline=None)
@given(households())
def test_every_household_can_be_told(rule_set: str, facts: HouseholdFacts) -> None:
    rules = load_rule_set(rule_set)
    told = explain(rules, facts).to_json()
    assert json.loads(json.dumps(told)) == told


def test_the_parts_of_the_json() -> None:
    case = next(case for case in DECIDED if case.file == "spending")
    told = explain(rule_set_of(case), facts_of(case)).to_json()
    assert set(told) == {
        "rule_set", "version", "region", "applied_on", "category", "category_label", "is_eligible", "exclusions",
        "causes", "main_cause", "main_cause_label", "outputs", "steps", "distances", "near_misses", "parameters",
    }  # fmt: skip
    assert (told["rule_set"], told["region"], told["applied_on"]) == ("national-2019", "150785", "2024-05-10")
    reckoned_on = next(step for step in told["steps"] if step["variable"] == "applied_civil")
    assert (reckoned_on["value"], reckoned_on["inputs"]) == ("2024-05-10", {"applied_on": "2024-05-10"})
    net = next(step for step in told["steps"] if step["variable"] == "net_monthly_per_head")
    assert net["inputs"] == {
        "annual_income": 4000000,
        "unavoidable_spending": 730000,
        "employment_cost": 0,
        "counted_members": 3,
    }
    assert "（年收入 40,000.00 − 刚性支出 7,300.00 − 就业成本 0.00）÷（12 × 3 人）= 908.33" in net["sentence"]["zh"]
    wage = next(parameter for parameter in told["parameters"] if parameter["name"] == "minimum_wage_monthly")
    assert (wage["value"], wage["region"], wage["from"], wage["confirmed"]) == (198000, "150000", "2021-12-01", False)


def test_one_step_by_name() -> None:
    case = next(case for case in DECIDED if case.file == "spending")
    explanation = explain(rule_set_of(case), facts_of(case))
    assert explanation.step("age", 0).value == 44
    with pytest.raises(KeyError):
        explanation.step("age")


def test_codes_are_told_in_the_words_of_the_rule_set() -> None:
    case = next(case for case in DECIDED if case.rules == "national-2012" and case.expect.get("category") == 2)
    explanation = explain(rule_set_of(case), facts_of(case))
    told, label = explanation.to_json(), explanation.decision.rule_set.labels["category"][2]
    assert label != load_rule_set("national-2019").labels["category"][2]
    assert told["category_label"] == {"zh": label.zh, "en": label.en}
    assert label.zh in explanation.step("category").sentence.zh
    assert label.zh in explanation.step("is_in_filed_category").sentence.zh
    assert {distance["category_label"]["zh"] for distance in told["distances"] if distance["category"] == 2} == {
        label.zh
    }
    to_other = [miss for miss in explanation.near_misses if miss.kind == "category"]
    labels = explanation.decision.rule_set.labels["category"]
    assert to_other
    assert all(labels[miss.result].en in miss.sentence.en for miss in to_other)
