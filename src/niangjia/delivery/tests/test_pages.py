"""The pages of channels and robots, who may use them, and that no address is readable anywhere."""

import logging

import pytest
from django.urls import reverse

from niangjia.accounts.models import Role
from niangjia.audit.models import Entry
from niangjia.delivery import commands
from niangjia.delivery.models import Channels, Message, MessageState, Robot
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, Forbidden, InvalidInput
from niangjia.privacy import commands as keys
from niangjia.privacy.commands import rotation
from niangjia.privacy.tests.planted import Search, everything_in_the_database

pytestmark = pytest.mark.django_db
CHANNELS, ROBOTS, ADD = (reverse(f"delivery:{each}") for each in ("change-channels", "list-robots", "add-robot"))
WECOM = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7abc-4bc4-97a0-0ec2fffa5aaa"
DINGTALK = "https://oapi.dingtalk.com/robot/send?access_token=66c6a17b9"


def robot(unit, by, **changes):
    said = {
        "kind": "wecom",
        "name": "林场工会群",
        "address": WECOM,
        "secret": "",
        "how": "daily",
        "language": "zh-hans",
    }
    return commands.add_robot(unit, **{**said, **changes}, by=by)


def test_one_chooses_and_sees_what_was_chosen(as_clerk, clerk):
    sent = {"email": "zhou@mail.test", "how": "at-once", "language": "en"}
    for _twice in range(2):
        assert as_clerk.post(CHANNELS, sent).status_code == 302
    kept = Channels.objects.get()
    assert (kept.email.reveal(), kept.email_how, kept.language) == ("zhou@mail.test", "at-once", "en")
    page = as_clerk.get(CHANNELS).content.decode()
    assert "zhou@mail.test" in page
    assert Entry.objects.filter(act="delivery.channels.changed").count() == 1
    assert "zhou" not in str(Entry.objects.get(act="delivery.channels.changed").details)


@pytest.mark.parametrize(
    "sent", [{"email": "no address"}, {"how": "always"}, {"language": "fr"}, {"email": "a@b.cn\nBcc: c@d.cn"}]
)
def test_what_cannot_be_is_refused_and_kept_typed(as_clerk, sent):
    answer = as_clerk.post(CHANNELS, {"email": "zhou@mail.test", "how": "daily", "language": "en", **sent})
    assert answer.status_code == 422
    assert not Channels.objects.exists()


@pytest.mark.parametrize("email", ["no", "a@b.cn\nBcc: c@d.cn"])
def test_the_command_refuses_it_too(clerk, email):
    with pytest.raises(InvalidInput):
        commands.change_channels(email=email, how="daily", language="en", by=clerk)


def test_a_worker_is_told_on_the_own_page_alone(someone, farm, signed_in):
    worker = someone(Role.WORKER, farm, "worker")
    assert signed_in(worker).get(CHANNELS).status_code in {403, 404}
    with pytest.raises(Forbidden):
        commands.change_channels(email="", how="daily", language="en", by=worker)


def test_the_way_to_the_choice_stands_by_the_notices(as_clerk, someone, farm, signed_in):
    notices = reverse("accounts:list-notices")
    assert CHANNELS in as_clerk.get(notices).content.decode()
    assert CHANNELS not in signed_in(someone(Role.WORKER, farm, "worker")).get(notices).content.decode()


@pytest.mark.usefixtures("mail_is_set_up")
def test_a_test_is_sent_to_oneself_a_few_times_a_day(as_clerk, clerk, mailoutbox):
    as_clerk.post(CHANNELS, {"email": "zhou@mail.test", "how": "off", "language": "zh-hans"})
    for _each in range(7):
        assert as_clerk.post(reverse("delivery:try-channels")).status_code == 302
    commands.deliver_messages()
    assert Message.objects.filter(kind="test").count() == 5
    assert {mail.to[0] for mail in mailoutbox} == {"zhou@mail.test"}
    assert len(mailoutbox) == 1, "those that wait together are one"


def test_without_address_or_server_there_is_nothing_to_try(clerk, settings):
    with pytest.raises(Conflict):
        commands.try_channels(by=clerk)
    commands.change_channels(email="zhou@mail.test", how="daily", language="en", by=clerk)
    settings.EMAIL_HOST = ""
    with pytest.raises(Conflict):
        commands.try_channels(by=clerk)


