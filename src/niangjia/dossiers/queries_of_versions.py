"""Reads of versions: what a dossier said on a day, and what changed in between."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Exists, F, Max, OuterRef, QuerySet, Subquery

from niangjia.accounts.models import User
from niangjia.dossiers.models import Dossier, Version
from niangjia.dossiers.version_content import Changes, Content, changes_between, from_text, shape
from niangjia.kernel.clock import SHANGHAI
from niangjia.people.models import Person

ACTS_THAT_REVISE_NOTHING = ("dossiers.dossier.assessed", "dossiers.dossiers.moved", "dossiers.versions.begun")
"""The rules applied again, another unit after a merger, more fields kept: nobody said anything else."""


def begin_of(day: date) -> datetime:
    """The first instant of a day in Shanghai; that of the day after ends it."""
    return datetime.combine(day, time(), SHANGHAI)


def end_of(day: date) -> datetime:
    """The first instant that is not of the day any more."""
    return begin_of(day) + timedelta(days=1)


def newest_versions(dossiers: Iterable[UUID]) -> dict[UUID, Version]:
    """The newest version of each dossier that has one. One query."""
    last = Version.objects.filter(dossier=OuterRef("dossier")).order_by("-number").values("number")[:1]
    found = Version.objects.filter(dossier__in=list(dossiers), number=Subquery(last))
    return {each.dossier_id: each for each in found}


def number_of_newest(dossier: Dossier) -> int:
    """The number of the newest version of a dossier; 0 when none is kept. One query."""
    return dossier.versions.order_by("-number").values_list("number", flat=True).first() or 0


def versions_after(dossier: Dossier, number: int) -> "QuerySet[Version]":
    """The versions that followed one, oldest first."""
    return _told(dossier).filter(number__gt=number)


def without_version() -> "QuerySet[Dossier]":
    """Dossiers of which no version with the fields of today is kept."""
    return Dossier.objects.filter(~Exists(Version.objects.filter(dossier=OuterRef("pk"), shape=shape())))


def lacks_versions() -> bool:
    """Whether there is any such dossier."""
    return without_version().exists()


def closed_dossiers_showing(persons: Collection[UUID]) -> list[UUID]:
    """Dossiers of closed households whose last members some people were. One query."""
    shown = Dossier.objects.filter(
        household__memberships__person__in=persons, household__closed_on=F("household__memberships__ended_on")
    )
    return list(shown.order_by("pk").values_list("pk", flat=True).distinct())


def is_changed_since(dossier: Dossier, act: str) -> bool:
    """Whether anybody revised what a dossier says, or confirmed a fact of it, after an act was done last."""
    number = dossier.versions.filter(act=act).aggregate(last=Max("number"))["last"]
    later = dossier.versions.filter(number__gt=number) if number else dossier.versions.none()
    return later.exclude(act__in=ACTS_THAT_REVISE_NOTHING).exists()


def version_on(dossier: Dossier, day: date) -> Version | None:
    """The version in force at the end of a day in Shanghai, with whose act it was; None before the first."""
    return _told(dossier).filter(at__lt=end_of(day)).last()


def first_version(dossier: Dossier) -> Version | None:
    """The first version, without its content."""
    return _told(dossier).defer("content").first()


def version_before(dossier: Dossier, instant: datetime) -> Version | None:
    """The last version before an instant, without its content."""
    return _told(dossier).filter(at__lt=instant).defer("content").last()


def version_from(dossier: Dossier, instant: datetime) -> Version | None:
    """The first version at or after an instant, without its content."""
    return _told(dossier).filter(at__gte=instant).defer("content").first()


def content(version: Version) -> Content:
    """What a version says, opened: for a page that masks it."""
    return from_text(version.content.reveal())


@dataclass(frozen=True, slots=True)
class VersionChange:
    """A version, what it changed, and the whole before and after. `before` is empty, and so are the changes, for the
    first of a dossier: nobody knows what there was."""

    version: Version
    before: Content
    after: Content
    changes: Changes


def versions_between(dossier: Dossier, since: date, until: date) -> "QuerySet[Version]":
    """The versions written after the end of one day, up to the end of another, oldest first."""
    return _told(dossier).filter(at__gte=end_of(since), at__lt=end_of(until))


def changes_of(dossier: Dossier, versions: "QuerySet[Version]") -> Iterator[VersionChange]:
    """What each of some versions that follow each other changed, oldest first. Two queries."""
    before: Content = {}
    for version in versions:
        if not before and version.number > 1:
            before = content(dossier.versions.get(number=version.number - 1))
        after = content(version)
        yield VersionChange(version, before, after, changes_between(before, after) if before else {})
        before = after


def answered_since(dossier: Dossier, number: int, fact: str, person: Person | None, *, besides: User) -> Version | None:
    """The version after one in which somebody else answered a question (of a member, if one); None when none did."""
    for change in changes_of(dossier, versions_after(dossier, number)):
        version = change.version
        if (version.act, version.about) != ("people.fact.confirmed", fact) or version.by_id == besides.pk:
            continue
        if person is None or any(path.key == str(person.pk) for path in change.changes):
            return version
    return None


def _told(dossier: Dossier) -> "QuerySet[Version]":
    return dossier.versions.select_related("by").order_by("number")
