from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import override

from niangjia.accounts import commands, recording
from niangjia.accounts.models import Appointment, Role, Unit, UnitKind, User
from niangjia.kernel.errors import Conflict

pytestmark = pytest.mark.django_db


def test_units_stand_in_a_tree(bureau, farm, other_farm):
    assert farm.is_child_of(bureau)
    assert other_farm.is_sibling_of(farm)
    assert [unit.name for unit in Unit.objects.get_children(bureau)] == [farm.name, other_farm.name]


@pytest.mark.parametrize(("language", "name"), [("zh-hans", "系统"), ("en", "System")])
def test_the_system_is_named_in_the_readers_language(system, clerk, language, name):
    with override(language):
        assert (str(system), str(clerk)) == (name, clerk.display_name)


def test_a_user_is_made_with_a_password_that_is_not_kept(system):
    user = commands.add_user(username="new", display_name="新", password="a-long-test-phrase", by=system)
    assert user.check_password("a-long-test-phrase")
    assert "a-long-test-phrase" not in user.password
    assert not user.is_system


@pytest.mark.parametrize("password", ["short", "password123", "newcomer-1", ""])
def test_an_easy_password_is_refused(system, password):
    with pytest.raises(ValidationError):
        commands.add_user(username="newcomer", display_name="新", password=password, by=system)
    assert not User.objects.filter(username="newcomer").exists()


def test_a_user_name_is_taken_once(clerk, system):
    with pytest.raises(Conflict) as refusal:
        commands.add_user(username=clerk.username, display_name="新", password="a-long-test-phrase", by=system)
    assert refusal.value.code == "username-taken"


@pytest.mark.parametrize(
    "wrong",
    [
        {"starts_on": date(2026, 2, 1), "ends_on": date(2026, 1, 31)},
        {"starts_on": date(2026, 2, 1)},
        {"starts_on": date(2026, 2, 1), "is_acting": True, "role": Role.LEADER},
    ],
)
def test_the_database_refuses_what_the_command_would(clerk, bureau, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Appointment.objects.create(**{"user": clerk, "unit": bureau, "role": Role.ASSISTANCE_CLERK} | wrong)


def test_the_system_is_made_once_and_has_no_password(system):
    assert commands.system_user() == system
    assert system.is_system
    assert not system.check_password("!")
    assert not system.has_usable_password()


def test_nothing_is_done_when_it_cannot_be_recorded(system, monkeypatch):
    monkeypatch.setattr(recording, "_recorders", [])
    with pytest.raises(RuntimeError), transaction.atomic():
        commands.add_unit(name="无人记", kind=UnitKind.FARM, by=system)
    assert not Unit.objects.filter(name="无人记").exists()
