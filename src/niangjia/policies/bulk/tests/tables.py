"""Tables of facts with something changed in them."""

from datetime import date
from typing import Any

import pyarrow as pa

from niangjia.policies.bulk.schema import FACTS
from niangjia.policies.fact_columns import HOUSEHOLD_COLUMNS, MEMBER_COLUMNS, Column

_PLAIN: dict[str, Any] = {"flag": False, "region": "150785", "id": 42}


def facts_of_one(*, members: list[dict[str, Any] | None] | None = [{}], **changed: Any) -> pa.Table:  # noqa: B006
    """A table of one household; what is not said is zero, no, or the first of June 2024. Nothing is checked."""
    row = {column.name: _plain(column, date(2024, 6, 1)) for column in HOUSEHOLD_COLUMNS}
    row |= {"homes": 1, "is_union_member": True, **changed}
    row["members"] = None if members is None else [None if one is None else _member(one) for one in members]
    return pa.Table.from_pylist([row], schema=FACTS)


def _member(changed: dict[str, Any]) -> dict[str, Any]:
    plain = {column.name: _plain(column, date(1980, 5, 5)) for column in MEMBER_COLUMNS}
    return plain | {"is_counted": True, **changed}


def _plain(column: Column, day: date) -> Any:
    if column.is_nullable:
        return None
    return day if column.unit == "day" else _PLAIN.get(column.unit, 0)


def with_column(table: pa.Table, name: str, values: Any) -> pa.Table:
    """The table with one column replaced."""
    return table.set_column(table.column_names.index(name), name, values)


def with_member_column(table: pa.Table, name: str, kind: pa.DataType | None) -> pa.Table:
    """The table with one field of the members cast to another type, or taken out when `kind` is None."""
    members = table.column("members").combine_chunks()
    fields = {field.name: members.values.field(field.name) for field in members.type.value_type}
    if kind is None:
        del fields[name]
    else:
        fields[name] = fields[name].cast(kind)
    struct = pa.StructArray.from_arrays(list(fields.values()), names=list(fields))
    return with_column(table, "members", pa.ListArray.from_arrays(members.offsets, struct))
