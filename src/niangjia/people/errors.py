"""Refusals of this app."""

from typing import TYPE_CHECKING

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from niangjia.kernel.errors import Conflict

if TYPE_CHECKING:
    from niangjia.people.models import Membership


class PersonInTwoHouseholds(Conflict):
    """Someone of this household is a member of another open one: `membership` says where, `number` who."""

    code = "duplicate-person"

    def __init__(self, membership: "Membership", number: str) -> None:
        super().__init__(
            format_lazy(
                _("{name} is already a member of another open household at {unit}."),
                name=membership.person.name,
                unit=membership.household.unit.name,
            ),
            remedy=_("Check the identity number; if it is right, end the other membership first."),
        )
        self.membership = membership
        self.number = number
