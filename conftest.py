"""Fixtures for every test: a data folder of its own, a small bureau, and people of each role."""

from datetime import date

import pytest
from django.test import Client

from niangjia.accounts import commands as accounts
from niangjia.accounts.models import Role, Unit, UnitKind, User

TEST_PASSWORD = "a-long-test-phrase"


@pytest.fixture(autouse=True)
def _own_data_folder(settings, tmp_path):
    settings.KEY_FOLDER = tmp_path / "keys"
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def system(db) -> User:
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
