"""Refusals of this app."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from niangjia.accounts.models import Unit
from niangjia.kernel.errors import Conflict


class PersonInTwoHouseholds(Conflict):
    """Someone of this household, by identity `number`, is a member of another open one, `household` of `unit`.

    The message names neither: whoever may see that household can be told by the caller.
    """

    code = "duplicate-person"

    def __init__(self, number: str, *, household: UUID, unit: Unit) -> None:
        super().__init__(
            _("This person is already a member of another open household."),
            remedy=_("Check the identity number; if it is right, end the other membership first."),
        )
        self.number = number
        self.household = household
        self.unit = unit
