"""What a link is made of: a signed address with an id and a nonce, and a code told by telephone."""

import hmac
import secrets
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

from django.core import signing

from niangjia.kernel import clock
from niangjia.referrals.models import PartnerLink

SALT = "niangjia.referrals.link"
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without 0, 1, I, L and O, which sound or look alike."""
HEAD, TAIL = 4, 6
OPEN_FOR = timedelta(hours=1)
"""How long the browser that gave the code sees what is asked."""
DAYS = 14
"""How long a link works at most."""
_LONGEST = timedelta(days=DAYS + 1)


def new_nonce() -> str:
    """What only the address knows."""
    return secrets.token_urlsafe(18)


def new_code() -> str:
    """Ten letters: the first four say who calls, the last six open."""
    return "".join(secrets.choice(LETTERS) for _letter in range(HEAD + TAIL))


def digest(text: str) -> str:
    """SHA-256, for secrets too long to be guessed."""
    return sha256(text.encode()).hexdigest()


def typed_tail(text: str) -> str:
    """The last six letters of what someone typed, without spaces and dashes, in capitals; the whole code will do."""
    return "".join(letter for letter in text.upper() if letter.isascii() and letter.isalnum())[-TAIL:]


def token_of(link: PartnerLink, nonce: str) -> str:
    """The part of the address that opens a link."""
    return signing.dumps({"l": link.pk.hex, "n": nonce}, salt=SALT)


def is_open_to(link: PartnerLink, key: str) -> bool:
    """Whether the browser with this key gave the code of a link last, and within the hour."""
    if not key or not link.browser_digest or link.unlocked_at is None:
        return False
    return hmac.compare_digest(link.browser_digest, digest(key)) and clock.now() - link.unlocked_at < OPEN_FOR


def link_of(token: str) -> PartnerLink | None:
    """The link a token was made for; None for one that is forged, altered, or far too old. One query at most."""
    try:
        told = signing.loads(token, salt=SALT, max_age=_LONGEST)
        pk, nonce = UUID(told["l"]), str(told["n"])
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return None
    found = PartnerLink.objects.filter(pk=pk).first()
    return found if found and hmac.compare_digest(found.nonce_digest, digest(nonce)) else None
