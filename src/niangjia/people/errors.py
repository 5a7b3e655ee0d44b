"""Refusals of this app."""

from collections.abc import Sequence
from uuid import UUID

from django.utils.functional import Promise, lazystr
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.models import Unit
from niangjia.kernel.errors import Conflict
from niangjia.people.consent_texts import Purpose


class NumberOnFile(Conflict):
    """Someone cannot be taken into a household because their identity `number` is on file.

    The refusal tells something about a person: whoever shows it counts it as a look (dossiers.commands.count_number).
    """

    def __init__(self, number: str, message: str | Promise, *, remedy: str | Promise) -> None:
        super().__init__(message, remedy=remedy)
        self.number = number


class PersonElsewhere(NumberOnFile):
    """Someone who is on file never belonged to a household of the user's units. The same words whoever they are."""

    code = "person-elsewhere"

    def __init__(self, number: str) -> None:
        super().__init__(
            number,
            _("This identity number is on file already, outside your units."),
            remedy=_("Check the number; if it is right, turn to the assistance clerk of the bureau."),
        )


class OtherName(NumberOnFile):
    """An identity number is on file with another name than the one given with it."""

    code = "other-name"

    def __init__(self, number: str, *, name: str) -> None:
        super().__init__(
            number,
            format_lazy(_("This identity number is on file with another name: {name}."), name=name),
            remedy=_("Check the number. If it is right, write the name as on file; change it in the dossier then."),
        )


class PersonInTwoHouseholds(NumberOnFile):
    """Someone of this household, by identity `number`, is a member of another open one, `household` of `unit`.

    The message names neither: whoever may see that household can be told by the caller.
    """

    code = "duplicate-person"

    def __init__(self, number: str, *, household: UUID, unit: Unit) -> None:
        super().__init__(
            number,
            _("This person is already a member of another open household."),
            remedy=_("Check the identity number; if it is right, end the other membership first."),
        )
        self.household = household
        self.unit = unit


class NumberTaken(NumberOnFile):
    """A number that is to be put right for one person is that of another."""

    code = "number-taken"

    def __init__(self, number: str) -> None:
        super().__init__(
            number,
            _("This number is that of somebody else on file."),
            remedy=_(
                "Compare both with the cards. If they are one and the same, leave this member out and add the other."
            ),
        )


class PersonDied(NumberOnFile):
    """Someone named as a member, by identity `number`, has died."""

    code = "person-died"

    def __init__(self, number: str, *, name: str) -> None:
        super().__init__(
            number,
            format_lazy(_("{name} has passed away, as is on file."), name=name),
            remedy=_("Leave this person out, or check the identity number."),
        )


class ConsentMissing(Conflict):
    """An act needs a consent that is not there: `persons` have to give it for `purpose` (people.consent_texts)."""

    code = "consent-missing"

    def __init__(self, purpose: Purpose, persons: Sequence[object]) -> None:
        names = "、".join(map(str, persons))
        super().__init__(
            format_lazy(_("No consent for “{purpose}” from: {names}."), purpose=lazystr(purpose.label), names=names),
            remedy=_("Print the consent form in the dossier, have it signed, and record it there; then try again."),
        )
        self.purpose = purpose.code
        self.persons = list(persons)
