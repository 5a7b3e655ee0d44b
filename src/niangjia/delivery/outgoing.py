"""The edge of the machine towards chat services: which addresses may be written to, and the one request to them.

Requests go to https addresses of named hosts alone, follow no redirect, and read a small answer. No error names the
address: whoever knows it can write to the group.
"""

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from urllib3.exceptions import MaxRetryError, NameResolutionError, NewConnectionError, SSLError

from niangjia.delivery.errors import NotDelivered, Refused, Uncertain, Unreachable
from niangjia.delivery.models import RobotKind
from niangjia.kernel.errors import InvalidInput
from niangjia.kernel.text import in_both_languages, unseen_in

HOSTS = {RobotKind.WECOM: "qyapi.weixin.qq.com", RobotKind.DINGTALK: "oapi.dingtalk.com"}
KEYS = {RobotKind.WECOM: "key", RobotKind.DINGTALK: "access_token"}
"""The part of the address that is the secret of a robot."""

SECONDS_TO_CONNECT, SECONDS_TO_ANSWER = 5.0, 10.0
LARGEST_ANSWER = 64 * 1024
LONGEST_ADDRESS = 400


def check_address(address: str, kind: str) -> None:
    """Raises InvalidInput for an address that robots of a kind do not have, or that is not allowed here."""
    remedy = _("Copy it from the settings of the robot in the group.")
    if not address.isascii() or " " in address or unseen_in(address) or len(address) > LONGEST_ADDRESS:
        raise InvalidInput(_("This is not the address of a robot."), remedy=remedy)
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise InvalidInput(_("This is not the address of a robot."), remedy=remedy) from None
    if parts.scheme != "https" or parts.username is not None or parts.password is not None or parts.fragment:
        raise InvalidInput(_("The address of a robot begins with https:// and has no name or password in it."))
    host = (parts.hostname or "").lower()
    place = host if port in {None, 443} else f"{host}:{port}"
    if place != HOSTS[RobotKind(kind)] and place not in settings.ROBOT_HOSTS:
        raise InvalidInput(
            in_both_languages(
                _("The host of this address is not %(host)s, nor one that is allowed here."),
                host=HOSTS[RobotKind(kind)],
            ),
            remedy=_("For a server of your own, have its host named in NIANGJIA_ROBOT_HOSTS."),
            code="host-not-allowed",
        )
    if not parse_qs(parts.query).get(KEYS[RobotKind(kind)]):
        raise InvalidInput(
            in_both_languages(_("The address lacks its part %(part)s=…"), part=KEYS[RobotKind(kind)]), remedy=remedy
        )


def post_json(address: str, body: dict[str, Any]) -> dict[str, Any]:
    """Send a body and give the answer. The caller has checked the address. Raises NotDelivered or Uncertain."""
    try:
        with requests.post(
            address,
            json=body,
            timeout=(SECONDS_TO_CONNECT, SECONDS_TO_ANSWER),
            allow_redirects=False,
            stream=True,
            auth=_without_password,
        ) as answer:
            return _read(answer)
    except requests.ConnectTimeout:
        raise Unreachable(_("The chat service does not answer.")) from None
    except requests.ConnectionError as error:
        if _never_began(error):
            raise Unreachable(_("The chat service cannot be reached from this machine.")) from None
        raise Uncertain(_("The connection to the chat service broke off.")) from None
    except (requests.RequestException, ValueError):
        raise Uncertain(_("The chat service took the message and did not answer in a way that can be read.")) from None


def _without_password(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Nothing of a netrc file goes out."""
    return request


def _never_began(error: requests.ConnectionError) -> bool:
    """Whether not a byte of the request went out."""
    reason = error.args[0] if error.args else None
    reason = reason.reason if isinstance(reason, MaxRetryError) else reason
    return isinstance(reason, NewConnectionError | NameResolutionError | SSLError)


def _read(answer: requests.Response) -> dict[str, Any]:
    status = in_both_languages(_("The chat service answered with the status %(status)s."), status=answer.status_code)
    if answer.status_code == 429 or answer.status_code >= 500:
        raise NotDelivered(status)
    if answer.status_code != 200:
        raise Refused(status, remedy=_("Look at the address of the robot."))
    content = answer.raw.read(LARGEST_ANSWER + 1, decode_content=True)
    if len(content) > LARGEST_ANSWER:
        raise ValueError("too much")
    found = json.loads(content)
    if not isinstance(found, dict):
        raise ValueError("no object")
    return found
