"""Who is told what when: once, at most; nothing lost in a fault; no name ever."""

import multiprocessing
import os
import signal
import threading
import time
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.db import connections

from niangjia.accounts.commands import send_notice
from niangjia.accounts.models import Role, Urgent
from niangjia.accounts.tests.racing import at_once
from niangjia.audit.models import Entry
from niangjia.delivery import commands
from niangjia.delivery.commands import sending
from niangjia.delivery.models import How, Message, MessageKind, MessageState, Robot
from niangjia.delivery.tests.conftest import MONDAY
from niangjia.delivery.tests.servers import MailServer, running
from niangjia.dossiers.commands import open_break_glass
from niangjia.dossiers.tests.factories import rows
from niangjia.kernel import clock
from niangjia.kernel.text import Text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mail_is_set_up")]


def choose(user, how=How.DAILY, on=MONDAY, language="zh-hans"):
    with clock.set_to(on - timedelta(days=3)):
        return commands.change_channels(email=f"{user.username}@mail.test", how=how, language=language, by=user)


def at(hour=9, day=MONDAY, minute=0):
    return clock.set_to(day, hour=hour, minute=minute)


@pytest.fixture
def busy(farm, clerk):
    """A clerk for whom something waits."""
    rows(farm, [{"questions": 1} for _row in range(3)])
    choose(clerk)
    return clerk


def emergency(*people, by):
    """What those who decide on clues are told when somebody reports an emergency."""
    text = Text("欧阳小雪家里出事了", "Something happened")
    return send_notice(people, text=text, urgent=Urgent.EMERGENCY, by=by)


def states():
    return sorted(Message.objects.values_list("kind", "state"))


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


def test_a_server_that_is_away_is_tried_again_and_nobody_is_told_twice(busy, officer, farm, mailoutbox, monkeypatch):
    choose(officer)
    tries = []

    def away(*_mail):
        tries.append(clock.now())
        raise sending.Unreachable("away")

    monkeypatch.setattr(sending.mail, "send_mail", away)
    with at(8):
        commands.deliver_messages()
        commands.deliver_messages()
    assert len(tries) == 1, "the others wait with it"
    assert set(states()) == {("digest", "waiting")}
    with at(8, minute=2):
        commands.deliver_messages()
    assert len(tries) == 2
    monkeypatch.undo()
    with at(10):
        assert commands.deliver_messages() == 2
        assert commands.deliver_messages() == 0
    assert sorted(mail.to[0] for mail in mailoutbox) == ["clerk@mail.test", "officer@mail.test"]


def test_what_is_given_up_lets_the_others_wait_too(busy, officer, farm, monkeypatch):
    choose(officer)
    tries = []

    def away(*_mail):
        tries.append(clock.now())
        raise sending.Unreachable("away")

    monkeypatch.setattr(sending.mail, "send_mail", away)
    with at(8):
        commands.deliver_messages()
    first = Message.objects.order_by("-tries").first()
    with at(8, minute=1):
        Message.objects.update(next_try_at=clock.now())
    with at(8):
        Message.objects.filter(pk=first.pk).update(tries=len(sending.WAITS), next_try_at=clock.now())
    tries.clear()
    with at(9):
        commands.deliver_messages()
        commands.deliver_messages()
    assert len(tries) == 1, "one that is given up tells as much of its channel as any"
    assert "failed" in {state for _kind, state in states()}


def test_after_enough_tries_or_a_refusal_it_has_failed_on_the_record(busy, monkeypatch):
    def refused(*_mail):
        raise sending.Refused(Text("拒收。", "Refused."))

    monkeypatch.setattr(sending.mail, "send_mail", refused)
    with at():
        assert commands.deliver_messages() == 0
        assert commands.deliver_messages() == 0
    assert states() == [("digest", "failed")]
    [entry] = Entry.objects.filter(act="delivery.message.failed")
    assert "mail.test" not in str(entry.details)


