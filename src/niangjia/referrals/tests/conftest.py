"""A department under the bureau with someone who answers for it, and an open dossier of the farm."""

import pytest

from niangjia.accounts.models import Role, Unit
from niangjia.dossiers.models import Dossier
from niangjia.referrals.tests.factories import dossier_at, partner_of


@pytest.fixture
def partner(bureau, system) -> Unit:
    """The civil affairs section."""
    return partner_of(bureau, system)


@pytest.fixture
def responder(someone, partner):
    """Who answers there."""
    return someone(Role.RESPONDER, partner, "responder")


@pytest.fixture
def dossier(farm, clerk, bureau) -> Dossier:
    """An open dossier of the farm."""
    return dossier_at(farm, clerk)
