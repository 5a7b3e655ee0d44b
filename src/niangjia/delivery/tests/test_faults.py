"""Servers that are away, workers that are killed, answers that never come: nothing is lost or told twice."""

import multiprocessing
import os
import signal
import threading
import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connections

from niangjia.accounts.models import Role
from niangjia.audit.models import Entry
from niangjia.delivery import commands
from niangjia.delivery.commands import sending
from niangjia.delivery.models import Message, MessageKind, MessageState
from niangjia.delivery.tests.conftest import MONDAY, at, choose, robot_of, states
from niangjia.delivery.tests.servers import MailServer, running
from niangjia.dossiers.tests.factories import rows
from niangjia.kernel import clock
from niangjia.kernel.text import Text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mail_is_set_up")]


@pytest.fixture
def away(monkeypatch):
    """Has the mail server be away from now on; the list of the tries that are made."""

    def begin():
        tries = []

        def refuse(*_mail):
            tries.append(clock.now())
            raise sending.Unreachable("away")

        monkeypatch.setattr(sending.mail, "send_mail", refuse)
        return tries

    return begin


def test_a_server_that_is_away_is_tried_again_and_nobody_is_told_twice(busy, officer, mailoutbox, monkeypatch, away):
    choose(officer)
    tries = away()
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


def test_what_is_given_up_lets_the_others_wait_too(busy, officer, away):
    choose(officer)
    tries = away()
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
