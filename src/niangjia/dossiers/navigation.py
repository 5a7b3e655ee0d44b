"""This app's entries in the navigation."""

from django.utils.translation import gettext_lazy as _

from niangjia.accounts.models import User
from niangjia.dossiers import access
from niangjia.ui.navigation import NavigationItem
from niangjia.ui.navigation import register as add


def register() -> None:
    """Add dossiers, exports and the import, each for those who may use it."""
    add(
        NavigationItem(
            _("Dossiers"), "dossiers:list-dossiers", "folders", lambda user: _may(user, "read"), is_daily=True
        )
    )
    add(NavigationItem(_("Filing steps"), "dossiers:show-chain", "list-check", _works_with_dossiers))
    add(NavigationItem(_("Public notices"), "dossiers:list-notices", "map-pin", lambda user: _may(user, "see-notices")))
    add(NavigationItem(_("Exit and watch"), "dossiers:list-leaving", "plant-2", lambda user: _may(user, "see-leaving")))
    add(
        NavigationItem(
            _("Transfers"), "dossiers:list-transfers", "building-community", lambda user: _may(user, "see-transfers")
        )
    )
    add(
        NavigationItem(
            _("My record"), "dossiers:show-my-record", "id", lambda user: _may(user, "own-record"), is_daily=True
        )
    )
    add(NavigationItem(_("Emergency access"), "dossiers:open-break-glass", "lock-open", _only_in_an_emergency))
    add(
        NavigationItem(
            _("Emergency reviews"),
            "dossiers:list-break-glass",
            "shield-check",
            lambda user: _may(user, "review-break-glass"),
        )
    )
    add(NavigationItem(_("Exports"), "dossiers:list-exports", "file-export", _exports))
    add(NavigationItem(_("Import"), "dossiers:start-import", "file-import", lambda user: _may(user, "import")))
    add(
        NavigationItem(_("Retention"), "dossiers:list-retention", "hourglass", lambda user: _may(user, "see-retention"))
    )


def _works_with_dossiers(user: object) -> bool:
    """Leaders may look at the chain, too; their home has no way into dossiers, and this address begins like one."""
    return _may(user, "see-chain") and _may(user, "read")


def _only_in_an_emergency(user: object) -> bool:
    """Those who read dossiers find the way to it where they look for one."""
    return _may(user, "break-glass") and not _may(user, "read")


def _exports(user: object) -> bool:
    return _may(user, "export") or _may(user, "decide-export")


def _may(user: object, act: str) -> bool:
    return isinstance(user, User) and bool(access.where_may(user, act))
