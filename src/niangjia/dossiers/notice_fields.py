"""What a public notice may show, read from data/notice_fields.toml, and what it says of one dossier: masked by the one
rule and nothing else. Of no other value of a household does a notice know.
"""

import tomllib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Any

from niangjia.dossiers.models import Dossier
from niangjia.dossiers.naming import category_words
from niangjia.kernel.text import Text, in_both_languages
from niangjia.people import codes
from niangjia.privacy.masking import mask_name

ADULT = 18
"""Years: the name of anyone younger is always masked."""


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that a notice may show."""

    code: str
    label: Text
    source: Text
    is_confirmed: bool
    is_always: bool = False
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The fields by code, in order; what a full name rests on; and what no notice shows."""

    fields: Mapping[str, Field]
    full_name_source: Text
    never: tuple[Text, ...]
    never_source: Text

    def default(self) -> list[str]:
        """The codes shown unless somebody chose otherwise."""
        return [each.code for each in self.fields.values() if each.is_default]

    def chosen(self, codes_wanted: Collection[str]) -> list[str]:
        """Some codes in the order of the catalogue, with those that are always there. Raises LookupError."""
        if unknown := sorted(set(codes_wanted) - set(self.fields)):
            raise LookupError(f"a notice has no field {unknown}")
        return [code for code, each in self.fields.items() if each.is_always or code in codes_wanted]


def read_catalogue(text: str) -> Catalogue:
    """The catalogue of a table. Raises ValueError naming a field that nothing here can show."""
    table = tomllib.loads(text)
    full, never = table.pop("_full_name"), table.pop("_never")
    if unknown := sorted(set(table) ^ {"name", *VALUES}):
        raise ValueError(f"notice_fields.toml: no value for {unknown}")
    return Catalogue(
        {code: _field(code, row) for code, row in table.items()},
        _source(full),
        tuple(Text(**each) for each in never["things"]),
        _source(never),
    )


def content_of(dossier: Dossier, fields: Collection[str], *, has_full_name: bool, on: date) -> dict[str, Any]:
    """What a notice begun on a day says, by code: texts in both languages, the name masked unless told otherwise.

    What is not known is left out. Neither sealed values nor members are opened for it.
    """
    worker = dossier.worker
    is_adult = worker.born_on is not None and _years(worker.born_on, on) >= ADULT
    shown: dict[str, Any] = {"name": worker.name if has_full_name and is_adult else mask_name(worker.name)}
    for code in CATALOGUE.chosen(fields):
        if code in VALUES and (value := VALUES[code](dossier)) is not None:
            shown[code] = {"zh": value.zh, "en": value.en}
    return shown


def told(shown: Mapping[str, Any]) -> list[tuple[Field, str]]:
    """What a notice says, in the reader's language: fields in order with their values."""
    return [(field, _words(shown[code])) for code, field in CATALOGUE.fields.items() if code in shown]


def _words(value: Any) -> str:
    return str(Text(**value)) if isinstance(value, dict) else str(value)


def _category(dossier: Dossier) -> Text | None:
    if dossier.stated_category:
        return in_both_languages(codes.HARDSHIP_CATEGORIES.label(dossier.stated_category))
    if dossier.category is None or not dossier.is_eligible:
        return None
    return category_words(dossier.applied_on, dossier.category)


def _size(dossier: Dossier) -> Text:
    return Text(f"{dossier.size} 人", str(dossier.size))


VALUES: Mapping[str, Callable[[Dossier], Text | None]] = {
    "unit": lambda dossier: dossier.unit.title,
    "category": _category,
    "size": _size,
}
"""How each field but the name is told; None: not known."""


def _field(code: str, row: Mapping[str, Any]) -> Field:
    return Field(
        code=code,
        label=Text(row["zh"], row["en"]),
        source=_source(row),
        is_confirmed=row["mark"] == "confirmed",
        is_always=row.get("always", False),
        is_default=row.get("default", False),
    )


def _source(row: Mapping[str, Any]) -> Text:
    return Text(row["source_zh"], row["source_en"])


def _years(born_on: date, on: date) -> int:
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


CATALOGUE = read_catalogue(files("niangjia.dossiers").joinpath("data/notice_fields.toml").read_text(encoding="utf-8"))
"""The catalogue as shipped."""
