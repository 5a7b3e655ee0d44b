"""The page of rights, narrowed to a role."""

import pytest
from django.urls import reverse

from niangjia.accounts.models import Role
from niangjia.accounts.rights import all_rights

pytestmark = pytest.mark.django_db
PAGE = reverse("accounts:show-rights")


def shown(client, role):
    tables = client.get(PAGE, {"role": role}).context["tables"]
    return {f"{right.app}.{right.name}" for _title, rows in tables for right, _who in rows}


@pytest.mark.parametrize("role", [Role.LEADER, Role.WORKER, Role.ASSISTANCE_CLERK])
def test_a_role_is_shown_what_it_may_do_and_what_everyone_may(as_clerk, role):
    found = shown(as_clerk, role)
    assert {f"{right.app}.{right.name}" for right in all_rights() if role in right.roles} <= found
    assert {"accounts.read-rights", "policies.withdraw"} <= found  # of everyone, of one's own whatever the role
    assert ("dossiers.import" in found) == (role == Role.ASSISTANCE_CLERK)  # one's own too, but of a clerk
    assert "dossiers.end-export" not in found  # of the program itself


def test_without_a_role_every_row_is_shown(as_clerk):
    assert shown(as_clerk, "") == {f"{right.app}.{right.name}" for right in all_rights()}
