"""Fixtures for every test: a data folder of its own, a small bureau, and people of each role."""

import os
import sys
from contextlib import nullcontext
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db.backends.base.operations import BaseDatabaseOperations
from django.test import Client, override_settings

from niangjia.accounts import commands as accounts
from niangjia.accounts.models import Role, Unit, UnitKind, User
from niangjia.accounts.tests.signing_in import sign_in_whole
from niangjia.audit.tests.tampering import record_triggers
from niangjia.dossiers.tests.watching import watched_commands
from niangjia.kernel import clock
from niangjia.ui.testing import chromium, plain_static_files, visit

__all__ = ["chromium", "plain_static_files", "visit"]
"""Fixtures of the browser stand here once: two of them would start two drivers in one thread."""

if sys.dont_write_bytecode:  # where that is set, each program that a test starts would compile all that it imports
    sys.dont_write_bytecode = False
    sys.pycache_prefix = os.environ["PYTHONPYCACHEPREFIX"] = str(Path(sys.prefix, "compiled-for-tests"))
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

TEST_PASSWORD = "a-long-test-phrase"  # noqa: S105 (of invented people)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, tmp_path_factory):  # noqa: ARG001 (builds on pytest-django's)
    """SQLite's test database is a file, as in use: one in memory has no second connection and no write lock."""
    database = django_settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        database.setdefault("TEST", {})["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture(scope="session", autouse=True)
def _the_record_may_be_emptied_between_tests():
    """A test with transactions of its own is cleaned up after by emptying every table; the record's triggers refuse."""

    def without_triggers(self, statements):
        take_down, put_back = record_triggers(self.connection)
        empty_tables(self, [*take_down, *statements, *put_back])

    empty_tables = BaseDatabaseOperations.execute_sql_flush
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", without_triggers)
        yield


@pytest.fixture(scope="session")
def _commands_seen():
    with watched_commands() as seen:
        yield seen


@pytest.fixture(autouse=True)
def _every_command_that_changes_a_dossier_has_a_sample(_commands_seen):
    """Of a command without one, no test would show that it keeps a version."""
    yield
    if _commands_seen:
        from niangjia.dossiers.tests.version_samples import AFTER_A_RESTORE, PARTS, SAMPLES

        missing = set(_commands_seen) - {*SAMPLES, *PARTS, *AFTER_A_RESTORE}
        _commands_seen.clear()
        assert not missing, f"give {sorted(missing)} a line in dossiers/tests/version_samples.py"


@pytest.fixture(scope="session", autouse=True)
def _nothing_waits_for_the_disk():
    """No test cuts the power, and no other could tell: a kill leaves what the program has handed to the system."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _file: None)
        yield


@pytest.fixture(scope="session", autouse=True)
def _files_have_no_address():
    """Django's live server, unlike the product, hands out MEDIA_ROOT under MEDIA_URL: at "/" where that is empty."""
    with override_settings(MEDIA_URL="/files-have-no-address/"):
        yield


@pytest.fixture(autouse=True)
def _a_module_keeps_its_day(request):
    """Tests of a module that says TODAY stay on the day on which it was read, also those that run after midnight."""
    day = getattr(request.module, "TODAY", None)
    with clock.set_to(day, hour=12) if day else nullcontext():
        yield


@pytest.fixture(autouse=True)
def _own_data_folder(settings, tmp_path, monkeypatch):
    settings.KEY_FOLDER = tmp_path / "keys"
    settings.MEDIA_ROOT = tmp_path / "files"
    monkeypatch.setattr("niangjia.privacy.keys._uses", [])  # the folder is another for each test, the database is not
    monkeypatch.setattr("niangjia.privacy.tags._uses", [])
    settings.STATIC_ROOT = tmp_path
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _force_login_is_a_whole_sign_in(monkeypatch):
    """`force_login` stands for a sign-in with every step done just now; tests of the steps go through the pages."""
    monkeypatch.setattr(Client, "force_login", sign_in_whole)


@pytest.fixture
def system(db) -> User:  # noqa: ARG001 (asks pytest-django for the database)
    """The actor of the command line."""
    return accounts.system_user()


@pytest.fixture
def bureau(system) -> Unit:
    """The root of the tree."""
    return accounts.add_unit(name="白桦岭林业局工会", kind=UnitKind.BUREAU, by=system)


@pytest.fixture
def farm(bureau, system) -> Unit:
    """A farm below the bureau."""
    return accounts.add_unit(name="白桦林场", kind=UnitKind.FARM, parent=bureau, by=system)


@pytest.fixture
def other_farm(bureau, system) -> Unit:
    """Another farm below the bureau."""
    return accounts.add_unit(name="红松林场", kind=UnitKind.FARM, parent=bureau, by=system)


@pytest.fixture
def someone(system):
    """Makes a user with a role at a unit: `someone(Role.LEADER, bureau)`."""

    def make(role: Role, unit: Unit, username: str = "") -> User:
        user = accounts.add_user(
            username=username or f"{role}-{unit.pk}"[:40], display_name="测试员", password=TEST_PASSWORD, by=system
        )
        accounts.appoint_user(user, role=role, unit=unit, starts_on=date(2020, 1, 1), by=system)
        return user

    return make


@pytest.fixture
def clerk(someone, bureau) -> User:
    """An assistance clerk of the whole bureau."""
    return someone(Role.ASSISTANCE_CLERK, bureau, "clerk")


@pytest.fixture
def as_clerk(clerk) -> Client:
    """A browser signed in as the clerk."""
    client = Client()
    client.force_login(clerk)
    return client


@pytest.fixture
def officer(someone, farm) -> User:
    """The union officer of the farm."""
    return someone(Role.UNIT_OFFICER, farm, "officer")


@pytest.fixture
def leader(someone, bureau) -> User:
    """A leader of the bureau."""
    return someone(Role.LEADER, bureau, "leader")


@pytest.fixture
def approver(someone, bureau) -> User:
    """The chair of the bureau, who approves."""
    return someone(Role.APPROVER, bureau, "approver")


@pytest.fixture
def auditor(someone, bureau) -> User:
    """An auditor of the bureau."""
    return someone(Role.AUDITOR, bureau, "auditor")


@pytest.fixture
def administrator(someone, bureau) -> User:
    """The administrator of the system."""
    return someone(Role.ADMINISTRATOR, bureau, "administrator")


@pytest.fixture
def security_administrator(someone, bureau) -> User:
    """The security administrator."""
    return someone(Role.SECURITY_ADMINISTRATOR, bureau, "security")


@pytest.fixture
def signed_in():
    """Makes a browser for someone: `signed_in(clerk).get("/")`."""

    def make(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return make


@pytest.fixture
def own_erasers(monkeypatch):
    """Erasers of a test are gone after it."""
    from niangjia.people import erasure

    monkeypatch.setattr(erasure, "_erasers", dict(erasure._erasers))  # noqa: SLF001 (put back as it was)
