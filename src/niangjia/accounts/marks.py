"""What a session knows of its sign-in, beyond Django's own keys: since when, last seen, which factor, asked when.

A session without marks is one that nobody signed in through the commands: it counts as ended.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from niangjia.accounts.models import SignInPolicy
from niangjia.kernel import clock

MARKS = "sign-in"
ASKED = ""
"""The second factor is still to be given."""
NONE = "none"
"""There was none to ask for."""
WRITE_SEEN_EVERY = timedelta(minutes=1)
AGAIN_LASTS = timedelta(minutes=5)
SYSTEMS = [
    ("Android", "Android"),
    ("iPhone|iPad", "iOS"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
]
BROWSERS = [
    ("DingTalk", "DingTalk"),
    ("wxwork", "WeCom"),
    ("MicroMessenger", "WeChat"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrom", "Chrome"),
    ("Safari", "Safari"),
]


def begin(request: HttpRequest, *, factor: str) -> None:
    """Mark the session as begun now, with the second factor that came along (ASKED, NONE, or its kind)."""
    now = clock.now().isoformat()
    request.session[MARKS] = {"began": now, "seen": now, "again": now, "factor": factor, "device": device_of(request)}


def of(session: SessionBase) -> Mapping[str, Any] | None:
    """The marks, or None for a session that nobody signed in."""
    found: Mapping[str, Any] | None = session.get(MARKS)
    return found


def put(session: SessionBase, **values: str) -> None:
    """Change marks."""
    session[MARKS] = {**session.get(MARKS, {}), **values}


def why_ended(session: SessionBase, policy: SignInPolicy) -> str:
    """`idle` or `absolute` when the session is over by the policy; "" while it holds. Without marks it is over."""
    marks = of(session)
    if marks is None:
        return "absolute"
    now = clock.now()
    if now - _instant(marks["began"]) >= policy.absolute:
        return "absolute"
    return "idle" if now - _instant(marks["seen"]) >= policy.idle else ""


def see(session: SessionBase) -> None:
    """Note that the session is in use; written at most once a minute."""
    now = clock.now()
    if now - _instant(session[MARKS]["seen"]) >= WRITE_SEEN_EVERY:
        put(session, seen=now.isoformat())


def was_asked_again(session: SessionBase) -> bool:
    """Whether password or factor were given within the last five minutes."""
    marks = of(session)
    return marks is not None and timedelta(0) <= clock.now() - _instant(marks["again"]) < AGAIN_LASTS


def asked_again(session: SessionBase) -> None:
    """Note that password or factor were given right now."""
    put(session, again=clock.now().isoformat())


def device_of(request: HttpRequest) -> str:
    """Browser and system in a word each."""
    agent = request.headers.get("User-Agent", "")
    found = [next((name for sign, name in names if re.search(sign, agent)), "") for names in (BROWSERS, SYSTEMS)]
    return " · ".join(filter(None, found))


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)
