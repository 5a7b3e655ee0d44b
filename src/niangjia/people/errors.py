"""Refusals of this app."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from niangjia.kernel.errors import Conflict

if TYPE_CHECKING:
    from niangjia.people.models import Membership


class PersonInTwoHouseholds(Conflict):
    """Someone of this household is a member of another open one: `membership` says where, `number` who.

    The message names neither: whoever may see that household can be told by the caller.
    """

    code = "duplicate-person"

    def __init__(self, membership: "Membership", number: str) -> None:
        super().__init__(
            _("This person is already a member of another open household."),
            remedy=_("Check the identity number; if it is right, end the other membership first."),
        )
        self.membership = membership
        self.number = number
