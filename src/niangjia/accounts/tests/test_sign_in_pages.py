"""Pages of the security administrator, and of everyone's own sign-in."""

import pytest
from django.test import Client
from django.urls import reverse

from niangjia.accounts import commands
from niangjia.accounts.models import Role, SecondFactorFor, SignInPolicy, User
from niangjia.accounts.queries_of_sign_in import sign_in_policy
from niangjia.accounts.tests.record import Entry

pytestmark = pytest.mark.django_db
LIST, POLICY, MINE = (reverse(f"accounts:{name}") for name in ("list-sign-ins", "change-sign-in-policy", "my-sign-in"))
FORM = {"second_factor": "all", "idle_minutes": 10, "absolute_hours": 8, "lock_tries": 4, "lock_minutes": 30}


@pytest.fixture
def browser(security_administrator, signed_in):
    return signed_in(security_administrator)


def test_the_policy_is_changed_and_recorded_with_what_differs(browser, security_administrator):
    for _twice in range(2):
        assert browser.post(POLICY, FORM)["Location"] == POLICY
    policy = sign_in_policy()
    assert (policy.second_factor, policy.idle_minutes, policy.lock_tries) == ("all", 10, 4)
    entry = Entry.objects.get(act="accounts.sign-in-policy.changed")
    assert entry.by == security_administrator
    assert "idle_minutes = 10" in entry.details["changes"]
    assert "trusts_provider_factor" not in entry.details["changes"]
    assert SignInPolicy.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [("idle_minutes", 0), ("idle_minutes", 1000), ("absolute_hours", 25), ("lock_tries", 2), ("lock_tries", 100),
     ("second_factor", "nobody"), ("lock_minutes", "x")],
)  # fmt: skip
def test_a_policy_that_protects_nobody_is_refused(browser, name, value):
    assert browser.post(POLICY, {**FORM, name: value}).status_code == 422
    assert not SignInPolicy.objects.exists()


def test_what_is_not_on_the_form_cannot_be_set(browser):
    browser.post(POLICY, {**FORM, "id": "00000000-0000-7000-8000-000000000002", "pk": "x", "is_active": "1"})
    assert SignInPolicy.objects.get().pk == SignInPolicy.ONLY


@pytest.mark.parametrize("role", [role for role in Role if role != Role.SECURITY_ADMINISTRATOR])
def test_other_roles_have_no_part_in_it(someone, bureau, signed_in, clerk, role):
    client = signed_in(someone(role, bureau, "someone"))
    assert client.get(POLICY).status_code == client.get(LIST).status_code == 403
    assert client.get(reverse("accounts:show-sign-in", args=[clerk.pk])).status_code == 404
    assert client.post(reverse("accounts:clear-factors", args=[clerk.pk])).status_code == 404
    assert client.post(reverse("accounts:link-identity", args=[clerk.pk])).status_code == 404
    assert LIST not in client.get("/").content.decode()


def test_a_security_administrator_of_one_farm_reaches_its_people_only(someone, farm, clerk, officer, signed_in):
    User.objects.filter(pk=officer.pk).update(unit=farm)
    client = signed_in(someone(Role.SECURITY_ADMINISTRATOR, farm, "of-farm"))
    text = client.get(LIST).content.decode()
    assert "officer" in text
    assert "clerk" not in text
    assert client.get(reverse("accounts:show-sign-in", args=[officer.pk])).status_code == 200
    assert client.get(reverse("accounts:show-sign-in", args=[clerk.pk])).status_code == 404
    assert client.post(reverse("accounts:clear-factors", args=[clerk.pk])).status_code == 404
    assert client.get(POLICY).status_code == 403


def test_the_list_is_searched_and_shows_who_is_locked_first(browser, clerk, leader):
    [Client().post(reverse("accounts:sign-in"), {"username": "leader", "password": "x"}) for _try in range(5)]
    people = browser.get(LIST).context["page"].object_list
    assert people[0] == leader
    assert [person.username for person in browser.get(LIST, {"q": "cle"}).context["page"]] == ["clerk"]
    assert browser.get(LIST, {"q": "nothing"}).status_code == 200


@pytest.mark.parametrize("asked", ["\0", "x" * 100_000, "%_\\"])
def test_a_search_that_no_name_can_have_is_no_failure(browser, asked):
    assert browser.get(LIST, {"q": asked}).status_code == 200


def test_the_number_of_queries_does_not_grow(browser, someone, farm, django_assert_max_num_queries):
    with django_assert_max_num_queries(10) as few:
        browser.get(LIST)
    for number in range(20):
        someone(Role.UNIT_OFFICER, farm, f"u{number}")
    with django_assert_max_num_queries(10) as many:
        browser.get(LIST)
    assert len(many) == len(few)


def test_the_system_is_not_among_them(browser, system):
    assert system.username not in [person.username for person in browser.get(LIST).context["page"]]
    assert browser.get(reverse("accounts:show-sign-in", args=[system.pk])).status_code == 404


def test_pages_warn_where_no_second_step_is_asked_for(browser, system):
    warned = "notice-warn"
    assert warned not in browser.get(POLICY).content.decode()
    commands.change_sign_in_policy(SignInPolicy(second_factor=SecondFactorFor.OPTIONAL), by=system)
    assert warned in browser.get(POLICY).content.decode()
    assert warned in browser.get(LIST).content.decode()


def test_everyone_reaches_their_own_page_from_every_page(as_clerk):
    assert MINE in as_clerk.get("/").content.decode()
    assert as_clerk.get(MINE).status_code == 200


def test_passkeys_are_offered_where_browsers_take_them(client):
    button = "data-passkey"
    assert button not in client.get(reverse("accounts:sign-in"), headers={"host": "127.0.0.1"}).content.decode()
    assert button in client.get(reverse("accounts:sign-in"), headers={"host": "localhost"}).content.decode()


@pytest.mark.parametrize("answer", ["", "{}", "[]", "x", '{"id": "x"}', '{"rawId": "AA", "id": "AA", "response": {}}'])
def test_what_is_no_passkey_opens_nothing(clerk, answer):
    client = Client(headers={"host": "localhost"})
    address = reverse("accounts:sign-in-with-passkey")
    assert client.get(address).json()["publicKey"]["userVerification"] == "required"
    assert client.post(address, {"credential": answer})["Location"].startswith(reverse("accounts:sign-in"))
    assert client.get("/").status_code == 302
    assert User.objects.filter(pk=clerk.pk, last_login=None).exists()
