"""Sealing rows anew and giving them new indexes, a few at a time."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, IntegrityError, OperationalError, transaction

from niangjia.privacy.blind_index import blind_index, is_current
from niangjia.privacy.columns import SealedTable
from niangjia.privacy.errors import UnreadableValue
from niangjia.privacy.fields import EncryptedTextField, Token, seal, unseal
from niangjia.privacy.keys import current_head

ROWS_AT_A_TIME = 200

Told = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that stays as it is: `unreadable` (damaged, or its key is lost), `without-value` (an index whose value
    is not there), `twice` (two rows have the same value), `refused` (the database takes no change of the table)."""

    kind: str
    table: str
    row: str


@dataclass(slots=True)
class Done:
    """How much was written."""

    values: int = 0
    indexes: int = 0


def renew_rows(table: SealedTable, done: Done, trouble: list[Trouble], told: Told) -> None:
    """Seal anew what an older key or another suite sealed, and index anew what an older master indexed.

    Goes over the rows in the order of their keys, ROWS_AT_A_TIME in a transaction. Rows that someone holds are skipped,
    so that this waits for nobody while it holds rows. `told` hears how many rows were looked at.
    """
    names = ["pk", *(column.name for column in (*table.columns, *table.indexes))]
    last: Any = None
    found: list[Trouble]
    while True:
        rows = table.to_renew().order_by("pk").select_for_update(skip_locked=True).values(*names)
        if last is not None:
            rows = rows.filter(pk__gt=last)
        try:
            with transaction.atomic():
                chosen, found = list(rows[:ROWS_AT_A_TIME]), []
                counts = [_write(table, row, found) for row in chosen]
        except OperationalError:  # the database is busy or away: the next run goes on
            raise
        except DatabaseError:  # one of them cannot be written: each by itself
            with transaction.atomic():
                chosen, found = list(rows[:ROWS_AT_A_TIME]), []
                counts = [_write_alone(table, row, found) for row in chosen]
        if not chosen:
            return
        last = chosen[-1]["pk"]
        trouble += found  # of the transaction that stands, not of one that was taken back
        done.values += sum(values for values, _indexes in counts)
        done.indexes += sum(indexes for _values, indexes in counts)
        told(len(chosen))


def _write_alone(table: SealedTable, row: dict[str, Any], trouble: list[Trouble]) -> tuple[int, int]:
    try:
        with transaction.atomic():
            return _write(table, row, trouble)
    except IntegrityError as error:
        kind = "twice" if "unique" in str(error).lower() else "refused"
    except OperationalError:
        raise
    except DatabaseError:  # a trigger that lets nobody change the table
        kind = "refused"
    trouble.append(_trouble(kind, table, row))
    return 0, 0


def _write(table: SealedTable, row: dict[str, Any], trouble: list[Trouble]) -> tuple[int, int]:
    """Write what is new in a row, unless someone has changed any of it since it was read. Counts values and indexes."""
    unreadable: list[str] = []
    values, indexes = _resealed(table, row, unreadable), _reindexed(table, row, unreadable)
    changes = values | indexes
    if unreadable or not changes:
        trouble.append(_trouble("unreadable" if unreadable else "without-value", table, row))
    if not changes:
        return 0, 0
    as_read = {name: row[name] for name in changes}
    is_written = table.rows.filter(pk=row["pk"], **as_read).update(**changes)
    return (len(values), len(indexes)) if is_written else (0, 0)


def _trouble(kind: str, table: SealedTable, row: dict[str, Any]) -> Trouble:
    return Trouble(kind, table.model._meta.label, str(row["pk"]))  # noqa: SLF001 (the public name of a model is there)


def _resealed(table: SealedTable, row: dict[str, Any], unreadable: list[str]) -> dict[str, str]:
    """The values of a row sealed anew; names of columns that do not open go to `unreadable`."""
    head = current_head()
    found: dict[str, str] = {}
    for column in table.columns:
        token = row[column.name]
        if token and not token.startswith(head):
            place = column.place_of(row["pk"])
            try:
                found[column.name] = seal(unseal(token, place), place)
            except UnreadableValue:
                unreadable.append(column.name)
    return found


def _reindexed(table: SealedTable, row: dict[str, Any], unreadable: list[str]) -> dict[str, str]:
    """The new indexes of a row; names of columns that do not open go to `unreadable`."""
    columns: dict[str, EncryptedTextField] = {column.name: column for column in table.columns}
    found: dict[str, str] = {}
    for index in table.indexes:
        stored, token = row[index.name], row[index.of]
        if stored is not None and not is_current(stored) and isinstance(token, Token):
            try:
                plain = unseal(token, columns[index.of].place_of(row["pk"]))
            except UnreadableValue:
                unreadable.append(index.of)
            else:
                found[index.name] = blind_index(index.label, plain)
    return found
