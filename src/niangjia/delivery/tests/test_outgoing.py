"""Where may be written to, and what each way of going wrong outside means here."""

import pytest

from niangjia.delivery import outgoing
from niangjia.delivery.errors import NotDelivered, Refused, Uncertain, Unreachable
from niangjia.delivery.outgoing import check_address, post_json
from niangjia.delivery.robots import LONGEST, body_of, signature
from niangjia.kernel.errors import InvalidInput

WECOM = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa"
DINGTALK = "https://oapi.dingtalk.com/robot/send?access_token=66c6a1"


@pytest.mark.parametrize(
    ("address", "kind"), [(WECOM, "wecom"), (DINGTALK, "dingtalk"), (WECOM.replace(".com/", ".com:443/"), "wecom")]
)
def test_the_services_themselves_may_be_written_to(address, kind):
    check_address(address, kind)


@pytest.mark.parametrize(
    "address",
    [
        "http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=a",
        "https://qyapi.weixin.qq.com.evil.test/cgi-bin/webhook/send?key=a",
        "https://qyapi.weixin.qq.com@127.0.0.1/send?key=a",
        "https://user:word@qyapi.weixin.qq.com/send?key=a",
        "https://127.0.0.1/send?key=a",
        "https://[::1]/send?key=a",
        "https://169.254.169.254/latest/meta-data/?key=a",
        "https://localhost/send?key=a",
        "https://qyapi.weixin.qq.com:8443/send?key=a",
        "https://qyapi.weixin.qq.com:99999/send?key=a",
        "https://oapi.dingtalk.com/robot/send?access_token=a",
        "https://qyapi.weixin.qq.com/cgi-bin/webhook/send",
        "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=",
        "https://qyapi.weixin.qq.com/send?key=a#b",
        "https://qyapi.weixin.qq.com/send?key=a b",
        "https://qyapi.weixin.qq.com/send?key=a\r\nHost: evil",
        "https://qyapi。weixin.qq.com/send?key=a",
        "https://qyapi.weixin.qq.com\\@evil.test/send?key=a",
        "file:///etc/passwd",
        "gopher://qyapi.weixin.qq.com/?key=a",
        "//qyapi.weixin.qq.com/?key=a",
        "https://[qyapi.weixin.qq.com/?key=a",
        "",
        "x" * 1000,
    ],
)
def test_nothing_else_may_be_written_to(address):
    with pytest.raises(InvalidInput):
        check_address(address, "wecom")


def test_a_host_of_ones_own_is_named_with_its_port(settings):
    settings.ROBOT_HOSTS = ["chat.example.cn:8443"]
    check_address("https://chat.example.cn:8443/cgi-bin/webhook/send?key=a", "wecom")
    with pytest.raises(InvalidInput):
        check_address("https://chat.example.cn/cgi-bin/webhook/send?key=a", "wecom")


def test_what_the_service_takes_is_given_back(chat):
    server = chat()
    assert post_json(server.wecom, {"a": "中文"})["errcode"] == 0
    [(path, query, body, headers)] = server.seen
    assert (path, query, body) == ("/cgi-bin/webhook/send", {"key": "0000-secret-key"}, {"a": "中文"})
    assert "Authorization" not in headers


@pytest.mark.parametrize(
    ("how", "error"),
    [
        ("500", NotDelivered),
        ("503", NotDelivered),
        ("429", NotDelivered),
        ("404", Refused),
        ("redirect", Refused),
        ("break", Uncertain),
        ("large", Uncertain),
        ("no-json", Uncertain),
        ("hang", Uncertain),
    ],
)
def test_each_way_of_going_wrong_is_told_apart(chat, how, error, monkeypatch):
    monkeypatch.setattr(outgoing, "SECONDS_TO_ANSWER", 0.3)
    server, other = chat(how), chat()
    server.elsewhere = other.wecom
    with pytest.raises(error) as raised:
        post_json(server.wecom, {})
    assert type(raised.value) is error
    assert "secret-key" not in str(raised.value)
    assert server.place not in str(raised.value)
    assert other.seen == [], "no redirect is followed"


def test_a_service_that_is_not_there_or_not_trusted_was_never_spoken_to(chat, monkeypatch):
    server = chat()
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    with pytest.raises(Unreachable):
        post_json(server.wecom, {})
    assert server.seen == []
    with pytest.raises(Unreachable):
        post_json("https://localhost:9/send?key=secret-key", {})


def test_a_netrc_file_gives_no_password_away(chat, monkeypatch, tmp_path):
    server = chat()
    netrc = tmp_path / "netrc"
    netrc.write_text("machine localhost login me password word\n", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(netrc))
    post_json(server.wecom, {})
    assert "Authorization" not in server.seen[0][3]


def test_the_signature_is_that_of_the_documented_way():
    # reckoned with openssl: printf '1700000000000\nSEC0' | openssl dgst -sha256 -hmac SEC0 -binary | base64
    assert (
        signature("SEC0", 1700000000000)
        == "timestamp=1700000000000&sign=grq97xXoTUjTHFvKaCG7ayUVYZj98Kc7erzY%2BP9gZxg%3D"
    )


@pytest.mark.parametrize("kind", ["wecom", "dingtalk"])
def test_a_long_message_is_cut_where_the_service_would_refuse_it(kind):
    body = body_of(kind, "标题", ["很长的一行" * 1000] * 3)
    text = body["markdown"]["content" if kind == "wecom" else "text"]
    assert body["msgtype"] == "markdown"
    assert LONGEST[kind] - 5 < len(text.encode()) <= LONGEST[kind]
    assert text.endswith("…")
