"""Say exactly what is wrong with a household that the compiled pass refused, by deciding it in plain Python."""

from functools import reduce
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from niangjia.policies.bulk.columns import flags, offsets_of
from niangjia.policies.bulk.errors import RowError
from niangjia.policies.bulk.program import FIRST_DAY, LAST_DAY
from niangjia.policies.bulk.schema import FACTS, MEMBER_TYPES
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
    nulls = [array.is_null() for array in (struct, *map(struct.field, MEMBER_TYPES)) if array.null_count]
    if not nulls:
        return None
    starts = offsets_of(members)  # what lies outside the lists of these rows may be null
    places = np.flatnonzero(flags(reduce(pc.or_, nulls))[: starts[-1]])
    first = int(np.searchsorted(places, starts[0]))
    return int(np.searchsorted(starts, places[first], side="right")) - 1 if first < len(places) else None


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
    """The only row of a batch. Arrow's days reach further than dates do: such a day stays the number it is.

    Only what the rules ask is looked at: whatever else a file holds may be beyond Python.
    """
    row = {field.name: _plain(batch.column(field.name))[0] for field in FACTS if field.name != "members"}
    (members,) = batch.column("members")
    row["members"] = None if members.values is None else _members(members.values)
    for owner, columns in ((row, HOUSEHOLD_COLUMNS), *((member, MEMBER_COLUMNS) for member in row["members"] or ())):
        for column in columns:
            if column.unit == "day" and owner and FIRST_DAY <= (owner[column.name] or 0) <= LAST_DAY:
                owner[column.name] = None if owner[column.name] is None else day_of(owner[column.name])
    return row


def _members(struct: pa.StructArray) -> list[dict[str, Any] | None]:
    columns = [_plain(struct.field(name)) for name in MEMBER_TYPES]
    rows = (dict(zip(MEMBER_TYPES, values, strict=True)) for values in zip(*columns, strict=True))
    return [row if is_there else None for row, is_there in zip(rows, struct.is_valid().to_pylist(), strict=True)]


def _plain(array: pa.Array) -> list[Any]:
    values: list[Any] = (array.cast(pa.int32()) if pa.types.is_date32(array.type) else array).to_pylist()
    return values


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
