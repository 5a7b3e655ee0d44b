"""What is said of a clue when it is reported."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Word:
    """Who is meant, what happened, where the word came from, who knew it first and when.

    `identity_number` is "" or holds together (kernel.resident_numbers).
    """

    name: str
    story: str
    source: str
    known_by: str
    known_on: date
    identity_number: str = ""
    phone: str = ""
    is_emergency: bool = False
