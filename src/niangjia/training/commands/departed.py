"""Who has died keeps no place and no post from others. Parts of the commands that give places and posts away."""

from django.db import transaction

from niangjia.accounts.models import User
from niangjia.audit.commands import record as audit
from niangjia.training.catalogue import label
from niangjia.training.models import (
    ACTIVE,
    UNDER_WAY,
    Course,
    EnrolmentState,
    FollowUpState,
    PlacementState,
    Vacancy,
)

DIED = "died"
"""The code of the reason (why-left)."""


@transaction.atomic
def let_go_of_places(course: Course, *, by: User) -> None:
    """End what was still to come of a locked course for whoever has died since; their places become free."""
    gone = course.enrolments.filter(state__in=ACTIVE).exclude(person__died_on=None)
    for each in gone.select_related("dossier__unit", "person"):
        each.state, each.seat, each.why_left = EnrolmentState.WITHDRAWN, None, DIED
        each.ended_on = each.person.died_on
        each.save(update_fields=["state", "seat", "why_left", "ended_on"])
        audit("training.enrolment.withdrawn", each, by=by, unit=each.dossier.unit, title=course.title)


@transaction.atomic
def let_go_of_posts(vacancy: Vacancy, *, by: User) -> None:
    """The same of a locked vacancy; nobody is asked any more whether they are still there."""
    gone = vacancy.placements.filter(state__in=UNDER_WAY).exclude(person__died_on=None)
    for each in gone.select_related("dossier__unit", "person"):
        each.post, each.why_left = None, DIED
        told = {"title": each.title}
        if each.started_on is None:
            each.state = PlacementState.WITHDRAWN
            audit("training.placement.withdrawn", each, by=by, unit=each.dossier.unit, **told)
        else:
            each.state, each.ended_on = (
                PlacementState.ENDED,
                max(each.started_on, each.person.died_on or each.started_on),
            )
            why = label("why-left", DIED)
            audit("training.placement.ended", each, by=by, unit=each.dossier.unit, **told, why=why)
        each.save(update_fields=["state", "post", "why_left", "ended_on"])
        each.follow_ups.filter(state=FollowUpState.WAITING).update(state=FollowUpState.VOID)
