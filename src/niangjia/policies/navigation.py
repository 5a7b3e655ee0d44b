"""This app's entry in the navigation."""

from django.utils.translation import gettext_lazy as _

from niangjia.accounts.models import User
from niangjia.policies import access
from niangjia.ui.navigation import NavigationItem
from niangjia.ui.navigation import register as add


def register() -> None:
    """Add the rule book, for everyone with a role."""
    add(NavigationItem(_("Rules"), "policies:list-rule-sets", "book-2", _may_read))


def _may_read(user: object) -> bool:
    return isinstance(user, User) and access.may(user, "read")
