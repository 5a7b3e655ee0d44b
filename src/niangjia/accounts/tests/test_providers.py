"""Sign-in services, each spoken with over real HTTP: the way there and back, and every way it can go wrong."""

import logging
import stat
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from niangjia.accounts import commands
from niangjia.accounts.models import Identity, Notice, Role, SignInPolicy, User
from niangjia.accounts.providers import ProvidersMisconfigured, base, providers
from niangjia.accounts.tests import identity_server as service
from niangjia.accounts.tests.record import Entry

pytestmark = pytest.mark.django_db
SIGN_IN, HOME, MINE = reverse("accounts:sign-in"), reverse("desk:show-home"), reverse("accounts:my-sign-in")
SET_UP = reverse("accounts:set-up-factor")
SUBJECTS = {"city": "sub-1", "work": service.USERID, "ding": service.UNION_ID}
CODES = {"city": "code", "work": "code", "ding": "authCode"}
EACH = pytest.mark.parametrize("slug", SUBJECTS)


@pytest.fixture
def server(settings, tmp_path):
    """The service, and a file that names it three times."""
    cache.clear()
    secret = tmp_path / "secret"
    secret.write_text(f"{service.SECRET}\n", encoding="utf-8")
    secret.chmod(stat.S_IRUSR | stat.S_IWUSR)
    settings.SIGN_IN_FILE = tmp_path / "sign-in.toml"
    with service.running() as running:
        at = running.address
        settings.SIGN_IN_FILE.write_text(
            f"""
            [city]
            kind = "oidc"
            zh = "市政统一认证"
            en = "City sign-in"
            issuer = "{at}"
            client_id = "{service.CLIENT}"
            secret_file = "secret"

            [work]
            kind = "wecom"
            zh = "企业微信"
            en = "WeCom"
            corp_id = "{service.CORP}"
            agent_id = "{service.AGENT}"
            api_url = "{at}/cgi-bin"
            secret_file = "secret"

            [ding]
            kind = "dingtalk"
            zh = "钉钉"
            en = "DingTalk"
            client_id = "{service.CLIENT}"
            api_url = "{at}"
            secret_file = "secret"
            """,
            encoding="utf-8",
        )
        yield running


@pytest.fixture
def linked(clerk):
    """The clerk, linked with each."""
    for slug, subject in SUBJECTS.items():
        commands.link_identity(clerk, provider=slug, subject=subject, by=clerk)
    return clerk


def go(client, server, slug, **more):
    """Go to the service; what it was sent."""
    answer = client.get(reverse("accounts:go-to-provider", args=[slug]), more)
    assert answer.status_code == 302
    return server.remember(answer["Location"])


def come_back(client, slug, state, code=service.CODE, **more):
    query = {CODES[slug]: code, "state": state, **more}
    return client.get(reverse("accounts:return-from-provider", args=[slug]), query)


def is_in(client):
    return client.get(HOME).status_code == 200


def test_the_page_offers_what_is_configured(server, client):
    text = client.get(SIGN_IN).content.decode()
    for slug in SUBJECTS:
        assert reverse("accounts:go-to-provider", args=[slug]) in text
    assert "企业微信" in text
    assert service.SECRET not in text


def test_without_a_file_there_is_nothing_to_choose(settings, tmp_path, client):
    settings.SIGN_IN_FILE = tmp_path / "none.toml"
    assert providers() == {}
    assert client.get(reverse("accounts:go-to-provider", args=["city"])).status_code == 404
    assert client.get(SIGN_IN).status_code == 200


@EACH
def test_who_is_linked_comes_in_and_goes_on(server, linked, slug):
    client = Client()
    sent = go(client, server, slug, next="/about/")
    before = client.session.session_key
    answer = come_back(client, slug, sent["state"])
    assert answer["Location"] == "/about/"
    assert client.session.session_key != before
    assert is_in(client)
    assert Entry.objects.get(act="accounts.user.signed-in").details["via"] == slug


@EACH
def test_who_is_not_linked_neither_comes_in_nor_is_made(server, clerk, slug):
    client = Client()
    users = User.objects.count()
    answer = come_back(client, slug, go(client, server, slug)["state"])
    assert answer["Location"].startswith(SIGN_IN)
    assert not is_in(client)
    assert User.objects.count() == users
    assert not Identity.objects.exists()


@EACH
def test_a_disabled_user_does_not_come_in(server, linked, slug):
    User.objects.filter(pk=linked.pk).update(is_active=False)
    client = Client()
    come_back(client, slug, go(client, server, slug)["state"])
    assert not is_in(client)


@EACH
@pytest.mark.parametrize("state", ["", "another", "0" * 48])
def test_a_state_that_is_not_this_browsers_is_refused_before_anyone_is_asked(server, linked, slug, state):
    client = Client()
    go(client, server, slug)
    asked = len(server.asked)
    come_back(client, slug, state)
    assert not is_in(client)
    assert len(server.asked) == asked


@EACH
def test_a_state_opens_once(server, linked, slug):
    client = Client()
    state = go(client, server, slug)["state"]
    come_back(client, slug, state)
    client.post(reverse("accounts:sign-out"))
    server.used.clear()
    come_back(client, slug, state)
    assert not is_in(client)


