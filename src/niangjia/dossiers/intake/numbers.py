"""Numbers that name people, cards, telephones, places. They are text: a number cell has lost part of a long one."""

import re

from stdnum import luhn

from niangjia.dossiers.intake.columns import Column
from niangjia.dossiers.intake.dates import FIRST_YEAR
from niangjia.dossiers.intake.faults import CellFault, Note, Notes
from niangjia.dossiers.intake.reading import Cell
from niangjia.dossiers.intake.texts import as_text, shown_label, squeezed
from niangjia.kernel import clock, resident_numbers
from niangjia.kernel.divisions import PROVINCES

_SCIENTIFIC = re.compile(r"\d(\.\d+)?E\+?\d+", re.IGNORECASE)
_QUOTES = "'’‘`\"“”"


def identity_text(cell: Cell, notes: Notes) -> str:
    """A number as text in its normal form (no spaces, half-width, X), right or wrong; "" when the cell is no text."""
    return squeezed(cell, notes).strip(_QUOTES).upper() if isinstance(cell, str) else ""


def read_identity(cell: Cell, _column: Column, notes: Notes) -> resident_numbers.ResidentNumber:
    """A resident identity number. Raises CellFault (id-not-text, id-check-digit)."""
    text = identity_text(cell, notes)
    if not text or _SCIENTIFIC.fullmatch(text):
        raise CellFault("id-not-text")
    try:
        number = resident_numbers.parse(text)
    except resident_numbers.ResidentNumberError as error:
        raise _identity_fault(text, error.code) from error
    if number.region[:2] not in PROVINCES:
        raise CellFault("id-check-digit", "region")
    if number.born_on.year < FIRST_YEAR or number.born_on > clock.today():
        raise CellFault("id-check-digit", "birth-date")
    return number


def _identity_fault(text: str, reason: str) -> CellFault:
    others = "".join(dict.fromkeys(char for char in text[:-1] + text[-1:].replace("X", "") if char not in "0123456789"))
    if reason == "length" and others:
        reason = "characters"
    if reason == "length" and len(text) == 15:
        reason = "old"
    return CellFault("id-check-digit", reason, count=len(text), characters=others[:5] or text[-1:])


def read_card(cell: Cell, _column: Column, notes: Notes) -> str:
    """The digits of a bank card or account. Raises CellFault (card-not-text, card-check-digit)."""
    text = squeezed(cell, notes).strip(_QUOTES).replace("-", "") if isinstance(cell, str) else ""
    if not text or _SCIENTIFIC.fullmatch(text):
        raise CellFault("card-not-text")
    if not (text.isascii() and text.isdigit()):
        raise CellFault("card-check-digit", "characters")
    if not 12 <= len(text) <= 19:
        raise CellFault("card-check-digit", "length", count=len(text))
    if not luhn.is_valid(text):
        raise CellFault("card-check-digit", "check-digit")
    return text


def read_phone(cell: Cell, column: Column, notes: Notes) -> str:
    """A telephone number as it is written, in half-width; a number cell is taken as its digits."""
    text = squeezed(cell, notes).strip(_QUOTES) if isinstance(cell, str) else as_text(cell)
    if len(text) > column.most:
        raise CellFault("too-long", most=column.most)
    return text


def read_postcode(cell: Cell, _column: Column, notes: Notes) -> str:
    """Six digits; a number cell has lost a leading zero, which is put back and noted."""
    if isinstance(cell, str):
        text = squeezed(cell, notes).strip(_QUOTES)
    else:
        text = as_text(cell)
        if len(text) == 5 and text.isdigit():
            text = f"0{text}"
            notes.append(Note("normalised-number", {"taken": text}))
    if not re.fullmatch(r"[0-9]{6}", text):
        raise CellFault("out-of-range", "postcode")
    return text


def read_region(cell: Cell, _column: Column, notes: Notes) -> str:
    """A division code of six digits, as text or number."""
    text = squeezed(cell, notes).strip(_QUOTES) if isinstance(cell, str) else as_text(cell)
    if not re.fullmatch(r"[0-9]{6}", text) or text[:2] not in PROVINCES:
        raise CellFault("unknown-code", "region", value=shown_label(text))
    return text
