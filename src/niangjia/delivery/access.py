"""Who may choose channels and set up robots."""

from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from niangjia.accounts import access as accounts
from niangjia.accounts.access import Jurisdiction, holds
from niangjia.accounts.models import Unit, User
from niangjia.accounts.rights import rights_of
from niangjia.delivery import queries
from niangjia.delivery.models import Robot
from niangjia.kernel.errors import Forbidden, NotFoundOrForbidden

RIGHTS = rights_of("delivery")
"""The rows of rights.toml by name."""


def may_choose(user: object) -> bool:
    """Whether someone may be told outside the program."""
    return isinstance(user, User) and holds(user, RIGHTS["choose-channels"])


def require_choice(user: User) -> None:
    """Raises Forbidden for those who are not told outside the program."""
    if not may_choose(user):
        raise Forbidden(
            gettext_lazy("Messages go to those who work here: what is told to you stands on your home page.")
        )


def may_manage(user: object) -> bool:
    """Whether someone sets up robots anywhere."""
    return isinstance(user, User) and bool(accounts.where_may(user, RIGHTS["manage-robots"]))


def require_robots(user: User) -> Jurisdiction:
    """Where someone sets up robots. Raises Forbidden for those who do nowhere."""
    where = accounts.where_may(user, RIGHTS["manage-robots"])
    if not where:
        raise Forbidden(gettext_lazy("The system administrator sets up robots."))
    return where


def require_robot_at(user: User, unit: Unit) -> None:
    """Raises Forbidden when someone sets up no robot of a unit."""
    if not require_robots(user).covers(unit):
        raise Forbidden(gettext_lazy("This lies outside the units of your appointment."))


def get_robot_for(user: User, pk: UUID) -> Robot:
    """A robot that someone looks after. Raises NotFoundOrForbidden."""
    where = accounts.where_may(user, RIGHTS["manage-robots"])
    found = queries.robots_in(where).filter(pk=pk).first() if where else None
    if found is None:
        raise NotFoundOrForbidden(_("There is no such robot, or it is not yours to change."))
    return found
