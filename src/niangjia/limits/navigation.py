"""This app's entry in the navigation."""

from django.utils.translation import pgettext_lazy

from niangjia.accounts.models import User
from niangjia.limits import access
from niangjia.ui.navigation import NavigationItem
from niangjia.ui.navigation import register as add


def register() -> None:
    """Add the limits, for those who set them; others come to them from the pages that go by one."""
    add(NavigationItem(pgettext_lazy("app", "Limits"), "limits:list-limits", "hourglass", _may_change))


def _may_change(user: object) -> bool:
    return isinstance(user, User) and access.may(user, "change")
