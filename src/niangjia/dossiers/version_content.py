"""Everything a dossier says, as plain data: what a version keeps, and how two of them are compared.

The fields are found on the models by name: a new one is taken up by itself. What is empty is left out, so a field that
nobody has filled is the same as one that was not there yet.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import cache
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

from django.db import models

from niangjia.dossiers.models import Dossier
from niangjia.people.models import (
    AssetLine,
    BankAccount,
    HardshipEvent,
    Household,
    IncomeLine,
    Membership,
    Person,
    SpendingLine,
)
from niangjia.privacy.errors import UnreadableValue
from niangjia.privacy.fields import Sealed

Content = dict[str, Any]
Field = models.Field[Any, Any]

LAYOUT = 1
"""How the JSON is laid out. The set of fields has its own mark, `shape`."""
UNREADABLE = "\N{REPLACEMENT CHARACTER}"
"""Stands for a sealed value that no key opens any more."""

SECTIONS: dict[str, tuple[type[models.Model], ...]] = {
    "dossier": (Dossier,),
    "household": (Household,),
    "members": (Person, Membership, BankAccount),
    "incomes": (IncomeLine,),
    "spendings": (SpendingLine,),
    "assets": (AssetLine,),
    "events": (HardshipEvent,),
}
SINGLE = ("dossier", "household")
"""Sections that are one thing; the others are things by key."""

NOT_SAID: dict[type[models.Model], frozenset[str]] = {
    Dossier: frozenset({"id", "household", "worker_pinyin", "fingerprint", "earlier", "first", "changed_at"}),
    Household: frozenset({"id", "unit"}),
    Person: frozenset({"id", "identity_index"}),
    Membership: frozenset({"id", "household", "person", "consents_from"}),
    BankAccount: frozenset({"id", "person"}),
    IncomeLine: frozenset({"id", "household", "kind", "person", "from_on", "to_on"}),
    SpendingLine: frozenset({"id", "household", "kind", "person", "from_on", "to_on"}),
    AssetLine: frozenset({"id", "household", "kind"}),
    HardshipEvent: frozenset({"id", "household"}),
}
"""Ids, kept copies for lists and searches, marks of the source, what the doors of consent ask; what stands in the key;
and the unit of a household, which is always that of its dossier."""


class Path(NamedTuple):
    """Where a value stands: section, key of the thing ("" where the section is one), name of the field."""

    section: str
    key: str
    name: str


class LineKey(NamedTuple):
    """What the key of an income or spending line says. `person` is "" for the household as a whole."""

    kind: str
    person: str
    from_on: str
    to_on: str


@cache
def fields_of(section: str) -> dict[str, Field]:
    """The fields a section says, by name. Two models that call theirs alike are a fault of the program."""
    found: dict[str, Field] = {}
    for model in SECTIONS[section]:
        for field in model._meta.concrete_fields:  # noqa: SLF001 (the public list of fields is there)
            if field.name not in NOT_SAID[model] and found.setdefault(field.name, field) is not field:
                raise ValueError(f"{section}: two fields are called {field.name}")
    return found


@cache
def shape() -> str:
    """A mark of the layout and the set of fields: another once a model has gained or lost one."""
    told = json.dumps([LAYOUT, {section: sorted(fields_of(section)) for section in SECTIONS}], sort_keys=True)
    return sha256(told.encode()).hexdigest()[:8]


def content_of(dossier: Dossier) -> Content:
    """What a dossier loaded by `queries.whole` says. Opens every sealed value: for sealing again, and nothing else."""
    household = dossier.household
    return {
        "layout": LAYOUT,
        "shape": shape(),
        "dossier": _said("dossier", dossier),
        "household": _said("household", household),
        "members": {
            str(each.person_id): _said("members", each.person, each, getattr(each.person, "bank_account", None))
            for each in household.members  # type: ignore[attr-defined] # set by queries.whole
        },
        "incomes": _lines("incomes", household.incomelines.all()),
        "spendings": _lines("spendings", household.spendinglines.all()),
        "assets": {each.kind: _said("assets", each) for each in household.assetlines.all()},
        "events": {
            str(place): _said("events", each) for place, each in enumerate(sorted(household.events.all(), key=_cost), 1)
        },
    }


def as_text(content: Content) -> str:
    """The canonical JSON: the same content is the same text."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_text(text: str) -> Content:
    """The content of a canonical JSON."""
    content: Content = json.loads(text)
    return content


def values_in(content: Content) -> dict[Path, Any]:
    """Every value by its place."""
    return dict(_values(content))


def _values(content: Content) -> Iterator[tuple[Path, Any]]:
    for section in SECTIONS:
        told = content.get(section, {})
        for key, values in ({"": told} if section in SINGLE else told).items():
            for name, value in values.items():
                yield Path(section, key, name), value


Changes = dict[Path, tuple[Any, Any]]
"""By place: the value before and after; None where there was or is none."""


def changes_between(before: Content, after: Content) -> Changes:
    """What is otherwise in the second than in the first."""
    old, new = values_in(before), values_in(after)
    return {path: (old.get(path), new.get(path)) for path in {**old, **new} if old.get(path) != new.get(path)}


def line_key(key: str) -> LineKey:
    """The key of an income or spending line, read."""
    return LineKey(*key.split("/")[:4])


def _lines(section: str, lines: Iterable[IncomeLine | SpendingLine]) -> dict[str, dict[str, Any]]:
    """By kind, person and period, which stay when a revision writes a line anew under another id."""
    found: dict[str, dict[str, Any]] = {}
    for line in sorted(lines, key=lambda each: (each.amount_fen, each.pk)):
        person = str(line.person_id or "")
        plain = "/".join(LineKey(line.kind, person, line.from_on.isoformat(), line.to_on.isoformat()))
        key, place = plain, 1
        while key in found:
            place += 1
            key = f"{plain}/{place}"
        found[key] = _said(section, line)
    return found


def _cost(event: HardshipEvent) -> tuple[int, int, UUID]:
    """The order of events: what a later confirmation of the day does not change."""
    return event.cost_fen, event.compensation_fen, event.pk


def _said(section: str, *rows: models.Model | None) -> dict[str, Any]:
    by_model = {type(row): row for row in rows if row is not None}
    values = {
        name: _plain(getattr(by_model[field.model], field.attname))
        for name, field in fields_of(section).items()
        if field.model in by_model
    }
    return {name: value for name, value in values.items() if value is not None and value != "" and value != []}


def _plain(value: object) -> Any:
    if isinstance(value, Sealed):
        try:
            return value.reveal()
        except UnreadableValue:
            return UNREADABLE
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def persons_in(content: Mapping[str, Any]) -> dict[str, str]:
    """The names of the members by the id of the person."""
    return {key: values.get("name", "") for key, values in content.get("members", {}).items()}
