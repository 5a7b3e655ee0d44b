"""Appointing, acting for another, ending early, and what one person may not hold at the same time."""

from datetime import date, timedelta

import pytest

from niangjia.accounts import commands
from niangjia.accounts.access import jurisdiction, roles_of
from niangjia.accounts.models import Appointment, Role, UnitKind, User
from niangjia.accounts.rules import ACTING_DAYS
from niangjia.accounts.tests.racing import at_once
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, Forbidden, InvalidInput

pytestmark = pytest.mark.django_db
FIRST = date(2026, 3, 1)
DAY = timedelta(days=1)


@pytest.fixture
def newcomer(system):
    return commands.add_user(username="newcomer", display_name="新来的", password="a-long-test-phrase", by=system)


@pytest.fixture
def keeper(someone, bureau):
    """The security administrator of the bureau."""
    return someone(Role.SECURITY_ADMINISTRATOR, bureau, "keeper")


def appoint(user, unit, by, role=Role.ASSISTANCE_CLERK, starts_on=FIRST, **more):
    return commands.appoint_user(user, role=role, unit=unit, starts_on=starts_on, by=by, **more)


def roles_on(day, user):
    with clock.set_to(day):
        return roles_of(User.objects.get(pk=user.pk))


def test_the_security_administrator_appoints_within_the_own_units(someone, farm, other_farm, newcomer):
    keeper = someone(Role.SECURITY_ADMINISTRATOR, farm)
    assert appoint(newcomer, farm, keeper).appointed_by == keeper
    with pytest.raises(Forbidden):
        appoint(newcomer, other_farm, keeper)


@pytest.mark.parametrize("role", sorted(set(Role.values) - {Role.SECURITY_ADMINISTRATOR}))
def test_nobody_else_appoints_or_ends(someone, bureau, farm, newcomer, system, role):
    who, held = someone(role, bureau), appoint(newcomer, farm, system)
    with pytest.raises(Forbidden):
        appoint(newcomer, bureau, who)
    with pytest.raises(Forbidden):
        commands.end_appointment(held, last_on=clock.today(), reason="调离", by=who)


def test_nobody_appoints_himself_nor_ends_the_own_appointment(keeper, bureau):
    with pytest.raises(Forbidden):
        appoint(keeper, bureau, keeper, role=Role.WORKER)
    with pytest.raises(Forbidden):
        commands.end_appointment(keeper.appointments.get(), last_on=clock.today(), reason="辞职", by=keeper)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "overlaps"),
    [
        (FIRST - 20 * DAY, FIRST - DAY, False),
        (FIRST - 20 * DAY, FIRST, True),
        (FIRST, None, True),
        (FIRST + 9 * DAY, FIRST + 20 * DAY, True),
        (FIRST + 10 * DAY, None, False),
        (FIRST - 20 * DAY, None, True),
    ],
)
def test_the_same_role_is_not_held_twice_on_a_day(newcomer, farm, other_farm, system, starts_on, ends_on, overlaps):
    appoint(newcomer, farm, system, ends_on=FIRST + 9 * DAY)
    appoint(newcomer, other_farm, system, starts_on=starts_on, ends_on=ends_on)
    appoint(newcomer, farm, system, role=Role.REVIEWER, starts_on=starts_on, ends_on=ends_on)
    if overlaps:
        with pytest.raises(Conflict) as refusal:
            appoint(newcomer, farm, system, starts_on=starts_on, ends_on=ends_on)
        assert refusal.value.code == "overlap"
    else:
        appoint(newcomer, farm, system, starts_on=starts_on, ends_on=ends_on)


