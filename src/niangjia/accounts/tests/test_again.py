"""Asking once more who is there."""

from datetime import timedelta

import pyotp
import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from niangjia.accounts.models import Authenticator

PASSWORD = "a-long-test-phrase"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
AGAIN, POLICY = reverse("accounts:again"), reverse("accounts:change-sign-in-policy")
pytestmark = pytest.mark.django_db


@pytest.fixture
def later(security_administrator, signed_in):
    """The security administrator's browser, six minutes after the sign-in."""
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        client = signed_in(security_administrator)
        assert client.get(POLICY).status_code == 200
    with time_machine.travel(start + timedelta(minutes=6), tick=False):
        yield client


def test_after_five_minutes_the_page_asks_and_leads_back(later):
    answer = later.get(POLICY)
    assert answer["Location"] == f"{AGAIN}?next={POLICY}"
    assert later.post(AGAIN, {"password": "wrong", "next": POLICY}).status_code == 422
    assert later.get(POLICY).status_code == 302
    assert later.post(AGAIN, {"next": POLICY}).status_code == 422
    assert later.post(AGAIN, {"password": PASSWORD, "next": POLICY})["Location"] == POLICY
    assert later.get(POLICY).status_code == 200


def test_what_is_posted_unasked_is_not_done_and_that_is_said(later, security_administrator):
    address = reverse("accounts:renew-recovery-codes")
    page = reverse("accounts:my-sign-in")
    answer = later.post(address, HTTP_REFERER=f"http://testserver{page}")
    assert answer["Location"] == f"{AGAIN}?next={page}"
    assert not security_administrator.recovery_codes.exists()
    assert 'class="notice' in later.get(answer["Location"]).content.decode()
    later.post(AGAIN, {"password": PASSWORD, "next": page})
    assert later.post(address).status_code == 302
    assert security_administrator.recovery_codes.count() == 10


def test_a_code_does_in_place_of_the_password(later, security_administrator):
    Authenticator.objects.create(user=security_administrator, secret=SECRET, added_at=timezone.now())
    code = pyotp.TOTP(SECRET).at(timezone.now())
    assert later.post(AGAIN, {"code": "000000"}).status_code == 422
    assert later.post(AGAIN, {"code": code, "next": POLICY})["Location"] == POLICY
    assert later.post(AGAIN, {"code": code}).status_code == 422


def test_the_way_back_never_leads_elsewhere(later):
    assert later.post(AGAIN, {"password": PASSWORD, "next": "https://elsewhere.example/"})["Location"] == "/"


def test_wrong_answers_are_counted(later):
    assert [later.post(AGAIN, {"password": "wrong"}).status_code for _try in range(5)] == [422] * 5
    assert later.post(AGAIN, {"password": PASSWORD}).status_code == 422


def test_someone_elses_password_is_not_right(later, clerk):
    clerk.set_password("quite-another-phrase")
    clerk.save()
    assert later.post(AGAIN, {"password": "quite-another-phrase"}).status_code == 422


def test_nobody_is_asked(client):
    assert client.get(AGAIN)["Location"].startswith(reverse("accounts:sign-in"))
    assert client.post(AGAIN, {"password": PASSWORD})["Location"].startswith(reverse("accounts:sign-in"))


@pytest.mark.parametrize(
    "name",
    ["remove-authenticator", "renew-recovery-codes", "set-up-factor", "add-passkey", "change-sign-in-policy"],
)
def test_what_matters_asks(later, name):
    address = reverse(f"accounts:{name}")
    assert later.post(address)["Location"].startswith(AGAIN)


def test_the_mark_is_this_sessions_alone(later, security_administrator, signed_in):
    later.post(AGAIN, {"password": PASSWORD})
    other = signed_in(security_administrator)
    session = other.session
    session["sign-in"] = {**session["sign-in"], "again": (timezone.now() - timedelta(minutes=6)).isoformat()}
    session.save()
    assert other.get(POLICY)["Location"].startswith(AGAIN)
