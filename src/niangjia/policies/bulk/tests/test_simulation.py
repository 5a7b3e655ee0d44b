"""What-if over a file counts what the same scenarios count one household at a time."""

from dataclasses import replace
from datetime import date
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from niangjia.policies import load_rule_set
from niangjia.policies.bulk import streams
from niangjia.policies.bulk.conversion import facts_table
from niangjia.policies.bulk.errors import RowError
from niangjia.policies.bulk.simulation import simulate_file
from niangjia.policies.bulk.tests.tables import facts_of_one, with_column
from niangjia.policies.tests.random_households import random_households
from niangjia.policies.what_if.households import SimulatedHousehold
from niangjia.policies.what_if.outcome import AID
from niangjia.policies.what_if.running import run_scenarios
from niangjia.policies.what_if.scenarios import Scenario

RULES = load_rule_set("national-2019")
BASELINE = Scenario(RULES)
WIDER = Scenario(RULES, {"relative_percent": 250, "medical_percent_relative": 90})
OTHER = Scenario(RULES, {"impute_minimum_wage": 0}, values_on=date(2021, 6, 1))


@pytest.fixture(scope="module")
def many():
    return list(random_households(Random(9), 900, RULES, date(2019, 1, 1), date(2026, 12, 31)))  # noqa: S311


@pytest.fixture
def facts(tmp_path, many):
    path = tmp_path / "facts.parquet"
    pq.write_table(facts_table(many), path, row_group_size=130)
    return path


def one_by_one(many, scenarios):
    households = (SimulatedHousehold(str(one.household_id), one.region, one) for one in many)
    outcome = run_scenarios(households, BASELINE, scenarios)
    assert not outcome.undecided
    assert any(each.affected for each in outcome.scenarios)
    return replace(outcome, scenarios=tuple(replace(each, affected=()) for each in outcome.scenarios))


@pytest.mark.parametrize("scenarios", [[WIDER], [WIDER, OTHER], [BASELINE, OTHER]])
def test_both_count_the_same(facts, many, scenarios, monkeypatch):
    monkeypatch.setattr(streams, "PIECE", 50)
    seen = []
    found = simulate_file(facts, BASELINE, scenarios, threads=2, progress=lambda *at: seen.append(at))
    assert found == one_by_one(many, scenarios)
    assert seen[-1] == (900, 900)


def test_a_household_without_a_parameter_is_named(tmp_path, many):
    path = tmp_path / "facts.parquet"
    pq.write_table(pa.concat_tables([facts_table(many[:5]), facts_of_one()]), path)
    before_everything = Scenario(RULES, values_on=date(2018, 1, 1))
    with pytest.raises(RowError) as refused:
        simulate_file(path, BASELINE, [before_everything])
    assert (refused.value.row, refused.value.code) == (1, "missing-parameter")


def test_sums_beyond_64_bits_are_exact(tmp_path):
    """The highest ceilings, for more households than they fit 64 bits for."""
    lavish = {"schooling_aid": (0, *[10**12] * 8), "medical_cap": 10**12, "relative_percent": 1000}
    students = facts_of_one(union_aid_fen=10**13, members=[{"stage": 7}] * 999)
    path = tmp_path / "facts.parquet"
    pq.write_table(pa.concat_tables([students] * 10_000), path, row_group_size=4_000)
    (found,) = simulate_file(path, BASELINE, [Scenario(RULES, lavish | {"count_union_aid": 0})]).scenarios
    one = found.totals.cost[AID.index("schooling")] // 10_000
    assert one == 999 * 10**12
    assert found.totals.union_aid_fen == 10_000 * 10**13
    for groups in (found.by_unit, found.by_cause, found.by_size):
        assert sum(each.cost_after for each in groups.values()) == sum(found.totals.cost)


def test_a_division_that_stands_twice_in_a_dictionary_is_one(tmp_path, monkeypatch):
    twice = pa.DictionaryArray.from_arrays(pa.array([0, 1], pa.int32()), pa.array(["150785", "150785"]))
    piece = with_column(pa.concat_tables([facts_of_one()] * 2), "region", twice).combine_chunks().to_batches()[0]
    monkeypatch.setattr(streams.FactsFile, "_read", lambda *_of: iter([piece]))
    path = tmp_path / "facts.parquet"
    pq.write_table(pa.concat_tables([facts_of_one()] * 2), path)
    (found,) = simulate_file(path, BASELINE, [WIDER]).scenarios
    for groups in (found.by_unit, found.by_size):
        assert sum(each.before for each in groups.values()) == 2
