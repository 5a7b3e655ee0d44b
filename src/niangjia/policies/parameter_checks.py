"""What a value of a parameter may be: whole numbers, so far and no further, so that no sum leaves 64 bits.

How the limits follow from the widest household that facts allow (`fact_columns`: 1,000 members, each amount up to
10^13 fen): its yearly income stays below 5.02 x 10^16 fen, its medical spending below 10^16.
- A percentage of such a sum may be 180: 5.02 x 10^16 x 180 < 2^63. A percentage of one amount or of a line may be 1000.
- A monthly amount may be 10^10 fen (a hundred million yuan): times 1,200 months and 1,000 heads it is 1.2 x 10^16.
- Any other amount may be 10^12 fen (ten billion yuan). Negative values have no meaning in any parameter.
"""

import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from niangjia.kernel.errors import Message
from niangjia.kernel.money import to_fen, yuan
from niangjia.kernel.text import Text
from niangjia.policies.codes import STAGES
from niangjia.policies.errors import ParameterValueError

AMOUNT_LIMIT = 10**12
MONTHLY_LIMIT = 10**10
SHARE_LIMIT = 180
FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2100, 12, 31)


class Bounds(NamedTuple):
    """The least and the greatest value, both allowed."""

    lowest: int
    highest: int


BOUNDS: Mapping[str, Bounds] = {
    "fen": Bounds(0, AMOUNT_LIMIT),
    "fen/year": Bounds(0, AMOUNT_LIMIT),
    "fen/month": Bounds(0, MONTHLY_LIMIT),
    "fen/head/month": Bounds(0, MONTHLY_LIMIT),
    "percent": Bounds(0, 1000),
    "months": Bounds(0, 1200),
    "years": Bounds(0, 150),
    "count": Bounds(0, 127),
    "switch": Bounds(0, 1),
}
"""By unit."""

SHARES_OF_A_HOUSEHOLD = frozenset(
    """event_share_percent illness_share_percent schooling_share_percent
    medical_percent_deep medical_percent_relative medical_percent_accidental""".split()
)
"""Percentages that multiply a sum over all members: up to SHARE_LIMIT."""

_UNITS: Mapping[str, Text] = {
    "fen": Text("元", "yuan"),
    "fen/year": Text("元/年", "yuan a year"),
    "fen/month": Text("元/月", "yuan a month"),
    "fen/head/month": Text("元/人·月", "yuan a head a month"),
    "percent": Text("%", "%"),
    "months": Text("个月", "months"),
    "years": Text("周岁", "years of age"),
    "count": Text("套", "homes"),
}


def bounds_of(name: str, unit: str) -> Bounds:
    """What a parameter may be, in its unit."""
    if name in SHARES_OF_A_HOUSEHOLD:
        return Bounds(0, SHARE_LIMIT)
    return BOUNDS.get(unit, Bounds(0, 1000))


def unit_words(unit: str) -> Text:
    """The unit as people write it; nothing for a switch or an unknown one."""
    return _UNITS.get(unit, Text("", ""))


def in_unit(unit: str, number: int) -> str:
    """A number as people type it: yuan for amounts, otherwise as it is."""
    return yuan(number) if unit.startswith("fen") else str(number)


def read_in_unit(unit: str, text: str) -> int:
    """What `in_unit` writes, as people type it: full-width signs and a per-cent sign too. Raises ValueError."""
    text = unicodedata.normalize("NFKC", text).strip().removesuffix("%").strip()
    if unit.startswith("fen"):
        return to_fen(text)
    if not (text.isascii() and text.removeprefix("-").isdigit() and len(text) < 16):
        raise ValueError(f"no whole number: {text!r}")
    return int(text)


def check_value(name: str, unit: str, value: object, *, stages: int) -> None:
    """Whether a parameter may have this value: a whole number, or `stages` of them (0: a single one).

    Raises ParameterValueError naming the parameter, what was given, and what it may be.
    """
    numbers = value if isinstance(value, tuple) else (value,)
    if isinstance(value, tuple) != bool(stages) or (stages and len(numbers) != stages):
        raise ParameterValueError(name, _typed(value), remedy=_shape_wanted(stages), code="wrong-shape")
    bounds = bounds_of(name, unit)
    for place, number in enumerate(numbers):
        if type(number) is not int or not bounds.lowest <= number <= bounds.highest:
            given = format_lazy("{number} ({stage})", number=number, stage=STAGES[place]) if stages else number
            raise ParameterValueError(name, given, remedy=limits(unit, bounds), code="out-of-range")


def limits(unit: str, bounds: Bounds) -> Message:
    """What may be given, in words; amounts are said in yuan too."""
    lowest, highest = bounds
    if not unit.startswith("fen"):
        return format_lazy(_("Give a whole number from {lowest} to {highest}."), lowest=lowest, highest=highest)
    return format_lazy(
        _("Give whole fen from {lowest} to {highest} ({yuan} yuan)."),
        lowest=lowest,
        highest=highest,
        yuan=yuan(highest),
    )


def _typed(value: object) -> str:
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _shape_wanted(stages: int) -> Message:
    if stages:
        return format_lazy(_("It needs {count} whole numbers, one for each schooling stage."), count=stages)
    return _("It needs a single whole number.")


def is_region(text: str) -> bool:
    """Whether this is written like a division code: six digits of ASCII."""
    return len(text) == 6 and text.isascii() and text.isdigit()
