"""Text of cells: what cannot be seen is dropped, full-width characters become half-width where digits are wanted."""

import re
from datetime import date, datetime

from niangjia.dossiers.intake.faults import Note, Notes
from niangjia.dossiers.intake.reading import BrokenCell, Cell
from niangjia.kernel.text import UNSEEN
from niangjia.privacy.masking import mask_address, mask_identity

NOTHING = frozenset({"无", "没有", "-", "--", "—", "——", "/", "\\", "空"})
"""What people write into a cell that they might as well leave empty."""
MOST_SHOWN = 60
MOST_OF_A_LABEL = 30
"""No label of any list is longer, so what is longer is none, and may be anything."""

_FULL_TO_HALF = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_FULL = re.compile("[\uff01-\uff5e]")
_BETWEEN = r"[\s\-\u2010-\u2015\uff0d_.,·/()（）、，]{0,3}"
"""What people put between the groups of a long number."""
_LONG_NUMBER = re.compile(rf"\d(?:{_BETWEEN}\d){{6,}}(?:{_BETWEEN}[XxＸｘ])?")
_PLAIN_VALUE = re.compile(
    r"[-+]?(?:\d{1,6}|\d{1,3},\d{3})(?:\.\d{1,6})?"
    r"|\d{4}([-/.])\d{1,2}\1\d{1,2}(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?",
    re.ASCII,
)
"""Amounts below a million and days, which name nobody."""
_VERY_LONG_NUMBER = re.compile(rf"\d(?:{_BETWEEN}\d){{14,}}")
_ADDRESS = re.compile(r"\d\s?(?:号|弄|栋|幢|楼|单元|室|组)")
MOST_DIGITS_OF_A_NAME = 3


def clean(text: str) -> str:
    """Without invisible characters, and without spaces at both ends."""
    return text.strip() if text.isprintable() else UNSEEN.sub("", text).strip()


def half_width(text: str, notes: Notes) -> str:
    """Full-width letters, digits and signs as half-width ones, which is noted."""
    if text.isascii() or not _FULL.search(text):
        return text
    if not any(note.code == "normalised-full-width" for note in notes):
        notes.append(Note("normalised-full-width"))
    return text.translate(_FULL_TO_HALF)


def squeezed(text: str, notes: Notes) -> str:
    """Half-width and without any space: how numbers and dates are looked at."""
    return "".join(half_width(clean(text), notes).split())


def as_text(cell: Cell) -> str:
    """A cell as the text a person sees; numbers without a needless “.0”, days as 2026-03-01."""
    if isinstance(cell, str):
        return clean(cell)
    if isinstance(cell, BrokenCell):
        return cell.text
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e18:
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if not (cell.hour or cell.minute or cell.second) else cell.isoformat(" ")
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def shown(text: str, most: int = MOST_SHOWN) -> str:
    """A text as findings may quote it: short, and with any long number masked that strayed into the wrong column,
    however its digits are grouped."""
    if not _PLAIN_VALUE.fullmatch(text):
        text = _LONG_NUMBER.sub(lambda match: mask_identity(match.group()), text)
    return text if len(text) <= most else text[: most - 1] + "…"


def shown_label(text: str) -> str:
    """The same for what stands where a label of a list belongs; an address that strayed there is masked too."""
    return shown(mask_address(text) if _ADDRESS.search(text) else text, MOST_OF_A_LABEL)


def holds_long_number(text: str) -> bool:
    """Whether quoting a text would spell out a number that may be someone's."""
    return _LONG_NUMBER.search(text) is not None


def names_someone(text: str) -> bool:
    """Whether a text that is stored as it is holds a number as long as those of people and cards."""
    return _VERY_LONG_NUMBER.search(text) is not None


def is_numbered(name: str) -> bool:
    """Whether a name holds more digits than any name does."""
    return sum(char.isdigit() for char in name) > MOST_DIGITS_OF_A_NAME
