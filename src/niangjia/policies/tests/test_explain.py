"""An explanation says what was decided, with every value, every boundary and every word in place."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings

from niangjia.policies import HouseholdFacts, decide, explain, load_rule_set
from niangjia.policies.tests.case_files import Case, facts_of, read_cases, rule_set_of
from niangjia.policies.tests.households import households

RULES = load_rule_set("national-2019")
DECIDED = [case for case in read_cases() if not case.error]
LINE_FLAGS = {1: "is_below_deep", 2: "is_below_relative", 4: "is_below_edge"}


@settings(deadline=None)
@given(households())
def test_an_explanation_decides_as_decide_does(facts: HouseholdFacts) -> None:
    explanation, decision = explain(RULES, facts), decide(RULES, facts)
    assert explanation.decision.outputs == decision.outputs
    of_household = {step.variable.name: step.value for step in explanation.steps if step.member is None}
    assert of_household == decision.household
    for place, values in enumerate(decision.members):
        of_member = {step.variable.name: step.value for step in explanation.steps if step.member == place}
        assert of_member == (values or {})


@settings(deadline=None)
@given(households())
def test_a_value_follows_from_the_inputs_shown(facts: HouseholdFacts) -> None:
    for step in explain(RULES, facts).steps:
        match step.variable.fold:
            case "sum":
                assert step.value == sum(step.inputs[step.variable.over].values())
            case "any":
                assert step.value == any(step.inputs[step.variable.over].values())
            case None:
                assert tuple(step.inputs) == step.variable.inputs


@settings(deadline=None)
@given(households())
def test_the_distance_to_each_line_is_exact(facts: HouseholdFacts) -> None:
    explanation = explain(RULES, facts)
    heads = 12 * explanation.decision.outputs.counted_members
    for distance in explanation.distances:
        if distance.category not in LINE_FLAGS:
            continue
        flag = LINE_FLAGS[distance.category]
        one_less = distance.to_cross - (1 if distance.to_cross > 0 else -1)
        for change, is_within in [(distance.to_cross, not distance.is_within), (one_less, distance.is_within)]:
            moved = replace(facts, other_income_fen=facts.other_income_fen + change * heads)
            assert decide(RULES, moved).household[flag] == is_within


@settings(deadline=None)
@given(households())
def test_the_distance_to_the_event_share_is_exact(facts: HouseholdFacts) -> None:
    for distance in explain(RULES, facts).distances:
        cost = facts.event_cost_fen + distance.to_cross
        if distance.category == 3 and facts.event_cost_fen >= facts.event_compensation_fen <= cost:
            moved = decide(RULES, replace(facts, event_cost_fen=cost))
            assert moved.household["event_hits"] == (not distance.is_within)


@pytest.mark.parametrize("case", DECIDED, ids=[case.id for case in DECIDED])
def test_every_case_can_be_told(case: Case) -> None:
    told = explain(rule_set_of(case), facts_of(case)).to_json()
    assert json.loads(json.dumps(told)) == told
    assert all(words.strip() and "{" not in words for step in told["steps"] for words in step["sentence"].values())


@settings(max_examples=20, deadline=None)
@given(households())
def test_every_household_can_be_told(facts: HouseholdFacts) -> None:
    told = explain(RULES, facts).to_json()
    assert json.loads(json.dumps(told)) == told


def test_the_parts_of_the_json() -> None:
    case = next(case for case in DECIDED if case.file == "spending")
    told = explain(rule_set_of(case), facts_of(case)).to_json()
    assert set(told) == {
        "rule_set", "version", "region", "applied_on", "category", "category_label", "is_eligible", "exclusions",
        "causes", "main_cause", "main_cause_label", "outputs", "steps", "distances", "near_misses", "parameters",
    }  # fmt: skip
    assert (told["rule_set"], told["region"], told["applied_on"]) == ("national-2019", "150785", "2024-05-10")
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
    explanation = explain(rule_set_of(DECIDED[0]), facts_of(DECIDED[0]))
    assert explanation.step("age", 0).value == 44
    with pytest.raises(KeyError):
        explanation.step("age")
