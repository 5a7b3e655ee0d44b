"""Deleting a household whose term is over, with everybody in it whom nothing else needs."""

from collections import Counter
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.commands import erase_user, forget_notices
from niangjia.accounts.models import User
from niangjia.audit.commands import record as audit
from niangjia.kernel.errors import Conflict
from niangjia.kernel.rows import lock
from niangjia.people.erasure import Erased, erase_elsewhere
from niangjia.people.models import Evidence, Household, Membership, Person, PersonAccount


@transaction.atomic
def erase_household(household: Household, *, by: User, is_again: bool = False) -> Erased:
    """Delete a closed household and its people with all their rows here and in the apps above. Locks both.

    Who is or was a member of another household stays, and only leaves this one. The user of a worker who goes is
    emptied, unless it has another role. The record keeps the ids, which then lead to nobody. Raises Conflict for an
    open household, unless it was deleted before (`is_again`). The caller removes `files` after the commit.
    """
    household = lock(Household.objects.select_related("unit"), household.pk)
    if household.closed_on is None and not is_again:
        raise Conflict(_("An open household is not deleted."), code="household-open")
    elsewhere = Membership.objects.filter(person=OuterRef("pk")).exclude(household=household)
    members = Membership.objects.filter(household=household).values("person_id")
    persons = list(
        Person.objects.select_for_update().filter(pk__in=members).annotate(stays=Exists(elsewhere)).order_by("pk")
    )
    gone: list[UUID] = [person.pk for person in persons if not person.stays]
    erased = erase_elsewhere(gone, household.pk)
    erased.kept = len(persons) - len(gone)
    accounts = list(PersonAccount.objects.filter(person__in=gone).select_related("user"))
    erased.counts += _counted(PersonAccount.objects.filter(person__in=gone).delete())
    emptied = [account.user for account in accounts if erase_user(account.user, by=by)]
    told = forget_notices([str(household.pk), *(str(each.pk) for each in persons), *(each.name for each in persons)])
    erased.counts += Counter({"accounts.user": len(emptied), "accounts.notice": told})
    papers = Evidence.objects.filter(Q(household=household) | Q(person__in=gone))
    erased.files += [paper.sealed_name for paper in papers]
    erased.counts += _counted(papers.delete())
    household_id, unit = household.pk, household.unit
    audit("people.household.erased", household, by=by, unit=unit, persons=len(gone), kept=erased.kept)
    erased.counts += _counted(Household.objects.filter(pk=household_id).delete())
    erased.counts += _counted(Person.objects.filter(pk__in=gone).delete())
    return erased


def _counted(deleted: tuple[int, dict[str, int]]) -> Counter[str]:
    return Counter({label.lower(): count for label, count in deleted[1].items()})
