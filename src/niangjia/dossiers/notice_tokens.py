"""The address of a notice's public page: its id, signed.

Nothing of it is kept, so that no copy of the database opens a page. Whoever guesses has to find 256 bits; what is not
signed here is told without a question to the database.
"""

import base64
import binascii
from uuid import UUID

from django.core import signing

from niangjia.dossiers.models import PublicNotice

SALT = "niangjia.dossiers.notice"
LONGEST = 100
"""Characters; a real one has 66."""


def token_of(notice: PublicNotice) -> str:
    """The part of the address that opens the page while the notice hangs."""
    return _signer().sign(base64.urlsafe_b64encode(notice.pk.bytes).decode().rstrip("="))


def id_in(token: str) -> UUID | None:
    """The id of the notice a token was made for; None for one that is forged or altered."""
    try:
        return UUID(bytes=base64.urlsafe_b64decode(_signer().unsign(token[:LONGEST]) + "=="))
    except (signing.BadSignature, binascii.Error, ValueError):
        return None


def _signer() -> signing.Signer:
    return signing.Signer(salt=SALT, sep=".")
