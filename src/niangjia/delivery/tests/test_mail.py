"""E-mails to a server of this machine that takes, refuses, or goes away."""

import pytest

from niangjia.delivery.errors import NotDelivered, Refused, Uncertain, Unreachable
from niangjia.delivery.mail import is_set_up, send_mail
from niangjia.delivery.tests.servers import MailServer, running


@pytest.fixture
def send(settings):
    """Sends one e-mail to a server that answers as told."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_TIMEOUT = 5
    settings.DEFAULT_FROM_EMAIL = "niangjia@mail.test"

    def to_server(**answers):
        with running(MailServer(**answers)) as server:
            settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
            send_mail("clerk@mail.test", "今天等您办的事", "· 待初审的档案：3")
            return server.mails

    return to_server


def test_an_email_arrives_and_says_that_no_person_wrote_it(send):
    [content] = send()
    assert "Auto-Submitted: auto-generated" in content
    assert "To: clerk@mail.test" in content
    assert "From: niangjia@mail.test" in content


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ({"RCPT": "550 nobody"}, Refused),
        ({"RCPT": "450 later"}, NotDelivered),
        ({"MAIL": "451 later"}, NotDelivered),
        ({"MAIL": "550 not you"}, Refused),
        ({"DATA": "554 no"}, Refused),
        ({"END": "452 full"}, NotDelivered),
        ({"END": "552 too large"}, Refused),
        ({"END": None}, Uncertain),
        ({"EHLO": None}, Unreachable),
        ({"QUIT": None}, None),
    ],
)
def test_each_answer_is_told_apart(send, answers, error):
    if error is None:
        assert len(send(**answers)) == 1
        return
    with pytest.raises(error) as raised:
        send(**answers)
    assert type(raised.value) is error
    assert "clerk@mail.test" not in str(raised.value)


def test_a_server_that_is_not_there_is_unreachable(send, settings):
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    with pytest.raises(Unreachable):
        send_mail("clerk@mail.test", "x", "y")


def test_a_refused_password_is_no_fault_of_the_receiver(send, settings):
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "me", "word"
    with pytest.raises(Unreachable):
        send(EHLO="250-here\r\n250 AUTH PLAIN", AUTH="535 no")


def test_without_a_server_nothing_is_sent(settings):
    settings.EMAIL_HOST = ""
    assert not is_set_up()
    with pytest.raises(NotDelivered):
        send_mail("clerk@mail.test", "x", "y")


def test_a_line_end_in_a_subject_forges_no_header(settings):
    settings.EMAIL_HOST, settings.DEFAULT_FROM_EMAIL = "mail.test", "niangjia@mail.test"
    with pytest.raises(ValueError, match="newlines"):
        send_mail("clerk@mail.test", "x\nBcc: all@mail.test", "y")
