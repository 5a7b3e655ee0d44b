"""Rows with what a page shows of them, in a fixed number of queries."""

from django.db.models import Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery

from niangjia.training.models import (
    AT_WORK,
    FINISHED,
    SEATED,
    Certificate,
    Course,
    Enrolment,
    EnrolmentState,
    Instalment,
    Placement,
    Project,
    SkillsProfile,
    Vacancy,
    WorkFollowUp,
)

ROWS = 100
"""A list shows so many, and says so beyond."""


_OF_PERSON = ("dossier__unit", "dossier__household", "dossier__worker", "person")


def profiles() -> "QuerySet[SkillsProfile]":
    """Every profile, with what a row shows."""
    held = Prefetch("certificates", queryset=Certificate.objects.order_by("level", "added_at"), to_attr="held")
    return SkillsProfile.objects.select_related(*_OF_PERSON, "cadre").prefetch_related(held)


_ALIVE = Q(enrolments__person__died_on=None)
"""Who has died keeps no place from others: commands.departed."""


def courses() -> "QuerySet[Course]":
    """Every course with its unit, and how many hold a place or wait for one."""
    return Course.objects.select_related("unit", "made_by").annotate(
        seated=Count(
            "enrolments", filter=Q(enrolments__state__in=SEATED) & (_ALIVE | Q(enrolments__state__in=FINISHED))
        ),
        queue=Count("enrolments", filter=_ALIVE & Q(enrolments__state=EnrolmentState.WAITING)),
    )


def vacancies() -> "QuerySet[Vacancy]":
    """Every vacancy with its unit and place, and how many of its posts are taken."""
    return Vacancy.objects.select_related("unit", "at", "made_by").annotate(
        taken=Count("placements", filter=Q(placements__state__in=AT_WORK, placements__person__died_on=None))
    )


def enrolments() -> "QuerySet[Enrolment]":
    """Every enrolment with its course and person."""
    return Enrolment.objects.select_related(*_OF_PERSON, "course__unit", "made_by", "measure__plan")


def placements() -> "QuerySet[Placement]":
    """Every placement with its vacancy and person."""
    return Placement.objects.select_related(
        *_OF_PERSON, "vacancy__unit", "made_by", "enrolment__course", "measure__plan"
    )


def projects() -> "QuerySet[Project]":
    """Every project with its person, what was paid back, and the day of the next instalment that is not paid."""
    unpaid = Instalment.objects.filter(project=OuterRef("pk"), round=OuterRef("round"), paid_fen__lt=F("amount_fen"))
    return Project.objects.select_related(
        *_OF_PERSON, "made_by", "proposed_by", "decided_by", "lent_by", "released_by", "measure__plan"
    ).annotate(next_due_on=Subquery(unpaid.order_by("due_on").values("due_on")[:1]))


def follow_ups() -> "QuerySet[WorkFollowUp]":
    """Every follow-up with its placement and person."""
    related = ("placement__dossier__unit", "placement__dossier__worker", "placement__person", "done_by")
    return WorkFollowUp.objects.select_related(*related)
