"""Causes, a talk and a plan with a value of its own in each field of words, for tests of deletion and of what lies on
disk."""

from collections.abc import Callable
from typing import Any

from niangjia.accounts.models import Notice
from niangjia.kernel import clock
from niangjia.plans.models import Cause, Interview, Plan, PlannedMeasure, Progress


def plant(dossier: Any, *, by: Any, new: Callable[[], str]) -> list[str]:
    """Rows of every table of this app about a dossier; `new` makes the values. Returns ids that are to be gone too."""
    now, today = clock.now(), clock.today()
    Cause.objects.create(
        dossier=dossier,
        code="low-income",
        weight=3,
        origin="visit",
        words=new(),
        added_by=by,
        added_at=now,
        settled_on=today,
        settled_by=by,
        settled_why=new(),
    )
    Interview.objects.create(
        dossier=dossier, person=dossier.worker, questions="2026.1", answers=new(), held_on=today, by=by, at=now
    )
    plan = Plan.objects.create(
        dossier=dossier,
        year=today.year,
        version=1,
        drawn_by=by,
        drawn_at=now,
        changed_at=now,
        overruled_why=new(),
        returned_why=new(),
    )
    plan.authors.add(by)
    measure = PlannedMeasure.objects.create(
        plan=plan,
        code="living-aid",
        person=dossier.worker,
        starts_on=today,
        due_on=today,
        goal_words=new(),
        note=new(),
        set_by=by,
        set_at=now,
    )
    Progress.objects.create(measure=measure, state="planned", before="planned", words=new(), by=by, at=now)
    address = f"/plans/{plan.pk}/"
    Notice.objects.create(to=by, text={"zh": "看", "en": "look"}, address=address, at=now)
    return [str(plan.pk), str(measure.thread)]
