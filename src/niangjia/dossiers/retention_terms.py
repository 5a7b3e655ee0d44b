"""How long each class of record is kept (dossiers/data/retention.toml), and when a closed dossier is due. Pure."""

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files
from typing import Any

from niangjia.kernel.periods import add_years
from niangjia.kernel.text import Text

ORIGINAL_FILE = "original-file"
IMPORT_REPORTS = "import-reports"


@dataclass(frozen=True, slots=True)
class Term:
    """A class of record: its term in words and years, since when, on what source, and what ends it here."""

    code: str
    label: Text
    length: Text
    years: int
    since: Text
    source: Text
    is_confirmed: bool
    ends: Text


def read_terms(text: str) -> dict[str, Term]:
    """The classes by code. Raises ValueError naming the class without exactly one length."""
    return {code: _term(code, row) for code, row in tomllib.loads(text).items()}


_UNITS = {"years": ("年", "year"), "months": ("个月", "month"), "days": ("天", "day")}


def _term(code: str, row: dict[str, Any]) -> Term:
    given = [unit for unit in _UNITS if unit in row]
    if len(given) != 1 or row["mark"] not in {"confirmed", "to-confirm"}:
        raise ValueError(f"{code}: one of years, months and days is needed, and a mark")
    number, (zh, en) = row[given[0]], _UNITS[given[0]]
    length = (
        Text(f"{number} {zh}", f"{number} {en}{'' if number == 1 else 's'}") if number else Text("当天", "same day")
    )
    return Term(
        code,
        Text(row["zh"], row["en"]),
        length,
        row.get("years", 0),
        Text(row["from_zh"], row["from_en"]),
        Text(row["source_zh"], row["source_en"]),
        row["mark"] == "confirmed",
        Text(row["by_zh"], row["by_en"]),
    )


TERMS = read_terms(files("niangjia.dossiers").joinpath("data/retention.toml").read_text(encoding="utf-8"))


def kept_until(closed_on: date, code: str = ORIGINAL_FILE) -> date:
    """The last day a dossier closed on a day is kept; it is due from the day after."""
    return add_years(closed_on, TERMS[code].years)


def latest_due(today: date, code: str = ORIGINAL_FILE) -> date:
    """The latest day of closing whose term is over today (29 February included)."""
    day = add_years(today, -TERMS[code].years)
    while kept_until(day, code) >= today:
        day -= timedelta(days=1)
    while kept_until(day + timedelta(days=1), code) < today:
        day += timedelta(days=1)
    return day
