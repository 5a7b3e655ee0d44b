"""Overwriting what the database file still holds of deleted rows. Deleting alone leaves their bytes in free space.

SQLite writes the whole file anew and empties its write-ahead log. PostgreSQL writes each table anew, which nobody else
can use meanwhile (`VACUUM FULL`). Neither reaches backups, snapshots of the disk, archived logs, or old blocks of a
solid-state disk: those go when they expire, see docs/consent-and-retention.md.
"""

import logging
from collections.abc import Iterable
from pathlib import Path

from django.apps import apps
from django.db import DatabaseError, connection

from niangjia.kernel.checkpoints import empty_log

log = logging.getLogger("niangjia.dossiers.scrubbing")
LOCK_WAIT = "20s"


def delete_securely() -> None:
    """Have SQLite overwrite what this connection deletes from now on with zeros, also if the scrubbing is put off."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = ON")


def scrub(labels: Iterable[str]) -> bool:
    """Write the tables of some models (all, on SQLite) anew. Whether it was done: not inside a transaction, and not
    while somebody holds the file or a table for long; it can be asked for again."""
    if connection.in_atomic_block:
        return False
    try:
        return _scrub_sqlite() if connection.vendor == "sqlite" else _scrub_tables(labels)
    except DatabaseError as error:
        log.warning("the free space was not overwritten: %s", error)
        return False


def _scrub_sqlite() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
    return empty_log(Path(connection.settings_dict["NAME"]))


def _scrub_tables(labels: Iterable[str]) -> bool:
    tables = sorted({apps.get_model(label)._meta.db_table for label in labels})  # noqa: SLF001 (a table's name is there)
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = %s", [LOCK_WAIT])
        try:
            for table in tables:
                cursor.execute(f"VACUUM (FULL) {connection.ops.quote_name(table)}")
        finally:
            cursor.execute("RESET lock_timeout")
    return True
