"""People who look for work, courses, vacancies and projects at every state, for tests. Invented people."""

from datetime import date, timedelta
from typing import Any

from niangjia.accounts.models import Unit, User
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.tests.factories import file, household, identity, person
from niangjia.kernel import clock
from niangjia.people.commands import record_consent
from niangjia.people.consent_texts import SENSITIVE
from niangjia.people.models import Person
from niangjia.training import commands, queries
from niangjia.training.commands import CourseWords, Start, Told, VacancyWords
from niangjia.training.models import Course, Enrolment, Placement, Project, SkillsProfile, Vacancy

ALL_TERMS = ("full-day", "part-day", "season", "at-home")
CAN = ("stand-long", "walk-far", "cold-outdoors", "fine-hands", "see-screen", "hear-speech")


def dossier_at(unit: Unit, by: User, *, name: str = "刘心红", born_on: date = date(1980, 5, 6)) -> Dossier:
    """An open dossier of a worker off post who agreed to the use of sensitive data."""
    worker = person(name, is_head=True, identity_number=identity(born_on), particulars={"work_status": "off-post"})
    dossier = file(home=household(worker), unit=unit, by=by)
    said: dict[str, Any] = {"given_how": "paper", "signed_by": "self", "signed_on": clock.today()}
    record_consent(dossier.worker, purpose=SENSITIVE, unit=dossier.unit, by=by, **said)
    return dossier


def told(**changes: Any) -> Told:
    """What a person says who can grow fungus a little and can go anywhere in the banner."""
    said: dict[str, Any] = {"skills": {"fungus": 1}, "wishes": ["fungus"], "terms": ALL_TERMS, "reach": 2, "can": CAN}
    return Told(**(said | {"jobless_since": date(2025, 3, 1), "pay_now_fen": 80_000} | changes))


def a_profile(unit: Unit, by: User, *, name: str = "刘心红", **changes: Any) -> SkillsProfile:
    """A profile of the worker of a new dossier."""
    dossier = dossier_at(unit, by, name=name)
    return profile_of(dossier, dossier.worker, by, **changes)


def profile_of(dossier: Dossier, who: Person, by: User, **changes: Any) -> SkillsProfile:
    """The profile of somebody."""
    made = commands.record_profile(dossier, who, told(**changes), by=by)
    return queries.profiles().get(pk=made.pk)


def course_words(**changes: Any) -> CourseWords:
    """A course of two places that begins in a week."""
    today = clock.today()
    said: dict[str, Any] = {
        "title": "食用菌栽培班", "kind": "own", "skill": "fungus", "level": 5, "place": "林业局培训中心", "seats": 2,
        "payer": "union", "starts_on": today + timedelta(days=7), "ends_on": today + timedelta(days=20),
    }  # fmt: skip
    return CourseWords(**(said | changes))


def a_course(unit: Unit, by: User, **changes: Any) -> Course:
    """The same, announced."""
    made = commands.announce_course(unit, course_words(**changes), by=by)
    return queries.courses().get(pk=made.pk)


def vacancy_words(**changes: Any) -> VacancyWords:
    """Two posts in the banner."""
    said: dict[str, Any] = {
        "title": "菌棒车间工人", "kind": "job", "employer": "白桦岭菌业合作社", "skill": "fungus", "terms": "full-day",
        "place": "根河市", "region": "150785", "posts": 2, "pay_from_fen": 260_000, "pay_to_fen": 320_000,
        "last_on": clock.today() + timedelta(days=60),
    }  # fmt: skip
    return VacancyWords(**(said | changes))


def a_vacancy(unit: Unit, by: User, **changes: Any) -> Vacancy:
    """The same, announced."""
    made = commands.announce_vacancy(unit, vacancy_words(**changes), by=by)
    return queries.vacancies().get(pk=made.pk)


ENROLMENT_PATHS: dict[str, list[str]] = {
    "proposed": [],
    "waiting": ["full", "accept"],
    "enrolled": ["accept"],
    "declined": ["decline"],
    "withdrawn": ["withdraw"],
    "completed": ["accept", "complete"],
    "certified": ["accept", "certify"],
    "left": ["accept", "leave"],
    "cancelled": ["cancel"],
}
"""The steps on the way to a state."""


def enrolment_at(state: str, profile: SkillsProfile, by: User, **changes: Any) -> Enrolment:
    """An enrolment at a state, in a new course at the unit of the person that began today."""
    today = clock.today()
    start = {"starts_on": today, "ends_on": today + timedelta(days=5), "title": f"班{Course.objects.count()}"}
    course = a_course(profile.dossier.unit, by, **(start | {"seats": 1} | changes))
    enrolment = commands.propose_enrolment(profile, course, by=by)
    for step in ENROLMENT_PATHS[state]:
        ENROLMENT_STEPS[step](enrolment, by)
        enrolment = queries.enrolments().get(pk=enrolment.pk)
    return queries.enrolments().get(pk=enrolment.pk)


def _fill(enrolment: Enrolment, by: User) -> None:
    other = a_profile(enrolment.dossier.unit, by, name="王占座")
    say_yes(commands.propose_enrolment(other, enrolment.course, by=by), by)


