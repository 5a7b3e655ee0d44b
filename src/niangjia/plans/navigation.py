"""This app's entries in the navigation."""

from django.utils.translation import gettext_lazy as _

from niangjia.accounts.access import holds
from niangjia.accounts.models import User
from niangjia.plans import access
from niangjia.ui.navigation import NavigationItem
from niangjia.ui.navigation import register as add


def register() -> None:
    """Add plans for those who see how they stand, and one's own measures for those who have nothing else here."""
    add(NavigationItem(_("Plans of help"), "plans:list-plans", "heart-handshake", may_count))
    add(NavigationItem(_("Help without change"), "plans:list-unchanged", "eye", may_count))
    add(NavigationItem(_("My measures"), "plans:list-own-measures", "list-check", has_own_alone))


def may_count(user: object) -> bool:
    """Whether someone sees figures of plans anywhere."""
    return isinstance(user, User) and holds(user, access.RIGHTS["count"])


def may_read(user: object) -> bool:
    """Whether someone reads plans anywhere."""
    return isinstance(user, User) and holds(user, access.RIGHTS["read"])


def has_own_alone(user: object) -> bool:
    """Whether someone may see to measures, and reads no plans."""
    return isinstance(user, User) and holds(user, access.RIGHTS["report-own"]) and not may_read(user)
