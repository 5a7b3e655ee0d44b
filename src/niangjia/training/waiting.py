"""What waits for someone in this app: answers of people, follow-ups, outcomes, looks at projects, a second person."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.access import Jurisdiction
from niangjia.accounts.models import User
from niangjia.accounts.waiting import Counted, Waiting, Week, counted, days_of, together
from niangjia.training import access, queries
from niangjia.training.limits import value_of
from niangjia.training.models import (
    Enrolment,
    EnrolmentState,
    FollowUpState,
    Instalment,
    Placement,
    PlacementState,
    Project,
    ProjectState,
    WorkFollowUp,
)

KINDS = {
    "answers": (_("People to ask: a course or a post was proposed"), "training:list-people"),
    "starts": (_("Posts that people said yes to: has work begun?"), "training:list-people"),
    "follow-ups": (_("Follow-ups: still at work?"), "training:list-follow-ups"),
    "outcomes": (_("Courses over: note what came of them"), "training:list-courses"),
    "looks": (_("Household production to look at"), "training:list-projects"),
    "instalments": (_("Instalments due"), "training:list-projects"),
    "unplaced": (_("Trained, and without work for a long time"), "training:list-unplaced"),
    "loans": (_("Loans to release, as the second person"), "training:list-projects"),
    "ends": (_("Loans to decide on, as the second person"), "training:list-projects"),
}
"""Kind of work: its words, and the page where it is done."""


def waiting_for(user: User, week: Week) -> Iterator[Waiting]:
    """Everything of this app. Two queries."""
    found = together([*_of_units(user, week), *_of_cadre(user, week)])
    for kind, (words, page) in KINDS.items():
        if kind in found:
            yield _waiting(kind, words, page, days_of(found[kind]), week)


def _waiting(kind: str, words: Any, page: str, days: dict[date | None, int], week: Week) -> Waiting:
    """A follow-up or a look can be done from its day on; what is asked or decided has no day."""
    due = {day: count for day, count in days.items() if day is None or day <= week.today}
    coming: dict[date | None, int] = {day: count for day, count in days.items() if day is not None and day > week.today}
    return Waiting(f"training.{kind}", words, reverse(page), due, coming=coming)


def _of_units(user: User, week: Week) -> Iterator[Counted]:
    where = access.where_may(user, "follow-up")
    if where:
        inside = _inside(where, "dossier") & access.not_own(user)
        placed = _inside(where, "placement__dossier") & access.not_own(user, "placement__dossier")
        yield from _of_people(inside, placed, week)
        alive = inside & Q(person__died_on=None)
        yield counted("starts", Placement.objects.filter(alive, state=PlacementState.ACCEPTED))
        over = Enrolment.objects.filter(alive, state=EnrolmentState.ENROLLED, course__ends_on__lt=week.today)
        yield counted("outcomes", over, F("course__ends_on"))
        lent = _inside(where, "project__dossier") & access.not_own(user, "project__dossier")
        unpaid = Instalment.objects.filter(
            lent, project__state=ProjectState.RUNNING, round=F("project__round"), paid_fen__lt=F("amount_fen"),
            due_on__lte=week.ends_on,
        )  # fmt: skip
        yield counted("instalments", unpaid, F("due_on"))
        rows = Enrolment.objects.filter(inside)
        yield counted("unplaced", queries.unplaced(rows, week.today, value_of("unplaced")))
    releasing = access.where_may(user, "release-loan")
    if releasing:
        loans = Project.objects.filter(_inside(releasing, "dossier") & access.not_own(user), state=ProjectState.LENDING)
        yield counted("loans", loans.exclude(lent_by=user))
    deciding = access.where_may(user, "decide-end")
    if deciding:
        ends = Project.objects.filter(_inside(deciding, "dossier") & access.not_own(user), state=ProjectState.SETTLING)
        yield counted("ends", ends.exclude(proposed_by=user))


def _of_cadre(user: User, week: Week) -> Iterator[Counted]:
    if access.is_cadre(user) and not access.where_may(user, "follow-up"):
        theirs = access.looked_after(user) & access.not_own(user)
        of = {"dossier": "placement__dossier", "cadre": "placement__person__skills_profile__cadre"}
        placed = access.looked_after(user, **of) & access.not_own(user, "placement__dossier")
        yield from _of_people(theirs, placed, week)


def _of_people(inside: Q, placed: Q, week: Week) -> Iterator[Counted]:
    """What is to be asked of people, and looked at with them."""
    yield counted("answers", Enrolment.objects.filter(inside, queries.here(), state=EnrolmentState.PROPOSED))
    yield counted("answers", Placement.objects.filter(inside, queries.here(), state=PlacementState.OFFERED))
    waiting = WorkFollowUp.objects.filter(placed, queries.here("placement__"), state=FollowUpState.WAITING)
    asked = waiting.filter(due_on__lte=week.ends_on)
    yield counted("follow-ups", asked, F("due_on"))
    running = Project.objects.filter(inside, state__in=[ProjectState.RUNNING, ProjectState.SETTLING])
    yield counted("looks", running.filter(next_on__lte=week.ends_on), F("next_on"))


def _inside(where: Jurisdiction, dossier: str) -> Q:
    return Q() if where.is_everything else Q(**{f"{dossier}__unit__in": where.units()})
