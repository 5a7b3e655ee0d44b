"""What somebody says who has reviewed a dossier."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Said:
    """On which day and how the household was reached, whether the worker took part, and what came of it.

    `outcome` and `how` are codes of models.Outcome and models.How. `next_try_on` belongs to "unreached" alone.
    """

    outcome: str
    found_on: date
    how: str
    is_worker_present: bool = False
    note: str = ""
    next_try_on: date | None = None
