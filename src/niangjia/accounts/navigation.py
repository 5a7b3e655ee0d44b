"""This app's entries in the navigation."""

from django.utils.translation import gettext_lazy as _

from niangjia.accounts.access import RIGHTS, holds
from niangjia.accounts.models import User
from niangjia.ui.navigation import NavigationItem
from niangjia.ui.navigation import register as add


def register() -> None:
    """Add units and users, for those who see them; the table of rights is reached from the page about the program."""
    add(NavigationItem(_("Units"), "accounts:list-units", "building-community", _may_read))
    add(NavigationItem(_("Users"), "accounts:list-users", "users", _may_read))


def _may_read(user: object) -> bool:
    return isinstance(user, User) and holds(user, RIGHTS["read-people"])
