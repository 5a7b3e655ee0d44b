"""Changing a dossier by hand: what the page was made from, what was typed, and what somebody else wrote meanwhile.

A value has the name of its control on the page: `address`, or the id of a person and a field, `<id>-name`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from niangjia.dossiers.models import Dossier
from niangjia.dossiers.queries import whole
from niangjia.dossiers.queries_of_versions import content, newest_versions
from niangjia.dossiers.version_content import Content, Path, content_of
from niangjia.dossiers.version_words import is_sealed

Plain = str | list[str]

OF_CASE = {
    "applied_on": "dossier",
    "level": "dossier",
    "main_cause": "dossier",
    "secondary_causes": "dossier",
    "note": "dossier",
    "address": "household",
    "region": "household",
}
"""The fields of the case, and the section of a version that each stands in."""
OF_PERSON = (
    "name", "relation", "work_status", "health", "phone", "employer",
    "stage", "school_kind", "school", "entered_school_in", "school_years",
)  # fmt: skip
UUID_LENGTH = 36


@dataclass(frozen=True, slots=True)
class Stand:
    """What a dossier said at a version; `number` 0: as it is now, no version being kept."""

    number: int
    said: Content

    @property
    def persons(self) -> list[str]:
        """The ids of the members, as on the form."""
        members = self.said["members"]
        return sorted(members, key=lambda key: (not members[key].get("is_head"), members[key].get("position", 0), key))

    def value(self, name: str) -> Plain:
        """A value as the page has it; empty where nothing is said."""
        path = path_of(name)
        section = self.said.get(path.section, {})
        told = (section.get(path.key, {}) if path.key else section).get(path.name)
        if path.name == "secondary_causes":
            return sorted(told or [])
        return str(told or "")

    def names(self) -> Iterator[str]:
        """Every control of the page that stands for something on file."""
        yield from OF_CASE
        for person in self.persons:
            yield from (f"{person}-{name}" for name in OF_PERSON)


def path_of(name: str) -> Path:
    """Where the value of a control stands in a version. Raises KeyError for one that is none."""
    if name in OF_CASE:
        return Path(OF_CASE[name], "", name)
    person, field = name[:UUID_LENGTH], name[UUID_LENGTH + 1 :]
    if field not in OF_PERSON:
        raise KeyError(name)
    return Path("members", person, field)


def is_kept_when_empty(name: str) -> bool:
    """Whether the page has the control empty, because the value is shown masked only."""
    path = path_of(name)
    return is_sealed(path.section, path.name)


def newest_stand(dossier: Dossier) -> Stand:
    """What a dossier says now. Opens sealed values: for comparing, and nothing else."""
    newest = newest_versions([dossier.pk]).get(dossier.pk)
    if newest is None:
        return Stand(0, content_of(whole(Dossier.objects.filter(pk=dossier.pk)).get()))
    return Stand(newest.number, content(newest))


def stand_at(dossier: Dossier, number: int) -> Stand:
    """What it said at a version; the first, for a number that none has, so that everything since then is told."""
    versions = dossier.versions.order_by("number")
    found = versions.filter(number=number).first() or versions.first()
    return Stand(found.number, content(found)) if found else newest_stand(dossier)


@dataclass(frozen=True, slots=True)
class Merged:
    """Three sides put together. `theirs`: controls to take over as they are now. `conflicts`: both changed, otherwise.

    `mine`: what was typed and is not on file. `gone`: members about whom something was typed and who left meanwhile.
    """

    theirs: dict[str, Plain]
    conflicts: list[str]
    mine: list[str]
    gone: list[str]


def merge(before: Stand, now: Stand, typed: Mapping[str, Plain]) -> Merged:
    """What was typed over one version beside what is said by now. `typed` has only what was changed on the page."""
    theirs: dict[str, Plain] = {}
    conflicts, mine = [], []
    for name in now.names():
        value = now.value(name)
        if name not in typed or typed[name] == value:
            if value != before.value(name):
                theirs[name] = value
        else:
            mine.append(name)
            if value != before.value(name):
                conflicts.append(name)
    known = set(now.persons)
    of_people = {name[:UUID_LENGTH] for name in typed if name not in OF_CASE}
    gone = [person for person in before.persons if person in of_people - known]
    return Merged(theirs, conflicts, mine, gone)


def typed_over(stand: Stand, values: Mapping[str, Any]) -> dict[str, Plain]:
    """Of the values of a page, those that were changed on it; a sealed one left empty was not."""
    return {
        name: value
        for name, value in values.items()
        if value != stand.value(name) and not (value == "" and is_kept_when_empty(name))
    }
