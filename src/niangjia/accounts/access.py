"""Who holds which role where: the one source every app's `access` asks.

A jurisdiction is a set of subtrees. Everything is denied unless an appointment in force gives it.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from niangjia.accounts import queries, rules
from niangjia.accounts.models import Appointment, Unit, User
from niangjia.accounts.rights import Right, Where, rights_of
from niangjia.accounts.unit_kinds import OF_HOUSEHOLDS, UNIONS
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, Forbidden, NotFoundOrForbidden

RIGHTS = rights_of("accounts")
"""The rows of rights.toml by name."""


class Tops:
    """The paths of the units that have none above, asked once and only when wanted."""

    def __init__(self) -> None:
        self._paths: frozenset[str] | None = None

    def paths(self) -> frozenset[str]:
        """At most one query, ever."""
        if self._paths is None:
            self._paths = frozenset(Unit.objects.filter(depth=1).values_list("path", flat=True))
        return self._paths


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """The subtrees (treebeard paths) in which someone holds one of some roles; the system's own covers everything.

    Those of one user object (one request) share `tops`, so that it is asked once what there is.
    """

    paths: tuple[str, ...]
    is_everything: bool = False
    tops: Tops = field(default_factory=Tops, compare=False, repr=False)

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

    def unions(self) -> "QuerySet[Unit]":
        """The unions inside that are not closed: what a list of households is narrowed to."""
        return self.units().filter(kind__in=UNIONS, closed_on=None)

    def homes(self) -> "QuerySet[Unit]":
        """Those of them that households belong to."""
        return self.units().filter(kind__in=OF_HOUSEHOLDS, closed_on=None)

    def covers_all(self) -> bool:
        """Whether no unit lies outside, so that lists need no filter by unit."""
        if self.is_everything:
            return True
        roots = self.tops.paths()
        return bool(roots) and roots <= set(self.paths)

    def limits(self) -> "QuerySet[Unit] | None":
        """The units a list is limited to; None when no unit lies outside."""
        return None if self.covers_all() else self.units()


NOWHERE = Jurisdiction(())


def roles_of(user: User) -> frozenset[str]:
    """The roles someone holds anywhere today."""
    return frozenset(role for role, _path in _held(user))


def jurisdiction(user: User, roles: Collection[str]) -> Jurisdiction:
    """Where someone holds one of the roles today."""
    if user.is_system:
        return Jurisdiction((), is_everything=True)
    paths = tuple(sorted({path for role, path in _held(user) if role in roles}))
    return Jurisdiction(paths, tops=user.__dict__.setdefault("_tops", Tops()))


def where_may(user: User, right: Right) -> Jurisdiction:
    """The subtrees in which someone may do an act; nothing for a right over every unit held over some only."""
    where = jurisdiction(user, right.roles)
    return NOWHERE if right.where is Where.WHOLE and not (where and where.covers_all()) else where


def holds(user: User, right: Right) -> bool:
    """Whether someone may do an act on some thing at all; on which is for the access functions of its app."""
    if right.where is Where.PUBLIC or user.is_system:
        return True
    if not user.is_authenticated or not user.is_active or right.where is Where.SYSTEM:
        return False
    if right.where is Where.SIGNED_IN or (right.where is Where.OWN and not right.roles):
        return True
    return bool(where_may(user, right))


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


def may(user: User, act: str, unit: Unit) -> bool:
    """Whether someone may do an act of this app's rights at a unit."""
    return where_may(user, RIGHTS[act]).covers(unit)


def require_somewhere(user: User, act: str) -> Jurisdiction:
    """Where someone may do an act. Raises Forbidden for those who may do it nowhere."""
    where = where_may(user, RIGHTS[act])
    if not where:
        raise Forbidden(
            gettext_lazy(
                "Your role does not include this page. If it should, ask the security administrator of your union."
            )
        )
    return where


def require(user: User, act: str, *units: Unit) -> None:
    """Raises Forbidden when someone may not do an act at each of some units."""
    where = require_somewhere(user, act)
    if not all(where.covers(unit) for unit in units):
        raise Forbidden(gettext_lazy("This lies outside the units of your appointment."))


def require_open(unit: Unit) -> None:
    """Raises Conflict when a unit is closed; else it stays open until the transaction of the caller ends.

    For whoever writes a row that names a unit: others may do so too, but a merger waits, or has been waited for.
    """
    if not queries.keep_open(unit):
        raise Conflict(
            _("%(unit)s is closed.") % {"unit": unit}, remedy=_("Choose the unit that took over."), code="unit-closed"
        )


def get_unit_for(user: User, pk: UUID, act: str = "read-people") -> Unit:
    """A unit at which someone may do an act. Raises NotFoundOrForbidden."""
    found: Unit | None = where_may(user, RIGHTS[act]).units().filter(pk=pk).select_related("successor").first()
    if found is None:
        raise NotFoundOrForbidden(_("There is no such unit, or it is not yours to see."))
    return found


def get_user_for(user: User, pk: UUID, act: str = "read-people") -> User:
    """Someone whom someone may do an act with. Raises NotFoundOrForbidden.

    To read takes one appointment or the home unit inside the jurisdiction; to act on the sign-in itself takes all.
    """
    where = where_may(user, RIGHTS[act])
    found = queries.users_within(where.limits()).filter(pk=pk).select_related("unit").first() if where else None
    if found is None or (act in OF_SIGN_INS and why_not_sign_in(user, act, found)):
        raise NotFoundOrForbidden(_("There is no such user, or it is not yours to see."))
    return found


OF_SIGN_INS = frozenset({"reset-password", "disable-users", "manage-sign-ins"})
"""Acts on someone's sign-in, which is one, wherever they hold roles."""


def why_not_sign_in(user: User, act: str, other: User) -> str:
    """Why an act on another's sign-in is not someone's to do; "" when it is."""
    where = where_may(user, RIGHTS[act])
    if not where or other.is_system:
        return _("Your role does not include this.")
    if other.pk == user.pk:
        return _("Your own sign-in is looked after by somebody else.")
    if queries.reaches_beyond(other, where.limits()):
        return _("This person also belongs to units outside your appointment.")
    if act == "reset-password" and not user.is_system and administers(other):
        return _("The passwords of administrators are set on the command line of the server only.")
    return ""


def require_sign_in(user: User, act: str, other: User) -> None:
    """Raises Forbidden when an act on another's sign-in is not someone's to do."""
    if why := why_not_sign_in(user, act, other):
        raise Forbidden(why)


def get_appointment_for(user: User, pk: UUID) -> Appointment:
    """An appointment that someone may end. Raises NotFoundOrForbidden."""
    where = where_may(user, RIGHTS["appoint"])
    found = Appointment.objects.filter(pk=pk).select_related("user", "unit").first()
    if found is None or not where.covers(found.unit) or found.user_id == user.pk:
        raise NotFoundOrForbidden(_("There is no such appointment, or it is not yours to end."))
    return found


def administers(user: User) -> bool:
    """Whether someone holds, or will hold, one of the three roles that administer."""
    held = Appointment.objects.in_force_or_to_come(clock.today()).filter(user=user)
    return held.filter(role__in=rules.ADMINISTERING).exists()
