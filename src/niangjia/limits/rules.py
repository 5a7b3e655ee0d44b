"""What a limit is, how those shipped with the program are read, and what may be set in their place. Pure."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from importlib.resources import files
from typing import Any

from niangjia.kernel.periods import add_months
from niangjia.kernel.text import Text

MOST_VALUES = 12
"""How many a schedule has at most."""

MARKS = frozenset({"confirmed", "to-confirm"})
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


class Unit(StrEnum):
    """What the number of a limit counts. Of a month of the year it is the last day that counts."""

    WORKING_DAYS = "working-days"
    DAYS = "days"
    MONTHS = "months"
    MONTH_OF_YEAR = "month-of-year"
    PERCENT = "percent"
    YEARS = "years"
    YEARS_RUNNING = "years-running"
    PEOPLE = "people"
    YUAN = "yuan"


COUNTED = {
    Unit.WORKING_DAYS: Text("个工作日", "working day"),
    Unit.DAYS: Text("天", "day"),
    Unit.MONTHS: Text("个月", "month"),
    Unit.YEARS_RUNNING: Text("年", "year"),
}
"""Those with a length; the others name a month, a share or an amount."""
PLAIN = {Unit.YEARS: Text("岁", "years of age"), Unit.PEOPLE: Text("人", "people"), Unit.YUAN: Text("元", "yuan")}
"""Those that are told as they are."""


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit: one value, or, when it is a schedule, several in rising order; each between `least` and `most`.

    `short` is for lists. `is_assumed`: nobody has confirmed it. `number` counts how often it was set here (0: as it was
    shipped), the last time by `set_by` at `set_at` on the word of `source`; `reference` is where a shipped one is from.
    """

    code: str
    label: Text
    short: Text
    values: tuple[int, ...]
    unit: Unit
    least: int
    most: int
    source: Text
    is_assumed: bool
    is_schedule: bool = False
    reference: str = ""
    number: int = 0
    set_by: str = ""
    set_at: datetime | None = None

    @property
    def value(self) -> int:
        """The number; of a schedule the last."""
        return self.values[-1]

    @property
    def in_words(self) -> Text:
        """The values as people read them, with their unit."""
        return self.words_for(self.values)

    def words_for(self, values: Sequence[int]) -> Text:
        """Some values of it as people read them."""
        counted = COUNTED.get(self.unit)
        if self.is_schedule and counted:
            each = [str(value) for value in values]
            return Text(f"第 {'、'.join(each)} {counted.zh}", f"after {', '.join(each)} {counted.en}s")
        words = [self._words(value) for value in values]
        return Text("、".join(each.zh for each in words), ", ".join(each.en for each in words))

    def _words(self, value: int) -> Text:
        if self.unit == Unit.PERCENT:
            return Text(f"{value}%", f"{value} %")
        if self.unit == Unit.MONTH_OF_YEAR:
            return Text(f"{value} 月", MONTHS[value - 1])
        if self.unit == Unit.WORKING_DAYS and not value:
            return Text("当天", "the same day")
        if self.unit in PLAIN:
            return Text(f"{value} {PLAIN[self.unit].zh}", f"{value} {PLAIN[self.unit].en}")
        counted = COUNTED[self.unit]
        return Text(f"{value} {counted.zh}", f"{value} {counted.en}{'' if value == 1 else 's'}")

    def days_after(self, day: date) -> list[date]:
        """The day that each value leads to, counted from a day in months or in days."""
        if self.unit == Unit.MONTHS:
            return [add_months(day, value) for value in self.values]
        if self.unit == Unit.DAYS:
            return [day + timedelta(days=value) for value in self.values]
        raise ValueError(f"{self.code} is not counted from a day in {self.unit}")

    def allows(self, values: Sequence[int]) -> bool:
        """Whether values may be set: one, or some in rising order, all between `least` and `most`."""
        most = MOST_VALUES if self.is_schedule else 1
        rises = list(values) == sorted(set(values))
        return rises and 1 <= len(values) <= most and all(self.least <= each <= self.most for each in values)

    def as_set(self, values: Sequence[int], *, source: str, number: int, set_by: str, set_at: datetime) -> "Limit":
        """The limit as people set it, which confirms it."""
        return replace(
            self,
            values=tuple(values),
            source=Text(source, source),
            is_assumed=False,
            reference="",
            number=number,
            set_by=set_by,
            set_at=set_at,
        )


Limits = Mapping[str, Limit]
"""Limits by code, in the order of their file."""


def shipped(package: str, path: str = "data/limits.toml") -> Limits:
    """The limits of a file in a package. Raises ValueError naming the limit and what is wrong with it.

    Each row has `zh`, `en`, `unit`, `least`, `most`, `value` or (a schedule) `values`, `source_zh`, `source_en` and
    `mark` (confirmed, or to-confirm: our own proposal until the bureau says otherwise); it may have `short_zh`,
    `short_en`, `reference`.
    """
    return read_limits(files(package).joinpath(path).read_text(encoding="utf-8"), name=f"{package} {path}")


def read_limits(text: str, *, name: str) -> dict[str, Limit]:
    """The same from its text."""
    return {code: _limit(code, row, f"{name} [{code}]") for code, row in tomllib.loads(text).items()}


def _limit(code: str, row: Mapping[str, Any], place: str) -> Limit:
    try:
        label = Text(row["zh"], row["en"])
        limit = Limit(
            code=code,
            label=label,
            short=Text(row.get("short_zh", label.zh), row.get("short_en", label.en)),
            values=tuple(row["values"] if "values" in row else [row["value"]]),
            unit=Unit(row["unit"]),
            least=row["least"],
            most=row["most"],
            source=Text(row["source_zh"], row["source_en"]),
            is_assumed=row["mark"] == "to-confirm",
            is_schedule="values" in row,
            reference=row.get("reference", ""),
        )
    except KeyError as missing:
        raise ValueError(f"{place}: {missing} is missing") from missing
    except ValueError as wrong:
        raise ValueError(f"{place}: {wrong}") from wrong
    if row["mark"] not in MARKS:
        raise ValueError(f"{place}: the mark is one of {sorted(MARKS)}")
    if not limit.allows(limit.values):
        raise ValueError(f"{place}: {limit.values} is not between {limit.least} and {limit.most}, in rising order")
    return limit
