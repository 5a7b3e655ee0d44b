"""What there is of a household and its people, and of what in its plan it is a part."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q

from niangjia.accounts.models import Appointment, Role, Unit, User
from niangjia.dossiers.models import Dossier
from niangjia.people.models import Membership, Person
from niangjia.people.queries import members_in_force
from niangjia.plans.models import LIVE, PlannedMeasure
from niangjia.plans.queries import plan_in_force
from niangjia.training.models import (
    ACTIVE,
    FINISHED,
    UNDER_WAY,
    Enrolment,
    Placement,
    Project,
    ProjectState,
    SkillsProfile,
)
from niangjia.training.queries.rows import ROWS, enrolments, placements, profiles, projects


def member_of(dossier: UUID, person: UUID) -> tuple[Dossier | None, Membership | None]:
    """A dossier and a member in force of its household."""
    found = Dossier.objects.filter(pk=dossier).select_related("unit", "household", "worker").first()
    member = members_in_force(found.household).filter(person=person).first() if found else None
    return found, member


def cadres_over(unit: Unit, today: date) -> list[User]:
    """Active users who are pairing cadres of a unit or above it, by name. One query."""
    above = [unit.path[: length * unit.steplen] for length in range(1, len(unit.path) // unit.steplen + 1)]
    held = Appointment.objects.in_force(today).filter(
        unit__path__in=above, role=Role.PAIRING_CADRE, user__is_active=True
    )
    return list(dict.fromkeys(each.user for each in held.select_related("user").order_by("user__display_name", "id")))


@dataclass(frozen=True, slots=True)
class OfDossier:
    """Everything of one dossier, the newest first."""

    profiles: list[SkillsProfile]
    enrolments: list[Enrolment]
    placements: list[Placement]
    projects: list[Project]


def of_dossier(dossier: Dossier) -> OfDossier:
    """Everything of one dossier, the profiles of whoever belongs to its household, and what those brought along who
    came from another household of the unit. Five queries.
    """
    home = Membership.objects.filter(household=dossier.household_id)
    came = Q(person__in=home.filter(ended_on=None).values("person"), dossier__unit=dossier.unit_id)
    rows = Q(dossier=dossier) | came
    return OfDossier(
        list(profiles().filter(person__in=home.values("person"))),
        list(enrolments().filter(rows).order_by("-made_at")[:ROWS]),
        list(placements().filter(rows).order_by("-made_at")[:ROWS]),
        list(projects().filter(rows).order_by("-made_at")[:ROWS]),
    )


def profiles_of(persons: Collection[UUID]) -> dict[UUID, SkillsProfile]:
    """The profiles of some people, by person. Two queries."""
    return {each.person_id: each for each in profiles().filter(person__in=persons)}


def open_by_person(persons: Collection[UUID]) -> dict[UUID, list[Enrolment | Placement]]:
    """What is under way for each of some people: courses and posts. Two queries."""
    found: dict[UUID, list[Enrolment | Placement]] = {}
    for enrolment in enrolments().filter(person__in=persons, state__in=ACTIVE).order_by("made_at"):
        found.setdefault(enrolment.person_id, []).append(enrolment)
    for placement in placements().filter(person__in=persons, state__in=UNDER_WAY).order_by("made_at"):
        found.setdefault(placement.person_id, []).append(placement)
    return found


def balance_of(project: Project) -> int:
    """What is still owed of a loan, in fen. One query."""
    return owed_of(project, sum(project.instalments.values_list("paid_fen", flat=True)))


def owed_of(project: Project, paid_fen: int) -> int:
    """The same, when it is known what was paid. Nothing is owed before the loan is released."""
    return 0 if project.state == ProjectState.LENDING else project.lent_fen - paid_fen - project.written_off_fen


TRAINING_MEASURES = frozenset({"skills-training", "production-skills"})


WORK_MEASURES = frozenset({"job-placement", "welfare-post", "family-employment", "education-to-job"})


LOAN_MEASURES = frozenset({"production-loan", "business-loan"})


def measure_for(dossier: Dossier, person: Person, wanted: Collection[str]) -> PlannedMeasure | None:
    """The measure of the plan in force that something for a person is a part of: their own before the household's."""
    plan = plan_in_force(dossier)
    if plan is None:
        return None
    found = plan.measures.filter(code__in=wanted, state__in=LIVE).filter(Q(person=person) | Q(person=None))
    return found.order_by(F("person").asc(nulls_last=True), "starts_on", "pk").first()


def was_trained() -> Exists:
    """Whether somebody of a dossier has finished a course."""
    return Exists(Enrolment.objects.filter(dossier=OuterRef("pk"), state__in=FINISHED))


def was_placed() -> Exists:
    """Whether somebody of a dossier began work at a post they were offered."""
    return Exists(Placement.objects.filter(dossier=OuterRef("pk"), vacancy__isnull=False, started_on__isnull=False))


def was_helped_to_produce() -> Exists:
    """Whether household production of a dossier began."""
    return Exists(
        Project.objects.filter(dossier=OuterRef("pk"), started_on__isnull=False).exclude(state=ProjectState.LENDING)
    )
