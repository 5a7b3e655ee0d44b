"""How values stand on a form: in the words of the pages; what is sealed masked, unless it was asked for in full."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from niangjia.dossiers.official.blocks import Cell
from niangjia.dossiers.version_words import label_of
from niangjia.kernel import clock
from niangjia.kernel.text import Text
from niangjia.policies.presenting import YES_NO
from niangjia.privacy.fields import Sealed


@dataclass(frozen=True, slots=True)
class Reading:
    """What a print opens: `fields` of purposes.FIELDS, and what was written at the steps. The caller has recorded it.

    `why` is what it is for, where values are in full.
    """

    fields: frozenset[str] = frozenset()
    has_words: bool = False
    why: str = ""

    def value(self, field: str, sealed: object) -> str:
        """One sealed value of a person or the dossier."""
        if isinstance(sealed, Sealed):
            return sealed.reveal() if field in self.fields else sealed.masked()
        return str(sealed or "")

    def words(self, sealed: object) -> str:
        """What somebody wrote at a step."""
        if isinstance(sealed, Sealed):
            return sealed.reveal() if self.has_words else sealed.masked()
        return str(sealed or "")


def cell(section: str, row: Any, name: str, span: int = 1) -> Cell:
    """A field of a row that is not sealed, under the name it has on the pages."""
    return Cell(label_of(section, name), told(row, name), span)


def told(row: Any, name: str) -> str:
    """The value of a field as the pages show it; "" for what nobody has stated."""
    value = getattr(row, name)
    if isinstance(value, Sealed):
        raise TypeError(f"{name} is sealed: it goes through a Reading")
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return str(YES_NO[value])
    if isinstance(value, date):
        return day(value)
    shown = getattr(row, f"get_{name}_display", None)
    return str(shown() if shown else value)


def day(value: date | datetime | None) -> str:
    """A day as on the pages; that of an instant in Shanghai."""
    if isinstance(value, datetime):
        value = value.astimezone(clock.SHANGHAI).date()
    return value.isoformat() if value else ""


def age_on(born_on: date, today: date) -> int:
    """Whole years."""
    return today.year - born_on.year - ((today.month, today.day) < (born_on.month, born_on.day))


def in_row(*parts: object) -> str:
    """The parts there are, in one line."""
    return " · ".join(str(each) for each in parts if each)


def listed(parts: list[str]) -> str:
    """Names in a row."""
    return str(Text("、".join(parts), ", ".join(parts)))
