"""What the robots of chat groups are sent, and what their answers mean.

WeCom: https://developer.work.weixin.qq.com/document/path/91770
DingTalk: https://open.dingtalk.com/document/robots/custom-robot-access (signature: HMAC-SHA256 over instant and secret)
"""

import base64
import hashlib
import hmac
from typing import Any
from urllib.parse import quote_plus

from django.utils.translation import gettext_lazy as _

from niangjia.delivery.errors import NotDelivered, Refused
from niangjia.delivery.models import Robot, RobotKind
from niangjia.delivery.outgoing import check_address, post_json
from niangjia.kernel import clock
from niangjia.kernel.errors import InvalidInput
from niangjia.kernel.text import Text, in_both_languages

LONGEST = {RobotKind.WECOM: 4096, RobotKind.DINGTALK: 20_000}
"""Bytes of a message in Markdown."""

BUSY = {-1, 45009, 130101, 410100}
"""Answers that say: too many messages, or the service is busy. The same message may go out later."""


def send_to_robot(robot: Robot, title: str, lines: list[str]) -> None:
    """Write a message to a group. Raises NotDelivered, or Uncertain when no answer came."""
    kind, address = RobotKind(robot.kind), robot.address.reveal()
    try:
        check_address(address, kind)
    except InvalidInput as error:
        raise Refused(error.message, remedy=error.remedy) from None
    secret = robot.secret.reveal() if robot.secret else ""
    if kind == RobotKind.DINGTALK and secret:
        address = f"{address}&{signature(secret, int(clock.now().timestamp() * 1000))}"
    answer = post_json(address, body_of(kind, title, lines))
    code = answer.get("errcode")
    if code == 0:
        return
    words = in_both_languages(_("The chat service refused the message (number %(code)s)."), code=str(code)[:12])
    if code in BUSY:
        raise NotDelivered(words)
    raise Refused(words, remedy=_("Look at the address, the secret and the safety settings of the robot."))


def body_of(kind: RobotKind, title: str, lines: list[str]) -> dict[str, Any]:
    """The message in Markdown, cut at the length that the service takes."""
    text = _within("\n\n".join([f"### {title}", *lines]), LONGEST[kind])
    if kind == RobotKind.WECOM:
        return {"msgtype": "markdown", "markdown": {"content": text}}
    return {"msgtype": "markdown", "markdown": {"title": title, "text": text}}


def signature(secret: str, milliseconds: int) -> str:
    """The part of an address that shows that who sends knows the secret.

    >>> signature("SECabc", 1700000000000).split("&")[0]
    'timestamp=1700000000000'
    """
    signed = hmac.new(secret.encode(), f"{milliseconds}\n{secret}".encode(), hashlib.sha256).digest()
    return f"timestamp={milliseconds}&sign={quote_plus(base64.b64encode(signed))}"


def _within(text: str, most: int) -> str:
    content = text.encode()
    return text if len(content) <= most else content[: most - 3].decode(errors="ignore") + "…"


def kind_label(kind: str) -> Text:
    """The service in both languages."""
    return in_both_languages(RobotKind(kind).label)
