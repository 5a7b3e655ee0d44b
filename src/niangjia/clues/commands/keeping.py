"""What is kept around clues: their units, and that they go with people whose term is over."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from niangjia.accounts.models import Unit, User
from niangjia.audit.commands import record as audit
from niangjia.clues.models import UNDER_WAY, Clue
from niangjia.clues.queries import refused_before
from niangjia.dossiers.models import Dossier
from niangjia.people.erasure import Erased
from niangjia.people.models import Person
from niangjia.people.models.persons import IDENTITY_LABEL
from niangjia.privacy.blind_index import blind_indexes


@transaction.atomic
def move_clues(unit: Unit, *, to: Unit, by: User) -> int:
    """Give every clue of a unit to its successor, in the transaction of the merger. Says how many."""
    count = Clue.objects.filter(unit=unit).update(unit=to)
    if count:
        audit("clues.clues.moved", unit, by=by, unit=to, count=count, before=unit.name, to=to.name)
    return count


@transaction.atomic
def carry_clues(ended: Dossier, staying: Dossier, by: User) -> None:
    """This app's part of `dossiers.joining`: clues that became a dossier, or are about its household, go along."""
    about = Clue.objects.filter(Q(dossier=ended) | Q(household=ended.household_id))
    found = list(about.select_for_update().order_by("pk").values_list("pk", flat=True))
    if found:
        Clue.objects.filter(pk__in=found, dossier=ended).update(dossier=staying)
        Clue.objects.filter(pk__in=found).update(household=staying.household_id)
        told = {"count": len(found), "before": ended.number, "to": staying.number}
        audit("clues.clues.carried", staying, by=by, unit=staying.unit, **told)


def erase_refused_clues(before: datetime) -> Counter[str]:
    """This app's part of `dossiers.loose`: clues refused before an instant, of people without a household on file.

    Those merged into them go along.
    """
    _count, deleted = refused_before(before).delete()
    return Counter({label.lower(): count for label, count in deleted.items()})


def erase_ended_clues(persons: Collection[UUID], household: UUID) -> Erased:
    """This app's part of `people.erasure`: ended clues about people who go, in the transaction of it.

    Those that became their dossier went with it already. One that is open or watched is a case of its own and stays.
    """
    numbers = [each.identity_number.reveal() for each in Person.objects.filter(pk__in=persons) if each.identity_number]
    indexes = [index for number in numbers for index in blind_indexes(IDENTITY_LABEL, number)]
    about = Q(identity_index__in=indexes) | Q(household=household)
    _count, deleted = Clue.objects.filter(about).exclude(state__in=UNDER_WAY).delete()
    return Erased(Counter({label.lower(): count for label, count in deleted.items()}))
