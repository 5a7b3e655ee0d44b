"""This app's entry in the navigation."""

from django.utils.translation import gettext_lazy as _

from niangjia.accounts.access import holds
from niangjia.accounts.models import User
from niangjia.reviews import access
from niangjia.ui.navigation import NavigationItem
from niangjia.ui.navigation import register as add


def register() -> None:
    """Add the yearly review for those who see how it stands."""
    add(NavigationItem(_("Yearly review"), "reviews:list-campaigns", "checkbox", may_count))


def may_count(user: object) -> bool:
    """Whether someone sees figures of reviews anywhere."""
    return isinstance(user, User) and holds(user, access.RIGHTS["count"])


def may_read(user: object) -> bool:
    """Whether someone reads reviews anywhere."""
    return isinstance(user, User) and holds(user, access.RIGHTS["read"])
