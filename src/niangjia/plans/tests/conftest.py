"""A dossier on file of the farm, with a cause."""

import pytest

from niangjia.dossiers.models import Dossier
from niangjia.plans.tests.factories import dossier_at


@pytest.fixture
def dossier(farm, clerk, bureau) -> Dossier:
    """A worker who is ill, a wife without work, a son at school."""
    return dossier_at(farm, clerk)
