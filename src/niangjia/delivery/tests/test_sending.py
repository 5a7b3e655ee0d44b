"""Who is told what when: once, at most; nothing lost in a fault; no name ever."""

from datetime import date, timedelta

import pytest

from niangjia.accounts.commands import send_notice
from niangjia.accounts.models import Role
from niangjia.accounts.tests.racing import at_once
from niangjia.delivery import commands
from niangjia.delivery.models import How, Message, Robot
from niangjia.delivery.tests.conftest import MONDAY, at, choose, emergency, robot_of, states
from niangjia.dossiers.commands import open_break_glass
from niangjia.dossiers.tests.factories import rows
from niangjia.kernel import clock
from niangjia.kernel.text import Text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mail_is_set_up")]


@pytest.mark.usefixtures("busy")
def test_the_summary_comes_once_a_working_day_after_the_hour(mailoutbox):
    for hour, count in ((7, 0), (8, 1), (9, 1), (17, 1)):
        with at(hour):
            commands.deliver_messages()
        assert len(mailoutbox) == count, hour
    with at(9, MONDAY + timedelta(days=1)):
        commands.deliver_messages()
    assert len(mailoutbox) == 2
    for days in (5, 6):
        with at(9, MONDAY + timedelta(days=days)):
            commands.deliver_messages()
    assert len(mailoutbox) == 2, "not at the weekend"
    with at(9, date(2026, 10, 1)):
        commands.deliver_messages()
    assert len(mailoutbox) == 2, "not on the national holiday"


def test_the_hour_is_a_setting(busy, mailoutbox, settings):
    settings.DIGEST_AT = settings.DIGEST_AT.replace(hour=16)
    with at(9):
        assert commands.deliver_messages() == 0
    with at(16):
        assert commands.deliver_messages() == 1


def test_it_says_counts_and_ways_in_and_no_name(busy, mailoutbox, settings, farm):
    settings.SITE = "https://help.test"
    rows(farm, [{"name": "欧阳小雪", "questions": 1}])
    with at():
        commands.deliver_messages()
    [mail] = mailoutbox
    assert mail.to == ["clerk@mail.test"]
    told = mail.subject + mail.body
    assert "有待核实问题的档案：4" in told
    assert "https://help.test/dossiers/?questions=yes" in told
    assert "欧阳小雪" not in told
    assert busy.display_name not in told
    assert not any(dossier.number in told for dossier in farm.dossiers.all())


def test_it_speaks_the_language_chosen(busy, mailoutbox):
    choose(busy, language="en")
    with at():
        commands.deliver_messages()
    assert "Dossiers with open questions: 3" in mailoutbox[0].body


def test_when_nothing_waits_nothing_is_sent(clerk, mailoutbox):
    choose(clerk)
    with at():
        commands.deliver_messages()
        commands.deliver_messages()
    assert mailoutbox == []
    assert states() == [("digest", "nothing")]


def test_who_chose_nothing_or_left_is_told_nothing(busy, mailoutbox, officer, someone, farm):
    choose(busy, how=How.OFF)
    choose(officer)
    type(officer).objects.filter(pk=officer.pk).update(is_active=False)
    past = someone(Role.ASSISTANCE_CLERK, farm, "past")
    choose(past)
    past.appointments.update(ends_on=MONDAY - timedelta(days=1))
    with at():
        commands.deliver_messages()
    assert (mailoutbox, states()) == ([], [])


def test_a_choice_taken_back_before_it_is_sent_counts(busy, mailoutbox):
    with at():
        commands.plan_messages()
        commands.change_channels(email="", how=How.DAILY, language="en", by=busy)
        commands.deliver_messages()
    assert (mailoutbox, states()) == ([], [("digest", "nothing")])


def test_what_is_urgent_comes_at_once_also_at_night_and_without_its_text(busy, officer, farm, mailoutbox):
    with at(3, MONDAY + timedelta(days=5)):
        emergency(busy, by=officer)
        assert commands.deliver_messages() == 1
        assert commands.deliver_messages() == 0
    [mail] = mailoutbox
    assert "今天就需要帮助" in mail.body
    assert "欧阳小雪" not in mail.body
    assert farm.name not in mail.body


