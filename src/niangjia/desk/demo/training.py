"""Courses, vacancies, work and household production of the demo bureau, at every point they can be at."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from typing import Any

from django.db.models import Q

from niangjia.accounts.models import Unit, User
from niangjia.dossiers.models import ON_FILE, Dossier
from niangjia.kernel import clock
from niangjia.people.access import has_consent
from niangjia.people.consent_texts import SENSITIVE
from niangjia.people.models import Membership, Person
from niangjia.training import commands
from niangjia.training.commands import CourseWords, Start, Told, VacancyWords
from niangjia.training.models import Course, SkillsProfile, Vacancy
from niangjia.training.rules import WITHOUT_WORK, can_work, even_instalments

PEOPLE = 14
CAN = ("stand-long", "walk-far", "cold-outdoors", "fine-hands", "see-screen", "hear-speech")
WISHES = (["fungus"], ["home-care"], ["forest-protection", "berries"], ["cooking"], ["fungus", "livestock"])


def tell_training(units: list[Unit], *, clerk: User, approver: User, cadre: User) -> None:
    """Enter some people at the first farms, teach some, find work for some, and lend one a little money."""
    bureau, today = units[0].get_parent(), clock.today()
    people = [_profile(*each, place, clerk, cadre) for place, each in enumerate(islice(_who(), PEOPLE))]
    if len(people) < PEOPLE:
        return  # a very small bureau
    with clock.set_to(today - timedelta(days=260)):
        past = _course(bureau, clerk, "食用菌栽培初级班", "fungus", 0, 20, seats=8)
        asked = [_ask(each, past, clerk) for each in people[:7]]
    for place, enrolment in enumerate(asked):
        with clock.set_to(today - timedelta(days=240 - place)):
            if place == 6:
                commands.leave_enrolment(enrolment, on=clock.today(), why="family-care", by=clerk)
            else:
                paid: dict[str, Any] = {"number": f"QS2026{place:04d}", "paid_fen": 120_000}
                commands.certify_enrolment(enrolment, on=clock.today(), **paid, by=clerk)
    with clock.set_to(today - timedelta(days=239)):
        commands.close_course(past, by=clerk)
        commands.grant_subsidy(asked[0], amount_fen=120_000, on=clock.today(), by=clerk)
        work = _vacancy(bureau, clerk, "菌棒车间工人", "白桦岭菌业合作社", "fungus", posts=6, days=300)
    _place(people[:4], work, clerk)
    coming = _course(bureau, clerk, "养老护理员班", "home-care", 12, 30, seats=2)
    for each in people[7:10]:
        _ask(each, coming, clerk)
    commands.propose_enrolment(people[10], coming, by=clerk)
    _vacancy(bureau, clerk, "敬老院护理员", "白桦岭敬老院", "home-care", posts=2, days=45, level=5)
    _vacancy(bureau, clerk, "季节性防火瞭望员", "白桦林场", "fire-watch", posts=3, days=30, is_welfare=True)
    commands.offer_placement(people[11], Vacancy.objects.get(title="季节性防火瞭望员"), by=clerk)
    _lend(people[12], clerk, approver)


def _who() -> Iterator[tuple[Dossier, Person]]:
    """Members who can work, of dossiers on file: those without work first."""
    today = clock.today()
    members = Membership.objects.filter(ended_on=None, household__dossiers__state__in=ON_FILE).select_related("person")
    for without in (True, False):
        wanted = Q(person__work_status__in=WITHOUT_WORK) if without else Q(person__work_status="on-post")
        for member in members.filter(wanted).order_by("household__unit__path", "pk").iterator(chunk_size=50):
            who = member.person
            if can_work(who.born_on, who.work_status, who.is_able, today):
                yield Dossier.objects.select_related("unit").get(household=member.household_id, closed_on=None), who


def _profile(dossier: Dossier, who: Person, place: int, clerk: User, cadre: User) -> SkillsProfile:
    wishes = WISHES[place % len(WISHES)]
    told = Told(
        skills={wishes[0]: 1, "tending": 2} if place % 3 else {"tending": 2},
        wishes=wishes,
        terms=["full-day", "season"] if place % 2 else ["full-day", "part-day", "at-home"],
        reach=2 if place % 4 else 1,
        can=CAN[: 3 + place % 4] if has_consent(who, SENSITIVE) else None,
        jobless_since=None if who.work_status == "on-post" else clock.today() - timedelta(days=90 + 60 * place),
        pay_now_fen=120_000 if who.work_status == "on-post" else 0,
        cadre=cadre if place in {0, 7, 10, 11, 12} else None,
    )
    return commands.record_profile(dossier, who, told, by=clerk)


def _course(unit: Unit, clerk: User, title: str, skill: str, begins: int, days: int, *, seats: int) -> Course:
    first = clock.today() + timedelta(days=begins)
    said = CourseWords(
        title=title, kind="own", skill=skill, level=5, starts_on=first, ends_on=first + timedelta(days=days),
        place="林业局职工培训中心", seats=seats, payer="union", cost_fen=150_000, audience="待岗职工和困难家庭成员",
    )  # fmt: skip
    return commands.announce_course(unit, said, by=clerk)


def _ask(profile: SkillsProfile, course: Course, clerk: User) -> Any:
    enrolment = commands.propose_enrolment(profile, course, by=clerk)
    return commands.accept_enrolment(enrolment, agreed_on=clock.today(), agreed_how="in-person", by=clerk)


def _vacancy(
    unit: Unit, clerk: User, title: str, employer: str, skill: str, *, posts: int, days: int, level: int = 0,
    is_welfare: bool = False,
) -> Vacancy:  # fmt: skip
    said = VacancyWords(
        title=title, kind="public-welfare" if is_welfare else "job", employer=employer, skill=skill, level=level,
        terms="season" if is_welfare else "full-day", place="白桦岭", region="150785", posts=posts,
        pay_from_fen=220_000 if is_welfare else 260_000, pay_to_fen=260_000 if is_welfare else 340_000,
        last_on=clock.today() + timedelta(days=days), asks=["walk-far"] if is_welfare else ["stand-long"],
    )  # fmt: skip
    return commands.announce_vacancy(unit, said, by=clerk)


def _place(people: list[SkillsProfile], work: Vacancy, clerk: User) -> None:
    """Some months ago some began; one follow-up is done, one is due, one person has left."""
    today = clock.today()
    for place, profile in enumerate(people):
        with clock.set_to(today - timedelta(days=200 - 30 * place)):
            offered = commands.offer_placement(profile, work, by=clerk)
            commands.accept_placement(offered, agreed_on=clock.today(), agreed_how="telephone", by=clerk)
            start = Start(clock.today(), "labour", "7-to-18", profile.pay_now_fen, 280_000 + 5_000 * place)
            placed = commands.start_placement(offered, start, by=clerk)
            first = placed.follow_ups.order_by("months").first()
        if first is not None and place in {0, 1}:
            with clock.set_to(first.due_on):
                said = {"result": "there", "pay_fen": 290_000} if place == 0 else {"result": "left", "why": "pay"}
                commands.record_follow_up(first, on=clock.today(), **said, by=clerk)


def _lend(profile: SkillsProfile, clerk: User, second: User) -> None:
    today = clock.today()
    with clock.set_to(today - timedelta(days=150)):
        agreed: dict[str, Any] = {"agreed_on": clock.today(), "agreed_how": "signed"}
        plan = "地栽木耳五千棒，合作社统一供菌、统一收购，技术员每月到场一次。"
        project = commands.plan_project(profile, kind="fungus", plan=plan, **agreed, by=clerk)
        parts = even_instalments(600_000, clock.today() + timedelta(days=60), 6)
        begun: dict[str, Any] = {"started_on": clock.today(), "lender": "union", "lent_fen": 600_000, "plan": parts}
        project = commands.start_project(project, **begun, by=clerk)
        commands.release_loan(project, seen=project.proposal, by=second)
    for days, said, income, loss in (
        (90, "出耳整齐，第一茬已交合作社", 240_000, 0),
        (35, "连雨，烂了三百棒", 180_000, 30_000),
    ):
        with clock.set_to(today - timedelta(days=days)):
            look: dict[str, Any] = {"income_fen": income, "loss_fen": loss, "with_technician": True}
            commands.record_look(project, on=clock.today(), said=said, **look, by=clerk)
            part = project.instalments.filter(paid_fen=0).first()
            if part is not None:
                part_paid: dict[str, Any] = {"amount_fen": part.amount_fen, "on": clock.today(), "seen": 0}
                commands.record_payment(project, part, **part_paid, by=clerk)
