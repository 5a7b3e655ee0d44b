"""Say exactly what is wrong with a household that the compiled pass refused, by deciding it in plain Python."""

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from niangjia.policies.bulk.errors import RowError
from niangjia.policies.bulk.program import FIRST_DAY, LAST_DAY
from niangjia.policies.bulk.schema import FACTS, MEMBER_TYPES, plain_type
from niangjia.policies.deciding import decide
from niangjia.policies.errors import FactError, MissingParameterError
from niangjia.policies.fact_columns import HOUSEHOLD_COLUMNS, MEMBER_COLUMNS
from niangjia.policies.facts import HouseholdFacts, MemberFacts
from niangjia.policies.rule_sets import RuleSet
from niangjia.policies.sentences import day_of


def find_null(batch: pa.RecordBatch) -> int | None:
    """The first row with a null where none may be, in a column or a member."""
    rows = [_first_null(batch.column(field.name)) for field in FACTS if not field.nullable]
    rows.append(_first_null_member(batch.column("members")))
    found = [row for row in rows if row is not None]
    return min(found) if found else None


def _first_null(array: pa.Array) -> int | None:
    return int(pc.index(array.is_null(), True).as_py()) if array.null_count else None


def _first_null_member(members: pa.ListArray) -> int | None:
    struct = members.values
    if not struct.null_count and not any(struct.field(name).null_count for name in MEMBER_TYPES):
        return None
    for row, one in enumerate(members):
        for member in one.as_py() or ():
            if member is None or any(member[name] is None for name in MEMBER_TYPES):
                return row
    return None


def refusal_of(rule_set: RuleSet, batch: pa.RecordBatch, row: int, first_row: int) -> RowError:
    """The refusal of one row of a batch; rows are counted from 1, on from `first_row` before the batch."""
    found = _as_plain(batch.slice(row, 1))
    household_id, place = found["household_id"], ""
    try:
        members = []
        for number, member in enumerate(found["members"] or ()):
            place = f"members[{number}]."
            members.append(_member(member))
        place = ""
        decide(rule_set, HouseholdFacts(**found | {"members": tuple(members)}))
    except FactError as error:
        return _refusal(row + first_row, household_id, f"{place}{error.field}", error)
    except MissingParameterError as error:
        return _refusal(row + first_row, household_id, "region", error)
    raise AssertionError(f"row {row + first_row + 1} was refused by the compiled rules only")


def _as_plain(batch: pa.RecordBatch) -> dict[str, Any]:
    """The only row of a batch. Arrow's days reach further than dates do: such a day stays the number it is."""
    table = pa.Table.from_batches([batch.select(FACTS.names)])
    row: dict[str, Any] = table.cast(_with_days_as_numbers(table.schema)).to_pylist()[0]
    for owner, columns in ((row, HOUSEHOLD_COLUMNS), *((member, MEMBER_COLUMNS) for member in row["members"] or ())):
        for column in columns:
            if column.unit == "day" and owner and FIRST_DAY <= (owner[column.name] or 0) <= LAST_DAY:
                owner[column.name] = None if owner[column.name] is None else day_of(owner[column.name])
    return row


def _with_days_as_numbers(schema: pa.Schema) -> pa.Schema:
    """Called for the fields of households and, inside the list, of members."""

    def kind(found: pa.DataType) -> pa.DataType:
        if pa.types.is_list(found):
            return pa.list_(pa.struct([pa.field(each.name, kind(each.type)) for each in found.value_type]))
        return pa.int32() if pa.types.is_date32(found) else plain_type(found)

    return pa.schema([pa.field(field.name, kind(field.type)) for field in schema])


def _member(member: dict[str, Any] | None) -> MemberFacts:
    facts: dict[str, Any] = dict.fromkeys(MEMBER_TYPES) if member is None else member
    return MemberFacts(**{name: facts[name] for name in MEMBER_TYPES})


def _refusal(row: int, household_id: object, column: str, error: FactError | MissingParameterError) -> RowError:
    return RowError(
        row=row + 1,
        household_id=household_id,
        column=column,
        problem=error.message,
        remedy=error.remedy,
        code=error.code,
    )
