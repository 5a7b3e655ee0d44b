"""This app's entries in the navigation: the way in for cadres is their own page of pairing, for others the dossier."""

from django.utils.translation import gettext_lazy as _

from niangjia.accounts.access import holds
from niangjia.accounts.models import User
from niangjia.ui.navigation import NavigationItem
from niangjia.ui.navigation import register as add
from niangjia.visits import access


def register() -> None:
    """Add what visits found, for those who take it up."""
    add(NavigationItem(_("Found at visits"), "visits:list-findings", "clipboard-check", may_decide))


def may_read(user: object) -> bool:
    """Whether someone reads visits anywhere."""
    return isinstance(user, User) and holds(user, access.RIGHTS["read"])


def may_decide(user: object) -> bool:
    """Whether someone takes up findings anywhere."""
    return isinstance(user, User) and holds(user, access.RIGHTS["decide"])
