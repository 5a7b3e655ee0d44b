"""The doors of an app whose things belong to units: its rights asked of somebody, everywhere in the same words."""

from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from niangjia.accounts import access
from niangjia.accounts.access import Jurisdiction
from niangjia.accounts.models import Unit, User
from niangjia.accounts.rights import rights_of
from niangjia.kernel.errors import Forbidden


class Doors:
    """The doors of one app: what the rows of its rights.toml, here by name as `rights`, let somebody do."""

    def __init__(self, app: str) -> None:
        self.rights = rights_of(app)

    def where_may(self, user: User, act: str) -> Jurisdiction:
        """The subtrees in which someone may do an act."""
        return access.where_may(user, self.rights[act])

    def require_somewhere(self, user: User, act: str) -> Jurisdiction:
        """The same for an act on a list. Raises Forbidden for those who may do it nowhere."""
        where = self.where_may(user, act)
        if not where:
            raise Forbidden(
                gettext_lazy(
                    "Your role does not include this page. If it should, ask the security administrator of your union."
                )
            )
        return where

    def may(self, user: User, act: str, unit: Unit) -> bool:
        """Whether someone may do an act at a unit."""
        return self.where_may(user, act).covers(unit)

    def require(self, user: User, act: str, unit: Unit) -> None:
        """Raises Forbidden when someone may not do an act at a unit that they can see."""
        if not self.may(user, act, unit):
            raise Forbidden(
                lazy(lambda: _("Your role does not include this at %(unit)s.") % {"unit": unit.name}, str)(),
                remedy=gettext_lazy("Ask the assistance clerk of the bureau, or have your appointment changed."),
            )
