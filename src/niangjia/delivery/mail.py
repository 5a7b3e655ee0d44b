"""The edge of the machine towards the mail server."""

import smtplib

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils.translation import gettext_lazy as _

from niangjia.delivery.errors import NotDelivered, Refused, Uncertain, Unreachable
from niangjia.kernel.text import in_both_languages

FROM_WHICH_FINAL = 500
"""Answers of mail servers from this number on are for good; below, "try later"."""


def is_set_up() -> bool:
    """Whether this installation sends e-mails."""
    return bool(settings.EMAIL_HOST and settings.DEFAULT_FROM_EMAIL)


def send_mail(to: str, subject: str, body: str) -> None:
    """Hand one e-mail to the mail server. Raises NotDelivered, or Uncertain when the server did not say."""
    if not is_set_up():
        raise NotDelivered(_("No mail server is set up."))
    connection = get_connection()
    try:
        connection.open()
        if server := getattr(connection, "connection", None):
            server.ehlo_or_helo_if_needed()  # one that hangs up now was told nothing
    except smtplib.SMTPAuthenticationError:
        raise Unreachable(_("The mail server refuses the name or the password of the program.")) from None
    except (smtplib.SMTPException, OSError):
        raise Unreachable(_("The mail server cannot be reached from this machine.")) from None
    headers = {"Auto-Submitted": "auto-generated"}
    message = EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, [to], headers=headers, connection=connection)
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        raise _refused(max((code for code, _words in error.recipients.values()), default=550)) from None
    except smtplib.SMTPServerDisconnected:
        raise Uncertain(_("The connection to the mail server broke off.")) from None
    except smtplib.SMTPResponseException as error:
        raise _refused(error.smtp_code) from None
    except (smtplib.SMTPException, OSError):
        raise Uncertain(_("The mail server took the message and did not answer.")) from None
    finally:
        _close(connection)


def _refused(code: int) -> NotDelivered:
    words = in_both_languages(_("The mail server refused the message (number %(code)s)."), code=code)
    return Refused(words, remedy=_("Look at the address.")) if code >= FROM_WHICH_FINAL else NotDelivered(words)


def _close(connection: object) -> None:
    """Say goodbye; a server that does not answer to that has taken the message all the same."""
    try:
        connection.close()  # type: ignore[attr-defined] # of every backend
    except (smtplib.SMTPException, OSError):
        return
