"""Two hundred sign-ins as a table: who, with what, in which state of things; and whether it opens.

Beside it: what is refused looks the same and takes the same time, whatever was wrong.
"""

import re
import statistics
import time
from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

import pyotp
import pytest
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from niangjia.accounts import commands
from niangjia.accounts.models import Authenticator, Role, SecondFactorFor, SignInPolicy, SignInTries, User

pytestmark = pytest.mark.django_db
PASSWORD, SECRET = "a-long-test-phrase", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
SIGN_IN, STEP, HOME = reverse("accounts:sign-in"), reverse("accounts:second-factor"), reverse("desk:show-home")
SET_UP = reverse("accounts:set-up-factor")


class Case(NamedTuple):
    """`state` is of the account, `factor` what it has, `password` and `code` what is typed."""

    role: Role
    policy: SecondFactorFor
    state: str
    factor: str
    password: str
    code: str


ROLES = [Role.ASSISTANCE_CLERK, Role.UNIT_OFFICER, Role.WORKER, Role.CASHIER, Role.SECURITY_ADMINISTRATOR, Role.LEADER]
STATES = ["open", "disabled", "locked", "no appointment"]
PASSWORDS = ["right", "wrong", "other case", "with a space"]
CODES = ["right", "wrong", "old", "none"]


def _cases() -> Iterator[Case]:
    for role, policy, state in product(ROLES, SecondFactorFor, STATES):
        yield Case(role, policy, state, "none", "right", "none")
        yield Case(role, policy, state, "app", "right", "right")
    for role, password, state in product(ROLES[::3], PASSWORDS[1:], STATES):
        yield Case(role, SecondFactorFor.PRIVILEGED, state, "none", password, "none")
    for role, policy, code in product(ROLES, SecondFactorFor, CODES[1:]):
        yield Case(role, policy, "open", "app", "right", code)
    for role in ROLES:
        yield Case(role, SecondFactorFor.OPTIONAL, "open", "app", "wrong", "right")
        yield Case(role, SecondFactorFor.ALL, "disabled", "app", "wrong", "right")


CASES = list(_cases())
PRIVILEGED = {Role.CASHIER, Role.SECURITY_ADMINISTRATOR, Role.LEADER}
TYPED = {"right": PASSWORD, "wrong": "quite-another", "other case": PASSWORD.upper(), "with a space": f"{PASSWORD} "}


def expected(case: Case) -> str:
    """`refused`, `asked` (the factor is still wanted), `set up` (one has to be made first) or `in`."""
    if case.password != "right" or case.state in {"disabled", "locked"}:
        return "refused"
    if case.factor == "app":
        return "in" if case.code == "right" else "asked"
    is_privileged = case.role in PRIVILEGED and case.state != "no appointment"
    has_to = case.policy == "all" or (case.policy == "privileged" and is_privileged)
    return "set up" if has_to else "in"


def test_there_are_two_hundred():
    assert len(CASES) >= 200
    assert len(set(CASES)) == len(CASES)
    assert {expected(case) for case in CASES} == {"refused", "asked", "set up", "in"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: "-".join(map(str, case)).replace(" ", "_"))
def test_sign_in(someone, bureau, system, case):
    user = someone(case.role, bureau, "someone")
    commands.change_sign_in_policy(SignInPolicy(second_factor=case.policy), by=system)
    if case.factor == "app":
        Authenticator.objects.create(user=user, secret=SECRET, added_at=timezone.now())
    client = Client()
    if case.state == "disabled":
        User.objects.filter(pk=user.pk).update(is_active=False)
    elif case.state == "no appointment":
        user.appointments.all().delete()
    elif case.state == "locked":
        [client.post(SIGN_IN, {"username": "someone", "password": "x"}) for _try in range(5)]
    answer = client.post(SIGN_IN, {"username": "someone", "password": TYPED[case.password]})
    if case.factor == "app" and case.code != "none":
        off = {"right": 0, "old": -3, "wrong": 0}[case.code]
        code = pyotp.TOTP(SECRET).at(timezone.now(), counter_offset=off)
        client.post(STEP, {"code": code if case.code != "wrong" else str(999_999 - int(code)).zfill(6)})
    home = client.get(HOME)
    leads = home.get("Location", "").partition("?")[0]
    told = {SIGN_IN: "refused", STEP: "asked", SET_UP: "set up", "": "in"}[leads]
    assert told == expected(case)
    assert (answer.status_code == 422) is (told == "refused")
    assert (home.status_code == 200) is (told == "in")


def told(answer, username):
    """The page without what is different each time: the token, and the name that was typed."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode()).replace(username, "")


def test_locked_disabled_and_unknown_look_the_same(clerk, leader):
    User.objects.filter(pk=leader.pk).update(is_active=False)
    [Client().post(SIGN_IN, {"username": "clerk", "password": "wrong"}) for _try in range(5)]
    answers = {
        name: Client().post(SIGN_IN, {"username": name, "password": PASSWORD}) for name in ("clerk", "leader", "nobody")
    }
    assert {answer.status_code for answer in answers.values()} == {422}
    assert len({told(answer, name) for name, answer in answers.items()}) == 1


@pytest.mark.usefixtures("clerk")
def test_the_database_is_asked_the_same_of_a_known_and_an_unknown_name(leader):
    User.objects.filter(pk=leader.pk).update(is_active=False)
    counts = {}
    for name in ("clerk", "leader", "nobody"):
        client = Client()
        client.post(SIGN_IN, {"username": name, "password": "wrong"})
        with CaptureQueriesContext(connection) as counted:
            client.post(SIGN_IN, {"username": name, "password": "wrong"})
        counts[name] = len(counted)
    assert len(set(counts.values())) == 1, counts


@pytest.mark.nightly
def test_known_and_unknown_take_the_same_time(clerk, settings):
    """Medians of 1,000 tries each, in turns; the hash is the product's own."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    User.objects.filter(pk=clerk.pk).update(password=make_password(PASSWORD))
    taken: dict[str, list[float]] = {"clerk": [], "nobody": []}
    for _try in range(1000):
        for name, times in taken.items():
            SignInTries.objects.all().delete()
            begun = time.perf_counter()
            Client().post(SIGN_IN, {"username": name, "password": "wrong"})
            times.append(time.perf_counter() - begun)
    known, unknown = (statistics.median(times) for times in taken.values())
    spread = statistics.stdev(taken["clerk"])
    assert abs(known - unknown) < max(0.1 * known, 0.5 * spread), (known, unknown, spread)


@pytest.mark.parametrize("answer", ["[" * 19_000, '{"a":' * 3_000, "null", "1", "{}", '{"id": "\\ud800"}'])
def test_an_answer_that_no_browser_wrote_is_a_passkey_that_is_not_accepted(client, clerk, signed_in, answer):
    client.get(reverse("accounts:sign-in-with-passkey"))
    refused = client.post(reverse("accounts:sign-in-with-passkey"), {"credential": answer})
    assert (refused.status_code, refused.headers["Location"].partition("?")[0]) == (302, SIGN_IN)
    browser = signed_in(clerk)
    browser.get(reverse("accounts:sign-in-with-passkey"))
    assert browser.post(reverse("accounts:again"), {"credential": answer}).status_code == 422
    browser.get(reverse("accounts:add-passkey"))
    added = browser.post(reverse("accounts:add-passkey"), {"name": "phone", "credential": answer})
    assert (added.status_code, added.headers["Location"]) == (302, SET_UP)
