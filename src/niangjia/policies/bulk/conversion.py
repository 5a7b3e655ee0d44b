"""From households as Python objects to an Arrow table of facts."""

from collections.abc import Iterable

import pyarrow as pa

from niangjia.policies.bulk.schema import FACTS
from niangjia.policies.fact_columns import HOUSEHOLD_COLUMNS, MEMBER_COLUMNS
from niangjia.policies.facts import HouseholdFacts


def facts_table(households: Iterable[HouseholdFacts]) -> pa.Table:
    """A table with the schema `schema.FACTS`, one row a household in the order given."""
    rows = [
        {column.name: getattr(household, column.name) for column in HOUSEHOLD_COLUMNS}
        | {"members": [{c.name: getattr(member, c.name) for c in MEMBER_COLUMNS} for member in household.members]}
        for household in households
    ]
    return pa.Table.from_pylist(rows, schema=FACTS)
