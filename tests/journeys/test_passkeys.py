"""Passkeys in a real browser with a virtual authenticator, under the strict content security policy; and code apps."""

import re
from datetime import timedelta

import pyotp
import pytest
from playwright.sync_api import Page, expect

from niangjia.accounts import commands, marks
from niangjia.accounts.models import Authenticator, Passkey, SecondFactorFor, SignInPolicy, User
from niangjia.audit.models import Entry
from niangjia.kernel import clock
from niangjia.ui.testing import DESK, PHONE, assert_accessible, assert_no_sideways_scroll

pytestmark = pytest.mark.browser
PASSWORD = "a-long-test-phrase"
HOME = re.compile(r"//[^/]+/$")
BOTH = pytest.mark.parametrize("width", [DESK, PHONE])


class Device:
    """A virtual authenticator of the browser a page is open in."""

    def __init__(self, page: Page, *, checks_person: bool = True, discoverable: bool = True) -> None:
        self.session = page.context.new_cdp_session(page)
        self.session.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": discoverable,
            "hasUserVerification": checks_person,
            "isUserVerified": checks_person,
            "automaticPresenceSimulation": True,
        }
        self.id = self.session.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]

    def credentials(self):
        return self.session.send("WebAuthn.getCredentials", {"authenticatorId": self.id})["credentials"]

    def put(self, credential):
        """Another device with a copy of the key."""
        self.session.send("WebAuthn.addCredential", {"authenticatorId": self.id, "credential": credential})


def type_password(page: Page, username: str) -> None:
    page.goto("/sign-in/")
    page.locator("#id_username").fill(username)
    page.locator("#id_password").fill(PASSWORD)
    page.locator("form:has(#id_password) button[type=submit]").click()


def add_passkey(page: Page, name: str = "值班室的电脑") -> None:
    page.goto("/set-up-factor/")
    page.locator("#id_name").fill(name)
    page.locator("form[data-passkey=make] button[type=submit]").click()
    page.wait_for_url(re.compile(r"/my-sign-in/"))


def sign_out(page: Page) -> None:
    page.goto("/")
    page.evaluate("document.querySelector('form[action=\"/sign-out/\"]').submit()")
    page.wait_for_url(re.compile(r"/sign-in/"))


def use_passkey(page: Page) -> None:
    page.locator("form[data-passkey=use] button[type=submit]").click()


@BOTH
def test_a_passkey_is_made_and_is_then_the_whole_sign_in(visit, clerk, width):
    page = visit("/", user=clerk, width=width)
    Device(page)
    add_passkey(page)
    expect(page.locator(".recovery-codes li")).to_have_count(10)
    assert_accessible(page)
    assert_no_sideways_scroll(page)
    sign_out(page)
    assert_accessible(page)
    use_passkey(page)
    page.wait_for_url(HOME)
    expect(page.locator("h1")).to_be_visible()
    passkey = Passkey.objects.get(user=clerk)
    assert (passkey.name, passkey.sign_count > 0, passkey.used_at is not None) == ("值班室的电脑", True, True)
    assert Entry.objects.filter(act="accounts.user.signed-in").latest("id").details["via"] == "passkey"


def test_a_key_that_does_not_check_the_person_is_a_second_step_but_no_whole_sign_in(visit, clerk):
    page = visit("/", user=clerk)
    Device(page, checks_person=False)
    add_passkey(page)
    sign_out(page)
    use_passkey(page)
    expect(page.locator("[data-passkey-note]:visible")).to_have_count(1)
    type_password(page, "clerk")
    page.wait_for_url(re.compile(r"/second-factor/"))
    use_passkey(page)
    page.wait_for_url(HOME)
    expect(page.locator(".rail")).to_be_visible()


def test_a_copy_of_a_key_is_refused_and_recorded(visit, clerk):
    page = visit("/", user=clerk)
    device = Device(page)
    add_passkey(page)
    copy = device.credentials()[0]
    sign_out(page)
    for _time in range(2):
        use_passkey(page)
        page.wait_for_url(HOME)
        sign_out(page)
    other = visit("/sign-in/")
    Device(other).put({**copy, "signCount": copy["signCount"]})
    use_passkey(other)
    expect(other.locator(".notice-bad")).to_be_visible()
    assert Entry.objects.filter(act="accounts.passkey.doubted").count() == 1
    other.goto("/")
    assert "/sign-in/" in other.url


def test_an_answer_is_taken_once(visit, clerk):
    """What the browser sent, sent again."""
    page = visit("/", user=clerk)
    Device(page)
    add_passkey(page)
    sign_out(page)
    with page.expect_request(lambda request: request.method == "POST" and "passkey" in request.url) as sent:
        use_passkey(page)
    page.wait_for_url(HOME)
    body = sent.value.post_data
    sign_out(page)
    token = page.locator("input[name=csrfmiddlewaretoken]").first.input_value()
    body = re.sub(r"csrfmiddlewaretoken=[^&]*", f"csrfmiddlewaretoken={token}", body)
    again = page.request.post(
        "/sign-in/passkey/",
        data=body,
        headers={"Content-Type": "application/x-www-form-urlencoded", "Referer": page.url},
        max_redirects=0,
    )
    assert again.status == 302
    assert "/sign-in/" in again.headers["location"]
    page.goto("/")
    assert "/sign-in/" in page.url


