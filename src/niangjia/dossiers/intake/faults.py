"""How a reader says that a cell cannot be taken, and how it notes what it put right."""

from dataclasses import dataclass, field
from typing import TypeAlias


class CellFault(Exception):
    """A cell that cannot be taken: `code` is the finding code, `reason` chooses among its texts, `values` fill it."""

    def __init__(self, code: str, reason: str = "", **values: object) -> None:
        super().__init__(code, reason)
        self.code = code
        self.text_key = f"{code}/{reason}" if reason else code
        self.values = values


@dataclass(frozen=True, slots=True)
class Note:
    """Something put right in reading a cell that was taken."""

    code: str
    values: dict[str, object] = field(default_factory=dict)


Notes: TypeAlias = list[Note]
