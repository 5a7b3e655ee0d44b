"""Sealing rows anew and giving them new indexes, a few at a time."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, IntegrityError, OperationalError, models, transaction

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


def reseal_rows(table: SealedTable, trouble: list[Trouble], told: Told) -> int:
    """Seal every value of a table anew that an older key or another suite sealed. Counts the values."""
    return _walk(table, table.to_reseal, _resealed, trouble, told)


def reindex_rows(table: SealedTable, trouble: list[Trouble], told: Told) -> int:
    """Compute every index of a table anew that an older master made. Counts the indexes."""
    return _walk(table, table.to_index, _reindexed, trouble, told)


def _walk(
    table: SealedTable,
    waiting: "Callable[[], models.QuerySet[Any]]",
    renewed: "Callable[[SealedTable, dict[str, Any]], dict[str, str]]",
    trouble: list[Trouble],
    told: Told,
) -> int:
    """Go over the rows in the order of their keys, ROWS_AT_A_TIME in a transaction.

    Rows that someone holds are skipped, so that this waits for nobody while it holds rows.
    """
    names = ["pk", *(column.name for column in (*table.columns, *table.indexes))]
    last, done = None, 0
    while True:
        with transaction.atomic():
            rows = waiting().order_by("pk").select_for_update(skip_locked=True).values(*names)
            chosen = list((rows.filter(pk__gt=last) if last is not None else rows)[:ROWS_AT_A_TIME])
            written = 0
            for row in chosen:
                written += _write(table, row, renewed, trouble)
        if not chosen:
            return done
        last = chosen[-1]["pk"]
        done += written
        told(len(chosen))


def _write(
    table: SealedTable,
    row: dict[str, Any],
    renewed: "Callable[[SealedTable, dict[str, Any]], dict[str, str]]",
    trouble: list[Trouble],
) -> int:
    """Write what is new in a row, unless someone has changed any of it since it was read."""
    pk, label = row["pk"], table.model._meta.label  # noqa: SLF001 (the public name of a model is there)
    kind = "unreadable"
    try:
        changes = renewed(table, row)
        if changes:
            with transaction.atomic():
                as_read = {name: row[name] for name in changes}
                return len(changes) * table.rows.filter(pk=pk, **as_read).update(**changes)
        kind = "without-value"
    except UnreadableValue:
        pass
    except OperationalError:  # the database is busy or away: the next run goes on
        raise
    except IntegrityError as error:
        kind = "twice" if "unique" in str(error).lower() else "refused"
    except DatabaseError:  # a trigger that lets nobody change the table
        kind = "refused"
    trouble.append(Trouble(kind, label, str(pk)))
    return 0


def _resealed(table: SealedTable, row: dict[str, Any]) -> dict[str, str]:
    head = current_head()
    found: dict[str, str] = {}
    for column in table.columns:
        token = row[column.name]
        if token and not token.startswith(head):
            place = column.place_of(row["pk"])
            found[column.name] = seal(unseal(token, place), place)
    return found


def _reindexed(table: SealedTable, row: dict[str, Any]) -> dict[str, str]:
    """The new indexes of a row. Raises UnreadableValue."""
    columns: dict[str, EncryptedTextField] = {column.name: column for column in table.columns}
    found: dict[str, str] = {}
    for index in table.indexes:
        stored, token = row[index.name], row[index.of]
        if stored is not None and not is_current(stored) and isinstance(token, Token):
            found[index.name] = blind_index(index.label, unseal(token, columns[index.of].place_of(row["pk"])))
    return found
