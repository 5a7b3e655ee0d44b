"""Verbs that make the first people of an installation, and set their passwords."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from niangjia.accounts import commands
from niangjia.accounts.access import roles_of
from niangjia.accounts.models import Role, UnitKind, User

pytestmark = pytest.mark.django_db
PASSWORD = "a-long-test-phrase"


@pytest.fixture
def verb(monkeypatch):
    """Runs a verb with a password on its standard input."""

    def run(name, *arguments, password=PASSWORD, **options):
        monkeypatch.setattr("sys.stdin", StringIO(password + "\n"))
        out = StringIO()
        call_command(name, *arguments, password_stdin=True, stdout=out, **options)
        return out.getvalue()

    return run


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.SECURITY_AUDITOR])
def test_a_bureau_is_opened_with_a_clerk_and_administrators(verb, role):
    verb("open_bureau", "白桦岭林业局工会", "zhou", unit=["白桦林场"])
    assert "gu" in verb("add_administrator", "gu", role=role.value, display_name="顾某")
    gu = User.objects.get(username="gu")
    assert roles_of(gu) == {role}
    assert gu.check_password(PASSWORD)
    assert (str(gu.unit), gu.display_name, gu.must_change_password) == ("白桦岭林业局工会", "顾某", False)


def test_who_holds_a_role_that_does_not_go_with_it_is_refused(verb, clerk, bureau):
    for username in ("clerk", "gu"):
        if username == "gu":
            verb("add_administrator", "gu", role="administrator")
        with pytest.raises(CommandError) as refusal:
            verb("add_administrator", username, role="security-admin")
        assert refusal.value.returncode == 1
    assert roles_of(User.objects.get(username="clerk")) == {Role.ASSISTANCE_CLERK}


def test_a_known_user_is_appointed_as_is(verb, bureau, farm, system):
    user = commands.add_user(username="gu", display_name="顾某", password=PASSWORD, by=system)
    verb("add_administrator", "gu", role="administrator", unit="白桦林场", password="short")
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    assert user.appointments.get().unit == farm


def test_the_unit_is_one(verb, bureau, farm, system):
    for options in ({"unit": "无此单位"}, {"unit": ""}):
        with pytest.raises(CommandError):
            verb("add_administrator", "gu", role="administrator", **options)
        commands.add_unit(name="另一个局", kind=UnitKind.BUREAU, by=system)
    assert not User.objects.filter(username="gu").exists()


@pytest.mark.parametrize("username", ["gu", ""])
def test_a_bad_password_or_name_makes_nobody(verb, bureau, username):
    with pytest.raises(CommandError):
        verb("add_administrator", username, role="administrator", password="short")
    assert not User.objects.filter(username=username).exists()


def test_a_password_is_reset_for_an_administrator_too(verb, administrator):
    verb("reset_password", "administrator", password="another-long-phrase")
    administrator.refresh_from_db()
    assert administrator.check_password("another-long-phrase")
    assert administrator.must_change_password
    for username, password in (("nobody", PASSWORD), ("system", PASSWORD), ("administrator", "short")):
        with pytest.raises(CommandError):
            verb("reset_password", username, password=password)
