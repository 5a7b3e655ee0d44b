"""The rule book in DuckDB, over an Arrow table in memory and from Parquet to Parquet."""

from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from niangjia.policies import RuleSet
from tests.benchmarks.facts import REGIONS
from tests.benchmarks.peers.duckdb_sql import query
from tests.benchmarks.peers.rates import Rates, rates_of


def screen(rule_set: RuleSet, table: pa.Table) -> pa.Table:
    """Decide every household of a facts table, in any order."""
    regions = pc.unique(table["region"]).dictionary_decode().to_pylist()
    with duckdb.connect() as connection:
        rates = _lend_rates(connection, rates_of(rule_set, regions))
        connection.register("facts", table)
        return connection.sql(query(rates)).to_arrow_table()


def decide_file(rule_set: RuleSet, facts: Path, out: Path, *, compression: str = "zstd") -> None:
    """From Parquet to Parquet, in any order, which lets DuckDB use its cores."""
    with duckdb.connect() as connection:
        connection.execute("SET preserve_insertion_order = false")
        rates = _lend_rates(connection, rates_of(rule_set, REGIONS))
        decided = query(rates, source=f"read_parquet('{facts}')")
        connection.execute(
            f"COPY ({decided}) TO '{out}' (FORMAT parquet, COMPRESSION {compression}, COMPRESSION_LEVEL 1)"
        )


def _lend_rates(connection: duckdb.DuckDBPyConnection, rates: Rates) -> Rates:
    until = [*rates.periods[1:], date(9999, 12, 31)]
    rows = [
        {"region": region, "since": since, "until": until[period]}
        | {name: int(getattr(rates, name)[period, place]) for name in ("urban", "rural", "wage")}
        for place, region in enumerate(rates.regions)
        for period, since in enumerate(rates.periods)
    ]
    connection.register("rates", pa.Table.from_pylist(rows))
    return rates
