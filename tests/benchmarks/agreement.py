"""No figure without agreement: every output of every household, compared exactly."""

from collections.abc import Iterable

import pyarrow as pa
import pyarrow.compute as pc

from niangjia.policies import HouseholdFacts, MemberFacts, RuleSet, decide
from niangjia.policies.bulk.conversion import facts_table
from niangjia.policies.bulk.schema import ANSWER
from tests.benchmarks import facts


class Disagreement(Exception):
    """Two engines answer differently, so neither is timed."""


def agree(expected: pa.Table, found: pa.Table, *, who: str) -> None:
    """Raise Disagreement unless both tables hold the same rows with the same types; a peer may turn their order."""
    if [(f.name, f.type) for f in found.schema] != [(f.name, f.type) for f in ANSWER]:
        raise Disagreement(f"{who} answers other columns: {found.schema}")
    if found.num_rows != expected.num_rows:
        raise Disagreement(f"{who} answers {found.num_rows} households of {expected.num_rows}.")
    if found["household_id"] != expected["household_id"]:
        expected, found = expected.sort_by("household_id"), found.sort_by("household_id")
    for name in ANSWER.names:
        if found[name].null_count:
            raise Disagreement(f"{who} leaves {name} empty.")
        differs = pc.not_equal(expected[name], found[name])
        if pc.any(differs).as_py():
            row = pc.index(differs, value=True).as_py()
            ours, theirs = expected[name][row].as_py(), found[name][row].as_py()
            household = expected["household_id"][row].as_py()
            raise Disagreement(f"{who}: {name} of household {household} is {theirs}, and {ours} by the rule book.")


def agree_on_one(rule_set: RuleSet, household: HouseholdFacts, found: dict[str, object]) -> None:
    """Raise Disagreement unless `found` has every output of one household."""
    expected = decide(rule_set, household).outputs._asdict()
    del expected["household_id"]
    if found != expected:
        raise Disagreement(f"{found} is not {expected}")


def decide_table(rule_set: RuleSet, table: pa.Table) -> pa.Table:
    """Every household decided by plain Python."""
    return pa.Table.from_pylist([decide(rule_set, one).outputs._asdict() for one in households_of(table)], ANSWER)


def households_of(table: pa.Table) -> Iterable[HouseholdFacts]:
    """The rows of a facts table as the rule book reads them."""
    for row in table.to_pylist():
        row["members"] = tuple(MemberFacts(**member) for member in row["members"])
        yield HouseholdFacts(**row)


def table_of(households: Iterable[HouseholdFacts]) -> pa.Table:
    """Facts as a table like those of `facts`."""
    return facts_table(households).cast(facts.SCHEMA)
