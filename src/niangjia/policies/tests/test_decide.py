"""What holds for every household, whatever its figures."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from niangjia.policies import HouseholdFacts, decide, list_rule_sets, load_rule_set
from niangjia.policies.codes import CAUSES, EXCLUSIONS, bits_of
from niangjia.policies.deciding import Outputs
from niangjia.policies.rule_sets import OUTPUTS
from niangjia.policies.tests.households import households

RULE_SETS = pytest.mark.parametrize("rule_set", list_rule_sets())


@RULE_SETS
@settings(deadline=None)
@given(households(), st.integers(0, 10**9))
def test_more_income_never_lowers_the_net_income_per_head(rule_set: str, facts: HouseholdFacts, more: int) -> None:
    rules = load_rule_set(rule_set)
    before = decide(rules, facts).outputs
    after = decide(rules, replace(facts, other_income_fen=facts.other_income_fen + more)).outputs
    assert after.net_monthly_per_head >= before.net_monthly_per_head
    assert after.annual_income == before.annual_income + more


@RULE_SETS
@settings(deadline=None)
@given(households(), st.integers(0, 10**9))
def test_more_medical_spending_never_raises_the_net_income_per_head(
    rule_set: str, facts: HouseholdFacts, more: int
) -> None:
    rules = load_rule_set(rule_set)
    first, *others = facts.members
    dearer = replace(facts, members=(replace(first, medical_fen=first.medical_fen + more), *others))
    before, after = decide(rules, facts).outputs, decide(rules, dearer).outputs
    assert after.net_monthly_per_head <= before.net_monthly_per_head


@RULE_SETS
@settings(deadline=None)
@given(households())
def test_the_net_income_is_rounded_down(rule_set: str, facts: HouseholdFacts) -> None:
    rules = load_rule_set(rule_set)
    out = decide(rules, facts).outputs
    rest = out.annual_income - out.unavoidable_spending - out.employment_cost
    assert 0 <= rest - out.net_monthly_per_head * 12 * out.counted_members < 12 * out.counted_members


@RULE_SETS
@settings(deadline=None)
@given(households())
def test_the_outputs_agree_with_each_other(rule_set: str, facts: HouseholdFacts) -> None:
    rules = load_rule_set(rule_set)
    out = decide(rules, facts).outputs
    assert out.household_id == facts.household_id
    assert out.is_eligible == (out.category in (1, 2, 3) and out.exclusions == 0)
    assert sum(bits_of(out.exclusions)) == out.exclusions <= sum(EXCLUSIONS)
    assert sum(bits_of(out.causes)) == out.causes <= sum(CAUSES)
    assert out.main_cause == 0 if out.causes == 0 else out.main_cause in bits_of(out.causes)
    assert out.causes < 128 or out.causes == 128
    assert (out.living_ceiling > 0) == (out.category in (1, 2, 3))
    assert (out.accident_ceiling == 0) or out.category == 3


@RULE_SETS
@settings(deadline=None)
@given(households())
def test_who_does_not_count_changes_nothing(rule_set: str, facts: HouseholdFacts) -> None:
    rules = load_rule_set(rule_set)
    counted = tuple(member for member in facts.members if member.is_counted)
    assert decide(rules, facts).outputs == decide(rules, replace(facts, members=counted)).outputs


@RULE_SETS
@settings(deadline=None)
@given(households())
def test_the_order_of_members_changes_nothing(rule_set: str, facts: HouseholdFacts) -> None:
    rules = load_rule_set(rule_set)
    turned = replace(facts, members=facts.members[::-1])
    assert decide(rules, facts).outputs == decide(rules, turned).outputs


@RULE_SETS
@settings(deadline=None)
@given(households())
def test_every_amount_is_a_whole_number(rule_set: str, facts: HouseholdFacts) -> None:
    rules = load_rule_set(rule_set)
    decision = decide(rules, facts)
    values = [*decision.household.values()]
    for member in decision.members:
        values += [] if member is None else member.values()
    assert all(isinstance(value, int) for value in values)
    assert all(-(2**63) <= value < 2**63 for value in values)


def test_outputs_stand_in_the_order_of_the_rule_book() -> None:
    assert Outputs._fields == ("household_id", *OUTPUTS)