def test_a_state_of_one_service_is_none_of_another(server, linked):
    client = Client()
    state = go(client, server, "city")["state"]
    come_back(client, "ding", state)
    assert not is_in(client)


@EACH
def test_another_browser_cannot_use_the_way_back(server, linked, slug):
    state = go(Client(), server, slug)["state"]
    other = Client()
    come_back(other, slug, state)
    assert not is_in(other)


@EACH
def test_a_code_that_is_refused_opens_nothing(server, linked, slug, caplog):
    client = Client()
    with caplog.at_level(logging.WARNING, "niangjia"):
        come_back(client, slug, go(client, server, slug)["state"], code="wrong")
    assert not is_in(client)
    assert service.SECRET not in caplog.text


@EACH
@pytest.mark.parametrize("fault", ["down", "nonsense"])
def test_a_service_that_is_down_is_told(server, linked, slug, fault):
    client = Client()
    state = go(client, server, slug)["state"]
    server.fault = fault
    answer = come_back(client, slug, state)
    assert 'role="alert"' in client.get(answer["Location"]).content.decode()
    assert not is_in(client)


@EACH
def test_a_service_that_is_slow_is_told_as_such(server, linked, slug, monkeypatch):
    monkeypatch.setattr(base, "SECONDS_TO_ANSWER", 0.3)
    monkeypatch.setattr("niangjia.accounts.providers.oidc.SECONDS_TO_ANSWER", 0.3)
    client = Client()
    client.cookies["django_language"] = "en"
    state = go(client, server, slug)["state"]
    server.fault = "slow"
    answer = come_back(client, slug, state)
    assert "did not answer in time" in client.get(answer["Location"]).content.decode()


@EACH
def test_who_does_not_agree_there_is_told_here(server, linked, slug):
    client = Client()
    state = go(client, server, slug)["state"]
    answer = client.get(
        reverse("accounts:return-from-provider", args=[slug]), {"state": state, "error": "access_denied"}
    )
    assert answer["Location"].startswith(SIGN_IN)
    assert not is_in(client)


@pytest.mark.parametrize(
    "fault", ["nonce", "no-nonce", "signature", "none", "expired", "iss", "aud", "code", "issuer", "plain-http"]
)
def test_a_token_that_cannot_be_believed_opens_nothing(server, linked, fault):
    client = Client()
    state = go(client, server, "city")["state"]
    server.fault = fault
    assert come_back(client, "city", state)["Location"].startswith(SIGN_IN)
    assert not is_in(client)


def test_the_question_carries_challenge_nonce_and_state(server):
    sent = go(Client(), server, "city")
    assert sent["code_challenge_method"] == "S256"
    assert sent["response_type"] == "code"
    assert len(sent["nonce"]) == len(sent["state"]) == 48
    assert sent["redirect_uri"] == "http://testserver/sign-in/with/city/return/"


def test_behind_https_the_way_back_is_https(server, settings):
    settings.SESSION_COOKIE_SECURE = True
    assert go(Client(), server, "city")["redirect_uri"] == "https://testserver/sign-in/with/city/return/"


def test_an_answer_in_the_name_of_another_issuer_is_refused(server, linked):
    client = Client()
    state = go(client, server, "city")["state"]
    come_back(client, "city", state, iss="https://elsewhere.example")
    assert not is_in(client)


def test_wecom_shows_a_code_in_a_browser_and_knows_the_person_in_its_own_app(server):
    address = reverse("accounts:go-to-provider", args=["work"])
    for agent, host in [("Mozilla/5.0 Chrome/130", "login.work.weixin.qq.com"), ("x wxwork/4.1", "open.weixin.qq.com")]:
        sent = urlsplit(Client().get(address, HTTP_USER_AGENT=agent)["Location"])
        query = parse_qs(sent.query)
        assert sent.hostname == host
        assert (query["appid"], query["agentid"]) == ([service.CORP], [service.AGENT])
        assert query["state"][0].isalnum()


def test_the_token_of_the_corporation_is_asked_for_once(server, linked):
    for _time in range(3):
        client = Client()
        come_back(client, "work", go(client, server, "work")["state"])
        assert is_in(client)
    assert server.asked.count("/cgi-bin/gettoken") == 1


def test_a_token_that_has_run_out_is_asked_for_anew(server, linked):
    server.fault = "stale"
    client = Client()
    come_back(client, "work", go(client, server, "work")["state"])
    assert is_in(client)
    assert server.asked.count("/cgi-bin/gettoken") == 2


def test_someone_from_outside_the_corporation_does_not_come_in(server, linked):
    server.fault = "outsider"
    client = Client()
    come_back(client, "work", go(client, server, "work")["state"])
    assert not is_in(client)


def test_an_answer_without_a_name_opens_nothing(server, linked):
    server.fault = "nobody"
    client = Client()
    come_back(client, "ding", go(client, server, "ding")["state"])
    assert not is_in(client)


