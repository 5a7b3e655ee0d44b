"""By when a unit answers that is asked to take a dossier over (dossiers/data/transfers.toml)."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from niangjia.kernel.text import Text
from niangjia.workdays.calendar import add_working_days


@dataclass(frozen=True, slots=True)
class Limit:
    """Working days, and where that is from."""

    working_days: int
    source: Text
    is_confirmed: bool


@cache
def answer_limit() -> Limit:
    """How long a unit has to answer."""
    table = files("niangjia.dossiers").joinpath("data/transfers.toml").read_text(encoding="utf-8")
    row = tomllib.loads(table)["answer"]
    return Limit(row["working_days"], Text(row["source_zh"], row["source_en"]), row["mark"] == "confirmed")


def answer_due_on(proposed_on: date) -> date:
    """The last day to answer what was proposed on a day."""
    return add_working_days(proposed_on, answer_limit().working_days)
