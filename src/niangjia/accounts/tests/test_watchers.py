"""Who is told: holders of a role at the unit, or at the nearest one above that has any."""

from datetime import date

import pytest

from niangjia.accounts.models import Role
from niangjia.accounts.watchers import nearest_holders
from niangjia.kernel import clock

pytestmark = pytest.mark.django_db


def test_the_nearest_unit_that_has_one_wins(someone, bureau, farm, other_farm):
    far = someone(Role.APPROVER, bureau, "far")
    assert nearest_holders(farm, [Role.APPROVER]) == [far]
    near = someone(Role.LEADER, farm, "near")
    assert nearest_holders(farm, [Role.APPROVER, Role.LEADER]) == [near]
    assert nearest_holders(other_farm, [Role.APPROVER, Role.LEADER]) == [far]
    assert nearest_holders(farm, [Role.APPROVER, Role.LEADER], besides=near) == [far]
    assert nearest_holders(farm, [Role.CASHIER]) == []


def test_those_who_left_or_are_shut_out_are_not_told(someone, bureau, farm):
    left, shut = someone(Role.APPROVER, bureau, "left"), someone(Role.APPROVER, bureau, "shut")
    left.appointments.update(ends_on=date(2026, 1, 31))
    shut.is_active = False
    shut.save()
    with clock.set_to(date(2026, 2, 1)):
        assert nearest_holders(farm, [Role.APPROVER]) == []
    with clock.set_to(date(2026, 1, 31)):
        assert nearest_holders(farm, [Role.APPROVER]) == [left]