@pytest.mark.parametrize(
    ("held", "wanted"),
    [
        (Role.ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR),
        (Role.SECURITY_AUDITOR, Role.ADMINISTRATOR),
        (Role.SECURITY_ADMINISTRATOR, Role.SECURITY_AUDITOR),
        (Role.ADMINISTRATOR, Role.ASSISTANCE_CLERK),
        (Role.LEADER, Role.SECURITY_AUDITOR),
        (Role.FINANCE_CLERK, Role.CASHIER),
        (Role.AUDITOR, Role.CASHIER),
    ],
)
def test_separate_duties_are_two_peoples(newcomer, farm, bureau, keeper, system, held, wanted):
    first = appoint(newcomer, farm, system, role=held, starts_on=clock.today() - 10 * DAY)
    with pytest.raises(Conflict) as refusal:
        appoint(newcomer, bureau, keeper, role=wanted, starts_on=clock.today())  # at another unit too
    assert refusal.value.code == "separation"
    assert str(Role(held).label) in str(refusal.value)
    commands.end_appointment(first, last_on=clock.today(), reason="轮岗", by=keeper)
    appoint(newcomer, bureau, keeper, role=wanted, starts_on=clock.today() + DAY)


def test_who_administers_may_be_a_worker_with_a_case_of_the_own(newcomer, farm, system):
    appoint(newcomer, farm, system, role=Role.ADMINISTRATOR)
    appoint(newcomer, farm, system, role=Role.WORKER)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"role": "king"}, InvalidInput),
        ({"ends_on": FIRST - DAY}, InvalidInput),
        ({"is_acting": True}, InvalidInput),
        ({"is_acting": True, "ends_on": FIRST + ACTING_DAYS * DAY}, InvalidInput),
        ({"document": "文" * 121}, InvalidInput),
    ],
)
def test_an_appointment_that_cannot_be_is_refused(newcomer, farm, system, changes, error):
    with pytest.raises(error):
        appoint(newcomer, farm, system, **changes)
    assert not Appointment.objects.exists()


def test_nobody_who_cannot_sign_in_is_appointed(newcomer, farm, system, keeper):
    User.objects.filter(pk=newcomer.pk).update(is_active=False)
    for user in (newcomer, system):
        with pytest.raises(Conflict):
            appoint(user, farm, keeper)


def test_a_closed_unit_takes_no_appointment_and_a_hospital_no_clerk(newcomer, bureau, farm, system):
    hospital = commands.add_unit(name="医院", kind="hospital", parent=bureau, by=system)
    with pytest.raises(InvalidInput):
        appoint(newcomer, hospital, system)
    appoint(newcomer, hospital, system, role=Role.RESPONDER)
    commands.close_unit(farm, by=system)
    with pytest.raises(Conflict) as refusal:
        appoint(newcomer, farm, system)
    assert refusal.value.code == "unit-closed"


def test_acting_for_another_ends_by_itself(newcomer, officer, farm, system):
    other, last = officer.appointments.get(), FIRST + 29 * DAY
    acting = appoint(newcomer, farm, system, role=Role.UNIT_OFFICER, ends_on=last, stands_in_for=other)
    assert acting.is_acting
    assert roles_on(FIRST - DAY, newcomer) == frozenset()
    assert roles_on(FIRST, newcomer) == roles_on(last, newcomer) == {Role.UNIT_OFFICER}
    assert roles_on(last + DAY, newcomer) == frozenset()
    with clock.set_to(last):
        assert jurisdiction(User.objects.get(pk=newcomer.pk), {Role.UNIT_OFFICER}).covers(farm)


def test_nobody_acts_longer_than_the_other_holds_the_post(newcomer, officer, farm, system):
    Appointment.objects.filter(user=officer).update(ends_on=FIRST + 10 * DAY)
    other = officer.appointments.get()
    with pytest.raises(InvalidInput):
        appoint(newcomer, farm, system, role=Role.UNIT_OFFICER, ends_on=FIRST + 11 * DAY, stands_in_for=other)
    appoint(newcomer, farm, system, role=Role.UNIT_OFFICER, ends_on=FIRST + 10 * DAY, stands_in_for=other)


def test_who_is_stood_in_for_is_another_in_the_same_post(newcomer, officer, farm, other_farm, bureau, clerk, system):
    other, last = officer.appointments.get(), FIRST + 5 * DAY
    acting = {"ends_on": last, "stands_in_for": other}
    for wrong in (
        lambda: appoint(officer, farm, system, role=Role.UNIT_OFFICER, **acting),
        lambda: appoint(newcomer, other_farm, system, role=Role.UNIT_OFFICER, **acting),
        lambda: appoint(newcomer, farm, system, role=Role.REVIEWER, **acting),
    ):
        with pytest.raises(InvalidInput):
            wrong()
    deputy = appoint(newcomer, farm, system, role=Role.UNIT_OFFICER, **acting)
    with pytest.raises(InvalidInput):
        appoint(clerk, farm, system, role=Role.UNIT_OFFICER, ends_on=last, stands_in_for=deputy)


