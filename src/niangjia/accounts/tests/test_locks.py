"""Wrong tries: how many, for whom, under load, and what the record says of them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth import SESSION_KEY
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from niangjia.accounts import commands
from niangjia.accounts.addresses import address_of
from niangjia.accounts.commands import tries
from niangjia.accounts.models import SignInPolicy, SignInTries, TryKind, User
from niangjia.accounts.tests.record import Entry
from niangjia.kernel.errors import Forbidden

PASSWORD = "a-long-test-phrase"
SIGN_IN = reverse("accounts:sign-in")
pytestmark = pytest.mark.django_db


def sign_in(username, password=PASSWORD, client=None, **more):
    client = client or Client()
    client.post(SIGN_IN, {"username": username, "password": password}, **more)
    return SESSION_KEY in client.session


def acts():
    return list(Entry.objects.filter(act__startswith="accounts.sign-in.").order_by("id").values_list("act", flat=True))


def test_five_wrong_tries_lock_for_a_quarter_of_an_hour(clerk):
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        assert not any(sign_in("clerk", "wrong") for _try in range(5))
        assert not sign_in("clerk")
    with time_machine.travel(start + timedelta(minutes=14, seconds=59), tick=False):
        assert not sign_in("clerk")
    with time_machine.travel(start + timedelta(minutes=15), tick=False):
        assert sign_in("clerk")


def test_a_right_password_before_the_fifth_wrong_one_starts_anew(clerk):
    for _round in range(3):
        assert not any(sign_in("clerk", "wrong") for _try in range(4))
        assert sign_in("clerk")
    assert not SignInTries.objects.filter(kind=TryKind.ACCOUNT).exists()


def test_tries_of_a_window_that_has_passed_do_not_count(clerk):
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        assert not any(sign_in("clerk", "wrong") for _try in range(4))
    with time_machine.travel(start + timedelta(minutes=15), tick=False):
        assert not any(sign_in("clerk", "wrong") for _try in range(4))
        assert sign_in("clerk")


def test_a_lock_is_not_made_longer_by_knocking(clerk):
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        [sign_in("clerk", "wrong") for _try in range(5)]
    with time_machine.travel(start + timedelta(minutes=10), tick=False):
        [sign_in("clerk", "wrong") for _try in range(20)]
    with time_machine.travel(start + timedelta(minutes=15), tick=False):
        assert sign_in("clerk")


def test_others_are_not_locked_with_one(clerk, leader):
    [sign_in("clerk", "wrong") for _try in range(6)]
    assert sign_in("leader")


def test_an_address_that_tries_many_names_is_locked_for_all(clerk, system):
    commands.change_sign_in_policy(SignInPolicy(lock_tries=3), by=system)
    wrong = [sign_in(f"nobody-{number}", "wrong", REMOTE_ADDR="10.1.1.1") for number in range(3 * tries.ADDRESS_TIMES)]
    assert not any(wrong)
    assert not sign_in("clerk", REMOTE_ADDR="10.1.1.1")
    assert sign_in("clerk", REMOTE_ADDR="10.1.1.2")
    locked = Entry.objects.get(act="accounts.sign-in.locked", details__username__en="one network address")
    assert locked.details["tries"] == 3 * tries.ADDRESS_TIMES


def test_a_right_password_takes_back_its_own_try_of_the_address_only(clerk):
    [sign_in(f"nobody-{number}", "wrong") for number in range(3)]
    assert sign_in("clerk")
    assert SignInTries.objects.get(kind=TryKind.ADDRESS).tries == 3


@pytest.mark.django_db(transaction=True)
def test_twenty_wrong_tries_at_once_count_twenty(clerk, monkeypatch):
    looked = []
    plain = tries.auth.authenticate

    def authenticate(request, **given):
        attempt = SignInTries.objects.get(kind=TryKind.ACCOUNT)
        looked.append(attempt.tries)
        return plain(request, **given)

    monkeypatch.setattr(tries.auth, "authenticate", authenticate)

    def knock(_number):
        try:
            return sign_in("clerk", "wrong")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(20) as threads:
        assert not any(threads.map(knock, range(20)))
    row = SignInTries.objects.get(kind=TryKind.ACCOUNT)
    assert (row.tries, row.user) == (20, clerk)
    assert SignInTries.objects.get(kind=TryKind.ADDRESS).tries == 20
    assert len(looked) == 20  # the work is the same whether a try may count or not
    assert sorted(acts()) == ["accounts.sign-in.locked", "accounts.sign-in.refused"]


@pytest.mark.django_db(transaction=True)
def test_of_many_guesses_at_once_the_right_one_beyond_the_limit_opens_nothing(clerk):
    [sign_in("clerk", "wrong") for _try in range(5)]

    def knock(_number):
        try:
            return sign_in("clerk")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as threads:
        assert not any(threads.map(knock, range(8)))


def test_a_window_has_one_record_and_a_lock_another(clerk):
    [sign_in("clerk", "wrong") for _try in range(12)]
    assert acts() == ["accounts.sign-in.refused", "accounts.sign-in.locked"]
    entry = Entry.objects.get(act="accounts.sign-in.locked")
    assert (entry.told["username"], entry.details["tries"]) == ("clerk", 5)


@pytest.mark.usefixtures("clerk")
def test_what_was_typed_as_a_name_is_nowhere(settings):
    typed = "Dies-war-mein-Passwort"
    sign_in(typed, "wrong")
    kept = [
        *SignInTries.objects.values_list("key", flat=True),
        *map(str, Entry.objects.values_list("details", flat=True)),
    ]
    assert kept
    assert typed not in "".join(kept)


def test_the_security_administrator_unlocks(clerk, security_administrator, signed_in):
    [sign_in("clerk", "wrong") for _try in range(5)]
    browser = signed_in(security_administrator)
    page = browser.get(reverse("accounts:show-sign-in", args=[clerk.pk]))
    assert reverse("accounts:unlock-sign-in", args=[clerk.pk]) in page.content.decode()
    for _twice in range(2):
        assert browser.post(reverse("accounts:unlock-sign-in", args=[clerk.pk])).status_code == 302
    assert sign_in("clerk")
    entry = Entry.objects.get(act="accounts.sign-in.unlocked")
    assert (entry.by, entry.subject_id) == (security_administrator, clerk.pk)


@pytest.mark.parametrize("who", ["clerk", "leader", "administrator", "auditor"])
def test_nobody_else_unlocks(request, who, officer, signed_in):
    [sign_in("officer", "wrong") for _try in range(5)]
    browser = signed_in(request.getfixturevalue(who))
    assert browser.post(reverse("accounts:unlock-sign-in", args=[officer.pk])).status_code == 404
    assert browser.get(reverse("accounts:list-sign-ins")).status_code == 403
    assert not sign_in("officer")


def test_wrong_codes_lock_the_second_factor(clerk):
    assert [commands.try_factor(clerk, lambda: "") for _try in range(5)] == [""] * 5
    assert commands.try_factor(clerk, lambda: "app") == ""
    assert SignInTries.objects.get(user=clerk).locked_until
    with pytest.raises(Forbidden):
        commands.unlock_sign_in(clerk, by=clerk)
    assert commands.unlock_sign_in(clerk, by=commands.system_user())
    assert commands.try_factor(clerk, lambda: "app") == "app"


@pytest.mark.parametrize(
    ("remote", "told", "address"),
    [
        ("10.0.0.9", "", "10.0.0.9"),
        ("10.0.0.9", "1.2.3.4", "10.0.0.9"),  # not one of our web servers: it may say what it likes
        ("10.0.0.1", "1.2.3.4", "1.2.3.4"),
        ("10.0.0.1", "6.6.6.6, 1.2.3.4", "1.2.3.4"),  # what stands first was written by the browser
        ("10.0.0.1", "6.6.6.6, 1.2.3.4, 10.0.0.2", "1.2.3.4"),
        ("10.0.0.1", "", "10.0.0.1"),
    ],
)
def test_the_address_is_believed_of_our_own_web_servers_only(rf, settings, remote, told, address):
    settings.TRUSTED_PROXIES = ["10.0.0.1", "10.0.0.2"]
    request = rf.get("/", REMOTE_ADDR=remote, HTTP_X_FORWARDED_FOR=told)
    assert address_of(request) == address


def test_old_rows_go_away(clerk):
    start = timezone.now()
    with time_machine.travel(start - timedelta(hours=1), tick=False):
        sign_in("nobody", "wrong")
    assert sign_in("clerk")
    assert not SignInTries.objects.exists()


def test_a_disabled_user_is_refused_like_anyone(clerk):
    User.objects.filter(pk=clerk.pk).update(is_active=False)
    assert not sign_in("clerk")
    assert SignInTries.objects.get(kind=TryKind.ACCOUNT).tries == 1
