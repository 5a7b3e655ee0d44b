"""People and things for tests of reviews."""

import pytest

from niangjia.accounts.models import Role
from niangjia.dossiers.tests.factories import file, person
from niangjia.reviews.models import Review
from niangjia.reviews.tests.factories import a_campaign


@pytest.fixture
def reviewer(someone, bureau):
    """A reviewer of the whole bureau."""
    return someone(Role.REVIEWER, bureau, "reviewer")


@pytest.fixture
def superior(someone, bureau):
    """Somebody of the superior union."""
    return someone(Role.SUPERIOR, bureau, "superior")


@pytest.fixture
def dossier(farm, clerk):
    """A dossier on file at the farm."""
    return file(person("刘心红", is_head=True, wage_fen=1_200_000), unit=farm, by=clerk)


@pytest.fixture
def review(dossier, bureau, clerk) -> Review:
    """Its review of this year."""
    a_campaign(bureau, by=clerk)
    return Review.objects.get(dossier=dossier)
