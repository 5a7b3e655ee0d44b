"""Who holds which role where: the one source every app's `access` asks.

A jurisdiction is a set of subtrees. Everything is denied unless an appointment in force gives it.
"""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from niangjia.accounts.models import Appointment, Unit, User
from niangjia.accounts.rights import Right, Where
from niangjia.kernel import clock


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """The subtrees (treebeard paths) in which someone holds one of some roles; the system's own covers everything."""

    paths: tuple[str, ...]
    is_everything: bool = False

    def __bool__(self) -> bool:
        return self.is_everything or bool(self.paths)

    def covers(self, unit: Unit) -> bool:
        """Whether a unit lies inside."""
        return self.is_everything or any(unit.path.startswith(path) for path in self.paths)

    def units(self) -> "QuerySet[Unit]":
        """The units inside, in tree order."""
        if self.is_everything:
            everything: QuerySet[Unit] = Unit.objects.order_by("path")
            return everything
        inside = Q(pk__in=[])
        for path in self.paths:
            inside |= Q(path__startswith=path)
        found: QuerySet[Unit] = Unit.objects.filter(inside).order_by("path")
        return found

    def covers_all(self) -> bool:
        """Whether no unit lies outside, so that lists need no filter by unit."""
        if self.is_everything:
            return True
        roots = list(Unit.objects.filter(depth=1).values_list("path", flat=True)[:2])
        return len(roots) == 1 and roots[0] in self.paths


NOWHERE = Jurisdiction(())


def roles_of(user: User) -> frozenset[str]:
    """The roles someone holds anywhere today."""
    return frozenset(role for role, _path in _held(user))


def jurisdiction(user: User, roles: Collection[str]) -> Jurisdiction:
    """Where someone holds one of the roles today."""
    if user.is_system:
        return Jurisdiction((), is_everything=True)
    return Jurisdiction(tuple(sorted({path for role, path in _held(user) if role in roles})))


def where_may(user: User, right: Right) -> Jurisdiction:
    """The subtrees in which someone may do an act; nothing for a right over every unit held over some only."""
    where = jurisdiction(user, right.roles)
    return NOWHERE if right.where is Where.WHOLE and not _is_whole(user, where) else where


def holds(user: User, right: Right) -> bool:
    """Whether someone may do an act on some thing at all; on which is for the access functions of its app."""
    if right.where is Where.PUBLIC or user.is_system:
        return True
    if not user.is_authenticated or not user.is_active or right.where is Where.SYSTEM:
        return False
    if right.where is Where.SIGNED_IN or (right.where is Where.OWN and not right.roles):
        return True
    return bool(where_may(user, right))


def _is_whole(user: User, where: Jurisdiction) -> bool:
    """Whether no unit lies outside, asked once for each user object (one request) and jurisdiction."""
    known: dict[Jurisdiction, bool] = user.__dict__.setdefault("_whole_jurisdictions", {})
    if where and where not in known:
        known[where] = where.covers_all()
    return bool(where) and known[where]


def _held(user: User) -> list[tuple[str, str]]:
    """Role and unit path of each appointment in force, asked once for each user object (one request)."""
    if not user.is_authenticated or not user.is_active:
        return []
    held: list[tuple[str, str]] | None = getattr(user, "_held_appointments", None)
    if held is None:
        in_force = Appointment.objects.in_force(clock.today()).filter(user=user)
        held = list(in_force.values_list("role", "unit__path"))
        user._held_appointments = held  # type: ignore[attr-defined] # noqa: SLF001 (a cache on our own object)
    return held
