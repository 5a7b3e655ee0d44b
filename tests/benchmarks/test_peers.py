"""The peers compute the rule book itself: a bench that compared something else would say nothing."""

from collections.abc import Callable
from datetime import date
from functools import partial
from random import Random

import pyarrow as pa
import pytest

from niangjia.policies import RuleSet, load_rule_set
from niangjia.policies.bulk import screen
from niangjia.policies.tests.random_households import random_households
from tests.benchmarks.agreement import Disagreement, agree, agree_on_one, decide_table, households_of, table_of
from tests.benchmarks.facts import REGIONS, facts_table
from tests.benchmarks.peers import numpy_blocks, openfisca_json
from tests.benchmarks.screening import peers_of

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
PEERS = peers_of(RULES) | {"NumPy, odd blocks": partial(numpy_blocks.screen, RULES, threads=1, block=7)}


def crowded(rules: RuleSet, count: int) -> pa.Table:
    """Households close to every boundary."""
    drawn = random_households(Random(5), count, rules, date(2019, 1, 1), date(2026, 12, 31))  # noqa: S311 (repeatable)
    return table_of(one for one in drawn if one.region in REGIONS)


@pytest.mark.parametrize("peer", PEERS)
def test_a_peer_agrees_on_invented_households(peer: str):
    table = facts_table(1500, seed=9)
    agree(decide_table(RULES, table), PEERS[peer](table), who=peer)


@pytest.mark.parametrize("rules", [RULES, SWITCHED], ids=["as shipped", "every switch turned"])
def test_peers_agree_close_to_the_boundaries(rules: RuleSet):
    compare(rules, crowded(rules, 1500))


@pytest.mark.nightly
@pytest.mark.parametrize("rules", [RULES, SWITCHED], ids=["as shipped", "every switch turned"])
def test_peers_agree_on_many(rules: RuleSet):
    compare(rules, crowded(rules, 10_000))
    compare(rules, facts_table(20_000, seed=4))


def compare(rules: RuleSet, table: pa.Table) -> None:
    """All peers and the compiled pass, against plain Python."""
    expected = decide_table(rules, table)
    engines: dict[str, Callable[[pa.Table], pa.Table]] = {"ours": partial(screen, rules), **peers_of(rules)}
    for who, engine in engines.items():
        agree(expected, engine(table), who=who)


def test_openfisca_agrees_from_json():
    for household in households_of(crowded(RULES, 40)):
        found = openfisca_json.decide_json(RULES, openfisca_json.situation_of(household))
        agree_on_one(RULES, household, found)


def test_one_fen_is_a_disagreement():
    table = facts_table(300)
    expected = decide_table(RULES, table)
    place = expected.column_names.index("annual_income")
    changed = pa.array([amount + (row == 299) for row, amount in enumerate(expected["annual_income"].to_pylist())])
    with pytest.raises(Disagreement, match="annual_income of household 300"):
        agree(expected, expected.set_column(place, expected.schema.field(place), changed), who="a peer")


def test_a_lost_household_is_a_disagreement():
    expected = decide_table(RULES, facts_table(50))
    with pytest.raises(Disagreement, match="49 households of 50"):
        agree(expected, expected.slice(1), who="a peer")
