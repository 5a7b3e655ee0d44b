"""Reads of the tree, of users and of their appointments. Whose eyes they are for is the caller's to have asked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from niangjia.accounts.models import Appointment, Unit, UnitChange, User
from niangjia.accounts.unit_kinds import Kind, kind_of
from niangjia.kernel import clock
from niangjia.kernel.text import Text

UnitQuery = QuerySet[Unit]
Units = UnitQuery | None
"""The units something is limited to; None where nothing lies outside."""

PAGE_ROWS = 25
TREE_ROWS = 400
"""A page shows so much of the tree; beyond it one searches."""


@dataclass(frozen=True, slots=True)
class TreeRow:
    """A unit in the tree as a page shows it: how far in, how many people hold a role there today, what it is under."""

    unit: Unit
    indent: int
    people: int
    trail: str

    @property
    def inset(self) -> int:
        """The step of the style sheet's inner margins that shows how far in."""
        return self.indent and self.indent + 2


def tree(
    units: "QuerySet[Unit]", *, text: str = "", with_closed: bool = False, rows: int = TREE_ROWS
) -> tuple[list[TreeRow], bool]:
    """Units in tree order, at most `rows`, and whether there are more; three queries, whatever their number."""
    if not with_closed:
        units = units.filter(closed_on=None)
    if text:
        units = units.filter(Q(name__icontains=text) | Q(name_en__icontains=text))
    found = list(units.order_by("path")[: rows + 1])
    shown, people = found[:rows], people_at(found[:rows])
    above = named_above(shown) if text else {}
    top = min((unit.depth for unit in shown), default=1)
    return [
        TreeRow(unit, 0 if text else min(unit.depth - top, 4), people.get(unit.pk, 0), above.get(unit.path, ""))
        for unit in shown
    ], len(found) > rows


def people_at(units: Iterable[Unit]) -> dict[UUID, int]:
    """How many people hold a role at each of some units today."""
    in_force = Appointment.objects.in_force(clock.today()).filter(unit__in=list(units), user__is_active=True)
    return dict(in_force.order_by().values_list("unit").annotate(Count("user", distinct=True)))


def named_above(units: Iterable[Unit]) -> dict[str, str]:
    """The path of each unit to the names of those above it, from the top."""
    step = Unit.steplen
    prefixes = {unit.path: [unit.path[:end] for end in range(step, len(unit.path), step)] for unit in units}
    wanted = {path for above in prefixes.values() for path in above}
    names = {unit.path: str(unit) for unit in Unit.objects.filter(path__in=wanted)}
    return {path: " › ".join(names[each] for each in above) for path, above in prefixes.items()}


@dataclass(frozen=True, slots=True)
class PastUnit:
    """What a unit was on a day; `trail` are the names of those above it then, from the top."""

    title: Text
    kind: Kind
    trail: tuple[Text, ...]


def unit_on(unit: Unit, day: date) -> PastUnit | None:
    """What a unit was called on a day and where it stood; None for a day on which it was not there.

    Days before anything was written down read like the earliest that is known. Two queries for each level above.
    """
    if (unit.opened_on and day < unit.opened_on) or (unit.closed_on and day >= unit.closed_on):
        return None
    title, kind, parent = _state_on(unit, day)
    trail: list[Text] = []
    while parent is not None:
        upper, _kind, above = _state_on(parent, day)
        trail.append(upper)
        parent = above
    return PastUnit(title, kind_of(kind), tuple(reversed(trail)))


def _state_on(unit: Unit, day: date) -> tuple[Text, str, Unit | None]:
    later = unit.changes.filter(from_on__gt=day).select_related("parent").first()
    if later is None:
        return unit.title, unit.kind, parent_of(unit)
    return later.title, later.kind, later.parent


def parent_of(unit: Unit) -> Unit | None:
    """The unit directly above, as the database has it now."""
    if unit.depth == 1:
        return None
    found: Unit | None = Unit.objects.filter(path=unit.path[: -Unit.steplen]).first()
    return found


def keep_open(unit: Unit) -> bool:
    """Whether a unit is open, and then a shared lock on that until the transaction ends.

    Foreign keys are checked when a transaction ends: they do not hold a unit open. SQLite has one writer at a time.
    """
    found = Unit.objects.filter(pk=unit.pk, closed_on=None)
    if connection.vendor != "postgresql":
        return bool(found.exists())
    sql, values = found.order_by().values("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} FOR KEY SHARE", values)
        return cursor.fetchone() is not None


def subtree(unit: Unit) -> "QuerySet[Unit]":
    """A unit and everything below it."""
    found: QuerySet[Unit] = Unit.objects.filter(path__startswith=unit.path)
    return found


def open_children(unit: Unit) -> "QuerySet[Unit]":
    """The units directly below that are not closed, in order."""
    below: QuerySet[Unit] = Unit.objects.filter(path__startswith=unit.path, depth=unit.depth + 1, closed_on=None)
    return below.order_by("path")


