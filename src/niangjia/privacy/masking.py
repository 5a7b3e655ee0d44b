"""The one masking rule, used by every page, report, export and log.

Birth dates and divisions are shown elsewhere, so the hidden part of an identity number must not be found from them:
three digits of the division and the check digit stay. Who knows division and birth date lacks the three digits of the
order, and the check digit leaves about 91 of their 1000; docs/decisions/0002 weighs that. Two masks of the same value
never show different parts.
"""

import re

STAR = "*"
_NO_DIVISION = "路街巷弄号栋楼院屯"
"""Where one of these stands before it, or anything but a Chinese character, a 区 is one of houses and no division."""
_DIVISION = re.compile(
    rf"(?:(?![{_NO_DIVISION}])[\u4e00-\u9fff]){{1,11}}?"
    r"(?:省|自治区|盟|县(?!医)|(?<![超门菜城夜集])市|(?<![红彩])旗|(?<![小社园林厂矿校片新库属宅活舍发业住])区)"
)


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
    """The division an address begins with (its first province, city, county, district or banner), if it begins with
    one; the rest hidden without telling its length."""
    found = _DIVISION.match(text)
    return f"{found.group() if found else ''}{STAR * 4}"


def mask_name(text: str) -> str:
    """The first character; of the others only how many there are, as union notices do it."""
    return _keep(text, 1, 0)


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
