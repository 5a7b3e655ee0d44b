"""How a database is copied while it is in use, one module for each kind: `copy`, `check` and what a copy holds."""

from pathlib import Path
from typing import Any, Protocol

from niangjia.config.backup.archive import Progress
from niangjia.config.backup.copying import postgres, sqlite
from niangjia.config.backup.manifest import Contents

Settings = dict[str, Any]
"""The database's entry in Django's DATABASES, as a connection holds it."""


class Kind(Protocol):
    """One kind of database."""

    KIND: str
    COPY: str

    def copy(self, database: Settings, target: Path, progress: Progress) -> Contents:
        """Write a consistent copy to a new private file, checked, and say what it holds."""

    def size(self, database: Settings) -> int:
        """About how many bytes a copy takes."""


def kind_of(database: Settings) -> Kind:
    """The module for a database."""
    return sqlite if database["ENGINE"].endswith("sqlite3") else postgres
