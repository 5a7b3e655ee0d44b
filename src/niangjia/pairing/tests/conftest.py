"""People and things for tests of pairing."""

import pytest

from niangjia.accounts.models import Role
from niangjia.dossiers.tests.factories import file, person
from niangjia.pairing.tests.factories import a_cadre, a_pair


@pytest.fixture
def dossier(farm, clerk):
    """A household on file at the farm."""
    return file(person("刘心红", is_head=True, wage_fen=1_200_000), unit=farm, by=clerk)


@pytest.fixture
def cadre_user(someone, bureau):
    """A pairing cadre of the bureau."""
    return someone(Role.PAIRING_CADRE, bureau, "cadre")


@pytest.fixture
def cadre(cadre_user, bureau, clerk):
    """The same, ready to be paired."""
    return a_cadre(cadre_user, bureau, by=clerk)


@pytest.fixture
def other(someone, bureau, clerk):
    """Another one."""
    return a_cadre(someone(Role.PAIRING_CADRE, bureau, "other-cadre"), bureau, by=clerk)


@pytest.fixture
def pair(dossier, cadre, clerk):
    """The household with its cadre, from today on."""
    return a_pair(dossier, cadre, by=clerk)
