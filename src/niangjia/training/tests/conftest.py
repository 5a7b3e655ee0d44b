"""People and things for tests of training and work."""

import pytest

from niangjia.accounts.models import Role
from niangjia.training.tests.factories import a_profile


@pytest.fixture
def cadre(someone, bureau):
    """A cadre of the bureau."""
    return someone(Role.PAIRING_CADRE, bureau, "cadre")


@pytest.fixture
def profile(farm, clerk):
    """Somebody of the farm who looks for work."""
    return a_profile(farm, clerk)