def test_it_gives_up_after_the_last_wait(busy, monkeypatch):
    def later(*_mail):
        raise sending.NotDelivered("later")

    monkeypatch.setattr(sending.mail, "send_mail", later)
    now = 0
    for wait in (timedelta(0), *sending.WAITS):
        now += int(wait.total_seconds() // 60)
        with at(8 + now // 60, minute=now % 60):
            commands.deliver_messages()
    assert states() == [("digest", "failed")]


def test_yesterdays_summary_is_not_sent_today(busy, monkeypatch, mailoutbox):
    with at(9):
        commands.plan_messages()
    with at(9, MONDAY + timedelta(days=1)):
        commands.deliver_messages()
    assert len(mailoutbox) == 1
    assert states() == [("digest", "failed"), ("digest", "sent")]


def test_a_fault_in_one_message_keeps_no_other_back(busy, officer, farm, mailoutbox, monkeypatch):
    choose(officer)
    words_of = sending.words_of

    def faulty(messages):
        if messages[0].user == busy:
            raise ZeroDivisionError
        return words_of(messages)

    monkeypatch.setattr(sending, "words_of", faulty)
    with at():
        commands.deliver_messages()
    assert [mail.to for mail in mailoutbox] == [["officer@mail.test"]]
    assert ("digest", "waiting") in states()


def test_a_worker_that_was_killed_in_the_middle_leads_to_no_second_message(busy, mailoutbox):
    with at(9):
        commands.plan_messages()
        taken = sending.take(Message.objects.get())
        assert len(taken) == 1  # and here the worker is killed
        assert commands.deliver_messages() == 0
    with at(9, minute=30):
        assert commands.deliver_messages() == 0
    assert (mailoutbox, states()) == ([], [("digest", "uncertain")])
    with at(9, minute=40):  # one that was only slow writes nothing over that
        sending._finish(taken, MessageState.SENT)
    assert states() == [("digest", "uncertain")]


def test_a_fault_of_our_own_while_it_goes_out_leads_to_no_second_message(busy, monkeypatch):
    tries = []

    def faulty(*_mail):
        tries.append(1)
        raise ZeroDivisionError

    monkeypatch.setattr(sending.mail, "send_mail", faulty)
    for minute in (0, 30):
        with at(9, minute=minute):
            commands.deliver_messages()
    assert (tries, states()) == ([1], [("digest", "uncertain")])


def test_an_answer_that_never_came_is_uncertain_and_not_repeated(busy, monkeypatch):
    tries = []

    def silent(*_mail):
        tries.append(1)
        raise sending.Uncertain("silent")

    monkeypatch.setattr(sending.mail, "send_mail", silent)
    for minute in (0, 10, 50):
        with at(9, minute=minute):
            commands.deliver_messages()
    assert (tries, states()) == ([1], [("digest", "uncertain")])


def robot_of(unit, server, *, by, kind="wecom", secret="", how=How.DAILY):
    address = server.wecom if kind == "wecom" else server.dingtalk
    with clock.set_to(MONDAY - timedelta(days=3)):
        return commands.add_robot(
            unit, kind=kind, name="工会群", address=address, secret=secret, how=how, language="zh-hans", by=by
        )


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


def _send_and_die(host, port):
    """A process that is killed while the mail server has the e-mail and has not answered yet."""
    connections.close_all()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = host, port, False
    with at():
        commands.deliver_messages()


@pytest.mark.django_db(transaction=True)
def test_a_worker_process_that_is_killed_while_it_sends_leads_to_one_email(busy, settings, mailoutbox):
    server = MailServer()
    server.before_the_end = lambda: time.sleep(30)
    with running(server):
        connections.close_all()
        worker = multiprocessing.get_context("fork").Process(target=_send_and_die, args=server.server_address)
        worker.start()
        for _each in range(600):
            if server.mails:
                break
            time.sleep(0.05)
        os.kill(worker.pid, signal.SIGKILL)
        worker.join(60)
    assert (len(server.mails), worker.exitcode) == (1, -signal.SIGKILL)
    assert states() == [("digest", "sending")]
    for minute in (20, 40):
        with at(9, minute=minute):
            commands.deliver_messages()
    assert (mailoutbox, states()) == ([], [("digest", "uncertain")])


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_each_message_once(clerk, farm, someone, monkeypatch):
    people = [someone(Role.UNIT_OFFICER, farm, f"officer-{number}") for number in range(6)]
    rows(farm, [{"questions": 1}])
    for user in (clerk, *people):
        choose(user)
    sent, guard, start = [], threading.Lock(), threading.Barrier(4)

    def keep(to, *_words):
        with guard:
            sent.append(to)

    monkeypatch.setattr(sending.mail, "send_mail", keep)
    faults = []

    def work():
        try:
            with at():
                start.wait()
                commands.deliver_messages()
        except Exception as error:  # noqa: BLE001 (told by the test)
            faults.append(error)
        finally:
            connections.close_all()

    workers = [threading.Thread(target=work) for _each in range(4)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    assert faults == []
    assert sorted(sent) == sorted(f"{user.username}@mail.test" for user in (clerk, *people))
    assert set(states()) == {("digest", "sent")}


def test_the_database_itself_refuses_a_second_row(clerk, administrator, farm, chat):
    now = clock.now()
    for receiver in ({"user": clerk}, {"robot": robot_of(farm, chat(), by=administrator)}):
        made = [
            Message(kind=MessageKind.DIGEST, key="2026-06-01", made_at=now, next_try_at=now, **receiver)
            for _each in range(2)
        ]
        Message.objects.bulk_create(made, ignore_conflicts=True)
        assert Message.objects.filter(**receiver).count() == 1