def test_an_administrator_sets_up_changes_and_removes_a_robot(administrator, farm, signed_in):
    browser = signed_in(administrator)
    sent = {"unit": str(farm.pk), "kind": "wecom", "name": "林场工会群", "address": WECOM, "how": "daily"}
    sent |= {"language": "zh-hans", "secret": ""}
    for _twice in range(2):
        assert browser.post(ADD, sent).status_code == 302
    kept = Robot.objects.get()
    assert (kept.unit, kept.address.reveal()) == (farm, WECOM)
    change = reverse("delivery:change-robot", args=[kept.pk])
    for address in (change, ROBOTS):
        assert "693a91f6" not in browser.get(address).content.decode()
    assert browser.post(change, {"name": "新名", "address": "", "how": "off", "language": "en"}).status_code == 302
    kept.refresh_from_db()
    assert (kept.name, kept.how, kept.address.reveal()) == ("新名", "off", WECOM)
    assert (
        browser.post(change, {"name": "新名", "address": "https://evil.test/?key=1", "how": "off"}).status_code == 422
    )
    for _twice in range(2):
        assert browser.post(reverse("delivery:remove-robot", args=[kept.pk])).status_code in {302, 404}
    kept.refresh_from_db()
    assert (bool(kept.address), bool(kept.secret)) == (False, False)
    assert kept.removed_at is not None
    with pytest.raises(Conflict):
        commands.try_robot(kept, by=administrator)


def test_the_address_of_another_service_is_refused(administrator, farm, signed_in):
    sent = {"unit": str(farm.pk), "kind": "dingtalk", "name": "群", "address": WECOM, "how": "daily"}
    answer = signed_in(administrator).post(ADD, {**sent, "language": "zh-hans", "secret": ""})
    assert answer.status_code == 422
    assert not Robot.objects.exists()


def test_others_neither_see_nor_set_up_robots(as_clerk, clerk, administrator, farm, other_farm, someone, signed_in):
    kept = robot(farm, administrator)
    for user in (clerk, someone(Role.SECURITY_ADMINISTRATOR, farm, "security")):
        assert signed_in(user).get(ROBOTS).status_code in {403, 404}
        with pytest.raises(Forbidden):
            robot(farm, user)
    beside = signed_in(someone(Role.ADMINISTRATOR, other_farm, "beside"))
    assert beside.get(reverse("delivery:change-robot", args=[kept.pk])).status_code == 404
    assert str(kept.pk) not in beside.get(ROBOTS).content.decode()


@pytest.mark.parametrize("changes", [{"kind": "other"}, {"how": "at-once"}, {"secret": "a b"}, {"name": " "}])
def test_what_a_robot_cannot_be_is_refused(administrator, farm, changes):
    with pytest.raises(InvalidInput):
        robot(farm, administrator, **changes)


def test_the_list_of_robots_takes_a_fixed_number_of_queries(
    administrator, farm, signed_in, django_assert_max_num_queries
):
    browser = signed_in(administrator)
    for number in range(6):
        kept = robot(farm, administrator, address=f"{WECOM}{number}")
        now = clock.now()
        Message.objects.create(
            robot=kept, kind="test", key="x", made_at=now, next_try_at=now, state="sent", done_at=now
        )
    with django_assert_max_num_queries(9):
        page = browser.get(ROBOTS)
    assert all(each.last.state == MessageState.SENT for each in page.context["robots"])


@pytest.mark.django_db(transaction=True)
def test_addresses_and_secrets_lie_nowhere_in_plain(
    administrator, system, clerk, farm, signed_in, tmp_path, caplog, monkeypatch
):
    monkeypatch.setattr(rotation, "SECONDS_TO_NOTICE", 0.01)
    email, secret, token = "zhou.planted@mail.test", "SEC0planted0secret", "66planted17b9"
    with caplog.at_level(logging.DEBUG):
        signed_in(clerk).post(CHANNELS, {"email": email, "how": "daily", "language": "en"})
        browser = signed_in(administrator)
        sent = {"unit": str(farm.pk), "kind": "dingtalk", "name": "群", "how": "daily", "language": "en"}
        address = f"https://oapi.dingtalk.com/robot/send?access_token={token}"
        assert browser.post(ADD, sent | {"address": address, "secret": "a b"}).status_code == 422
        assert browser.post(ADD, sent | {"address": address, "secret": secret}).status_code == 302
        keys.rotate_keys(by=system, with_index=True)
    assert Channels.objects.get().email.reveal() == email
    assert Robot.objects.get().secret.reveal() == secret
    copies = tmp_path / "copies"
    copies.mkdir()
    everything_in_the_database(copies)
    (copies / "log").write_text(caplog.text, encoding="utf-8")
    assert Search({email, secret, token}).in_folder(copies) == []
    Robot.objects.update(name=token[:40])  # the control: what is not sealed is found
    everything_in_the_database(copies)
    assert {find.value for find in Search({email, secret, token}).in_folder(copies)} == {token}
