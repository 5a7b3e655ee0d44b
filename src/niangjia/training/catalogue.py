"""The short lists, categories and subsidies of this app: data, with words in both languages. Pure."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from niangjia.kernel.text import Text

MARKS = frozenset({"confirmed", "to-confirm"})


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files("niangjia.training").joinpath(f"data/{name}.toml").read_text(encoding="utf-8"))


@cache
def codes(name: str) -> Mapping[str, Text]:
    """A list of data/lists.toml: label by code, in the order of the file. Raises KeyError for no such list."""
    return {code: Text(row["zh"], row["en"]) for code, row in _lists()[name].items()}


@cache
def _lists() -> dict[str, Any]:
    return _read("lists")


def label(name: str, code: str) -> Text:
    """The words of a code; of one that is no longer in the list, the code."""
    return codes(name).get(code, Text(code, code))


@dataclass(frozen=True, slots=True)
class Basis:
    """A category of people hard to place, or a subsidy: on what it rests, and the subsidies that may follow.

    `is_confirmed`: whether the bureau has a document that says so.
    """

    code: str
    label: Text
    basis: Text
    is_confirmed: bool
    follows: tuple[str, ...] = ()


@cache
def categories() -> Mapping[str, Basis]:
    """The categories by code, in the order of the file."""
    return _bases("categories")


@cache
def subsidies() -> Mapping[str, Basis]:
    """The subsidies by code."""
    return _bases("subsidies")


def _bases(part: str) -> dict[str, Basis]:
    return {
        code: Basis(
            code,
            Text(row["zh"], row["en"]),
            Text(row["basis_zh"], row["basis_en"]),
            row["mark"] == "confirmed",
            tuple(row.get("follows", ())),
        )
        for code, row in _read("categories")[part].items()
    }
