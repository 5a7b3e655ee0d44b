"""This app's entry in the navigation."""

from django.utils.translation import pgettext_lazy

from niangjia.accounts.models import User
from niangjia.audit import access
from niangjia.ui.navigation import NavigationItem
from niangjia.ui.navigation import register as add


def register() -> None:
    """Add the record of acts for those who may read any of it."""
    add(NavigationItem(pgettext_lazy("navigation", "Record"), "audit:show-record", "history", _may_read))


def _may_read(user: object) -> bool:
    return isinstance(user, User) and access.may_read(user)
