"""This app's entry in the navigation."""

from django.utils.translation import gettext_lazy as _

from niangjia.accounts.models import User
from niangjia.people import access
from niangjia.ui.navigation import NavigationItem
from niangjia.ui.navigation import register as add


def register() -> None:
    """Add the register of impact assessments, for those who may read it."""
    add(NavigationItem(_("Assessments"), "people:list-assessments", "clipboard-check", _may_read))


def _may_read(user: object) -> bool:
    return isinstance(user, User) and access.may(user, "read-assessments")