def test_an_appointment_ends_early_with_a_reason_and_those_acting_for_it_too(newcomer, officer, farm, keeper, system):
    today = clock.today()
    held = officer.appointments.get()
    acting = {"role": Role.UNIT_OFFICER, "starts_on": today, "ends_on": today + 90 * DAY, "stands_in_for": held}
    deputy = appoint(newcomer, farm, system, **acting)
    with pytest.raises(InvalidInput):
        commands.end_appointment(held, last_on=today, reason=" ", by=keeper)
    with pytest.raises(InvalidInput):
        commands.end_appointment(held, last_on=today - 2 * DAY, reason="调离", by=keeper)
    commands.end_appointment(held, last_on=today + 3 * DAY, reason="调离", by=keeper)
    deputy.refresh_from_db()
    assert Appointment.objects.get(pk=held.pk).ends_on == deputy.ends_on == today + 3 * DAY
    assert deputy.end_reason
    with pytest.raises(InvalidInput):
        commands.end_appointment(held, last_on=today + 4 * DAY, reason="调离", by=keeper)  # that is no ending early
    commands.end_appointment(held, last_on=today - DAY, reason="立即免职", by=keeper)
    deputy.refresh_from_db()
    assert deputy.is_withdrawn  # it began today
    assert roles_of(User.objects.get(pk=officer.pk)) == roles_of(User.objects.get(pk=newcomer.pk)) == frozenset()
    with pytest.raises(Conflict):
        commands.end_appointment(held, last_on=today, reason="再次", by=keeper)
    assert Appointment.objects.filter(pk=held.pk).exists()


def test_one_that_has_not_begun_is_withdrawn_and_stands_in_nobodys_way(newcomer, farm, keeper):
    ahead = clock.today() + 10 * DAY
    held = appoint(newcomer, farm, keeper, starts_on=ahead)
    commands.end_appointment(held, last_on=clock.today(), reason="计划变更", by=keeper)
    held.refresh_from_db()
    assert held.is_withdrawn
    assert roles_on(ahead, newcomer) == frozenset()
    appoint(newcomer, farm, keeper, starts_on=ahead)
    appoint(newcomer, farm, keeper, role=Role.CASHIER, starts_on=ahead)


@pytest.mark.django_db(transaction=True)
def test_the_same_appointment_made_twice_at_once_is_made_once(newcomer, farm, keeper):
    answers = at_once(*[lambda: appoint(newcomer, farm, keeper, ends_on=FIRST + DAY)] * 4)
    assert sorted(type(answer).__name__ for answer in answers) == ["Appointment", *["Conflict"] * 3]
    assert Appointment.objects.filter(user=newcomer).count() == 1


@pytest.mark.django_db(transaction=True)
def test_duties_to_be_kept_apart_are_kept_apart_at_once(newcomer, farm, other_farm, keeper):
    answers = at_once(
        lambda: appoint(newcomer, farm, keeper, role=Role.FINANCE_CLERK),
        lambda: appoint(newcomer, other_farm, keeper, role=Role.CASHIER),
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["Appointment", "Conflict"]


@pytest.mark.django_db(transaction=True)
def test_nobody_is_appointed_at_a_unit_while_it_closes(newcomer, bureau, system, keeper):
    for place in range(3):
        unit = commands.add_unit(name=f"{place}场", kind=UnitKind.FARM, parent=bureau, by=system)
        at_once(
            lambda unit=unit: appoint(newcomer, unit, keeper),
            lambda unit=unit: commands.close_unit(unit, by=system),
        )
        unit.refresh_from_db()
        assert (unit.closed_on is None) == Appointment.objects.filter(unit=unit).exists()
