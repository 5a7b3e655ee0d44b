"""Text of cells: what cannot be seen is dropped, full-width characters become half-width where digits are wanted."""

import re
from datetime import date, datetime

from niangjia.dossiers.intake.faults import Note, Notes
from niangjia.dossiers.intake.reading import BrokenCell, Cell
from niangjia.privacy.masking import mask_identity

NOTHING = frozenset({"无", "没有", "-", "--", "—", "——", "/", "\\", "空"})
"""What people write into a cell that they might as well leave empty."""
MOST_SHOWN = 60

_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_FULL_TO_HALF = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_FULL = re.compile("[\uff01-\uff5e]")
_LONG_NUMBER = re.compile(r"\d{11,}[Xx]?")


def clean(text: str) -> str:
    """Without invisible characters, and without spaces at both ends."""
    return text.strip() if text.isprintable() else _INVISIBLE.sub("", text).strip()


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


def shown(text: str) -> str:
    """A text as findings may quote it: short, and with any long number masked that strayed into the wrong column."""
    masked = _LONG_NUMBER.sub(lambda match: mask_identity(match.group()), text)
    return masked if len(masked) <= MOST_SHOWN else masked[: MOST_SHOWN - 1] + "…"
