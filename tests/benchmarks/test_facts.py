"""The invented facts of the benchmarks: the rule book's columns, the same for the same seed, and of every kind."""

import pyarrow as pa
import pyarrow.parquet as pq

from niangjia.policies.fact_columns import HOUSEHOLD_COLUMNS, MEMBER_COLUMNS
from tests.benchmarks import facts


def test_columns_are_those_of_the_rule_book():
    assert facts.SCHEMA.names == [*(column.name for column in HOUSEHOLD_COLUMNS), "members"]
    assert [field.name for field in facts.MEMBERS] == [column.name for column in MEMBER_COLUMNS]


def test_a_file_holds_the_same_households_as_the_table(tmp_path, monkeypatch):
    monkeypatch.setattr(facts, "ROW_GROUP", 512)
    table = facts.facts_table(2000, seed=7)
    facts.write_facts(tmp_path / "facts.parquet", 2000, seed=7)
    file = pq.ParquetFile(tmp_path / "facts.parquet")
    assert file.num_row_groups == 4
    assert file.schema_arrow == facts.SCHEMA
    assert file.read().equals(table)
    assert not facts.facts_table(2000, seed=8).equals(table)


def test_the_facts_are_valid_and_of_every_kind():
    table = facts.facts_table(20_000)
    table.validate(full=True)
    members = table["members"].combine_chunks()
    assert 3.1 < len(members.values) / table.num_rows < 3.3
    fields = dict(zip(facts.MEMBERS.names, members.values.flatten(), strict=True))
    for name, codes in {"identity": 9, "stage": 9, "school": 3, "disability_grade": 5}.items():
        assert len(fields[name].unique()) == codes
    assert table["event_on"].null_count > 0
    assert len(table["region"].combine_chunks().indices.unique()) == len(facts.REGIONS)
    first = members.offsets.to_numpy()[:-1]
    assert pa.compute.all(fields["is_counted"].take(pa.array(first))).as_py()
