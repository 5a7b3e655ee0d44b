"""Who acts in the stories of the demo bureau, when, and what their stories have in common."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta

from niangjia.accounts.models import User
from niangjia.dossiers.commands import record_consents
from niangjia.dossiers.models import Dossier
from niangjia.kernel import clock
from niangjia.kernel.periods import completed_years
from niangjia.people.models import Person


@dataclass(frozen=True, slots=True)
class Staff:
    """Who does what: the officer of the first farm, those of the bureau, and two who answer referrals."""

    officer: User
    clerk: User
    reviewer: User
    approver: User
    department: User
    hospital: User


def days_ago(days: int) -> AbstractContextManager[None]:
    """The clock at nine in the morning of a day that lies so many days back."""
    return clock.set_to(clock.today() - timedelta(days=days), hour=9)


def consent(dossier: Dossier, purposes: Sequence[str], *, by: User) -> None:
    """Record today what everybody of a household agreed to; for a child a parent signs."""
    for person in Person.objects.filter(memberships__household=dossier.household):
        is_child = completed_years(person.born_on, clock.today()) < 14
        told = {"guardian_name": dossier.worker.name, "guardian_relation": "parent"} if is_child else {}
        record_consents(
            dossier,
            person,
            purposes=purposes,
            given_how="paper",
            signed_by="guardian" if is_child else "self",
            signed_on=clock.today(),
            by=by,
            **told,
        )