def say_yes(enrolment: Enrolment, by: User) -> Enrolment:
    """The person says yes today."""
    return commands.accept_enrolment(enrolment, agreed_on=clock.today(), agreed_how="in-person", by=by)


ENROLMENT_STEPS: dict[str, Any] = {
    "full": _fill,
    "accept": say_yes,
    "decline": lambda each, by: commands.decline_enrolment(each, by=by),
    "withdraw": lambda each, by: commands.withdraw_enrolment(each, by=by),
    "complete": lambda each, by: commands.complete_enrolment(each, on=clock.today(), by=by),
    "certify": lambda each, by: commands.certify_enrolment(
        each, on=clock.today(), number="0815", paid_fen=150_000, by=by
    ),
    "leave": lambda each, by: commands.leave_enrolment(each, on=clock.today(), why="family-care", by=by),
    "cancel": lambda each, by: commands.cancel_course(each.course, why="人数不足", by=by),
}

PLACEMENT_PATHS: dict[str, list[str]] = {
    "offered": [],
    "accepted": ["accept"],
    "started": ["accept", "start"],
    "ended": ["accept", "start", "end"],
    "declined": ["decline"],
    "withdrawn": ["withdraw"],
}


def a_start(**changes: Any) -> Start:
    """Work that began today."""
    said: dict[str, Any] = {"contract": "labour", "contract_term": "7-to-18", "pay_before_fen": 80_000}
    begun: dict[str, Any] = {"started_on": clock.today(), "pay_fen": 280_000}
    return Start(**(begun | said | changes))


PLACEMENT_STEPS: dict[str, Any] = {
    "accept": lambda each, by: commands.accept_placement(each, agreed_on=clock.today(), agreed_how="telephone", by=by),
    "decline": lambda each, by: commands.decline_placement(each, by=by),
    "withdraw": lambda each, by: commands.withdraw_placement(each, by=by),
    "start": lambda each, by: commands.start_placement(each, a_start(), by=by),
    "end": lambda each, by: commands.end_placement(each, on=clock.today(), why="season-over", by=by),
}


def placement_at(state: str, profile: SkillsProfile, by: User, **changes: Any) -> Placement:
    """A placement at a state, of a new vacancy at the unit of the person."""
    named = {"title": f"岗位{Vacancy.objects.count()}"}
    vacancy = a_vacancy(profile.dossier.unit, by, **(named | changes))
    placement = commands.offer_placement(profile, vacancy, by=by)
    for step in PLACEMENT_PATHS[state]:
        PLACEMENT_STEPS[step](placement, by)
        placement = queries.placements().get(pk=placement.pk)
    return queries.placements().get(pk=placement.pk)


PROJECT_PATHS: dict[str, list[str]] = {
    "planned": [],
    "lending": ["start"],
    "running": ["start", "release"],
    "settling": ["start", "release", "propose"],
    "repaid": ["start", "release", "pay", "propose-repaid", "approve"],
    "written-off": ["start", "release", "propose", "approve"],
    "withdrawn": ["withdraw"],
}
LENT = 600_000


def plan_of(amount_fen: int = LENT) -> list[tuple[date, int]]:
    """Two instalments."""
    today = clock.today()
    first = amount_fen // 2
    return [(today + timedelta(days=30), first), (today + timedelta(days=60), amount_fen - first)]


def pay_all(project: Project, by: User) -> None:
    """Every instalment paid."""
    for each in project.instalments.filter(round=project.round):
        paid: dict[str, Any] = {"amount_fen": each.left_fen, "on": clock.today(), "seen": each.paid_fen}
        if each.left_fen:
            commands.record_payment(project, each, **paid, by=by)


PROJECT_STEPS: dict[str, Any] = {
    "start": lambda each, by, _second: commands.start_project(
        each, started_on=clock.today(), lender="union", lent_fen=LENT, plan=plan_of(), by=by
    ),
    "release": lambda each, _by, second: commands.release_loan(each, seen=each.proposal, by=second),
    "pay": lambda each, by, _second: pay_all(each, by),
    "propose": lambda each, by, _second: commands.propose_end(each, end="written-off", why="遭了雹灾", by=by),
    "propose-repaid": lambda each, by, _second: commands.propose_end(each, end="repaid", by=by),
    "approve": lambda each, _by, second: commands.approve_end(each, seen=each.proposal, by=second),
    "withdraw": lambda each, by, _second: commands.withdraw_project(each, by=by),
}


def project_at(state: str, profile: SkillsProfile, by: User, second: User) -> Project:
    """A project at a state."""
    agreed: dict[str, Any] = {"agreed_on": clock.today(), "agreed_how": "signed"}
    project = commands.plan_project(profile, kind="fungus", plan="五千棒木耳", **agreed, by=by)
    for step in PROJECT_PATHS[state]:
        PROJECT_STEPS[step](project, by, second)
        project = queries.projects().get(pk=project.pk)
    return queries.projects().get(pk=project.pk)
