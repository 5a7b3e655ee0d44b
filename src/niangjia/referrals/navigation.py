"""This app's entries in the navigation."""

from django.utils.translation import gettext_lazy as _

from niangjia.accounts.models import User
from niangjia.referrals import access
from niangjia.ui.navigation import NavigationItem
from niangjia.ui.navigation import register as add


def register() -> None:
    """Add referrals, what is asked of one's unit, and joint meetings, each for those who may see it."""
    add(
        NavigationItem(
            _("Referrals"), "referrals:list-referrals", "send", lambda user: _may(user, "read"), is_daily=True
        )
    )
    add(
        NavigationItem(
            _("Asked of us"),
            "referrals:list-requests",
            "clipboard-list",
            lambda user: _may(user, "respond"),
            is_daily=True,
        )
    )
    add(NavigationItem(_("Joint meetings"), "referrals:list-meetings", "users", lambda user: _may(user, "see-figures")))


def _may(user: object, act: str) -> bool:
    return isinstance(user, User) and bool(access.where_may(user, act))


def may_read(user: object) -> bool:
    """Whether someone reads referrals of households anywhere."""
    return _may(user, "read")
