"""What becomes of plans when units are merged, and when a household is deleted for good."""

from collections import Counter
from collections.abc import Sequence

from niangjia.accounts.commands import forget_notices
from niangjia.accounts.models import Unit, User
from niangjia.audit.commands import record as audit
from niangjia.dossiers.models import Dossier
from niangjia.people.erasure import Erased
from niangjia.plans.models import LIVE, Cause, Interview, Plan, PlannedMeasure


def move_measures(unit: Unit, *, to: Unit, by: User) -> int:
    """Give every measure not at an end that a unit sees to to its successor, in the transaction of the merger."""
    count = PlannedMeasure.objects.filter(responsible_unit=unit, state__in=LIVE).update(responsible_unit=to)
    if count:
        audit("plans.measures.moved", unit, by=by, unit=to, count=count, before=unit.title, to=to.title)
    return count


def forget_plans(dossier: Dossier, _names: Sequence[str], _by: User) -> Erased:
    """This app's part of a deletion: plans with their measures and progress, causes, talks. Papers go with evidence."""
    plans = Plan.objects.filter(dossier=dossier)
    notices = forget_notices([str(pk) for pk in plans.values_list("pk", flat=True)])
    counts: Counter[str] = Counter({"accounts.notice": notices})
    for rows in (plans, Cause.objects.filter(dossier=dossier), Interview.objects.filter(dossier=dossier)):
        _count, deleted = rows.delete()
        counts.update({label.lower(): count for label, count in deleted.items()})
    return Erased(counts)
