"""A standalone Spark cluster of two workers gives the same bits as plain Python and the pass on this machine."""

import json
from datetime import date
from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.core.management import call_command

from niangjia.policies import load_rule_set
from niangjia.policies.bulk import screen
from niangjia.policies.bulk.cluster import decide_on_cluster
from niangjia.policies.bulk.conversion import facts_table
from niangjia.policies.bulk.errors import EngineError, RowError, SchemaError, UnreadableFactsError
from niangjia.policies.bulk.schema import ANSWER
from niangjia.policies.bulk.tests.spark import standalone_cluster
from niangjia.policies.bulk.tests.tables import facts_of_one, with_column
from niangjia.policies.bulk.tests.test_parity import SWITCHED, in_plain_python
from niangjia.policies.tests.random_households import random_households

RULES = load_rule_set("national-2019")
pytestmark = pytest.mark.cluster


@pytest.fixture(scope="module")
def master(tmp_path_factory):
    with standalone_cluster(tmp_path_factory.mktemp("spark")) as url:
        yield url


@pytest.fixture(autouse=True)
def _one_machine(monkeypatch):
    """Master, workers and driver speak over the loopback address; Python of the tests is Python of the workers."""
    import sys

    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)


def households(count: int):
    return list(random_households(Random(11), count, RULES, date(2019, 1, 1), date(2026, 12, 31)))  # noqa: S311


def in_order(folder: Path) -> pa.Table:
    """The answers as they left the cluster, whose rows have no order, in that of their ids."""
    return pq.read_table(folder).sort_by("household_id").cast(ANSWER)


def test_spark_plain_python_and_the_pass_agree(master, tmp_path):
    many = households(2_000)
    facts, out = tmp_path / "facts", tmp_path / "out"
    facts.mkdir()
    for place in range(4):
        pq.write_table(facts_table(many[place::4]), facts / f"part-{place}.parquet", row_group_size=150)
    summary = decide_on_cluster(SWITCHED, str(facts), str(out), master=master)
    expected = in_plain_python(SWITCHED, many)
    assert in_order(out).equals(expected)
    assert screen(SWITCHED, facts_table(many)).equals(expected)
    assert summary.households == len(many)
    assert summary.eligible == sum(expected.column("is_eligible").to_pylist())
    assert sum(summary.categories.values()) == len(many)


@pytest.mark.nightly
def test_a_hundred_thousand_households_on_the_cluster(master, tmp_path):
    many = households(100_000)
    facts, out = tmp_path / "facts.parquet", tmp_path / "out"
    pq.write_table(facts_table(many), facts, row_group_size=10_000)
    decide_on_cluster(RULES, str(facts), str(out), master=master)
    assert in_order(out).equals(in_plain_python(RULES, many))


@pytest.mark.django_db
def test_the_command_replaces_an_older_answer_when_it_is_whole(master, tmp_path, capsys):
    facts, out = tmp_path / "facts.parquet", tmp_path / "out.parquet"
    pq.write_table(facts_table(households(50)), facts)
    for percent in (100, 300):
        call_command(
            "decide",
            f"--facts={facts}",
            f"--out={out}",
            f"--set=deep_percent={percent}",
            "--engine=spark",
            f"--master={master}",
            "--json",
        )
        told = json.loads(capsys.readouterr().out.splitlines()[-1])
        assert told["households"] == 50
        assert in_order(out).column("category").to_pylist().count(1) == told["categories"]["1"]
    assert sorted(each.name for each in tmp_path.iterdir()) == ["facts.parquet", "out.parquet"]


def test_what_is_wrong_is_said_and_nothing_is_left(master, tmp_path):
    facts, out = tmp_path / "facts.parquet", tmp_path / "out.parquet"
    good = facts_table(households(20))
    pq.write_table(pa.concat_tables([good, facts_of_one(members=[{}, {"stage": 9}])]), facts)
    with pytest.raises(RowError) as row:
        decide_on_cluster(RULES, str(facts), str(out), master=master)
    assert (row.value.household_id, row.value.column, row.value.code) == (42, "members[1].stage", "unknown-code")
    assert row.value.row is None

    pq.write_table(with_column(good, "homes", good.column("homes").cast(pa.int64())), facts)
    with pytest.raises(SchemaError) as schema:
        decide_on_cluster(RULES, str(facts), str(out), master=master)
    assert schema.value.column == "homes"

    with pytest.raises(UnreadableFactsError):
        decide_on_cluster(RULES, str(tmp_path / "nowhere"), str(out), master=master)
    assert [each.name for each in tmp_path.iterdir()] == ["facts.parquet"]


def test_a_worker_that_lacks_the_program_is_said(master, tmp_path, monkeypatch):
    facts, out = tmp_path / "facts.parquet", tmp_path / "out.parquet"
    pq.write_table(facts_table(households(5)), facts)
    monkeypatch.setenv("PYSPARK_PYTHON", str(tmp_path / "no-python"))
    with pytest.raises(EngineError):
        decide_on_cluster(RULES, str(facts), str(out), master=master)
    assert not out.exists()
