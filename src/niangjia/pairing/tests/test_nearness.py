"""How far the place of a visit is from where the unit lies."""

import pytest

from niangjia.pairing.commands import place_unit
from niangjia.pairing.nearness import metres_from
from niangjia.visits.nearness import metres_from_unit
from niangjia.visits.records import Place

pytestmark = pytest.mark.django_db


def test_it_is_told_from_the_own_place_of_a_unit_alone(farm, bureau, clerk):
    place_unit(bureau, latitude=50_780_000, longitude=121_520_000, by=clerk)
    assert metres_from(farm, 50_780_000, 121_520_000) is None
    place_unit(farm, latitude=50_780_000, longitude=121_520_000, by=clerk)
    assert metres_from(farm, 50_780_000, 121_520_000) == 0
    assert metres_from(farm, 50_790_000, 121_520_000) in range(1_110, 1_114)  # a hundredth of a degree to the north
    assert metres_from(farm, 50_780_000, 121_530_000) in range(700, 707)  # to the east, at this latitude


def test_visits_ask_for_it(farm, clerk):
    place_unit(farm, latitude=50_780_000, longitude=121_520_000, by=clerk)
    assert metres_from_unit(farm, Place(50_780_000, 121_520_000, 9)) == 0
