"""The home page and the page about the program in the navigation."""

from django.utils.translation import gettext_lazy as _

from niangjia.ui.navigation import NavigationItem
from niangjia.ui.navigation import register as add


def register() -> None:
    """Add the home page; it is everybody's."""
    add(NavigationItem(_("Home"), "desk:show-home", "home", lambda _user: True, is_daily=True))
