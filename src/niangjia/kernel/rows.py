"""Locking a row of the database."""

from typing import TypeVar

from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)


def lock(rows: "QuerySet[M]", pk: object, *, no_key: bool = False) -> M:
    """The row of a primary key as it is now, locked until the transaction ends. Raises the model's DoesNotExist.

    It is locked alone, and read afterwards with what `rows` joins. In one statement PostgreSQL, having waited for the
    row, would ask whether it still joins what it joined before: a dossier that went to another unit meanwhile would be
    no row at all, and somebody who had decided would be nobody. `no_key` leaves others free to refer to it.
    """
    rows.select_related(None).select_for_update(no_key=no_key).values_list("pk").get(pk=pk)
    return rows.get(pk=pk)
