"""Run by a restore, in a process of its own, on what was restored: do these keys open these values?

    python -m niangjia.config.backup.trial      prints one line of JSON

NIANGJIA_DATA and NIANGJIA_DATABASE_URL name the restored data. A process of its own sees them as the program will: with
its settings, its keys and its code.
"""

import json
import os
from typing import Any

import django
from django.apps import apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

WANTED = 100
"""How many sealed values are opened, picked by chance over all columns that hold any."""


def main() -> None:
    """Print what was found."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "niangjia.config.settings")
    django.setup()
    print(json.dumps({**_standing(), **_open_values()}))  # noqa: T201 (read by the parent)


def _standing() -> dict[str, Any]:
    """Migrations the database still waits for, and those it has that this program does not know."""
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    ours = {config.label for config in apps.get_app_configs()}
    known = set(executor.loader.disk_migrations or ())
    foreign = [key for key in executor.loader.applied_migrations or () if key[0] in ours and key not in known]
    return {"waiting": len(waiting), "unknown": sorted(".".join(key) for key in foreign)}


def _open_values() -> dict[str, int]:
    """Open values at random; one that does not open counts as closed."""
    from niangjia.kernel.errors import NiangjiaError

    columns = _sealed_columns()
    opened = closed = 0
    for model, field in columns:
        rows = model._default_manager.exclude(**{field: ""}).only("pk", field).order_by("?")  # noqa: SLF001 (Django's name)
        for row in rows[: -(-WANTED // len(columns))]:
            try:
                getattr(row, field).reveal()
                opened += 1
            except NiangjiaError:
                closed += 1
    return {"opened": opened, "closed": closed}


def _sealed_columns() -> list[tuple[Any, str]]:
    """Each sealed column that this database has already, and that holds something."""
    from niangjia.privacy.fields import EncryptedTextField

    found = []
    with connection.cursor() as cursor:
        for model in apps.get_models():
            sealed = [field for field in model._meta.concrete_fields if isinstance(field, EncryptedTextField)]  # noqa: SLF001
            if not sealed:
                continue
            described = connection.introspection.get_table_description(cursor, model._meta.db_table)  # noqa: SLF001
            there = {column.name for column in described}
            found += [(model, field.name) for field in sealed if field.column in there]
    return [(model, name) for model, name in found if model._default_manager.exclude(**{name: ""}).exists()]  # noqa: SLF001


if __name__ == "__main__":
    main()
