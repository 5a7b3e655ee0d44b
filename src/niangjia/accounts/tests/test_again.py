"""Asking once more who is there."""

from collections import defaultdict
from datetime import timedelta

import pyotp
import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from niangjia.accounts.models import Authenticator
from niangjia.accounts.queries_of_sign_in import sign_in_policy

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


def waiting_in(page):
    """Where the form with the password is sent, and the hidden fields that go along."""
    sent = defaultdict(list)
    for name, value in page.context["waiting"]:
        sent[name].append(value)
    return page.context["to"], {page.context["is_answer"]: "1", **sent}


def test_a_form_that_comes_too_late_waits_and_goes_on_with_all_that_was_typed(later):
    typed = {"second_factor": "all", "idle_minutes": "7", "absolute_hours": "5", "lock_tries": "4", "lock_minutes": "9"}
    asked = later.post(POLICY, typed)
    assert asked.status_code == 200
    assert "no-store" in asked["Cache-Control"]
    assert sign_in_policy().idle_minutes != 7
    action, sent = waiting_in(asked)
    wrong = later.post(action, {**sent, "password": "wrong"})
    assert wrong.status_code == 422
    assert sign_in_policy().idle_minutes != 7
    action, sent = waiting_in(wrong)
    done = later.post(action, {**sent, "password": PASSWORD})
    assert done.status_code == 302
    assert (sign_in_policy().idle_minutes, sign_in_policy().lock_minutes) == (7, 9)
    assert later.post(action, {**sent, "password": PASSWORD}).status_code == 302, "a second press is no different form"


def test_fields_of_the_form_are_not_taken_for_the_answer(later):
    """A form may have fields called password and next, and fields with several values."""
    typed = {"password": PASSWORD, "next": "/elsewhere/", "second_factor": ["all", "required"]}
    asked = later.post(POLICY, typed)
    assert asked.status_code == 200
    assert waiting_in(asked)[1] == {
        "is-answer": "1",
        "waiting-password": [PASSWORD],
        "waiting-next": ["/elsewhere/"],
        "waiting-second_factor": ["all", "required"],
    }


def test_part_of_a_page_is_led_to_the_question(later):
    assert later.post(POLICY, {}, HTTP_HX_REQUEST="true")["HX-Redirect"].startswith(AGAIN)


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
    asked = later.post(address)
    assert (asked.status_code, waiting_in(asked)[0]) == (200, address)


def test_the_mark_is_this_sessions_alone(later, security_administrator, signed_in):
    later.post(AGAIN, {"password": PASSWORD})
    other = signed_in(security_administrator)
    session = other.session
    session["sign-in"] = {**session["sign-in"], "again": (timezone.now() - timedelta(minutes=6)).isoformat()}
    session.save()
    assert other.get(POLICY)["Location"].startswith(AGAIN)
