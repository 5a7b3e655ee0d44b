"""Who may be shown which sealed values for what, and how many people in how long: `data/purposes.toml`, read."""

import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib.resources import files

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.kernel.text import Text

FIELDS: Mapping[str, tuple[str, str | Promise]] = {
    "identity_number": ("identity", _("Identity number")),
    "phone": ("phone", _("Mobile")),
    "other_contact": ("phone", _("Other contact")),
    "card_number": ("card", _("Card number")),
    "address": ("address", _("Home address")),
    "note": ("note", pgettext_lazy("person", "Remarks")),
    "dossier_note": ("note", pgettext_lazy("dossier", "Remarks on the dossier")),
}
"""Each sealed value: its class of data and its name. Address and remarks on the dossier are shown with the worker."""

DATA_CLASSES = frozenset(data_class for data_class, _name in FIELDS.values())

MIN_WORDS = 10
"""Characters that a reason in words takes at least."""

_NUMBER = re.compile(r"\d{6}")


@dataclass(frozen=True, slots=True)
class Purpose:
    """A reason to look; some need words beside."""

    code: str
    label: Text
    needs_words: bool


@dataclass(frozen=True, slots=True)
class Limit:
    """So many different people in so long."""

    length: timedelta
    people: int


@dataclass(frozen=True, slots=True)
class Table:
    """The whole file: limits from the shortest on, purposes by code, and for role and class the purposes that hold."""

    limits: tuple[Limit, ...]
    purposes: Mapping[str, Purpose]
    may: Mapping[str, Mapping[str, frozenset[str]]]

    def allows(self, roles: Collection[str], data_class: str, purpose: str) -> bool:
        """Whether someone with these roles may see a class of data for a purpose."""
        return any(purpose in self.may.get(role, {}).get(data_class, ()) for role in roles)

    def fields_for(self, roles: Collection[str]) -> list[str]:
        """The fields someone may see for some purpose, in order."""
        classes = {data_class for role in roles for data_class in self.may.get(role, {})}
        return [name for name, (data_class, _label) in FIELDS.items() if data_class in classes]

    def purposes_for(self, roles: Collection[str]) -> list[Purpose]:
        """The purposes someone may name for some field, in order."""
        codes = {code for role in roles for allowed in self.may.get(role, {}).values() for code in allowed}
        return [purpose for code, purpose in self.purposes.items() if code in codes]


@cache
def table() -> Table:
    """The table. Raises ValueError for a purpose, a class or a limit that cannot be understood."""
    read = tomllib.loads(files("niangjia.dossiers").joinpath("data/purposes.toml").read_text(encoding="utf-8"))
    purposes = {
        code: Purpose(code, Text(row["zh"], row["en"]), bool(row.get("needs_words")))
        for code, row in read["purposes"].items()
    }
    may = {
        role: {data_class: frozenset(codes) for data_class, codes in row.items()} for role, row in read["may"].items()
    }
    for role, row in may.items():
        unknown = set(row) - DATA_CLASSES or set().union(*row.values()) - set(purposes)
        if unknown:
            raise ValueError(f"dossiers/data/purposes.toml [may.{role}]: unknown {sorted(unknown)}")
    limits = sorted((Limit(timedelta(seconds=row["seconds"]), row["people"]) for row in read["limits"]), key=_length)
    return Table(tuple(limits), purposes, may)


def _length(limit: Limit) -> timedelta:
    return limit.length


def label_of(field: str) -> str | Promise:
    """The name of a field for people."""
    return FIELDS[field][1]


def holds_a_number(text: str) -> bool:
    """Whether a reason in words holds six digits in a row: others read the record, and no number belongs there."""
    return bool(_NUMBER.search("".join(text.split())))
