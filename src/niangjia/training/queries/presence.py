"""Whether there is still somebody to ask: deaths, dossiers that ended, and households that parted or became one."""

from django.db.models import Exists, OuterRef, Q

from niangjia.dossiers.models import Dossier
from niangjia.people.models import Membership, Person


def here(row: str = "") -> Q:
    """Rows about somebody who is alive and of an open dossier: that of the row, or of the household they live in now.

    `row` leads to what has `dossier` and `person`, such as "placement__".
    """
    at_home = Membership.objects.filter(
        person=OuterRef(f"{row}person"),
        ended_on=None,
        household__dossiers__isnull=False,
        household__dossiers__closed_on=None,
    )
    is_open = Q(**{f"{row}dossier__closed_on": None})
    return Q(**{f"{row}person__died_on": None}) & (is_open | Q(Exists(at_home)))


def home_of(person: Person, known: Dossier) -> Dossier | None:
    """The open dossier that something new for a person belongs to: of the household they live in now, else the one
    that is `known` of them. None when none is open, or the person has died. Two queries at most.
    """
    if person.died_on is not None:
        return None
    member = Q(household__memberships__person=person, household__memberships__ended_on=None)
    found = Dossier.objects.filter(member, closed_on=None).select_related("unit", "household").order_by("pk")
    homes = list(found)
    if not homes or known in homes:
        return known if known.closed_on is None else None
    return homes[0]
