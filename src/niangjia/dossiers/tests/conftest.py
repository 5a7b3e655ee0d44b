"""Fixtures of the tests of this app."""

import pytest

from niangjia.dossiers.tests.chain_factories import staff


@pytest.fixture
def people(someone, bureau, farm):
    """Who takes each step of the chain, by the name of the step."""
    return staff(someone, bureau, farm)
