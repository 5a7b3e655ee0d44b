"""Code apps and recovery codes: asked for, set up, used once, given up."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pyotp
import pytest
import time_machine
from django.contrib.auth import SESSION_KEY
from django.db import connection, connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from niangjia.accounts import commands
from niangjia.accounts.models import (
    Authenticator,
    RecoveryCode,
    Role,
    SecondFactorFor,
    Session,
    SignInPolicy,
    User,
)
from niangjia.accounts.second_factors import PRIVILEGED
from niangjia.accounts.sessions import SessionStore
from niangjia.accounts.tests.record import Entry
from niangjia.kernel import clock
from niangjia.kernel.errors import InvalidInput

PASSWORD = "a-long-test-phrase"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
SIGN_IN, HOME = reverse("accounts:sign-in"), reverse("desk:show-home")
STEP, SET_UP, MINE = (
    reverse("accounts:second-factor"),
    reverse("accounts:set-up-factor"),
    reverse("accounts:my-sign-in"),
)
pytestmark = pytest.mark.django_db


def code(secret=SECRET, off=0):
    return pyotp.TOTP(secret).at(clock.now(), counter_offset=off)


@pytest.fixture
def with_app(clerk):
    """The clerk with a code app whose last code was taken long ago."""
    Authenticator.objects.create(user=clerk, secret=SECRET, added_at=timezone.now())
    return clerk


def typed_password(username="clerk", next_page=""):
    client = Client()
    answer = client.post(SIGN_IN, {"username": username, "password": PASSWORD, "next": next_page})
    assert answer.status_code == 302
    return client


def is_in(client):
    return client.get(HOME).status_code == 200


def test_the_password_alone_opens_nothing_but_the_step(with_app):
    client = typed_password()
    for path in ("/", "/about/", "/dossiers/", "/rights/", MINE, SET_UP, reverse("accounts:change-password")):
        answer = client.get(path)
        assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, STEP), path
    assert client.get(STEP).status_code == 200
    assert not Entry.objects.filter(act="accounts.user.signed-in").exists()


def test_the_code_completes_the_sign_in_under_a_new_key_and_leads_on(with_app):
    client = typed_password(next_page="/about/")
    before = client.session.session_key
    answer = client.get("/about/", follow=True)
    assert answer.redirect_chain == [(f"{STEP}?next=/about/", 302)]
    answer = client.post(STEP, {"code": code(), "next": "/about/"})
    assert answer["Location"] == "/about/"
    assert client.session.session_key != before
    assert is_in(client)
    assert Entry.objects.get(act="accounts.second-factor.passed").details["kind"] == "app"


@pytest.mark.parametrize("typed", ["000000", "", "12345", "abcdef", "1234567890123456789", "4" * 12])
def test_a_wrong_code_opens_nothing(with_app, typed):
    client = typed_password()
    assert client.post(STEP, {"code": typed}).status_code == 422
    assert not is_in(client)


@pytest.mark.parametrize(("off", "is_right"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_one_step_off(with_app, off, is_right):
    with time_machine.travel(timezone.now(), tick=False):
        assert bool(commands.take_code(with_app, code(off=off))) is is_right


def test_spaces_in_a_code_do_not_matter(with_app):
    with time_machine.travel(timezone.now(), tick=False):
        assert commands.take_code(with_app, f" {code()[:3]} {code()[3:]} ")


def test_a_code_opens_once_and_none_before_it(with_app):
    with time_machine.travel(timezone.now(), tick=False):
        assert commands.take_code(with_app, code())
        assert not commands.take_code(with_app, code())
        assert not commands.take_code(with_app, code(off=-1))
        assert commands.take_code(with_app, code(off=1))


@pytest.mark.django_db(transaction=True)
def test_the_same_code_sent_ten_times_at_once_opens_once(with_app):
    now = timezone.now()
    typed = code()

    def send(_number):
        try:
            return bool(commands.take_code(User.objects.get(pk=with_app.pk), typed))
        finally:
            connections.close_all()

    with time_machine.travel(now, tick=False), ThreadPoolExecutor(10) as threads:
        assert sum(threads.map(send, range(10))) == 1


def test_the_secret_is_sealed_in_the_table(with_app):
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM accounts_authenticator")
        assert SECRET not in cursor.fetchone()[0]


@pytest.mark.parametrize("role", sorted(PRIVILEGED))
def test_a_privileged_role_without_a_factor_sets_one_up_before_anything_else(someone, bureau, role):
    user = someone(role, bureau, "someone")
    client = typed_password("someone")
    for path in ("/", "/dossiers/", "/rights/", MINE, STEP, reverse("accounts:list-sign-ins")):
        answer = client.get(path)
        assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, SET_UP), path
    assert client.post(reverse("accounts:remove-authenticator"))["Location"].startswith(SET_UP)
    page = client.get(SET_UP)
    assert page.status_code == 200
    assert "data:image/svg+xml" in page.content.decode()
    secret = page.context["secret"].replace(" ", "")
    assert client.get(SET_UP).context["secret"].replace(" ", "") == secret
    assert client.post(SET_UP, {"code": "000000"}).status_code == 422
    answer = client.post(SET_UP, {"code": code(secret)})
    assert answer["Location"].startswith(reverse("accounts:show-recovery-codes"))
    assert is_in(client)
    assert Authenticator.objects.get(user=user).secret.reveal() == secret


def test_other_roles_may_do_without(clerk, officer):
    assert is_in(typed_password("clerk"))
    assert is_in(typed_password("officer"))


def test_everyone_has_to_have_one_when_the_policy_says_so(clerk, system):
    client = typed_password()
    assert is_in(client)
    commands.change_sign_in_policy(SignInPolicy(second_factor=SecondFactorFor.ALL), by=system)
    assert client.get(HOME)["Location"].startswith(SET_UP)  # the session that is open, too


def test_nobody_has_to_in_the_demo(leader, system):
    commands.change_sign_in_policy(SignInPolicy(second_factor=SecondFactorFor.OPTIONAL), by=system)
    assert is_in(typed_password("leader"))


def test_an_appointment_made_meanwhile_asks_for_one_at_once(clerk, bureau, system):
    client = typed_password()
    assert is_in(client)
    commands.appoint_user(clerk, role=Role.CASHIER, unit=bureau, starts_on=clock.today(), by=system)
    assert client.get(HOME)["Location"].startswith(SET_UP)


def test_the_secret_on_offer_is_not_in_the_session_table(leader):
    client = typed_password("leader")
    secret = client.get(SET_UP).context["secret"].replace(" ", "")
    kept = [SessionStore().decode(row.session_data) for row in Session.objects.all()]
    assert kept
    assert secret not in str(kept)


def test_recovery_codes_are_shown_once_and_each_opens_once(clerk, signed_in):
    client = signed_in(clerk)
    secret = client.get(SET_UP).context["secret"].replace(" ", "")
    page = client.post(SET_UP, {"code": code(secret)}, follow=True)
    codes = page.context["codes"]
    assert len(set(codes)) == 10
    assert client.get(reverse("accounts:show-recovery-codes")).context["codes"] == []
    kept = "".join(RecoveryCode.objects.values_list("hashed", flat=True))
    assert not any(each.replace("-", "") in kept for each in codes)
    other = typed_password()
    assert other.post(STEP, {"code": codes[3].lower()}).status_code == 302
    assert is_in(other)
    again = typed_password()
    assert again.post(STEP, {"code": codes[3]}).status_code == 422
    assert again.post(STEP, {"code": codes[4]}).status_code == 302
    assert Entry.objects.filter(act="accounts.recovery-code.used").count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_recovery_code_sent_ten_times_at_once_opens_once(with_app):
    typed = commands.renew_recovery_codes(with_app, by=with_app)[0]

    def send(_number):
        try:
            return bool(commands.take_code(User.objects.get(pk=with_app.pk), typed))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(10) as threads:
        assert sum(threads.map(send, range(10))) == 1


def test_new_codes_make_the_old_ones_worthless(with_app):
    old = commands.renew_recovery_codes(with_app, by=with_app)
    new = commands.renew_recovery_codes(with_app, by=with_app)
    assert not any(commands.take_code(with_app, each) for each in old)
    assert all(commands.take_code(with_app, each) for each in new)


def test_someone_elses_recovery_code_opens_nothing(with_app, leader):
    code_of_leader = commands.renew_recovery_codes(leader, by=leader)[0]
    assert not commands.take_code(with_app, code_of_leader)


def test_adding_and_removing_an_app_end_other_sessions(clerk, signed_in):
    here, elsewhere = signed_in(clerk), signed_in(clerk)
    secret = here.get(SET_UP).context["secret"].replace(" ", "")
    here.post(SET_UP, {"code": code(secret)})
    assert is_in(here)
    assert not is_in(elsewhere)
    third = typed_password()
    assert third.post(STEP, {"code": code(secret, 1)}).status_code == 302
    for _twice in range(2):
        assert here.post(reverse("accounts:remove-authenticator")).status_code == 302
    assert is_in(here)
    assert not is_in(third)
    assert Entry.objects.filter(act="accounts.authenticator.removed").count() == 1


def test_a_privileged_user_who_removes_the_last_one_has_to_set_up_another(leader):
    client = typed_password("leader")
    secret = client.get(SET_UP).context["secret"].replace(" ", "")
    client.post(SET_UP, {"code": code(secret)})
    client.post(reverse("accounts:remove-authenticator"))
    assert client.get(HOME)["Location"].startswith(SET_UP)


def test_an_app_whose_first_code_is_wrong_is_not_taken(clerk):
    with pytest.raises(InvalidInput):
        commands.add_authenticator(clerk, SECRET, "000000", but="", by=clerk)
    assert not Authenticator.objects.exists()


def test_who_lost_the_phone_signs_in_anew_after_the_security_administrator_cleared(
    with_app, security_administrator, signed_in
):
    session = typed_password()
    browser = signed_in(security_administrator)
    assert browser.post(reverse("accounts:clear-factors", args=[with_app.pk])).status_code == 302
    assert not Authenticator.objects.exists()
    assert session.get(STEP)["Location"].startswith(SIGN_IN)
    assert is_in(typed_password())
    assert Entry.objects.get(act="accounts.factors.cleared").by == security_administrator


def test_five_wrong_codes_lock_the_step_for_the_right_one(with_app):
    client = typed_password()
    [client.post(STEP, {"code": "000000"}) for _try in range(5)]
    assert client.post(STEP, {"code": code()}).status_code == 422
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        client = typed_password()
        assert client.post(STEP, {"code": code()}).status_code == 302


def test_one_who_stopped_halfway_can_leave(with_app):
    client = typed_password()
    assert client.post(reverse("accounts:sign-out")).status_code == 302
    assert client.get(STEP)["Location"].startswith(SIGN_IN)
    assert SESSION_KEY not in client.session
