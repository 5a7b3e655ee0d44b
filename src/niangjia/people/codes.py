"""The official code lists (people/data/code_lists.toml): codes, labels in both languages, older and variant labels.

    codes.HEALTH.code_for("癌症")  ->  "malignant-tumour"
    codes.HEALTH.label("malignant-tumour").en  ->  "Malignant tumour"

Models take `choices=codes.HEALTH.choices`; migrations keep the name of the list, so a new value needs no migration.
"""

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from importlib.resources import files
from typing import Any

from niangjia.kernel.text import Text

_LEVELLED = re.compile(r"[\s\u200b-\u200f\u2060\ufeff、,，.。;；:：·・/\\()\[\]{}【】〔〕〈〉《》\"'“”‘’*_]+")
_NUMBERED = re.compile(r"^\s*[(（]?\d{1,2}[)）]?[.、．:：)）\s]\s*(?=\D)")


@lru_cache(maxsize=10_000)
def level(label: str) -> str:
    """A label as it is compared: half-width, lower-case, without spaces, brackets and separators."""
    return _LEVELLED.sub("", unicodedata.normalize("NFKC", label)).casefold()


@dataclass(frozen=True, slots=True)
class Code:
    """One value: `also` are older and variant labels, `source` says where it comes from, `same_as` the nearest value
    of the first list where two lists are in use, `gb` the number in the national standard ("" when there is none)."""

    code: str
    label: Text
    source: str
    also: tuple[str, ...] = ()
    same_as: str = ""
    gb: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """Callable choices for a model field that a migration can write down by the name of the list."""

    name: str

    def __call__(self) -> list[tuple[str, Text]]:
        """Code and label of every value, in the official order."""
        return [(each.code, each.label) for each in _LISTS[self.name].values]

    def deconstruct(self) -> tuple[str, tuple[str, ...], dict[str, object]]:
        """How a migration writes it."""
        return "niangjia.people.codes.Choices", (self.name,), {}


class CodeList:
    """One official list, in its official order."""

    def __init__(self, name: str, values: tuple[Code, ...]) -> None:
        self.name = name
        self.values = values
        self.codes = tuple(each.code for each in values)
        self.choices = Choices(name)
        self._by_code = {each.code: each for each in values}
        self._by_label = _index(name, values)

    def __repr__(self) -> str:
        return f"<CodeList {self.name}>"

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def __getitem__(self, code: str) -> Code:
        return self._by_code[code]

    def code_for(self, label: str) -> str | None:
        """The current code for a label, official, older or variant, in any width and with any brackets; else None."""
        found = self._by_label.get(level(label))
        if found is None and (numbered := _NUMBERED.match(label)):
            found = self._by_label.get(level(label[numbered.end() :]))
        return found

    def label(self, code: str) -> Text:
        """The official label; an empty one for an empty code. Raises KeyError for a code that is not in the list."""
        return self._by_code[code].label if code else Text("", "")

    def nearest(self, label: str, *, most: int = 3) -> list[str]:
        """Official Chinese labels that look like the one given, nearest first: what to offer when it is unknown."""
        codes = (self._by_label[each] for each in get_close_matches(level(label), self._by_label, n=9, cutoff=0.4))
        return list(dict.fromkeys(self._by_code[code].label.zh for code in codes))[:most]


def _index(name: str, values: tuple[Code, ...]) -> dict[str, str]:
    """Every levelled label to its code. A label that two values claim is a fault of the list."""
    index: dict[str, str] = {}
    for each in values:
        for label in (each.code, each.label.zh, each.label.en, *each.also):
            if index.setdefault(level(label), each.code) != each.code:
                raise ValueError(f"{name}: {label!r} stands for {index[level(label)]} and {each.code}")
    return index


def _read(name: str, table: dict[str, Any]) -> CodeList:
    values = tuple(
        Code(
            code=row["code"],
            label=Text(row["zh"], row["en"]),
            source=row.get("source", table["source"]),
            also=tuple(row.get("also", ())),
            same_as=row.get("same_as", ""),
            gb=row.get("gb", ""),
        )
        for row in table["values"]
    )
    return CodeList(name, values)


def _load() -> dict[str, CodeList]:
    text = files("niangjia.people").joinpath("data/code_lists.toml").read_text(encoding="utf-8")
    return {name: _read(name, table) for name, table in tomllib.loads(text).items()}


_LISTS = _load()

FILE_LEVELS = _LISTS["FILE_LEVELS"]
HARDSHIP_CATEGORIES = _LISTS["HARDSHIP_CATEGORIES"]
CAUSES = _LISTS["CAUSES"]
KEY_GROUPS = _LISTS["KEY_GROUPS"]
EXIT_ROUTES = _LISTS["EXIT_ROUTES"]
POLITICAL_STATUS = _LISTS["POLITICAL_STATUS"]
HEALTH = _LISTS["HEALTH"]
DISABILITY_TYPES = _LISTS["DISABILITY_TYPES"]
DISABILITY_GRADES = _LISTS["DISABILITY_GRADES"]
WORK_STATUS = _LISTS["WORK_STATUS"]
MODEL_WORKER = _LISTS["MODEL_WORKER"]
HOUSING = _LISTS["HOUSING"]
FLOOR_AREA = _LISTS["FLOOR_AREA"]
INDUSTRIES = _LISTS["INDUSTRIES"]
MARITAL_STATUS = _LISTS["MARITAL_STATUS"]
HUKOU = _LISTS["HUKOU"]
EMPLOYER_KIND = _LISTS["EMPLOYER_KIND"]
EMPLOYER_CONDITION = _LISTS["EMPLOYER_CONDITION"]
MEDICAL_INSURANCE = _LISTS["MEDICAL_INSURANCE"]
CONTRACT_TERMS = _LISTS["CONTRACT_TERMS"]
ATTACHMENT_KINDS = _LISTS["ATTACHMENT_KINDS"]
RELATIONS = _LISTS["RELATIONS"]
SEXES = _LISTS["SEXES"]
ETHNICITIES = _LISTS["ETHNICITIES"]
STAGES = _LISTS["STAGES"]
SCHOOL_KINDS = _LISTS["SCHOOL_KINDS"]
