from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from niangjia.accounts import commands
from niangjia.accounts.access import jurisdiction, roles_of
from niangjia.accounts.models import Role, Unit, UnitKind, User
from niangjia.accounts.rights import EVERY_ROLE
from niangjia.kernel import clock

pytestmark = pytest.mark.django_db
CLERKS = {Role.ASSISTANCE_CLERK}
FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)


@pytest.fixture
def section(farm, system):
    """A unit below the farm."""
    return commands.add_unit(name="贮木场", kind=UnitKind.PLANT, parent=farm, by=system)


@pytest.fixture
def newcomer(system):
    return commands.add_user(username="newcomer", display_name="新来的", password="a-long-test-phrase", by=system)


def appoint(user, unit, by, role=Role.ASSISTANCE_CLERK, starts_on=FIRST, ends_on=None):
    commands.appoint_user(user, role=role, unit=unit, starts_on=starts_on, ends_on=ends_on, by=by)


def on(day, user):
    """The clerk's jurisdiction of someone asked anew on a day."""
    with clock.set_to(day):
        return jurisdiction(User.objects.get(pk=user.pk), CLERKS)


def test_a_jurisdiction_covers_the_unit_and_everything_below(newcomer, bureau, farm, section, other_farm, system):
    appoint(newcomer, farm, system)
    where = on(FIRST, newcomer)
    assert [where.covers(unit) for unit in (farm, section, bureau, other_farm)] == [True, True, False, False]
    assert list(where.units()) == [farm, section]
    assert where
    assert not where.covers_all()


def test_at_the_root_it_covers_all(newcomer, bureau, farm, section, other_farm, system):
    appoint(newcomer, bureau, system)
    where = on(FIRST, newcomer)
    assert where.covers_all()
    assert list(where.units()) == [bureau, farm, section, other_farm]


def test_at_one_of_two_roots_it_does_not_cover_all(newcomer, bureau, system):
    other = commands.add_unit(name="另一个局", kind=UnitKind.BUREAU, by=system)
    appoint(newcomer, bureau, system)
    where = on(FIRST, newcomer)
    assert not where.covers_all()
    assert not where.covers(other)


def test_two_appointments_add_up(newcomer, farm, other_farm, system):
    appoint(newcomer, farm, system)
    appoint(newcomer, other_farm, system)
    assert list(on(FIRST, newcomer).units()) == [farm, other_farm]


@pytest.mark.parametrize(
    ("day", "is_in_force"),
    [(FIRST - timedelta(1), False), (FIRST, True), (LAST, True), (LAST + timedelta(1), False)],
)
def test_an_appointment_holds_from_its_first_to_its_last_day(newcomer, farm, system, day, is_in_force):
    appoint(newcomer, farm, system, ends_on=LAST)
    where = on(day, newcomer)
    assert bool(where) is is_in_force
    assert where.covers(farm) is is_in_force
    assert where.units().exists() is is_in_force
    with clock.set_to(day):
        assert bool(roles_of(User.objects.get(pk=newcomer.pk))) is is_in_force


def test_a_role_gives_nothing_of_another_role(newcomer, bureau, system):
    appoint(newcomer, bureau, system, role=Role.LEADER)
    assert not on(FIRST, newcomer)
    with clock.set_to(FIRST):
        assert roles_of(newcomer) == {Role.LEADER}
        assert jurisdiction(newcomer, EVERY_ROLE)


def test_someone_without_an_appointment_holds_nothing(newcomer):
    where = jurisdiction(newcomer, EVERY_ROLE)
    assert not where
    assert not where.units().exists()
    assert not where.covers_all()
    assert roles_of(newcomer) == frozenset()


def test_someone_who_left_holds_nothing(newcomer, bureau, system):
    appoint(newcomer, bureau, system)
    User.objects.filter(pk=newcomer.pk).update(is_active=False)
    assert not on(FIRST, newcomer)


def test_the_system_covers_everything(system, bureau, farm):
    where = jurisdiction(system, CLERKS)
    assert where.covers_all()
    assert where.covers(farm)
    assert list(where.units()) == [bureau, farm]


def test_the_system_covers_everything_where_there_is_nothing_yet(system):
    assert not Unit.objects.exists()
    assert jurisdiction(system, CLERKS).covers_all()


def test_at_both_of_two_roots_it_covers_all(newcomer, bureau, farm, system):
    other = commands.add_unit(name="另一个局", kind=UnitKind.BUREAU, by=system)
    appoint(newcomer, bureau, system)
    appoint(newcomer, farm, system)
    assert not on(FIRST, newcomer).covers_all()
    appoint(newcomer, other, system)
    where = on(FIRST, newcomer)
    assert where.covers_all()
    assert where.limits() is None


def test_lists_of_households_know_unions_only(newcomer, bureau, farm, system):
    hospital = commands.add_unit(name="职工医院", kind="hospital", parent=bureau, by=system)
    city = commands.add_unit(name="市总工会", kind="prefecture", by=system)
    gone = commands.add_unit(name="旧场", kind=UnitKind.FARM, parent=bureau, by=system)
    commands.close_unit(gone, by=system)
    appoint(newcomer, bureau, system)
    where = on(FIRST, newcomer)
    assert list(where.homes()) == list(where.unions()) == [bureau, farm]
    assert set(where.units()) == {bureau, farm, hospital, gone}
    everywhere = jurisdiction(system, CLERKS)
    assert list(everywhere.homes()) == [bureau, farm]
    assert list(everywhere.unions()) == [bureau, farm, city]


def test_nobody_holds_nothing():
    nobody = AnonymousUser()
    nobody.is_system = False
    assert not jurisdiction(nobody, EVERY_ROLE)


def test_appointments_are_asked_once_for_a_request(clerk, django_assert_num_queries):
    fresh = User.objects.get(pk=clerk.pk)
    with django_assert_num_queries(1):
        assert jurisdiction(fresh, CLERKS)
        assert not jurisdiction(fresh, {Role.AUDITOR})
        assert roles_of(fresh) == {Role.ASSISTANCE_CLERK}
