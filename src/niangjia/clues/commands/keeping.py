"""What is kept around clues: the limits, their units, and that they go with people whose term is over."""

from collections import Counter
from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.access import holds
from niangjia.accounts.models import Unit, User
from niangjia.audit.commands import record as audit
from niangjia.clues import access
from niangjia.clues.limits import limits_now, shipped_limits
from niangjia.clues.models import UNDER_WAY, Clue, ClueLimit
from niangjia.kernel import clock
from niangjia.kernel.errors import Forbidden, InvalidInput
from niangjia.kernel.readable import require_readable
from niangjia.people.erasure import Erased
from niangjia.people.models import Person
from niangjia.people.models.persons import IDENTITY_LABEL
from niangjia.privacy.blind_index import blind_indexes

LONGEST_LIMIT = 250
"""Working days: a year."""


@transaction.atomic
def change_limit(code: str, *, working_days: int, source: str, by: User) -> ClueLimit:
    """Set a limit, which counts from now on for every clue, also those under way. The same again changes nothing.

    Raises Forbidden, InvalidInput for an unknown code, no source, or days beyond 0 to LONGEST_LIMIT.
    """
    if not holds(by, access.RIGHTS["change-limits"]):
        raise Forbidden(_("An assistance clerk or the approver of the whole bureau sets the limits."))
    if code not in shipped_limits() or not source.strip() or not 0 <= working_days <= LONGEST_LIMIT:
        raise InvalidInput(
            _("A limit is 0 to %(most)s working days, with the document that says so.") % {"most": LONGEST_LIMIT},
            remedy=_("Give both."),
        )
    require_readable(source)
    before = limits_now()[code]
    kept = ClueLimit.objects.select_for_update().filter(code=code).first()
    if kept and (kept.working_days, kept.source) == (working_days, source.strip()):
        return kept
    kept, _is_new = ClueLimit.objects.update_or_create(
        code=code,
        defaults={
            "working_days": working_days,
            "source": source.strip(),
            "changed_by": by,
            "changed_at": clock.now(),
        },
    )
    audit(
        "clues.limit.changed",
        by,
        by=by,
        limit=before.label,
        days=working_days,
        before=before.working_days,
        source=kept.source,
    )
    return kept


@transaction.atomic
def move_clues(unit: Unit, *, to: Unit, by: User) -> int:
    """Give every clue of a unit to its successor, in the transaction of the merger. Says how many."""
    count = Clue.objects.filter(unit=unit).update(unit=to)
    if count:
        audit("clues.clues.moved", unit, by=by, unit=to, count=count, before=unit.name, to=to.name)
    return count


def erase_ended_clues(persons: Collection[UUID], household: UUID) -> Erased:
    """This app's part of `people.erasure`: ended clues about people who go, in the transaction of it.

    Those that became their dossier went with it already. One that is open or watched is a case of its own and stays.
    """
    numbers = [each.identity_number.reveal() for each in Person.objects.filter(pk__in=persons) if each.identity_number]
    indexes = [index for number in numbers for index in blind_indexes(IDENTITY_LABEL, number)]
    about = Q(identity_index__in=indexes) | Q(household=household)
    _count, deleted = Clue.objects.filter(about).exclude(state__in=UNDER_WAY).delete()
    return Erased(Counter({label.lower(): count for label, count in deleted.items()}))
