"""Fixtures of messages: a mail server in memory, chat services of this machine, and a working day."""

from collections.abc import Iterator
from datetime import date

import pytest

from niangjia.delivery.tests.servers import ChatServer, certificate_in, running
from niangjia.kernel import clock

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
