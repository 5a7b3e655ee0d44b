"""Who may see and set limits: they are the whole installation's."""

from django.utils.translation import gettext_lazy as _

from niangjia.accounts.access import holds
from niangjia.accounts.models import User
from niangjia.accounts.rights import rights_of
from niangjia.kernel.errors import Forbidden, NotFoundOrForbidden
from niangjia.limits.queries import limits_of
from niangjia.limits.registry import Group, group_of
from niangjia.limits.rules import Limit

RIGHTS = rights_of("limits")
"""The rows of rights.toml by name."""


def may(user: User, act: str) -> bool:
    """Whether someone may do an act of RIGHTS."""
    return holds(user, RIGHTS[act])


def require(user: User, act: str) -> None:
    """Raises Forbidden when someone may not do an act."""
    if not may(user, act):
        raise Forbidden(
            _("Your role does not include this."),
            remedy=_("An assistance clerk or the approver of the whole bureau sets the limits."),
        )


def get_limit_for(user: User, group: str, code: str, act: str = "change") -> tuple[Group, Limit]:
    """A limit in force with its group. Raises Forbidden, NotFoundOrForbidden for one that is not shipped."""
    require(user, act)
    try:
        return group_of(group), limits_of(group)[code]
    except KeyError as missing:
        raise NotFoundOrForbidden(_("There is no such limit.")) from missing