@EACH
def test_one_links_ones_own_account_and_unlinks_it(server, clerk, signed_in, slug):
    here = signed_in(clerk)
    answer = come_back(here, slug, go(here, server, slug)["state"])
    assert answer["Location"] == MINE
    identity = Identity.objects.get(user=clerk)
    assert (identity.provider, identity.subject) == (slug, SUBJECTS[slug])
    server.used.clear()
    other = Client()
    come_back(other, slug, go(other, server, slug)["state"])
    assert is_in(other)
    assert here.post(reverse("accounts:unlink-identity", args=[identity.pk])).status_code == 302
    assert not Identity.objects.exists()


def test_an_account_is_one_users(server, linked, leader, signed_in):
    here = signed_in(leader)
    come_back(here, "ding", go(here, server, "ding")["state"])
    assert Identity.objects.get(provider="ding").user == linked


def test_nobody_unlinks_anothers(linked, leader, signed_in):
    identity = linked.identities.first()
    assert signed_in(leader).post(reverse("accounts:unlink-identity", args=[identity.pk])).status_code == 404
    assert Identity.objects.filter(pk=identity.pk).exists()


def test_the_security_administrator_links(server, clerk, security_administrator, signed_in):
    browser = signed_in(security_administrator)
    address = reverse("accounts:link-identity", args=[clerk.pk])
    for _twice in range(2):
        answer = browser.post(address, {"provider": "work", "subject": service.USERID})
    assert answer.status_code == 422  # it is linked already
    assert service.USERID in answer.content.decode()
    assert Identity.objects.get().user == clerk
    assert browser.post(address, {"provider": "none", "subject": "x"}).status_code == 422


@pytest.mark.parametrize(
    ("amr", "trusts", "is_enough"),
    [(["pwd"], True, False), (["pwd", "mfa"], False, False), (["pwd", "mfa"], True, True)],
)
def test_a_privileged_role_still_needs_its_second_factor(server, leader, system, amr, trusts, is_enough):
    commands.link_identity(leader, provider="city", subject="sub-1", by=leader)
    commands.change_sign_in_policy(SignInPolicy(trusts_provider_factor=trusts), by=system)
    server.amr = amr
    client = Client()
    come_back(client, "city", go(client, server, "city")["state"])
    assert is_in(client) is is_enough
    if not is_enough:
        assert client.get(HOME)["Location"].startswith(SET_UP)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[x", "x"),
        ('[x]\nkind = "ldap"\n', "[x]"),
        ('[x]\nkind = "wecom"\ncorp_id = "a"\nsecret_file = "s"\n', "agent_id"),
        ('[x]\nkind = "oidc"\nissuer = "http://idp.example"\nclient_id = "a"\nsecret_file = "s"\n', "https"),
        ('[x]\nkind = "dingtalk"\nclient_id = "a"\n', "secret_file"),
        ('[x]\nkind = "dingtalk"\nclient_id = "a"\nsecret_file = "missing"\n', "secret_file"),
        ('[x]\nkind = "dingtalk"\nclient_id = "a"\nsecret = "b"\nsecret_file = "s"\n', "secret"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_and_the_password_still_works(settings, tmp_path, client, clerk, text, told):
    (tmp_path / "s").write_text("x", encoding="utf-8")
    settings.SIGN_IN_FILE = tmp_path / "sign-in.toml"
    settings.SIGN_IN_FILE.write_text(text, encoding="utf-8")
    with pytest.raises(ProvidersMisconfigured) as error:
        providers()
    assert told in str(error.value.message)
    assert str(settings.SIGN_IN_FILE) in client.get(SIGN_IN).content.decode()
    client.post(SIGN_IN, {"username": "clerk", "password": "a-long-test-phrase"})
    assert is_in(client)


def test_the_secret_may_come_from_the_environment(settings, tmp_path, monkeypatch):
    monkeypatch.setenv("NIANGJIA_SECRET_MY_DING", "from-there")
    settings.SIGN_IN_FILE = tmp_path / "sign-in.toml"
    settings.SIGN_IN_FILE.write_text('[my-ding]\nkind = "dingtalk"\nclient_id = "a"\n', encoding="utf-8")
    assert providers()["my-ding"].secret == "from-there"


@pytest.mark.usefixtures("server")
def test_nobody_links_an_account_that_signs_in_as_an_administrator(someone, bureau, signed_in, security_administrator):
    for role in (Role.ADMINISTRATOR, Role.SECURITY_AUDITOR):
        other = someone(role, bureau, role)
        answer = signed_in(security_administrator).post(
            reverse("accounts:link-identity", args=[other.pk]), {"provider": "work", "subject": "mine"}
        )
        assert answer.status_code == 422
        assert "mine" in answer.content.decode()  # what was typed stays
    assert not Identity.objects.exists()


@pytest.mark.usefixtures("server")
def test_who_is_linked_by_another_is_told(signed_in, security_administrator, clerk):
    address = reverse("accounts:link-identity", args=[clerk.pk])
    assert signed_in(security_administrator).post(address, {"provider": "work", "subject": "x"}).status_code == 302
    assert "work" in Notice.objects.get(to=clerk).text["en"]
