"""The page about the state of the system in the navigation, for those who run it."""

from django.utils.translation import pgettext_lazy

from niangjia.accounts.access import holds
from niangjia.accounts.models import User
from niangjia.accounts.rights import rights_of
from niangjia.ui.navigation import NavigationItem
from niangjia.ui.navigation import register as add


def register() -> None:
    """Add the page."""
    add(NavigationItem(pgettext_lazy("navigation", "System"), "config:show-health", "database", _may_read))


def _may_read(user: object) -> bool:
    return isinstance(user, User) and holds(user, rights_of("config")["read-health"])
