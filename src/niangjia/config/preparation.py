"""What has to be in place before the product works: the database's tables and the collected static files."""

import contextlib
import hashlib
import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.files import locks
from django.core.management import call_command
from django.core.management.base import OutputWrapper
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext_lazy as _

from niangjia.kernel.errors import NiangjiaError


class DatabaseNotReady(NiangjiaError):
    """The database cannot be reached, or is older than the program."""

    code = "database-not-ready"


@contextlib.contextmanager
def timed(title: str, output: OutputWrapper) -> Iterator[None]:
    """Name a piece of work before it starts and give its seconds when it ends."""
    started = time.monotonic()
    output.write(f"  {title:<58}", ending="")
    output.flush()
    yield
    output.write(f"{time.monotonic() - started:6.1f} s")


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Hold the data folder while it is being prepared; a second process waits. The end of the process frees it."""
    settings.DATA.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (settings.DATA / ".preparing").open("w") as file:
        locks.lock(file, locks.LOCK_EX)
        yield


def no_answer(error: OperationalError) -> DatabaseNotReady:
    """What is said when the database cannot be reached."""
    return DatabaseNotReady(
        _("The database does not answer: %(error)s") % {"error": str(error).strip()},
        remedy=_("Check NIANGJIA_DATABASE_URL and that the database server runs."),
    )


def has_missing_tables() -> bool:
    """Whether migrations wait. Raises DatabaseNotReady when the database does not answer."""
    return bool(_waiting(_executor()))


def make_tables() -> None:
    """Apply the migrations that wait, and begin the record of acts, or link what is on it from before the chain."""
    from niangjia.audit.commands import link_waiting  # models cannot be loaded before the settings are

    call_command("migrate", interactive=False, verbosity=0)
    link_waiting()


def prepare_new_database() -> None:
    """Make the tables of a database that has none. One that is merely older is left alone: a person decides on that.

    Raises DatabaseNotReady when it is older than the program, or does not answer.
    """
    if not has_missing_tables():
        return
    with one_at_a_time():
        executor = _executor()  # another process may have been quicker
        if _waiting(executor) and executor.loader.applied_migrations:
            raise DatabaseNotReady(
                _("The database is older than this program."),
                remedy=_("Make a copy of it, then run: niangjia manage migrate"),
            )
        make_tables()


def is_nothing_here() -> bool:
    """Whether no installation was begun in the database; a database file that is missing is not made by asking."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite" and connection.connection is None and not Path(name).is_file():
        return True
    return has_missing_tables() and not _executor().loader.applied_migrations


def nothing_here() -> NiangjiaError:
    """What verbs that look after an installation say: run in another folder they would begin one, and find all well."""
    return DatabaseNotReady(
        _("There is no data in %(folder)s.") % {"folder": settings.DATA},
        remedy=_("Go to the folder the program runs in, or name its data folder with NIANGJIA_DATA."),
    )


def has_static_files() -> bool:
    """Whether what was collected is what the apps hold now."""
    try:
        return _static_stamp().read_text(encoding="ascii") == _static_digest()
    except OSError:
        return False


def collect_static_files() -> None:
    """Copy the apps' static files where the server reads them, with hashed names and compressed."""
    digest = _static_digest()
    _static_stamp().unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    _static_stamp().write_text(digest, encoding="ascii")


def _executor() -> MigrationExecutor:
    try:
        return MigrationExecutor(connection)
    except OperationalError as error:
        raise no_answer(error) from error


def _waiting(executor: MigrationExecutor) -> list[object]:
    return list(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _static_stamp() -> Path:
    return Path(settings.STATIC_ROOT).with_name(".static-digest")


def _static_digest() -> str:
    """A hash over names, sizes and times: quick, and at worst the files are collected once more than needed."""
    total = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            found = Path(storage.path(name)).stat()
            total.update(f"{name}\0{found.st_size}\0{found.st_mtime_ns}\0".encode())
    return total.hexdigest()
