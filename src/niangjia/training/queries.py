"""Every read of training and work with a join or a meaning."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, F, Max, OuterRef, Prefetch, Q, QuerySet, Subquery

from niangjia.accounts.access import Jurisdiction
from niangjia.accounts.models import Appointment, Role, Unit, User
from niangjia.dossiers.models import Dossier
from niangjia.kernel.text import Text
from niangjia.people.consent_texts import SENSITIVE
from niangjia.people.models import Consent, ConsentWithdrawal, Membership, Person
from niangjia.people.queries import members_in_force
from niangjia.plans.models import LIVE, PlannedMeasure
from niangjia.plans.queries import plan_in_force
from niangjia.reviews.rules import latest_day
from niangjia.training.limits import value_of
from niangjia.training.matching import Post, Seeker, Training
from niangjia.training.models import (
    ACTIVE,
    AT_WORK,
    FINISHED,
    SEATED,
    UNDER_WAY,
    Certificate,
    Course,
    CourseState,
    Enrolment,
    EnrolmentState,
    Instalment,
    Placement,
    PlacementState,
    Project,
    SkillsProfile,
    Vacancy,
    VacancyState,
    WorkFollowUp,
)
from niangjia.training.rules import Ages, Facts, Standing, standing_of

ROWS = 100
"""A list shows so many, and says so beyond."""
_OF_PERSON = ("dossier__unit", "dossier__household", "dossier__worker", "person")


def profiles() -> "QuerySet[SkillsProfile]":
    """Every profile, with what a row shows."""
    held = Prefetch("certificates", queryset=Certificate.objects.order_by("level", "added_at"), to_attr="held")
    return SkillsProfile.objects.select_related(*_OF_PERSON, "cadre").prefetch_related(held)


def courses() -> "QuerySet[Course]":
    """Every course with its unit, and how many hold a place or wait for one."""
    return Course.objects.select_related("unit", "made_by").annotate(
        seated=Count("enrolments", filter=Q(enrolments__state__in=SEATED)),
        queue=Count("enrolments", filter=Q(enrolments__state=EnrolmentState.WAITING)),
    )


def vacancies() -> "QuerySet[Vacancy]":
    """Every vacancy with its unit and place, and how many of its posts are taken."""
    return Vacancy.objects.select_related("unit", "at", "made_by").annotate(
        taken=Count("placements", filter=Q(placements__state__in=AT_WORK))
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
        *_OF_PERSON, "made_by", "proposed_by", "decided_by", "measure__plan"
    ).annotate(next_due_on=Subquery(unpaid.order_by("due_on").values("due_on")[:1]))


def follow_ups() -> "QuerySet[WorkFollowUp]":
    """Every follow-up with its placement and person."""
    related = ("placement__dossier__unit", "placement__dossier__worker", "placement__person", "done_by")
    return WorkFollowUp.objects.select_related(*related)


def is_near(unit: Unit, where: Jurisdiction) -> bool:
    """Whether a unit lies in a jurisdiction or above a part of it: what a bureau offers is offered to its farms."""
    return where.covers(unit) or any(path.startswith(unit.path) for path in where.paths)


def near(where: Jurisdiction) -> Q:
    """The same of rows with a unit."""
    if where.covers_all():
        return Q()
    found = Q(pk__in=[])
    for path in where.paths:
        above = [path[: length * Unit.steplen] for length in range(1, len(path) // Unit.steplen + 1)]
        found |= Q(unit__path__startswith=path) | Q(unit__path__in=above)
    return found


def near_unit(unit: Unit) -> Q:
    """Courses and vacancies that are offered to people of a unit: at it, below it and above it."""
    return near(Jurisdiction((unit.path,)))


def open_courses(today: date) -> "QuerySet[Course]":
    """Courses that can still be joined, the next first."""
    return courses().filter(state=CourseState.OPEN, starts_on__gte=today).order_by("starts_on", "id")


def open_vacancies(today: date) -> "QuerySet[Vacancy]":
    """Vacancies that are open with a post left."""
    left = Q(taken__lt=F("posts"))
    found = vacancies().filter(left, state=VacancyState.OPEN, last_on__gte=today)
    return found.order_by("last_on", "id")


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


def free_seat(course: Course) -> int | None:
    """The smallest place of a locked course that nobody holds; None when it is full."""
    held = set(course.enrolments.exclude(seat=None).values_list("seat", flat=True))
    return _free(held, course.seats)


def free_post(vacancy: Vacancy) -> int | None:
    """The smallest post of a locked vacancy that nobody holds; None when all are taken."""
    return _free(set(vacancy.placements.exclude(post=None).values_list("post", flat=True)), vacancy.posts)


def _free(held: Collection[int | None], most: int) -> int | None:
    if len(held) >= most:
        return None
    return next(place for place in range(1, most + 1) if place not in held)


def balance_of(project: Project) -> int:
    """What is still owed of a loan, in fen. One query."""
    paid = sum(project.instalments.values_list("paid_fen", flat=True))
    return project.lent_fen - paid - project.written_off_fen


def without_consent(persons: Collection[UUID]) -> set[UUID]:
    """Those of some persons who took their consent to sensitive data back and gave none since. Two queries."""
    gone = dict(
        ConsentWithdrawal.objects.filter(consent__person__in=persons, consent__purpose=SENSITIVE)
        .values_list("consent__person")
        .annotate(last=Max("withdrawn_on"))
        .order_by()
    )
    if not gone:
        return set()
    standing = Consent.objects.filter(person__in=gone, purpose=SENSITIVE, withdrawal=None)
    return set(gone) - set(standing.values_list("person_id", flat=True))


@dataclass(frozen=True, slots=True)
class Ready:
    """A profile made ready for matching: as a seeker, with the categories that hold."""

    profile: SkillsProfile
    seeker: Seeker
    standing: Standing


def ready(found: Collection[SkillsProfile], ages: Ages, today: date) -> list[Ready]:
    """Profiles of `profiles()` made ready. Two queries at most."""
    silent = without_consent([each.person_id for each in found])
    return [_ready(each, ages, today, may_tell=each.person_id not in silent) for each in found]


def _work_status(profile: SkillsProfile) -> str:
    """The work status as the profile knows it: it learns of a start or an end of work before the dossier does."""
    if profile.jobless_since is not None:
        return "unemployed"
    return profile.person.work_status if profile.is_looking else "on-post"


def _ready(profile: SkillsProfile, ages: Ages, today: date, *, may_tell: bool) -> Ready:
    person, household = profile.person, profile.dossier.household
    facts = Facts(
        person.born_on,
        person.sex == "female",
        _work_status(profile),
        person.disability_grade if may_tell else 0,
        household.receives_dibao,
        profile.dossier.is_zero_employment,
        profile.jobless_since,
        profile.is_landless,
    )
    standing = standing_of(facts, ages, today)
    best: dict[str, int] = {}
    for each in profile.held:  # type: ignore[attr-defined] # set by profiles()
        best[each.skill] = min(each.level, best.get(each.skill, 6))
    seeker = Seeker(
        key=profile.pk,
        skills=profile.skills,
        certificates=best,
        wishes=frozenset(profile.wishes),
        terms=frozenset(profile.terms),
        reach=profile.reach,
        can=profile.abilities() if may_tell else None,
        pay_now_fen=profile.pay_now_fen,
        home=profile.dossier.unit.path,
        region=household.region,
        is_hard_to_place=bool(standing.holds),
        is_zero_employment=bool(profile.dossier.is_zero_employment),
        jobless_since=profile.jobless_since,
    )
    return Ready(profile, seeker, standing)


def post_of(vacancy: Vacancy) -> Post:
    """A vacancy of `vacancies()` for matching. No query."""
    return Post(
        key=vacancy.pk,
        skill=vacancy.skill,
        skill_level=vacancy.skill_level,
        level=vacancy.level,
        asks=frozenset(vacancy.asks),
        terms=vacancy.terms,
        at=vacancy.at.path if vacancy.at else "",
        region=vacancy.region,
        is_at_home=vacancy.is_at_home,
        pay_from_fen=vacancy.pay_from_fen,
        pay_to_fen=vacancy.pay_to_fen,
        is_public_welfare=vacancy.kind == "public-welfare",
        posts_left=max(0, vacancy.posts - vacancy.taken),  # type: ignore[attr-defined] # set by vacancies()
    )


def training_of(course: Course) -> Training:
    """A course for matching. No query."""
    return Training(course.pk, course.skill, course.level, frozenset(course.asks))


def unplaced(rows: "QuerySet[Enrolment]", today: date, months: int) -> "QuerySet[Enrolment]":
    """Of some enrolments, the last finished one of each person who has had no work so many months after it; the longest
    ago first. Work that began after the course, or goes on, takes a person off.
    """
    placed = Placement.objects.filter(person=OuterRef("person"), started_on__isnull=False).filter(
        Q(state=PlacementState.STARTED) | Q(started_on__gte=OuterRef("ended_on"))
    )
    later = Enrolment.objects.filter(person=OuterRef("person"), state__in=FINISHED).filter(
        Q(ended_on__gt=OuterRef("ended_on")) | Q(ended_on=OuterRef("ended_on"), pk__gt=OuterRef("pk"))
    )
    until = latest_day(today, months)
    found = rows.filter(state__in=FINISHED, ended_on__lte=until, dossier__closed_on=None)
    return found.exclude(Exists(placed)).exclude(Exists(later)).order_by("ended_on", "id")


def overdue_instalments(project: Project, today: date) -> int:
    """How many instalments of a project should have been paid. One query."""
    return project.instalments.filter(round=project.round, due_on__lt=today, paid_fen__lt=F("amount_fen")).count()


@dataclass(frozen=True, slots=True)
class OfDossier:
    """Everything of one dossier, the newest first."""

    profiles: list[SkillsProfile]
    enrolments: list[Enrolment]
    placements: list[Placement]
    projects: list[Project]


def of_dossier(dossier: Dossier) -> OfDossier:
    """Everything of one dossier, and the profiles of whoever belongs to its household. Five queries."""
    home = Membership.objects.filter(household=dossier.household_id).values("person")
    return OfDossier(
        list(profiles().filter(person__in=home)),
        list(enrolments().filter(dossier=dossier).order_by("-made_at")[:ROWS]),
        list(placements().filter(dossier=dossier).order_by("-made_at")[:ROWS]),
        list(projects().filter(dossier=dossier).order_by("-made_at")[:ROWS]),
    )


def open_by_person(persons: Collection[UUID]) -> dict[UUID, list[Enrolment | Placement]]:
    """What is under way for each of some people: courses and posts. Two queries."""
    found: dict[UUID, list[Enrolment | Placement]] = {}
    for enrolment in enrolments().filter(person__in=persons, state__in=ACTIVE).order_by("made_at"):
        found.setdefault(enrolment.person_id, []).append(enrolment)
    for placement in placements().filter(person__in=persons, state__in=UNDER_WAY).order_by("made_at"):
        found.setdefault(placement.person_id, []).append(placement)
    return found


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


def without_work(dossiers: "QuerySet[Dossier]", today: date) -> "QuerySet[Dossier]":
    """Those of some dossiers of which somebody stands on the list *Trained, no work yet*. Two queries."""
    found = unplaced(Enrolment.objects.filter(dossier=OuterRef("pk")), today, value_of("unplaced"))
    return dossiers.filter(Exists(found))


def was_trained() -> Exists:
    """Whether somebody of a dossier has finished a course."""
    return Exists(Enrolment.objects.filter(dossier=OuterRef("pk"), state__in=FINISHED))


def was_placed() -> Exists:
    """Whether somebody of a dossier began work at a post they were offered."""
    return Exists(Placement.objects.filter(dossier=OuterRef("pk"), vacancy__isnull=False, started_on__isnull=False))


def was_helped_to_produce() -> Exists:
    """Whether household production of a dossier began."""
    return Exists(Project.objects.filter(dossier=OuterRef("pk"), started_on__isnull=False))


def count_courses_at(units: "QuerySet[Unit]") -> int:
    """How many open courses some units have."""
    return Course.objects.filter(unit__in=units, state=CourseState.OPEN).count()


def count_vacancies_at(units: "QuerySet[Unit]") -> int:
    """How many open vacancies some units have, or are the place of."""
    at = Q(unit__in=units) | Q(at__in=units)
    return Vacancy.objects.filter(at, state=VacancyState.OPEN).count()


def usual_region(where: Jurisdiction) -> str:
    """The division in which most households of a jurisdiction live; "" for none."""
    homes = Dossier.objects.filter(unit__in=where.units(), closed_on=None).values_list("household__region")
    found = homes.annotate(count=Count("pk")).order_by("-count", "household__region").first()
    return str(found[0]) if found else ""


def running_on_consent(person: Person, purpose: str) -> Iterable[Text]:
    """What stops when consent to sensitive data goes: what the body allows is not used for matching any more."""
    if purpose == SENSITIVE and SkillsProfile.objects.filter(person=person).exclude(can="").exists():
        yield Text(
            "技能情况中的身体条件：不再用于匹配岗位和培训。",
            "What the body allows, in the skills profile: it is not used for matching any more.",
        )


def states_by_months(rows: "QuerySet[Placement]", today: date) -> list[Mapping[int, str]]:
    """For each of some placements that began, the states by months of the follow-ups whose day has come."""
    asked = Prefetch("follow_ups", queryset=WorkFollowUp.objects.filter(due_on__lte=today), to_attr="asked")
    found = rows.exclude(started_on=None).prefetch_related(asked)
    return [{one.months: one.state for one in each.asked} for each in found]


COUNTED = ("trained", "certified", "placed", "at_work")


def counts_by_unit(where: Jurisdiction) -> dict[Unit, dict[str, int]]:
    """People of each unit of a jurisdiction who were trained, certified, placed, and are at work: each once. Units
    without any are left out. Three queries.
    """
    limit = Q() if where.covers_all() else Q(dossier__unit__in=where.units())
    people = Count("person", distinct=True)
    trained = Enrolment.objects.filter(limit, state__in=FINISHED).values_list("dossier__unit").order_by()
    placed = Placement.objects.filter(limit).exclude(started_on=None).values_list("dossier__unit").order_by()
    found: dict[int, dict[str, int]] = {}
    certified = Count("person", distinct=True, filter=Q(state=EnrolmentState.CERTIFIED))
    for unit, count, some in trained.annotate(count=people, some=certified):
        found.setdefault(unit, dict.fromkeys(COUNTED, 0)).update(trained=count, certified=some)
    at_work = Count("person", distinct=True, filter=Q(state=PlacementState.STARTED))
    for unit, count, some in placed.annotate(count=people, some=at_work):
        found.setdefault(unit, dict.fromkeys(COUNTED, 0)).update(placed=count, at_work=some)
    return {each: found[each.pk] for each in Unit.objects.filter(pk__in=found).order_by("path")}


def placed_in(where: Jurisdiction) -> "QuerySet[Placement]":
    """The placements of a jurisdiction that began."""
    found = Placement.objects.exclude(started_on=None)
    return found if where.covers_all() else found.filter(dossier__unit__in=where.units())


def pays(rows: "QuerySet[Placement]") -> list[tuple[int, int]]:
    """Pay before and after of those at work now, of each person's last work. One query."""
    found = rows.filter(state=PlacementState.STARTED).order_by("started_on", "pk")
    return list(
        {
            who: (before, after) for who, before, after in found.values_list("person", "pay_before_fen", "pay_fen")
        }.values()
    )
