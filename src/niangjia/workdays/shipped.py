"""The days shipped with the program: files, read once. What people change of them is data, see `models.py`."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from niangjia.kernel.text import Text


@dataclass(frozen=True, slots=True)
class ShippedDay:
    """One special day of a notice. `source` is the number of the notice and the day it was issued."""

    day: date
    is_working: bool
    name: Text
    source: str
    address: str


@cache
def shipped_days() -> Mapping[date, ShippedDay]:
    """Every special day of the shipped notices by its date. Raises ValueError for a day that is listed twice."""
    found: dict[date, ShippedDay] = {}
    for year, notice in _read("days.toml").items():
        for each in _days_of(int(year), notice):
            if each.day in found:
                raise ValueError(f"days.toml lists {each.day} twice")
            found[each.day] = each
    return found


def feast_named(chinese: str) -> Text:
    """A feast by its Chinese name, or several ("国庆节、中秋节"), in both languages; an unknown name stays as it is."""
    names = _english()
    return Text(chinese, " and ".join(names.get(each, each) for each in chinese.split("、")))


@cache
def _english() -> Mapping[str, str]:
    return _read("feasts.toml")


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files("niangjia.workdays").joinpath("data", name).read_text(encoding="utf-8"))


def _days_of(year: int, notice: dict[str, Any]) -> Iterator[ShippedDay]:
    source = f"{notice['document']}（{notice['issued_on']}）"
    for feast in notice["feasts"]:
        name = feast_named(feast["name"])
        first, _, last = feast["off"].partition("/")
        for day in stretch(_day(year, first), _day(year, last or first)):
            yield ShippedDay(day, is_working=False, name=name, source=source, address=notice["address"])
        for worked in feast.get("worked", []):
            yield ShippedDay(_day(year, worked), is_working=True, name=name, source=source, address=notice["address"])


def stretch(first: date, last: date) -> Iterator[date]:
    """The days from one to another, both among them."""
    for each in range((last - first).days + 1):
        yield first + timedelta(days=each)


def _day(year: int, text: str) -> date:
    return date.fromisoformat(f"{year}-{text}")