def test_emergency_access_is_told_without_who_and_which(busy, approver, bureau, farm, other_farm, someone, mailoutbox):
    choose(approver)
    someone(Role.SECURITY_ADMINISTRATOR, bureau, "security")
    someone(Role.SECURITY_AUDITOR, bureau, "watcher")
    [dossier] = rows(farm, [{}])
    outsider = someone(Role.UNIT_OFFICER, other_farm, "outsider")
    with at(20):
        open_break_glass(dossier.number, reason="住院抢救，需要核对家属联系方式", device="x", by=outsider)
        commands.deliver_messages()
    urgent = [mail for mail in mailoutbox if "紧急" in mail.subject]
    assert urgent
    assert not any(dossier.number in mail.body or outsider.display_name in mail.body for mail in mailoutbox)


def test_other_notices_come_at_once_only_to_those_who_want_that_and_together(busy, officer, clerk, mailoutbox):
    choose(officer, how=How.AT_ONCE)
    with at(6):
        for _each in range(3):
            send_notice([officer, clerk], text=Text("请看", "Look"), by=clerk)
        assert commands.deliver_messages() == 1
    assert [mail.to for mail in mailoutbox] == [["officer@mail.test"]]
    assert "3" in mailoutbox[0].subject
    assert "请看" not in mailoutbox[0].body


def test_what_was_read_already_or_came_before_the_choice_is_not_told(officer, clerk, mailoutbox):
    with at(5):
        send_notice([officer], text=Text("请看", "Look"), by=clerk)
    with at(6):
        commands.change_channels(email="officer@mail.test", how=How.AT_ONCE, language="en", by=officer)
        [notice] = send_notice([officer], text=Text("请看", "Look"), by=clerk)
        notice.read_at = clock.now()
        notice.save()
        assert commands.deliver_messages() == 0


@pytest.mark.parametrize(("kind", "secret"), [("wecom", ""), ("dingtalk", ""), ("dingtalk", "SECabc")])
def test_a_group_is_told_what_waits_at_its_unit(farm, officer, administrator, chat, kind, secret):
    server = chat(secret=secret)
    robot = robot_of(farm, server, by=administrator, kind=kind, secret=secret)
    rows(farm, [{"name": "欧阳小雪", "questions": 1} for _row in range(2)])
    with clock.set_to(MONDAY):  # the instant of the signature is checked by the service
        assert commands.deliver_messages() == 1
        assert commands.deliver_messages() == 0
    [(path, _query, body, _headers)] = server.seen
    text = body["markdown"]["content" if kind == "wecom" else "text"]
    assert path in robot.address.reveal()
    assert "有待核实问题的档案：2" in text
    assert farm.name in text
    assert "欧阳小雪" not in text
    assert officer.display_name not in text


@pytest.mark.django_db(transaction=True)
def test_a_robot_added_by_several_presses_at_once_is_one(farm, administrator, chat):
    server = chat()
    answers = at_once(*[lambda: robot_of(farm, server, by=administrator)] * 6)
    assert len({each.pk for each in answers}) == 1, answers
    assert Robot.objects.count() == 1


def test_a_group_without_work_is_told_nothing(farm, officer, administrator, chat):
    server = chat()
    robot_of(farm, server, by=administrator)
    with at():
        assert commands.deliver_messages() == 0
    assert (server.seen, states()) == ([], [("digest", "nothing")])


def test_a_group_is_told_of_an_emergency_once_however_many_work_there(
    bureau, farm, officer, administrator, someone, chat
):
    server = chat()
    robot_of(bureau, server, by=administrator)
    people = [someone(Role.ASSISTANCE_CLERK, bureau, name) for name in ("one", "two", "three")]
    with at(5):
        for _each in range(3):
            emergency(*people, by=officer)
        assert commands.deliver_messages() == 1
        assert commands.deliver_messages() == 0
    [(_path, _query, body, _headers)] = server.seen
    assert "今天就需要帮助" in body["markdown"]["content"]


@pytest.mark.parametrize(
    ("how", "state"),
    [
        ("code:45009", "waiting"),
        ("code:-1", "waiting"),
        ("500", "waiting"),
        ("code:93000", "failed"),
        ("404", "failed"),
    ],
)
def test_what_the_service_answers_decides_what_becomes_of_it(farm, officer, administrator, chat, how, state):
    robot_of(farm, chat(how), by=administrator)
    rows(farm, [{"questions": 1}])
    with at():
        assert commands.deliver_messages() == 0
    assert states() == [("digest", state)]
    assert "secret-key" not in str(Message.objects.get().problem)


def test_an_address_that_is_no_more_allowed_is_not_written_to(farm, officer, administrator, chat, settings):
    server = chat()
    robot_of(farm, server, by=administrator)
    rows(farm, [{"questions": 1}])
    settings.ROBOT_HOSTS = []
    with at():
        commands.deliver_messages()
    assert (server.seen, states()) == ([], [("digest", "failed")])
