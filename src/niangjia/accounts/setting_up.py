"""What the session keeps while a code app is set up or recovery codes are on their way: nothing that opens anything."""

import secrets
from base64 import b32encode

from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from niangjia.accounts.models import User
from niangjia.privacy.fields import seal, unseal

NONCE, CODES = "code-app-nonce", "recovery-codes"


def secret(request: HttpRequest, user: User) -> str:
    """The secret offered to a code app: the same on each look at the page until it is taken or given up.

    The session keeps a number only; the secret comes of it and of the key of this installation.
    """
    nonce = request.session.get(NONCE)
    if nonce is None:
        nonce = request.session[NONCE] = secrets.token_hex(16)
    digest = salted_hmac("niangjia.accounts.authenticator", f"{user.pk}:{nonce}", algorithm="sha1").digest()
    return b32encode(digest).decode()


def forget(request: HttpRequest) -> None:
    """The secret was taken: the next one will be another."""
    request.session.pop(NONCE, None)


def keep_codes(request: HttpRequest, user: User, codes: list[str]) -> None:
    """Carry new recovery codes over to the page that shows them, sealed."""
    request.session[CODES] = seal(" ".join(codes), _place(user))


def take_codes(request: HttpRequest, user: User) -> list[str]:
    """The recovery codes on their way, once; none afterwards."""
    sealed = request.session.pop(CODES, "")
    return unseal(sealed, _place(user)).split() if sealed else []


def _place(user: User) -> str:
    return f"session.recovery-codes:{user.pk}"
