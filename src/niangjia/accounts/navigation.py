"""This app's entries in the navigation."""

from django.utils.translation import gettext_lazy as _

from niangjia.accounts.access import holds
from niangjia.accounts.models import User
from niangjia.accounts.rights import rights_of
from niangjia.ui.navigation import NavigationItem
from niangjia.ui.navigation import register as add


def register() -> None:
    """Add the list of sign-ins, for the security administrator."""
    add(NavigationItem(_("Sign-ins"), "accounts:list-sign-ins", "lock", _may_manage_sign_ins))


def _may_manage_sign_ins(user: object) -> bool:
    return isinstance(user, User) and holds(user, rights_of("accounts")["manage-sign-ins"])
