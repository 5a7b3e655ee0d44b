"""Fixtures of messages: a mail server in memory, chat services of this machine, and a working day."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from niangjia.accounts.commands import send_notice
from niangjia.accounts.models import Urgent
from niangjia.delivery import commands
from niangjia.delivery.models import How, Message
from niangjia.delivery.tests.servers import ChatServer, certificate_in, running
from niangjia.dossiers.tests.factories import rows
from niangjia.kernel import clock
from niangjia.kernel.text import Text

MONDAY = date(2026, 6, 1)


@pytest.fixture
def mail_is_set_up(settings):
    """An installation that sends e-mails; pytest-django keeps them in `mailoutbox`."""
    settings.EMAIL_HOST, settings.DEFAULT_FROM_EMAIL, settings.SITE = "mail.test", "niangjia@mail.test", ""


@pytest.fixture
def on_monday() -> Iterator[None]:
    """A working day, after the hour of the summary."""
    with clock.set_to(MONDAY, hour=9):
        yield


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    """Of localhost."""
    return certificate_in(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def chat(certificate, settings, monkeypatch):
    """Makes a chat service: `chat(how="500")`; its host is allowed, and its certificate trusted."""
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    started = []

    def start(how: str = "", secret: str = "") -> ChatServer:
        server = ChatServer(certificate, how, secret)
        context = running(server)
        context.__enter__()
        started.append(context)
        settings.ROBOT_HOSTS = [*settings.ROBOT_HOSTS, server.place]
        return server

    yield start
    for context in started:
        context.__exit__(None, None, None)


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


def robot_of(unit, server, *, by, kind="wecom", secret="", how=How.DAILY):
    address = server.wecom if kind == "wecom" else server.dingtalk
    with clock.set_to(MONDAY - timedelta(days=3)):
        return commands.add_robot(
            unit, kind=kind, name="工会群", address=address, secret=secret, how=how, language="zh-hans", by=by
        )
