"""What becomes of plans when units or households are merged, and when a household is deleted for good."""

from collections import Counter
from collections.abc import Sequence

from django.utils.translation import gettext as _

from niangjia.accounts.commands import forget_notices
from niangjia.accounts.models import Unit, User
from niangjia.audit.commands import record as audit
from niangjia.dossiers.models import Dossier
from niangjia.kernel import clock
from niangjia.people.erasure import Erased
from niangjia.plans.models import LIVE, Cause, Interview, Plan, PlannedMeasure, PlanState


def move_measures(unit: Unit, *, to: Unit, by: User) -> int:
    """Give every measure not at an end that a unit sees to to its successor, in the transaction of the merger."""
    count = PlannedMeasure.objects.filter(responsible_unit=unit, state__in=LIVE).update(responsible_unit=to)
    if count:
        audit("plans.measures.moved", unit, by=by, unit=to, count=count, before=unit.title, to=to.title)
    return count


def carry_plans(ended: Dossier, staying: Dossier, by: User) -> None:
    """This app's part of `dossiers.joining`: causes, talks and the plans of past years go along, numbered behind those
    of their year. A plan in force of which nothing is left to do is over. Of a cause that both have for the household,
    that of the one that goes on stands, the other stays readable as settled.
    """
    plans = list(Plan.objects.filter(dossier=ended).select_for_update().order_by("year", "version"))
    for plan in plans:
        if plan.state == PlanState.APPROVED:
            plan.state, plan.ended_on = PlanState.ENDED, min(plan.ended_on or clock.today(), clock.today())
        last = Plan.objects.filter(dossier=staying, year=plan.year).order_by("-version").first()
        plan.dossier, plan.version = staying, last.version + 1 if last else 1
        plan.save(update_fields=["state", "ended_on", "dossier", "version"])
    causes = list(Cause.objects.filter(dossier=ended).select_for_update())
    known = set(Cause.objects.filter(dossier=staying, settled_on=None).values_list("code", "person"))
    for cause in causes:
        if cause.settled_on is None and (cause.code, cause.person_id) in known:
            cause.settled_on, cause.settled_by = clock.today(), by
            cause.settled_why = _("The household it joined has the same cause.")
            cause.save(update_fields=["settled_on", "settled_by", "settled_why"])
    Cause.objects.filter(dossier=ended).update(dossier=staying)
    talks = Interview.objects.filter(dossier=ended).update(dossier=staying)
    if plans or causes or talks:
        counts = {"plans": len(plans), "causes": len(causes), "talks": talks}
        told = {"before": ended.number, "to": staying.number}
        audit("plans.plans.carried", staying, by=by, unit=staying.unit, **counts, **told)


def forget_plans(dossier: Dossier, _names: Sequence[str], _by: User) -> Erased:
    """This app's part of a deletion: plans with their measures and progress, causes, talks. Papers go with evidence."""
    plans = Plan.objects.filter(dossier=dossier)
    notices = forget_notices([str(pk) for pk in plans.values_list("pk", flat=True)])
    counts: Counter[str] = Counter({"accounts.notice": notices})
    for rows in (plans, Cause.objects.filter(dossier=dossier), Interview.objects.filter(dossier=dossier)):
        _count, deleted = rows.delete()
        counts.update({label.lower(): count for label, count in deleted.items()})
    return Erased(counts)
