"""This app's entries in the navigation."""

from django.utils.translation import gettext_lazy as _

from niangjia.accounts.access import RIGHTS, holds
from niangjia.accounts.models import User
from niangjia.ui.navigation import NavigationItem
from niangjia.ui.navigation import register as add


def register() -> None:
    """Add units, users and sign-ins for those who see them; the page about the program leads to the table of rights."""
    add(NavigationItem(_("Units"), "accounts:list-units", "building-community", _may_read))
    add(NavigationItem(_("Users"), "accounts:list-users", "users", _may_read))
    add(NavigationItem(_("Sign-ins"), "accounts:list-sign-ins", "lock", _may_manage_sign_ins))


def _may_read(user: object) -> bool:
    return isinstance(user, User) and holds(user, RIGHTS["read-people"])


def _may_manage_sign_ins(user: object) -> bool:
    return isinstance(user, User) and holds(user, RIGHTS["manage-sign-ins"])
