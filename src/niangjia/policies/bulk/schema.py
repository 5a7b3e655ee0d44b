"""The Arrow schema of facts and of outputs, made from the rule book's own columns, and what a wrong one says."""

import pyarrow as pa

from niangjia.policies.bulk.errors import SchemaError
from niangjia.policies.fact_columns import HOUSEHOLD_COLUMNS, MEMBER_COLUMNS, Column
from niangjia.policies.rule_sets import OUTPUTS

_BY_UNIT = {"id": pa.int64(), "region": pa.string(), "flag": pa.bool_(), "day": pa.date32(), "fen": pa.int64()}
_BY_UNIT |= {"months": pa.int16(), "count": pa.int8(), "code": pa.int8()}
_OUTPUT_TYPES = {"category": pa.int8(), "is_eligible": pa.bool_()}
_OUTPUT_TYPES |= dict.fromkeys(("exclusions", "causes", "main_cause", "counted_members"), pa.int16())

MEMBER_TYPES = {column.name: _BY_UNIT[column.unit] for column in MEMBER_COLUMNS}
HOUSEHOLD_TYPES = {column.name: _BY_UNIT[column.unit] for column in HOUSEHOLD_COLUMNS}


def _field(column: Column) -> pa.Field:
    return pa.field(column.name, _BY_UNIT[column.unit], nullable=column.is_nullable)


FACTS = pa.schema(
    [
        *(_field(column) for column in HOUSEHOLD_COLUMNS),
        pa.field("members", pa.list_(pa.struct([_field(column) for column in MEMBER_COLUMNS])), nullable=False),
    ]
)
"""What a facts file holds. Columns may stand in any order, and others beside them are left alone."""

ANSWER = pa.schema(
    [
        pa.field("household_id", pa.int64(), nullable=False),
        *(pa.field(name, _OUTPUT_TYPES.get(name, pa.int64()), nullable=False) for name in OUTPUTS),
    ]
)
"""What comes out: one row a household, in the order of the facts."""


def check_schema(schema: pa.Schema) -> None:
    """Raises SchemaError naming the first column that is missing, stands twice or has another type."""
    for field in FACTS:
        places = schema.get_all_field_indices(field.name)
        if len(places) != 1:
            raise SchemaError(field.name, expected=str(field.type), found="" if not places else "twice")
        found = schema.field(places[0]).type
        if field.name == "members":
            _check_members(found)
        elif plain_type(found) != field.type:
            raise SchemaError(field.name, expected=str(field.type), found=str(found))


def _check_members(found: pa.DataType) -> None:
    if not pa.types.is_list(found) or not pa.types.is_struct(found.value_type):
        raise SchemaError("members", expected="list<struct>", found=str(found))
    struct = found.value_type
    for name, expected in MEMBER_TYPES.items():
        places = struct.get_all_field_indices(name)
        if len(places) != 1:
            raise SchemaError(f"members.{name}", expected=str(expected), found="" if not places else "twice")
        if struct.field(places[0]).type != expected:
            raise SchemaError(f"members.{name}", expected=str(expected), found=str(struct.field(places[0]).type))


def plain_type(found: pa.DataType) -> pa.DataType:
    """A type without its packing: texts, and only they, may come as a dictionary or with long offsets."""
    inside = found.value_type if pa.types.is_dictionary(found) else found
    is_text = pa.types.is_string(inside) or pa.types.is_large_string(inside) or pa.types.is_string_view(inside)
    return pa.string() if is_text else found
