"""What every sign-in service has in common: the way there, the way back, and how it is asked."""

import json
import secrets
from dataclasses import asdict, dataclass
from typing import Any, Protocol
from urllib.parse import urlsplit

import requests
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from niangjia.kernel.errors import NiangjiaError
from niangjia.kernel.text import Text

SECONDS_TO_ANSWER = 5
LONGEST_ANSWER = 1024 * 1024
REFUSED_FROM = 400
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


class ProviderFailed(NiangjiaError):
    """The service did not answer, refused, or said something that cannot be believed."""

    code = "sign-in-service"

    def __init__(self, message: Any, *, detail: str = "") -> None:
        super().__init__(message, remedy=_("Try again, or sign in with user name and password."))
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Start:
    """What is kept in the session while someone is away at a service, and is used once."""

    slug: str
    state: str
    nonce: str
    verifier: str
    purpose: str
    next: str

    @classmethod
    def make(cls, slug: str, *, purpose: str, next_page: str) -> "Start":
        """A new one; `state` has letters and digits only, as 企业微信 wants it."""
        return cls(slug, secrets.token_hex(24), secrets.token_hex(24), secrets.token_urlsafe(48), purpose, next_page)

    def as_json(self) -> dict[str, str]:
        """For the session."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Found:
    """Who came back: the service's lasting name of the person, and whether it says it has checked a second factor."""

    subject: str
    has_factor: bool = False


class Provider(Protocol):
    """One service."""

    @property
    def slug(self) -> str: ...

    @property
    def label(self) -> Text: ...

    @property
    def code_name(self) -> str:
        """The parameter of the way back that holds the code."""

    def address(self, start: Start, back: str, *, agent: str) -> str:
        """Where the browser is sent; `back` is our address, `agent` what the browser calls itself."""

    def identify(self, code: str, start: Start, back: str) -> Found:
        """Who it was, for the code that came back. Raises ProviderFailed."""


def ask(label: Text, method: str, address: str, **how: Any) -> dict[str, Any]:
    """A service's JSON answer to one request, within seconds and a megabyte. Raises ProviderFailed."""
    try:
        with requests.request(
            method, address, timeout=SECONDS_TO_ANSWER, allow_redirects=False, stream=True, **how
        ) as answer:
            said = json.loads(_body(answer))
    except requests.Timeout as error:
        raise late(label) from error
    except (requests.RequestException, OSError, ValueError) as error:
        raise unreachable(label, str(error)) from error
    if not isinstance(said, dict):
        raise unreachable(label, f"status {answer.status_code}")
    if answer.status_code >= REFUSED_FROM:
        raise refused(
            label, str(said.get("error_description") or said.get("error") or said.get("message") or said)[:300]
        )
    return said


def _body(answer: requests.Response) -> bytes:
    body = b""
    for part in answer.iter_content(64 * 1024):
        body += part
        if len(body) > LONGEST_ANSWER:
            raise ValueError("the answer is too long")
    return body


def late(label: Text) -> ProviderFailed:
    """The service took too long."""
    return ProviderFailed(format_lazy(_("{service} did not answer in time."), service=label))


def unreachable(label: Text, detail: str) -> ProviderFailed:
    """The service cannot be reached or speaks another language."""
    return ProviderFailed(format_lazy(_("{service} cannot be reached."), service=label), detail=detail)


def refused(label: Text, detail: str) -> ProviderFailed:
    """The service said no."""
    return ProviderFailed(format_lazy(_("{service} did not confirm this sign-in."), service=label), detail=detail)


def is_safe(address: object) -> bool:
    """Whether secrets may be sent there: over HTTPS, or to this very machine."""
    parts = urlsplit(str(address))
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
