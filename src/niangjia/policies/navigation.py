"""This app's entries in the navigation."""

from django.utils.translation import gettext_lazy as _

from niangjia.accounts.models import User
from niangjia.policies import access
from niangjia.policies.what_if.access import may_simulate
from niangjia.ui.navigation import NavigationItem
from niangjia.ui.navigation import register as add


def register() -> None:
    """Add the rule book, for everyone with a role, and the what-if page, for those who see figures of households."""
    add(NavigationItem(_("Rules"), "policies:list-rule-sets", "book-2", _may_read))
    add(NavigationItem(_("What if"), "policies:show-what-if", "adjustments-horizontal", _may_simulate))


def _may_read(user: object) -> bool:
    return isinstance(user, User) and access.may(user, "read")


def _may_simulate(user: object) -> bool:
    return isinstance(user, User) and may_simulate(user)
