"""Commands of the sign-in ask who does it, whatever page or job calls them."""

import pytest
from django.core.exceptions import ValidationError

from niangjia.accounts import commands
from niangjia.accounts.models import Identity, SecondFactorFor, SignInPolicy, Unit, User
from niangjia.accounts.passwords import HabitValidator
from niangjia.kernel.errors import Forbidden

pytestmark = pytest.mark.django_db
ACTS = {
    "clear_factors": lambda user, by: commands.clear_factors(user, by=by),
    "unlock_sign_in": lambda user, by: commands.unlock_sign_in(user, by=by),
    "link_identity": lambda user, by: commands.link_identity(user, provider="city", subject="s", by=by),
    "unlink_identity": lambda user, by: commands.unlink_identity(Identity(user=user), by=by),
    "end_session": lambda user, by: commands.end_session(user, "none", by=by),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("who", ["leader", "auditor", "administrator", "officer"])
def test_nobody_else_touches_the_sign_in_of_another(request, clerk, act, who):
    with pytest.raises(Forbidden):
        ACTS[act](clerk, request.getfixturevalue(who))


@pytest.mark.parametrize("act", ACTS)
def test_the_security_administrator_does(clerk, security_administrator, act):
    ACTS[act](clerk, security_administrator)


@pytest.mark.parametrize("who", ["clerk", "administrator"])
def test_nobody_else_changes_what_a_sign_in_takes(request, who):
    with pytest.raises(Forbidden):
        commands.change_sign_in_policy(SignInPolicy(idle_minutes=200), by=request.getfixturevalue(who))
    assert not SignInPolicy.objects.exists()


def test_nobody_lets_privileged_roles_go_without_a_second_factor(security_administrator, system):
    with pytest.raises(Forbidden):
        commands.change_sign_in_policy(SignInPolicy(second_factor=SecondFactorFor.OPTIONAL), by=security_administrator)
    commands.change_sign_in_policy(SignInPolicy(second_factor=SecondFactorFor.ALL), by=security_administrator)
    commands.change_sign_in_policy(SignInPolicy(second_factor=SecondFactorFor.OPTIONAL), by=system)


def test_a_password_is_held_against_the_units_around_its_owner_alone(clerk, other_farm, django_assert_max_num_queries):
    clerk.unit = Unit.objects.filter(depth=2).exclude(pk=other_farm.pk).first() or clerk.unit
    with django_assert_max_num_queries(3):
        HabitValidator().validate(f"{other_farm.name}{other_farm.name}", clerk)
    with pytest.raises(ValidationError):
        HabitValidator().validate(f"{other_farm.name}{other_farm.name}", User(unit=other_farm))