def test_a_passkey_of_a_disabled_user_opens_nothing(visit, clerk):
    page = visit("/", user=clerk)
    Device(page)
    add_passkey(page)
    sign_out(page)
    clerk.is_active = False
    clerk.save()
    use_passkey(page)
    expect(page.locator(".notice-bad")).to_be_visible()


def test_passkeys_are_renamed_and_removed(visit, clerk):
    page = visit("/", user=clerk)
    Device(page)
    add_passkey(page)
    page.goto("/my-sign-in/")
    passkey = Passkey.objects.get(user=clerk)
    page.locator(f'[data-opens="rename-{passkey.pk}"]').click()
    page.locator(f"#name-{passkey.pk}").fill("我的手机")
    page.locator(f"#rename-{passkey.pk} button[type=submit]").click()
    expect(page.get_by_text("我的手机").first).to_be_visible()
    assert_accessible(page)
    page.locator(f'[data-opens="remove-{passkey.pk}"]').click()
    page.locator(f"#remove-{passkey.pk} button[type=submit]").click()
    expect(page.locator(".empty-place")).to_be_visible()
    assert not Passkey.objects.exists()


def test_the_question_again_takes_a_passkey(visit, clerk):
    page = visit("/", user=clerk)
    Device(page)
    add_passkey(page)
    page.goto("/again/?next=/about/")
    use_passkey(page)
    page.wait_for_url(re.compile(r"/about/$"))


@BOTH
@pytest.mark.parametrize("way", ["password", "passkey"])
def test_a_form_that_comes_too_late_waits_and_arrives_letter_by_letter(visit, administrator, monkeypatch, way, width):
    page = visit("/", user=administrator, width=width)
    Device(page)
    add_passkey(page)
    page.goto("/users/add/")
    page.locator("#id_username").fill("new-clerk")
    page.locator("#id_display_name").fill('刘 "心" <红>')
    page.locator("#id_unit").select_option(index=1)
    fields = page.locator("form:has(#id_username)").evaluate("form => [...new FormData(form)]")
    monkeypatch.setattr(marks, "AGAIN_LASTS", timedelta(0))
    page.locator("form:has(#id_username) button[type=submit]").click()
    expect(page.locator("textarea[name=waiting-username]")).to_have_count(2)  # beside the password and the passkey
    assert_accessible(page)
    assert_no_sideways_scroll(page)
    kept = page.locator("form:has(#id_password)").evaluate("form => [...new FormData(form)]")
    assert [field for field in fields if field[0] != "csrfmiddlewaretoken"] == [
        [name.removeprefix("waiting-"), value] for name, value in kept if name.startswith("waiting-")
    ]
    monkeypatch.undo()
    if way == "passkey":
        use_passkey(page)
    else:
        page.locator("#id_password").fill(PASSWORD)
        page.locator("form:has(#id_password) button[type=submit]").click()
    page.wait_for_url(re.compile(r"/users/[0-9a-f-]{36}/$"))
    assert User.objects.get(username="new-clerk").display_name == '刘 "心" <红>'


@BOTH
def test_a_leader_without_a_factor_sets_up_a_code_app_and_works_on(visit, leader, width):
    page = visit("/sign-in/?next=/about/", width=width)
    type_password(page, "leader")
    page.wait_for_url(re.compile(r"/set-up-factor/"))
    assert_accessible(page)
    assert_no_sideways_scroll(page)
    page.locator(".code-secret summary").click()
    secret = page.locator(".code-text").inner_text().replace(" ", "")
    assert page.locator(".code-picture img").evaluate("image => image.naturalWidth") > 100
    page.locator("#id_code").fill(pyotp.TOTP(secret).at(clock.now()))
    page.locator("form:has(#id_code) button[type=submit]").click()
    page.wait_for_url(re.compile(r"/recovery-codes/"))
    assert Authenticator.objects.filter(user=leader).exists()
    sign_out(page)
    type_password(page, "leader")
    page.wait_for_url(re.compile(r"/second-factor/"))
    assert_accessible(page)
    assert_no_sideways_scroll(page)
    page.locator("#id_code").fill(pyotp.TOTP(secret).at(clock.now(), counter_offset=1))
    page.keyboard.press("Enter")
    page.wait_for_url(HOME)


@BOTH
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_of_the_sign_in(visit, clerk, security_administrator, system, language, width):
    page = visit("/", user=clerk, language=language, width=width)
    for path in (
        "/my-sign-in/",
        "/change-password/",
        "/again/?next=/",
        "/set-up-factor/",
        "/my-sign-in/recovery-codes/",
    ):
        page.goto(path)
        assert_accessible(page)
        assert_no_sideways_scroll(page)
    commands.change_sign_in_policy(SignInPolicy(second_factor=SecondFactorFor.OPTIONAL), by=system)
    page = visit("/", user=security_administrator, language=language, width=width)
    for path in ("/sign-ins/", f"/sign-ins/{clerk.pk}/", "/sign-ins/policy/", "/sign-ins/?q=nobody"):
        page.goto(path)
        assert_accessible(page)
        assert_no_sideways_scroll(page)
    for why in ("idle", "absolute"):
        other = visit(f"/sign-in/?why={why}&next=/", language=language, width=width)
        assert_accessible(other)
        assert_no_sideways_scroll(other)
