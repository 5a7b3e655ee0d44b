"""This app's entries in the navigation, and beside the list of notices."""

from django.utils.translation import gettext_lazy as _

from niangjia.delivery import access
from niangjia.ui.navigation import NavigationItem
from niangjia.ui.navigation import register as add


def register() -> None:
    """Add robots for those who set them up. The way to one's own channels stands on the home page and by the bell."""
    add(NavigationItem(_("Group robots"), "delivery:list-robots", "send", access.may_manage))
