"""What people are asked to agree to (people/data/consent_texts.toml): purposes, and every wording there has been.

A wording holds from a day on until the next; who signed an earlier one agreed to that one and no other.
"""

import hashlib
import tomllib
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Any, Literal

from niangjia.kernel.text import Text

Reach = Literal["everyone", "adults", "head", "whoever"]
REACHES: frozenset[str] = frozenset({"everyone", "adults", "head", "whoever"})
MARKS = frozenset({"confirmed", "to-confirm"})

SENSITIVE, VERIFICATION, NOTICE = "sensitive", "verification", "notice"
THIRD_PARTY, MEDIA, COUNSELLING = "third-party", "media", "counselling"


@dataclass(frozen=True, slots=True)
class ConsentText:
    """One wording. `source` and `mark` say where it rests and whether a lawyer or a document has confirmed it."""

    version: str
    valid_from: date
    words: Text
    source: str
    is_confirmed: bool

    @property
    def digest(self) -> str:
        """SHA-256 of both languages: what a consent keeps, so that a wording altered later is noticed."""
        return hashlib.sha256(f"{self.words.zh}\n{self.words.en}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a consent is for. `of`: whose consent a household needs; `stops`: what ends when one is withdrawn."""

    code: str
    label: Text
    of: Reach
    stops: Text
    versions: tuple[ConsentText, ...]

    def text_on(self, day: date) -> ConsentText | None:
        """The wording to be signed on a day; None before there was one."""
        return next((each for each in reversed(self.versions) if each.valid_from <= day), None)

    def text(self, version: str) -> ConsentText | None:
        """A wording by its version."""
        return next((each for each in self.versions if each.version == version), None)


def read_purposes(text: str) -> dict[str, Purpose]:
    """Purposes by code, in the order of the file. Raises ValueError naming the purpose that cannot be understood."""
    return {code: _purpose(code, row) for code, row in tomllib.loads(text).items()}


def choices() -> list[tuple[str, Text]]:
    """Code and label of every purpose, for models and forms."""
    return [(each.code, each.label) for each in PURPOSES.values()]


def _purpose(code: str, row: dict[str, Any]) -> Purpose:
    versions = tuple(
        ConsentText(
            each["version"],
            each["valid_from"],
            Text(each["zh"], each["en"]),
            each["source"],
            each["mark"] == "confirmed",
        )
        for each in row["versions"]
    )
    days = [each.valid_from for each in versions]
    if days != sorted(set(days)) or len({each.version for each in versions}) != len(versions) or not versions:
        raise ValueError(f"{code}: versions are unlike each other and come in the order of their days")
    if row["of"] not in REACHES or {each["mark"] for each in row["versions"]} - MARKS:
        raise ValueError(f"{code}: of is one of {sorted(REACHES)}, mark one of {sorted(MARKS)}")
    return Purpose(code, Text(row["zh"], row["en"]), row["of"], Text(row["stops_zh"], row["stops_en"]), versions)


PURPOSES = read_purposes(files("niangjia.people").joinpath("data/consent_texts.toml").read_text(encoding="utf-8"))
