"""This app's entries in the navigation."""

from django.utils.translation import gettext_lazy as _

from niangjia.accounts.models import User
from niangjia.training import access
from niangjia.ui.navigation import NavigationItem
from niangjia.ui.navigation import register as add


def register() -> None:
    """Add the people one looks for work with, courses, vacancies and the figures, each for those who may see it."""
    add(NavigationItem(_("Looking for work"), "training:list-people", "briefcase", may_see_people))
    add(NavigationItem(_("Courses"), "training:list-courses", "school", may_read))
    add(NavigationItem(_("Vacancies"), "training:list-vacancies", "clipboard-list", may_read))
    add(
        NavigationItem(
            _("Training figures"), "training:show-figures", "chart-bar", lambda user: _may(user, "see-figures")
        )
    )


def _may(user: object, act: str) -> bool:
    return isinstance(user, User) and bool(access.where_may(user, act))


def may_read(user: object) -> bool:
    """Whether someone reads this app's pages anywhere."""
    return _may(user, "read")


def may_see_people(user: object) -> bool:
    """Whether someone looks for work with people: by their unit, or as their cadre."""
    return _may(user, "read-person") or (isinstance(user, User) and access.is_cadre(user))
