"""This app's entries in the navigation."""

from django.utils.translation import gettext_lazy as _

from niangjia.accounts.models import User
from niangjia.people import access
from niangjia.ui.navigation import NavigationItem
from niangjia.ui.navigation import register as add


def register() -> None:
    """Add the register of impact assessments and the own accounts that ended, for those who may see each."""
    add(NavigationItem(_("Assessments"), "people:list-assessments", "clipboard-check", _may_read))
    add(NavigationItem(_("Ended own accounts"), "people:list-ended-accounts", "user-check", _may_remove))


def _may_remove(user: object) -> bool:
    return isinstance(user, User) and access.may(user, "remove-ended-accounts")


def _may_read(user: object) -> bool:
    return isinstance(user, User) and access.may(user, "read-assessments")
