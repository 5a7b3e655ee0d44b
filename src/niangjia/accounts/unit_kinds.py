"""The kinds of units (accounts/data/unit_kinds.toml): levels of the union, departments, partners outside.

    unit_kinds.kind_of("farm").label.en  ->  "Forest farm union"

The model takes `choices=CHOICES`; migrations keep its name, so a new kind needs no migration.
"""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from typing import Final

from niangjia.kernel.text import Text


class Group(StrEnum):
    """What a unit is to the union: itself, a department of the same bureau, or someone outside."""

    UNION = "union"
    DEPARTMENT = "department"
    PARTNER = "partner"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind. `level` orders the tree from the nation (1) downward."""

    code: str
    label: Text
    group: Group
    level: int
    keeps_households: bool

    def may_stand_under(self, upper: "Kind") -> bool:
        """Whether a unit of this kind has its place under one of another: no higher level under a lower one.

        Departments and partners hang on a union, or on one of their own group; no union hangs on them.
        """
        return self.level >= upper.level and upper.group in {Group.UNION, self.group}


class UnitKind:
    """Names of the kinds that code speaks of; the list itself is data."""

    NATIONAL: Final = "national"
    PROVINCIAL: Final = "provincial"
    INDUSTRY: Final = "industry"
    BUREAU: Final = "bureau"
    FARM: Final = "farm"
    PLANT: Final = "plant"
    OFFICE: Final = "office"


@dataclass(frozen=True, slots=True)
class Choices:
    """Callable choices for the model field that a migration can write down without the list."""

    def __call__(self) -> list[tuple[str, Text]]:
        """Code and label of every kind, from the nation down."""
        return [(kind.code, kind.label) for kind in KINDS.values()]

    def deconstruct(self) -> tuple[str, tuple[object, ...], dict[str, object]]:
        """How a migration writes it."""
        return "niangjia.accounts.unit_kinds.Choices", (), {}


def _load() -> dict[str, Kind]:
    text = files("niangjia.accounts").joinpath("data/unit_kinds.toml").read_text(encoding="utf-8")
    kinds = [
        Kind(
            code=row["code"],
            label=Text(row["zh"], row["en"]),
            group=Group(row["group"]),
            level=row["level"],
            keeps_households=row.get("keeps_households", row["group"] == Group.UNION),
        )
        for row in tomllib.loads(text)["kinds"]
    ]
    by_code = {kind.code: kind for kind in kinds}
    if len(by_code) != len(kinds):
        raise ValueError("unit_kinds.toml: a code stands twice")
    return by_code


KINDS = _load()
CHOICES = Choices()
UNIONS = frozenset(kind.code for kind in KINDS.values() if kind.group is Group.UNION)
OF_HOUSEHOLDS = frozenset(kind.code for kind in KINDS.values() if kind.keeps_households)
"""Kinds of units that households belong to."""


def kind_of(code: str) -> Kind:
    """A kind by its code. Raises KeyError for one that is not in the list."""
    return KINDS[code]