def units_by_name(units: Iterable[Unit]) -> dict[str, Unit]:
    """Units by each name that means one of them alone: present ones, former ones, and those of units merged into them.

    A present name goes before a former one.
    """
    homes = {unit.pk: unit for unit in units}
    now: dict[str, set[Unit]] = {}
    for unit in homes.values():
        now.setdefault(unit.name, set()).add(unit)
    former: dict[str, set[Unit]] = {}
    while homes:
        for name, pk in UnitChange.objects.filter(unit__in=homes).values_list("name", "unit"):
            former.setdefault(name, set()).add(homes[pk])
        merged = Unit.objects.filter(successor__in=homes).values_list("name", "pk", "successor")
        below = [(name, pk, homes[successor]) for name, pk, successor in merged]
        for name, _pk, unit in below:
            former.setdefault(name, set()).add(unit)
        homes = {pk: unit for _name, pk, unit in below}
    return {name: next(iter(found)) for name, found in (former | now).items() if len(found) == 1}


def titles_on(units: Iterable[UUID], on: date) -> dict[UUID, Text]:
    """What some units were called on a day, by id. Two queries."""
    found = {unit.pk: unit.title for unit in Unit.objects.filter(pk__in=list(units))}
    later = UnitChange.objects.filter(unit__in=found, from_on__gt=on).order_by("-from_on", "-id")
    return found | {change.unit_id: change.title for change in later}


def latest_change(unit: Unit) -> UnitChange | None:
    """The last thing that happened to a unit."""
    return UnitChange.objects.filter(unit=unit).order_by("-from_on", "-id").first()


def appointments_at(unit: Unit, on: date) -> "QuerySet[Appointment]":
    """Who holds or will hold a role at a unit, by role."""
    found = Appointment.objects.in_force_or_to_come(on).filter(unit=unit)
    return found.select_related("user", "stands_in_for__user").order_by("role", "starts_on", "id")


def users_within(units: Units) -> "QuerySet[User]":
    """The people who belong to some units or hold, held or will hold a role there; never the system itself."""
    people = User.objects.filter(is_system=False)
    if units is None:
        return people
    return people.filter(Q(unit__in=units) | Exists(Appointment.objects.filter(user=OuterRef("pk"), unit__in=units)))


def reaches_beyond(user: User, units: Units) -> bool:
    """Whether someone belongs, or holds or will hold a role, outside some units."""
    if units is None:
        return False
    held = Appointment.objects.in_force_or_to_come(clock.today()).filter(user=user)
    is_elsewhere = user.unit_id is None or not units.filter(pk=user.unit_id).exists()
    return is_elsewhere or held.exclude(unit__in=units).exists()


@dataclass(frozen=True, slots=True)
class UserFilter:
    """What the list of users is narrowed to; an empty value narrows nothing."""

    text: str = ""
    role: str = ""
    unit: Unit | None = None
    is_active: bool | None = None

    def apply(self, users: "QuerySet[User]", units: Units) -> "QuerySet[User]":
        """Narrow a list; role and unit speak of one appointment in force at the units the list is limited to."""
        if self.text:
            users = users.filter(Q(display_name__icontains=self.text) | Q(username__icontains=self.text))
        if self.is_active is not None:
            users = users.filter(is_active=self.is_active)
        if self.role or self.unit:
            held = _within(Appointment.objects.in_force(clock.today()).filter(user=OuterRef("pk")), units)
            if self.role:
                held = held.filter(role=self.role)
            if self.unit:
                held = held.filter(unit__path__startswith=self.unit.path)
            users = users.filter(Exists(held))
        return users


def _within(appointments: "QuerySet[Appointment]", units: Units) -> "QuerySet[Appointment]":
    return appointments if units is None else appointments.filter(unit__in=units)


@dataclass(frozen=True, slots=True)
class UserPage:
    """One page of users with `held`, their appointments in force; numbers of the neighbouring pages, 0 for none."""

    rows: Sequence[User]
    previous: int
    following: int


def page_of_users(users: "QuerySet[User]", number: str, units: Units) -> UserPage:
    """The page of a number, by user name; the first for anything else. Two queries."""
    page = int(number) if number.isascii() and number.isdigit() and 0 < len(number) < 6 else 1
    start = (max(page, 1) - 1) * PAGE_ROWS
    held = Appointment.objects.in_force(clock.today()).select_related("unit").order_by("role", "unit__path")
    listed = users.order_by("username").prefetch_related(Prefetch("appointments", _within(held, units), "held"))
    rows = list(listed[start : start + PAGE_ROWS + 1])
    return UserPage(rows[:PAGE_ROWS], max(page, 1) - 1, page + 1 if len(rows) > PAGE_ROWS else 0)


@dataclass(frozen=True, slots=True)
class Offices:
    """The appointments of one person, by when they hold."""

    now: list[Appointment]
    to_come: list[Appointment]
    earlier: list[Appointment]


def offices_of(user: User, units: Units) -> Offices:
    """Someone's appointments at some units; one query."""
    found = user.appointments.select_related("unit", "stands_in_for__user").order_by("-starts_on", "-id")
    today, rows = clock.today(), list(_within(found, units))
    is_over = {each.pk: each.is_withdrawn or (each.ends_on is not None and each.ends_on < today) for each in rows}
    return Offices(
        now=[each for each in rows if not is_over[each.pk] and each.starts_on <= today],
        to_come=[each for each in rows if not is_over[each.pk] and each.starts_on > today],
        earlier=[each for each in rows if is_over[each.pk]],
    )


def may_be_stood_in_for(unit: Unit, on: date) -> "QuerySet[Appointment]":
    """Appointments at a unit that someone may act for: in force or to come, not themselves acting."""
    return appointments_at(unit, on).filter(is_acting=False)
