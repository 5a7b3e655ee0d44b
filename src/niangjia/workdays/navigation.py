"""This app's entry in the navigation."""

from django.utils.translation import gettext_lazy as _

from niangjia.accounts.models import User
from niangjia.ui.navigation import NavigationItem
from niangjia.ui.navigation import register as add
from niangjia.workdays import access


def register() -> None:
    """Add the working days, for those who keep them."""
    add(NavigationItem(_("Working days"), "workdays:list-days", "calendar", _may_keep))


def _may_keep(user: object) -> bool:
    return isinstance(user, User) and access.may(user, "keep")
