"""Resident identity numbers (GB 11643): 18 characters that carry division, birth date, sequence and a check digit.

Our own, because the library at hand refuses valid divisions. The division itself is not checked: old and abolished
codes stay valid on the cards people hold.
"""

from dataclasses import dataclass
from datetime import date

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"


class ResidentNumberError(ValueError):
    """Why a number cannot be right: `code` is length, characters, birth-date or check-digit."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class ResidentNumber:
    """A number that holds together, and what can be read from it."""

    number: str
    region: str
    born_on: date
    is_female: bool


def check_digit(first17: str) -> str:
    """The 18th character for the first 17 digits (ISO 7064 MOD 11-2)."""
    return _CHECK_DIGITS[sum(int(digit) * weight for digit, weight in zip(first17, _WEIGHTS, strict=True)) % 11]


def parse(text: str) -> ResidentNumber:
    """Read a number of exactly 18 half-width characters; lower-case x is taken as X. Raises ResidentNumberError."""
    number = text.upper()
    if len(number) != 18:
        raise ResidentNumberError("length")
    if not (number.isascii() and number[:17].isdigit() and (number[17].isdigit() or number[17] == "X")):
        raise ResidentNumberError("characters")
    try:
        born_on = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError as error:
        raise ResidentNumberError("birth-date") from error
    if check_digit(number[:17]) != number[17]:
        raise ResidentNumberError("check-digit")
    return ResidentNumber(number, number[:6], born_on, int(number[16]) % 2 == 0)


def make(region: str, born_on: date, sequence: int) -> str:
    """Build a whole number from a six-digit division, a birth date and a sequence of 0 to 999 (even: female)."""
    first17 = f"{region}{born_on:%Y%m%d}{sequence:03d}"
    return first17 + check_digit(first17)
