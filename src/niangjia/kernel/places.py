"""Places on earth in whole micro-degrees (WGS 84), distances in whole metres: no floats."""

import re

MICRO = 1_000_000
_WRITTEN = re.compile(r"(-?)(\d{1,3})(?:\.(\d{1,9}))?")


def micro_degrees(text: str) -> int:
    """Degrees in micro-degrees; more than six places are cut. Raises ValueError.

    >>> micro_degrees("48.2034567"), micro_degrees("-0.5"), micro_degrees("121")
    (48203456, -500000, 121000000)
    """
    found = _WRITTEN.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    whole = int(found[2]) * MICRO + int((found[3] or "")[:6].ljust(6, "0"))
    return -whole if found[1] else whole


def in_degrees(micro: int) -> str:
    """Micro-degrees as degrees.

    >>> in_degrees(48203456), in_degrees(-500000)
    ('48.203456', '-0.500000')
    """
    sign = "-" if micro < 0 else ""
    return f"{sign}{abs(micro) // MICRO}.{abs(micro) % MICRO:06d}"


def kilometres(metres: int) -> str:
    """Metres as kilometres with one place, rounded down: whole numbers all the way.

    >>> kilometres(12_399), kilometres(80)
    ('12.3', '0.0')
    """
    return f"{metres // 1000}.{metres % 1000 // 100}"
