"""Who holds a role over a unit: those to be told, or to be asked."""

from collections.abc import Collection

from niangjia.accounts.models import Appointment, Unit, User
from niangjia.kernel import clock


def nearest_holders(unit: Unit, roles: Collection[str], *, besides: User | Collection[User] = ()) -> list[User]:
    """Active users who hold one of the roles today at a unit, or else at the nearest unit above that has any.

    By name, each once; `besides`, one or several, are left out. One query.
    """
    above = [unit.path[: length * unit.steplen] for length in range(1, len(unit.path) // unit.steplen + 1)]
    held = Appointment.objects.in_force(clock.today()).filter(
        unit__path__in=above, role__in=roles, user__is_active=True
    )
    if left_out := [besides] if isinstance(besides, User) else list(besides):
        held = held.exclude(user__in=left_out)
    rows = list(held.select_related("user", "unit").order_by("user__username", "id"))
    nearest = max((len(each.unit.path) for each in rows), default=0)
    return list(dict.fromkeys(each.user for each in rows if len(each.unit.path) == nearest))
