"""Skills, languages and weights as shipped (data/*.toml): codes, labels in both languages, what they are for."""

import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from niangjia.kernel.text import Text
from niangjia.pairing.problem import Weights
from niangjia.people import codes


@dataclass(frozen=True, slots=True)
class Skill:
    """Something a cadre can be good at; `answers`: the causes of hardship for which a household needs it."""

    code: str
    label: Text
    answers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Weight:
    """What counts so many metres of way, and why."""

    code: str
    label: Text
    metres: int
    why: Text
    is_assumed: bool


@cache
def skills() -> Mapping[str, Skill]:
    """By code, in the order of the file. Raises ValueError for a cause that is in no list."""
    found = {}
    for code, row in _read("skills.toml").items():
        if unknown := [each for each in row["answers"] if each not in codes.CAUSES]:
            raise ValueError(f"pairing/data/skills.toml [{code}]: unknown causes {unknown}")
        found[code] = Skill(code, Text(row["zh"], row["en"]), frozenset(row["answers"]))
    return found


@cache
def languages() -> Mapping[str, Text]:
    """By code, in the order of the file."""
    return {code: Text(row["zh"], row["en"]) for code, row in _read("languages.toml").items()}


@cache
def weights() -> tuple[Weight, ...]:
    """In the order of the file."""
    return tuple(
        Weight(
            code,
            Text(row["zh"], row["en"]),
            row["metres"],
            Text(row["why_zh"], row["why_en"]),
            row["mark"] == "to-confirm",
        )
        for code, row in _read("weights.toml").items()
    )


def weights_in_force() -> Weights:
    """The same for the assignment."""
    return Weights(**{each.code: each.metres for each in weights()})


def needed_for(causes: Collection[str]) -> list[str]:
    """The skills that answer some causes, in order."""
    return [each.code for each in skills().values() if each.answers & set(causes)]


def in_words(chosen: Iterable[str]) -> list[Text]:
    """The labels of skills or languages; a code that is not there any more stays as it is."""
    labels = {code: each.label for code, each in skills().items()} | dict(languages())
    return [labels.get(each, Text(each, each)) for each in chosen]


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files("niangjia.pairing").joinpath("data", name).read_text(encoding="utf-8"))
