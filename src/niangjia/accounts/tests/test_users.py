"""Adding, disabling and enabling users, and resetting their passwords."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from niangjia.accounts import commands
from niangjia.accounts.models import Notice, Role, User
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, Forbidden, InvalidInput

pytestmark = pytest.mark.django_db
HOME = reverse("desk:show-home")
NEW_PASSWORD = "another-long-phrase"


@pytest.fixture
def keeper(someone, bureau):
    """The security administrator of the bureau."""
    return someone(Role.SECURITY_ADMINISTRATOR, bureau, "keeper")


def add(by, unit, **changes):
    values = {"username": "newcomer", "display_name": "新来的", "password": NEW_PASSWORD, "unit": unit, "by": by}
    return commands.add_user(**values | changes)


def test_the_administrator_adds_users_to_the_own_units(someone, farm, other_farm):
    keeper = someone(Role.ADMINISTRATOR, farm)
    user = add(keeper, farm, must_change_password=True)
    assert (user.unit, user.must_change_password, user.is_active, user.is_system) == (farm, True, True, False)
    for unit in (other_farm, None):
        with pytest.raises(Forbidden):
            add(keeper, unit, username="other")


@pytest.mark.parametrize("role", sorted(set(Role.values) - {Role.ADMINISTRATOR}))
def test_nobody_else_adds_users_or_resets_passwords(someone, bureau, officer, role):
    who = someone(role, bureau)
    with pytest.raises(Forbidden):
        add(who, bureau)
    with pytest.raises(Forbidden):
        commands.reset_password(officer, password=NEW_PASSWORD, by=who)


@pytest.mark.parametrize("role", sorted(set(Role.values) - {Role.SECURITY_ADMINISTRATOR}))
def test_nobody_else_disables_or_enables(someone, bureau, officer, role):
    who = someone(role, bureau)
    with pytest.raises(Forbidden):
        commands.disable_user(officer, reason="离职", by=who)
    User.objects.filter(pk=officer.pk).update(is_active=False)
    with pytest.raises(Forbidden):
        commands.enable_user(officer, reason="复职", by=who)


@pytest.mark.parametrize(
    "changes",
    [{"username": ""}, {"username": "a" * 41}, {"display_name": " "}, {"display_name": "名\u202e"}],
)
def test_a_user_that_cannot_be_is_not_added(administrator, farm, changes):
    with pytest.raises(InvalidInput):
        add(administrator, farm, **changes)
    with pytest.raises(ValidationError):
        add(administrator, farm, password="short")
    assert not User.objects.filter(unit=farm).exists()


def test_nobody_is_added_at_a_closed_unit(administrator, farm, system):
    commands.close_unit(farm, by=system)
    with pytest.raises(Conflict) as refusal:
        add(administrator, farm)
    assert refusal.value.code == "unit-closed"


def test_who_is_disabled_is_out_at_the_next_request(keeper, officer, signed_in):
    client = signed_in(officer)
    assert client.get(HOME).status_code == 200
    commands.disable_user(officer, reason="离职", by=keeper)
    answer = client.get(HOME)
    assert (answer.status_code, answer["Location"]) == (302, f"{reverse('accounts:sign-in')}?next={HOME}")
    officer.refresh_from_db()
    assert (officer.disabled_on, officer.disabled_reason) == (clock.today(), "离职")
    assert officer.appointments.in_force(clock.today()).exists()
    commands.enable_user(officer, reason="复职", by=keeper)
    assert signed_in(officer).get(HOME).status_code == 200


def test_disabling_and_enabling_take_a_reason_and_are_done_once(keeper, officer):
    with pytest.raises(InvalidInput):
        commands.disable_user(officer, reason=" ", by=keeper)
    with pytest.raises(Conflict):
        commands.enable_user(officer, reason="复职", by=keeper)
    commands.disable_user(officer, reason="离职", by=keeper)
    with pytest.raises(Conflict):
        commands.disable_user(officer, reason="离职", by=keeper)
    with pytest.raises(InvalidInput):
        commands.enable_user(officer, reason="", by=keeper)


def test_nobody_disables_himself_or_the_system(keeper, system):
    for user in (keeper, system):
        with pytest.raises(Forbidden):
            commands.disable_user(user, reason="试试", by=keeper)


def test_a_reset_password_ends_sessions_and_must_be_changed(administrator, officer, signed_in, client):
    open_one = signed_in(officer)
    commands.reset_password(officer, password=NEW_PASSWORD, by=administrator)
    assert open_one.get(HOME).status_code == 302
    officer.refresh_from_db()
    assert officer.must_change_password
    assert officer.check_password(NEW_PASSWORD)
    with pytest.raises(ValidationError):
        commands.reset_password(officer, password="short", by=administrator)


def test_the_passwords_of_administrators_are_out_of_each_others_reach(someone, bureau, administrator, keeper, system):
    watcher, second = someone(Role.SECURITY_AUDITOR, bureau), someone(Role.ADMINISTRATOR, bureau, "second")
    for user in (keeper, watcher, second, administrator):
        with pytest.raises(Forbidden):
            commands.reset_password(user, password=NEW_PASSWORD, by=administrator)
    commands.reset_password(keeper, password=NEW_PASSWORD, by=system)


def test_who_also_holds_a_role_elsewhere_is_beyond_a_part(someone, farm, other_farm, officer, system):
    User.objects.filter(pk=officer.pk).update(unit=farm)
    administrator, keeper = someone(Role.ADMINISTRATOR, farm), someone(Role.SECURITY_ADMINISTRATOR, farm)
    officer.refresh_from_db()
    commands.reset_password(officer, password=NEW_PASSWORD, by=administrator)
    commands.appoint_user(officer, role=Role.REVIEWER, unit=other_farm, starts_on=clock.today(), by=system)
    with pytest.raises(Forbidden):
        commands.reset_password(officer, password=NEW_PASSWORD, by=administrator)
    with pytest.raises(Forbidden):
        commands.disable_user(officer, reason="离职", by=keeper)


def test_a_reset_is_told_to_its_owner_and_to_the_security_administrators(clerk, administrator, security_administrator):
    commands.reset_password(clerk, password=NEW_PASSWORD, by=administrator)
    assert set(Notice.objects.values_list("to__username", flat=True)) == {"clerk", "security"}
