"""Who may keep the working days: they are the whole installation's."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from niangjia.accounts.access import holds
from niangjia.accounts.models import User
from niangjia.accounts.rights import rights_of
from niangjia.kernel.errors import Forbidden, NotFoundOrForbidden
from niangjia.workdays import queries
from niangjia.workdays.queries import ListedDay

RIGHTS = rights_of("workdays")
"""The rows of rights.toml by name."""


def may(user: User, act: str) -> bool:
    """Whether someone may do an act of RIGHTS."""
    return holds(user, RIGHTS[act])


def require(user: User, act: str) -> None:
    """Raises Forbidden when someone may not do an act."""
    if not may(user, act):
        raise Forbidden(
            gettext_lazy("Your role does not include this."),
            remedy=gettext_lazy("An assistance clerk or the approver of the whole bureau keeps the working days."),
        )


def get_day_for(user: User, text: str, act: str = "keep") -> ListedDay:
    """A special day by its date (2027-10-01), also a removed one. Raises NotFoundOrForbidden."""
    try:
        found = queries.day_in_list(date.fromisoformat(text)) if may(user, act) else None
    except ValueError:
        found = None
    if found is None:
        raise NotFoundOrForbidden(_("There is no such special day, or it is not yours to change."))
    return found
