"""What is said of a visit, before it is written: plain data."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from niangjia.accounts.models import User


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody was: micro-degrees (WGS 84), and within how many metres."""

    latitude: int
    longitude: int
    accuracy: int

    def as_text(self) -> str:
        """As it is sealed.

        >>> Place(50781000, 121520000, 12).as_text()
        '50781000,121520000,12'
        """
        return f"{self.latitude},{self.longitude},{self.accuracy}"


@dataclass(frozen=True, slots=True)
class Noticed:
    """An answer that is not "as it was": of a question of the newest version, about a person or the household."""

    question: str
    value: str
    person: UUID | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class VisitRecord:
    """`visitor` went (who sends the form may do so for somebody else who may), `met` are ids of members.

    `living`, `causes` and `needs` are the three clears of an entry check: how they live, what the hardship comes from,
    what is needed in the household's words.
    """

    purpose: str
    how: str
    visited_on: date
    visitor: User
    came_along: str = ""
    met: tuple[UUID, ...] = ()
    note: str = ""
    needs: str = ""
    living: str = ""
    causes: str = ""
    place: Place | None = None
    noticed: tuple[Noticed, ...] = ()
