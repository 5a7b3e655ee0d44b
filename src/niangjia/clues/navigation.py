"""This app's entries in the navigation."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.accounts.access import holds
from niangjia.accounts.models import User
from niangjia.clues import access
from niangjia.ui.navigation import NavigationItem
from niangjia.ui.navigation import register as add


def register() -> None:
    """Add clues for those who report or read them, and their figures for those who see nothing else of them."""
    add(
        NavigationItem(pgettext_lazy("words of trouble", "Clues"), "clues:list-clues", "flag", _may_read, is_daily=True)
    )
    add(NavigationItem(_("Figures of clues"), "clues:count-clues", "chart-bar", _only_counts))


def _may_read(user: object) -> bool:
    return isinstance(user, User) and any(holds(user, access.RIGHTS[act]) for act in ("read", "read-own"))


def _only_counts(user: object) -> bool:
    return isinstance(user, User) and holds(user, access.RIGHTS["count"]) and not _may_read(user)
