"""This app's entries in the navigation."""

from django.utils.translation import gettext_lazy as _

from niangjia.accounts.models import User
from niangjia.dossiers import access
from niangjia.ui.navigation import NavigationItem
from niangjia.ui.navigation import register as add


def register() -> None:
    """Add dossiers, the import and the register of terms, each for those who may use it."""
    add(NavigationItem(_("Dossiers"), "dossiers:list-dossiers", "folders", lambda user: _may(user, "read")))
    add(NavigationItem(_("Import"), "dossiers:start-import", "file-import", lambda user: _may(user, "import")))
    add(
        NavigationItem(_("Retention"), "dossiers:list-retention", "hourglass", lambda user: _may(user, "see-retention"))
    )


def _may(user: object, act: str) -> bool:
    return isinstance(user, User) and bool(access.where_may(user, act))
