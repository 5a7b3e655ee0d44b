"""The terms of exit, tapering, watch and temporary dossiers (dossiers/data/leaving.toml). Pure."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from niangjia.kernel.periods import add_months
from niangjia.kernel.text import Text


@dataclass(frozen=True, slots=True)
class LeavingTerm:
    """A term in months, or several counted from one day; its source, and whether somebody confirmed it."""

    code: str
    label: Text
    months: tuple[int, ...]
    source: Text
    is_confirmed: bool

    @property
    def length(self) -> int:
        """The months of a single term; of several the last."""
        return self.months[-1]

    @property
    def in_words(self) -> Text:
        """The months as people read them."""
        if len(self.months) == 1:
            return Text(f"{self.length} 个月", f"{self.length} month{'' if self.length == 1 else 's'}")
        each = [str(month) for month in self.months]
        return Text(f"第 {'、'.join(each)} 个月", f"after {', '.join(each)} months")

    def days_after(self, day: date) -> list[date]:
        """Each end of it, counted from a day."""
        return [add_months(day, month) for month in self.months]


@cache
def leaving_terms() -> dict[str, LeavingTerm]:
    """The terms by code."""
    rows = tomllib.loads(files("niangjia.dossiers").joinpath("data/leaving.toml").read_text(encoding="utf-8"))
    found = {}
    for code, row in rows.items():
        given = row["months"]
        months = tuple(given) if isinstance(given, list) else (given,)
        if list(months) != sorted(set(months)) or months[0] < 1 or row["mark"] not in {"confirmed", "to-confirm"}:
            raise ValueError(f"leaving.toml [{code}]: months in order, and a mark")
        label, source = Text(row["zh"], row["en"]), Text(row["source_zh"], row["source_en"])
        found[code] = LeavingTerm(code, label, months, source, row["mark"] == "confirmed")
    return found


def term_ends_on(code: str, day: date) -> date:
    """The day on which a term begun on a day is over."""
    return add_months(day, leaving_terms()[code].length)
