"""What the check says of one cell, and in which words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise, lazy

HouseholdNumber = int | str | None
"""The value of 序号: an int when it is a whole number, its text otherwise, None when there is none."""


def _fill(template: str | Promise, values: Mapping[str, object]) -> str:
    return str(template) % values


fill = lazy(_fill, str)
"""A message and its named values, put together in the language of whoever reads it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One cell and what is wrong with it, or (`accepted`) what was put right in reading it.

    `sheet`, `row` (as the spreadsheet numbers it), `household_no` and `household_name` as the file gives them; `column`
    is the Chinese header without a star; `found` is what stood there, masked where it tells who someone is.
    """

    sheet: str
    row: int
    household_no: HouseholdNumber
    household_name: str
    column: str
    code: str
    found: str
    message: str | Promise
    accepted: bool = False

    def as_json(self) -> dict[str, object]:
        """The shape of the report, the message in the language in force."""
        return {
            "sheet": self.sheet,
            "row": self.row,
            "household_no": self.household_no,
            "household_name": self.household_name,
            "column": self.column,
            "code": self.code,
            "found": self.found,
            "message": str(self.message),
            "accepted": self.accepted,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Finding":
        """A finding read back from a report."""
        return cls(**{name: stored[name] for name in cls.__slots__})
