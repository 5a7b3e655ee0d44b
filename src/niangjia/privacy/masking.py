"""The one masking rule, used by every page, report, export and log.

Birth dates and divisions are shown elsewhere, so the hidden part of an identity number must not be guessable from them:
three digits of the division and the check digit stay, everything that tells people apart goes. Two masks of the same
value never show different parts.
"""

import re

STAR = "*"
_DIVISION = re.compile(r"^[^市县区旗]*[市县区旗]")


def _keep(text: str, first: int, last: int) -> str:
    if len(text) <= first + last:
        return STAR * len(text)
    return text[:first] + STAR * (len(text) - first - last) + (text[-last:] if last else "")


def mask_identity(text: str) -> str:
    """150***…***1: first three and last one."""
    return _keep(text, 3, 1)


def mask_card(text: str) -> str:
    """Only the last four digits, as banks print them on receipts."""
    return _keep(text, 0, 4)


def mask_phone(text: str) -> str:
    """First three and last two."""
    return _keep(text, 3, 2)


def mask_address(text: str) -> str:
    """The division (up to the first city, county, district or banner), the rest hidden without telling its length."""
    found = _DIVISION.match(text)
    return f"{found.group() if found else ''}{STAR * 4}"


def mask_note(_text: str) -> str:
    """Nothing of a free text shows, not even its length."""
    return STAR * 4


MASKS = {
    "identity": mask_identity,
    "card": mask_card,
    "phone": mask_phone,
    "address": mask_address,
    "note": mask_note,
}
