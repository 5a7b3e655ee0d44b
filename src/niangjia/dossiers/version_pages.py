"""Versions put into the order people read them in: the dossier as it stood, and what changed. Everything sealed is
masked here."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

from niangjia.accounts.queries import titles_on
from niangjia.dossiers.models import Version
from niangjia.dossiers.queries_of_versions import VersionChange, content
from niangjia.dossiers.version_content import SECTIONS, SINGLE, Changes, Content, Path, fields_of, line_key, persons_in
from niangjia.dossiers.version_words import TITLES, Names, is_sealed, label_of, thing_in_words, value_in_words, why
from niangjia.kernel import clock
from niangjia.kernel.clock import SHANGHAI
from niangjia.people.models import Person


@dataclass(frozen=True, slots=True)
class ToldField:
    """One value in words."""

    label: str
    value: str
    is_sealed: bool


@dataclass(frozen=True, slots=True)
class ToldThing:
    """One member, line, asset or event, or the dossier itself, with what is said of it."""

    title: str
    fields: list[ToldField]


@dataclass(frozen=True, slots=True)
class ToldSection:
    """A part of a dossier. `is_table`: each thing is told in one line."""

    name: str
    title: str
    things: list[ToldThing]
    is_table: bool


@dataclass(frozen=True, slots=True)
class ToldChange:
    """One value before and after. `is_first`: the thing differs from that of the row above."""

    thing: str
    label: str
    before: str
    after: str
    is_sealed: bool
    is_first: bool

    @property
    def looks_the_same(self) -> bool:
        """Whether the masks of both show alike, so that it must be said that the value changed."""
        return self.is_sealed and self.before == self.after


@dataclass(frozen=True, slots=True)
class ToldVersion:
    """What one version changed, and on which act; without changes it is the first one kept."""

    version: Version
    why: str
    day: date
    changes: list[ToldChange] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Difference:
    before: Content
    after: Content
    changes: Changes


TABLES = ("incomes", "spendings", "assets", "events")


def day_of(version: Version) -> date:
    """The day of a version in Shanghai."""
    return version.at.astimezone(SHANGHAI).date()


def told_sections(version: Version, on: date) -> list[ToldSection]:
    """Everything a version says, for a day on which it was in force. Two or three queries, for names."""
    said = content(version)
    names = _names_for([said], on)
    return [_section(section, said, names) for section in SECTIONS]


def told_changes(changes: Iterable[VersionChange]) -> list[ToldVersion]:
    """What each of some versions changed, the newest first."""
    found = list(changes)
    days = [day_of(each.version) for each in found]
    contents = [said for each in found for said in (each.before, each.after)]
    names = _names_for(contents, days[-1] if days else None)
    told = [
        ToldVersion(each.version, why(each.version), day, list(_rows(each, names)))
        for each, day in zip(found, days, strict=True)
    ]
    return told[::-1]


def told_difference(before: Content, after: Content, changes: Changes) -> list[ToldChange]:
    """Changes from one content to another in words, of which no version is kept. Two or three queries, for names."""
    return list(_rows(_Difference(before, after, changes), _names_for([before, after], clock.today())))


def _section(section: str, said: Content, names: Names) -> ToldSection:
    things = said.get(section, {})
    told = {"": things} if section in SINGLE else things
    order = sorted(told, key=lambda key: _place(section, key, told[key]))
    applied_on = said["dossier"].get("applied_on", "")
    return ToldSection(
        section,
        str(TITLES[section]),
        [
            ToldThing(thing_in_words(section, key, names), _fields(section, key, told[key], names, applied_on))
            for key in order
        ],
        section in TABLES,
    )


def _fields(section: str, key: str, values: Mapping[str, Any], names: Names, applied_on: str) -> list[ToldField]:
    return [
        ToldField(
            label_of(section, name),
            value_in_words(Path(section, key, name), values[name], names, applied_on),
            is_sealed(section, name),
        )
        for name in sorted(values, key=lambda name: _field_place(section, name))
    ]


def _rows(change: "VersionChange | _Difference", names: Names) -> Iterator[ToldChange]:
    """The changes in the order of the dossier, each thing together."""
    before, after = (said.get("dossier", {}).get("applied_on", "") for said in (change.before, change.after))
    paths = sorted(change.changes, key=lambda path: _order(path, change))
    for (section, key), alike in groupby(paths, key=lambda path: (path.section, path.key)):
        for number, path in enumerate(alike):
            old, new = change.changes[path]
            yield ToldChange(
                thing_in_words(section, key, names),
                label_of(section, path.name),
                value_in_words(path, old, names, before),
                value_in_words(path, new, names, after),
                is_sealed(section, path.name),
                is_first=number == 0,
            )


def _order(path: Path, change: "VersionChange | _Difference") -> tuple[Any, ...]:
    section = path.section
    things = change.before.get(section, {}) | change.after.get(section, {})
    place = _place(section, path.key, things.get(path.key, {})) if path.key else ()
    return list(SECTIONS).index(section), place, path.key, _field_place(section, path.name)


def _place(section: str, key: str, values: Mapping[str, Any]) -> tuple[Any, ...]:
    """Members as on the form, lines by the newest period first, other things by their key."""
    if section == "members":
        return values.get("position", 0), key
    if section in {"incomes", "spendings"}:
        line = line_key(key)
        return -date.fromisoformat(line.to_on).toordinal(), line.kind, key
    return 0, key


def _field_place(section: str, name: str) -> tuple[int, str]:
    known = list(fields_of(section))
    return known.index(name) if name in known else len(known), name


def _names_for(contents: list[Content], on: date | None) -> Names:
    """Names of everybody in some versions, the latest last; who only stands behind a line or left is asked for."""
    persons: dict[str, str] = {}
    for said in contents:
        persons |= persons_in(said)
    keys = [key for said in contents for part in ("incomes", "spendings") for key in said.get(part, {})]
    workers = [said["dossier"]["worker"] for said in contents if said]
    missing = {pk for pk in (*map(_person, keys), *workers) if pk} - set(persons)
    if missing:
        found = Person.objects.filter(pk__in=missing).values_list("pk", "name")
        persons |= {str(pk): name for pk, name in found}
    units = {UUID(said["dossier"]["unit"]) for said in contents if said}
    titles = titles_on(units, on) if on else {}
    return Names(persons, {str(pk): title for pk, title in titles.items()})


def _person(key: str) -> str:
    return line_key(key).person
