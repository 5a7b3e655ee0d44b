"""Copies of PostgreSQL: pg_dump and pg_restore over the snapshot that the rows were counted in."""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
from django.utils.translation import gettext as _
from psycopg import sql
from psycopg.conninfo import make_conninfo

from niangjia.config.backup.copying.sqlite import head_of
from niangjia.config.backup.errors import CannotBackUp, CannotRestore
from niangjia.config.backup.manifest import Contents

KIND = "postgresql"
COPY = "database.pgdump"
DEBIAN = Path("/usr/lib/postgresql")
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"


def program(name: str) -> str:
    """The path of a program of PostgreSQL: the newest that Debian's packages brought, otherwise where PATH finds it.

    Raises CannotBackUp with the line that installs it.
    """
    found = [path for path in DEBIAN.glob(f"*/bin/{name}") if re.fullmatch(r"[\d.]+", path.parts[-3])]
    newest = max(found, key=lambda path: float(path.parts[-3]), default=None)
    there = str(newest) if newest else shutil.which(name)
    if there is None:
        raise CannotBackUp(
            _("The program %(name)s is not on this machine.") % {"name": name},
            remedy=_("Install the client programs of your server's version: apt-get install postgresql-client"),
        )
    return there


def connect(database: Mapping[str, Any]) -> "psycopg.Connection[Any]":
    """A connection of its own."""
    return psycopg.connect(_address(database), password=database.get("PASSWORD") or None, autocommit=True)


def copy(database: Mapping[str, Any], target: Path, progress: Any) -> Contents:
    """Dump to a new private file. Raises CannotBackUp when a program is missing or the dump fails."""
    pg_dump = program("pg_dump")
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with closing(connect(database)) as session:
        session.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        snapshot = _one(session, "SELECT pg_export_snapshot()")
        found = contents(session)
        words = [pg_dump, "--format=custom", "--compress=1", f"--snapshot={snapshot}", "--no-password"]
        _run([*words, f"--file={target}", f"--dbname={_address(database)}"], database, CannotBackUp)
        session.execute("COMMIT")
    progress(1, 1)
    return found


def size(database: Mapping[str, Any]) -> int:
    """The bytes of the database on the server; its dump is smaller."""
    with closing(connect(database)) as session:
        return int(_one(session, "SELECT pg_database_size(current_database())"))


def contents(session: "psycopg.Connection[Any]") -> Contents:
    """Rows of each table, the migrations, and the last row of the record of acts."""
    counts = {
        name: _one(session, sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name)))
        for (name,) in session.execute(TABLES).fetchall()
    }
    migrations: list[str] = []
    if "django_migrations" in counts:
        rows = session.execute("SELECT app, name FROM django_migrations").fetchall()
        migrations = sorted(f"{app}.{name}" for app, name in rows)
    head: dict[str, str] = {}
    if counts.get("audit_entry"):
        row = session.execute("SELECT * FROM audit_entry ORDER BY id DESC LIMIT 1")
        head = head_of([column.name for column in row.description or ()], row.fetchone())
    return Contents(migrations, counts, head)


def is_empty(database: Mapping[str, Any]) -> bool:
    """Whether a database has no tables yet. Raises CannotRestore when it does not answer."""
    try:
        with closing(connect(database)) as session:
            return not session.execute(TABLES).fetchall()
    except psycopg.OperationalError as error:
        raise CannotRestore(
            _("The database does not answer: %(error)s") % {"error": str(error).strip()},
            remedy=_("Make an empty database (createdb NAME) and name its address."),
        ) from error


def restore(copied: Path, database: Mapping[str, Any]) -> None:
    """Fill an empty database from a dump: all of it or, after an error, nothing. Raises CannotRestore."""
    words = [program("pg_restore"), "--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
    _run([*words, "--no-password", f"--dbname={_address(database)}", str(copied)], database, CannotRestore)


def make_database(database: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Make an empty database on the same server, and give its settings. Raises CannotRestore without the right to."""
    try:
        with closing(connect(database)) as session:
            session.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
    except psycopg.Error as error:
        raise CannotRestore(
            _("A drill needs an empty database, and none could be made: %(error)s") % {"error": str(error).strip()},
            remedy=_("Let the program make one: ALTER ROLE %(user)s CREATEDB;")
            % {"user": database.get("USER") or "niangjia"},
        ) from error
    return {**database, "NAME": name}


def drop_database(database: Mapping[str, Any], name: str) -> None:
    """Remove a database that `make_database` made."""
    with closing(connect(database)) as session:
        session.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _address(database: Mapping[str, Any]) -> str:
    """Where the database is, without the password: an argument of a program is everybody's to read."""
    known = {"host": "HOST", "port": "PORT", "user": "USER", "dbname": "NAME"}
    given = {name: str(database[key]) for name, key in known.items() if database.get(key)}
    options = {key: value for key, value in (database.get("OPTIONS") or {}).items() if key.startswith("ssl")}
    return make_conninfo(**given, **options)


def _run(words: list[str], database: Mapping[str, Any], kind: type[CannotBackUp | CannotRestore]) -> None:
    environment = dict(os.environ)
    if database.get("PASSWORD"):
        environment["PGPASSWORD"] = str(database["PASSWORD"])
    ended = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 (PostgreSQL's own)
    if ended.returncode:
        said = ended.stderr.strip().splitlines()
        raise kind(
            _("%(program)s failed: %(error)s")
            % {"program": Path(words[0]).name, "error": said[0] if said else ended.returncode},
            remedy=_("Its version must not be older than the server's; check also rights and free space."),
        )


def _one(session: "psycopg.Connection[Any]", query: Any) -> Any:
    row = session.execute(query).fetchone()
    return row[0] if row else None
