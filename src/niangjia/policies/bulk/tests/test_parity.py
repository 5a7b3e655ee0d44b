"""The compiled pass and plain Python give the same bits on every household."""

from datetime import date
from random import Random

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from niangjia.policies import HouseholdFacts, RuleSet, decide, load_rule_set
from niangjia.policies.bulk import screen
from niangjia.policies.bulk.conversion import facts_table
from niangjia.policies.bulk.schema import ANSWER
from niangjia.policies.tests.households import households
from niangjia.policies.tests.random_households import random_households

RULES = load_rule_set("national-2019")
SWITCHED = RULES.with_parameters(
    {
        "compare_inclusive": 1,
        "event_counts_as_spending": 1,
        "count_union_aid": 0,
        "count_government_aid": 0,
        "count_resident_pension": 1,
        "deduct_social_insurance": 1,
        "impute_minimum_wage": 0,
        "employment_cost_percent": 7,
    }
)
"""Every switch of the rule book the other way round."""
OLDER = load_rule_set("national-2012").with_parameters(
    {
        "dibao_urban_monthly": 52_000,
        "dibao_rural_monthly": 31_000,
        "public_school_cost": (0, 500_000, 150_000, 150_000, 300_000, 300_000, 700_000, 700_000, 800_000),
    }
)
"""The rule before, with lines of no particular place: none is published for its years."""
CASES = [
    pytest.param(RULES, date(2019, 1, 1), {0, 1, 2, 3, 4}, id="national-2019"),
    pytest.param(SWITCHED, date(2019, 1, 1), {0, 1, 2, 3, 4}, id="every switch turned"),
    pytest.param(OLDER, date(2012, 1, 1), {0, 1, 2, 3}, id="national-2012"),
]


def in_plain_python(rule_set: RuleSet, many: list[HouseholdFacts]) -> pa.Table:
    """The same table of answers, one household at a time."""
    rows = [decide(rule_set, one).outputs._asdict() for one in many]
    return pa.Table.from_pylist([row | {"is_eligible": bool(row["is_eligible"])} for row in rows], schema=ANSWER)


@settings(deadline=None, max_examples=60)
@given(st.lists(households(), min_size=1, max_size=20))
def test_any_households(many: list[HouseholdFacts]) -> None:
    assert screen(RULES, facts_table(many)).equals(in_plain_python(RULES, many))


@pytest.mark.parametrize(("rule_set", "first", "categories"), CASES)
def test_households_crowded_around_the_lines(rule_set: RuleSet, first: date, categories: set[int]) -> None:
    _compare(rule_set, 3_000, first, categories)


@pytest.mark.nightly
@pytest.mark.parametrize(("rule_set", "first", "categories"), CASES)
def test_a_hundred_thousand_households(rule_set: RuleSet, first: date, categories: set[int]) -> None:
    _compare(rule_set, 100_000, first, categories)


def _compare(rule_set: RuleSet, count: int, first: date, categories: set[int]) -> None:
    many = list(random_households(Random(count), count, rule_set, first, date(2026, 12, 31)))  # noqa: S311 (repeatable)
    found, expected = screen(rule_set, facts_table(many)), in_plain_python(rule_set, many)
    for name in ANSWER.names:
        assert found.column(name).equals(expected.column(name)), name
    assert set(found.column("category").to_pylist()) == categories, "the households drawn must reach every category"
    assert min(found.column("net_monthly_per_head").to_pylist()) < 0
