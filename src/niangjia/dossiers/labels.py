"""Words for what the rules and the lists give as numbers and codes."""

from niangjia.kernel.text import Text
from niangjia.policies import codes

CATEGORIES: dict[int | None, Text] = {
    **{number: codes.CATEGORIES[number] for number in (codes.DEEP, codes.RELATIVE, codes.ACCIDENTAL, codes.EDGE)},
    codes.NOT_IN_HARDSHIP: codes.CATEGORIES[codes.NOT_IN_HARDSHIP],
    None: Text("尚未判定", "Not decided yet"),
}
"""Hardship categories by the rule book's number, in the order people read them."""
