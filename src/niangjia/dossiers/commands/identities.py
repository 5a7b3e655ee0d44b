"""Correcting the identity number of a member."""

from django.utils.translation import gettext_lazy as _

from niangjia.accounts.models import User
from niangjia.audit.commands import record as audit
from niangjia.dossiers.commands.dossiers import assess_dossier, lock_to_change
from niangjia.dossiers.commands.versions import versioned
from niangjia.dossiers.models import Dossier
from niangjia.kernel import clock
from niangjia.kernel.errors import InvalidInput
from niangjia.kernel.resident_numbers import ResidentNumber
from niangjia.kernel.text import Text
from niangjia.people import commands as people
from niangjia.people.models import Person

PAPERS = {
    "identity-card": Text("居民身份证", "the identity card"),
    "household-book": Text("户口簿", "the household book"),
    "police": Text("公安机关出具的证明", "a paper of the police"),
}
"""What a number may have been compared with."""


@versioned("dossiers.number.corrected", is_whole=True)
def correct_number(
    dossier: Dossier, person: Person, *, number: ResidentNumber, paper: str, by: User, seen: int | None = None
) -> Dossier:
    """Put the right number of a member in the place of a mistyped one, and apply the rules. Locks the dossier row.

    `paper`: a code of PAPERS, which goes on the record; the numbers do not. `seen`: the version the page was made from.
    Raises InvalidInput and NumberTaken as `people.commands.correct_number` does, InvalidInput for somebody who is no
    member or another paper, ChangedMeanwhile, ConsentMissing as assessing does, Forbidden.
    """
    dossier = lock_to_change(dossier, by=by, seen=seen)
    if paper not in PAPERS or not dossier.household.memberships.filter(person=person, ended_on=None).exists():
        raise InvalidInput(
            _("This is no member of the household, or no paper a number is compared with."),
            remedy=_("Open the page of the member again, and choose the paper."),
            code="no-member",
        )
    people.correct_number(person, number=number, unit=dossier.unit, by=by)
    dossier.changed_at = clock.now()
    dossier.save(update_fields=["changed_at"])
    audit("dossiers.number.corrected", dossier, by=by, unit=dossier.unit, number=dossier.number, paper=PAPERS[paper])
    return assess_dossier(dossier, by=by)
