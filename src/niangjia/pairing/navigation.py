"""This app's entries in the navigation."""

from django.utils.translation import gettext_lazy as _

from niangjia.accounts.access import holds
from niangjia.accounts.models import User
from niangjia.pairing import access
from niangjia.ui.navigation import NavigationItem
from niangjia.ui.navigation import register as add


def register() -> None:
    """Add pairing for those who see how it stands, the own households for cadres, the own cadre for workers."""
    add(NavigationItem(_("My households"), "pairing:list-own-pairs", "home-heart", may_look_after, is_daily=True))
    add(NavigationItem(_("Pairing"), "pairing:show-figures", "heart-handshake", may_count))
    add(NavigationItem(_("Our cadre"), "pairing:show-own-pair", "heart-handshake", _is_worker))


def may_count(user: object) -> bool:
    """Whether someone sees figures of pairing anywhere."""
    return isinstance(user, User) and holds(user, access.RIGHTS["count"])


def may_read(user: object) -> bool:
    """Whether someone reads pairs anywhere."""
    return isinstance(user, User) and holds(user, access.RIGHTS["read"])


def may_look_after(user: object) -> bool:
    """Whether someone is a pairing cadre."""
    return isinstance(user, User) and holds(user, access.RIGHTS["look-after"])


def _is_worker(user: object) -> bool:
    return isinstance(user, User) and holds(user, access.RIGHTS["own-pair"])
