"""Each cell of state x act x role answers as rights.toml says, through the real commands."""

from itertools import product

import pytest
from django.db import transaction

from niangjia.accounts.models import Role
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, Forbidden, NiangjiaError
from niangjia.training import access, commands, queries
from niangjia.training.models import (
    Course,
    EnrolmentState,
    FollowUpState,
    PlacementState,
    Project,
    ProjectState,
    Vacancy,
    VacancyState,
    WorkFollowUp,
)
from niangjia.training.tests.factories import (
    ENROLMENT_PATHS,
    ENROLMENT_STEPS,
    PLACEMENT_PATHS,
    PLACEMENT_STEPS,
    PROJECT_PATHS,
    a_course,
    a_profile,
    a_vacancy,
    course_words,
    enrolment_at,
    placement_at,
    plan_of,
    project_at,
    say_yes,
    vacancy_words,
)

pytestmark = pytest.mark.django_db
YES = {"agreed_how": "in-person"}


def walk(cells, states, acts, roles, make, people, leads_to):
    """Do every act in every state as every role; what differs from the table of rights."""
    wrong, count = [], 0
    for state in states:
        with transaction.atomic():
            row = make(state)
            for (act, (right, do)), role in product(acts.items(), roles):
                count += 1
                expected = _expected(access.RIGHTS[right], state, role)
                if (answer := _try(do, row, people[role], leads_to.get(act))) != expected:
                    wrong.append((state, act, role, answer, expected))
            transaction.set_rollback(True)
    assert count == cells
    assert not wrong


def _expected(right, state, role):
    may = role in right.roles or (right.name in access.BY_CADRE and role == Role.PAIRING_CADRE)
    return "forbidden" if not may else "done" if right.allows_state(state) else "conflict"


def _try(do, row, by, leads_to):
    """What an act answers; what it wrote is undone."""
    with transaction.atomic():
        try:
            state = getattr(do(row, by), "state", None)
            answer = "done" if leads_to in {None, state} else f"done, but {state}"
        except Forbidden:
            answer = "forbidden"
        except Conflict:
            answer = "conflict"
        transaction.set_rollback(True)
    return answer


@pytest.fixture
def people(someone, bureau):
    return {role: someone(role, bureau, f"x-{role}") for role in Role}


@pytest.fixture
def looked_after(farm, clerk, people):
    """Somebody the cadre of the table looks after."""
    return a_profile(farm, clerk, cadre=people[Role.PAIRING_CADRE])


def test_enrolments(looked_after, clerk, people):
    acts = {
        "accept": ("answer-enrolment", say_yes),
        "decline": ("answer-enrolment", ENROLMENT_STEPS["decline"]),
        "withdraw": ("withdraw-enrolment", ENROLMENT_STEPS["withdraw"]),
        "complete": ("settle-enrolment", ENROLMENT_STEPS["complete"]),
        "certify": ("settle-enrolment", ENROLMENT_STEPS["certify"]),
        "leave": ("settle-enrolment", ENROLMENT_STEPS["leave"]),
        "subsidy": (
            "grant-subsidy",
            lambda each, by: commands.grant_subsidy(each, amount_fen=100, on=clock.today(), by=by),
        ),
    }
    leads_to = {
        "accept": "enrolled", "decline": "declined", "withdraw": "withdrawn", "complete": "completed",
        "certify": "certified", "leave": "left", "subsidy": "certified",
    }  # fmt: skip
    roles = [*access.RIGHTS["settle-enrolment"].roles, Role.PAIRING_CADRE, Role.AUDITOR, Role.LEADER]
    assert set(ENROLMENT_PATHS) == set(EnrolmentState.values)
    cells = len(ENROLMENT_PATHS) * len(acts) * len(roles)
    walk(cells, ENROLMENT_PATHS, acts, roles, lambda s: enrolment_at(s, looked_after, clerk), people, leads_to)


def test_placements(looked_after, clerk, people):
    acts = {
        "accept": ("answer-placement", PLACEMENT_STEPS["accept"]),
        "decline": ("answer-placement", PLACEMENT_STEPS["decline"]),
        "withdraw": ("withdraw-placement", PLACEMENT_STEPS["withdraw"]),
        "start": ("start-placement", PLACEMENT_STEPS["start"]),
        "end": ("end-placement", PLACEMENT_STEPS["end"]),
    }
    leads_to = {
        "accept": "accepted", "decline": "declined", "withdraw": "withdrawn", "start": "started", "end": "ended",
    }  # fmt: skip
    assert set(PLACEMENT_PATHS) == set(PlacementState.values)
    cells = len(PLACEMENT_PATHS) * len(acts) * len(Role)
    walk(cells, PLACEMENT_PATHS, acts, list(Role), lambda s: placement_at(s, looked_after, clerk), people, leads_to)


def test_follow_ups(looked_after, clerk, people):
    def follow_up_in(state):
        placement = placement_at("started", looked_after, clerk)
        row = queries.follow_ups().filter(placement=placement).first()
        WorkFollowUp.objects.filter(pk=row.pk).update(due_on=clock.today())
        if state == "void":
            WorkFollowUp.objects.filter(pk=row.pk).update(state="void")
        elif state != "waiting":
            why = "pay" if state == "left" else ""
            commands.record_follow_up(row, result=state, on=clock.today(), why=why, by=clerk)
        return queries.follow_ups().get(pk=row.pk)

    acts = {
        result: (
            "follow-up",
            lambda each, by, result=result: commands.record_follow_up(
                each, result=result, on=clock.today(), why="pay", by=by
            ),
        )
        for result in ("there", "left", "missed")
    }
    cells = len(FollowUpState) * len(acts) * len(Role)
    leads_to = {each: each for each in acts}
    walk(cells, FollowUpState.values, acts, list(Role), follow_up_in, people, leads_to)


def test_projects(looked_after, clerk, people, someone, bureau):
    second = someone(Role.APPROVER, bureau, "second")

    def project_in(state):
        Project.objects.all().delete()
        return project_at(state, looked_after, clerk, second)

    def pay(each, by):
        row = each.instalments.first()
        first = row or type("Row", (), {"pk": each.pk})
        commands.record_payment(each, first, amount_fen=100, on=clock.today(), seen=row.paid_fen if row else 0, by=by)
        return queries.projects().get(pk=each.pk)

    def look(each, by):
        commands.record_look(each, on=clock.today(), said="长势好", by=by)
        return queries.projects().get(pk=each.pk)

    begun = {"started_on": clock.today(), "lender": "union", "lent_fen": 600_000, "plan": plan_of()}
    acts = {
        "start": ("start-project", lambda each, by: commands.start_project(each, **begun, by=by)),
        "release": ("release-loan", lambda each, by: commands.release_loan(each, seen=each.proposal, by=by)),
        "reject-loan": ("release-loan", lambda each, by: commands.reject_loan(each, seen=each.proposal, by=by)),
        "withdraw": ("start-project", lambda each, by: commands.withdraw_project(each, by=by)),
        "pay": ("record-payment", pay),
        "look": ("look", look),
        "propose": ("propose-end", lambda each, by: commands.propose_end(each, end="written-off", why="雹灾", by=by)),
        "approve": ("decide-end", lambda each, by: commands.approve_end(each, seen=each.proposal, by=by)),
        "reject": ("decide-end", lambda each, by: commands.reject_end(each, seen=each.proposal, by=by)),
    }
    leads_to = {
        "start": "lending", "release": "running", "reject-loan": "planned", "withdraw": "withdrawn",
        "pay": "running", "propose": "settling", "approve": "written-off", "reject": "running",
    }  # fmt: skip
    assert set(PROJECT_PATHS) == set(ProjectState.values)
    roles = [Role.ASSISTANCE_CLERK, Role.UNIT_OFFICER, Role.APPROVER, Role.REVIEWER, Role.PAIRING_CADRE, Role.AUDITOR]
    cells = len(PROJECT_PATHS) * len(acts) * len(roles)
    walk(cells, PROJECT_PATHS, acts, roles, project_in, people, leads_to)


def test_courses_and_vacancies(bureau, clerk, people):
    def course_in(state):
        course = a_course(bureau, clerk, title=f"班{Course.objects.count()}")
        if state == "cancelled":
            commands.cancel_course(course, why="雨季", by=clerk)
        Course.objects.filter(pk=course.pk).update(state=state)
        return queries.courses().get(pk=course.pk)

    def vacancy_in(state):
        vacancy = a_vacancy(bureau, clerk, title=f"岗{Vacancy.objects.count()}")
        Vacancy.objects.filter(pk=vacancy.pk).update(state=state)
        return queries.vacancies().get(pk=vacancy.pk)

    def revise(each, by):
        return commands.revise_course(each, course_words(title=each.title), seen=each.seen, by=by)

    of_courses = {
        "revise": ("revise-course", revise),
        "cancel": ("revise-course", lambda each, by: commands.cancel_course(each, why="雨季", by=by)),
    }
    of_vacancies = {
        "revise": (
            "revise-vacancy",
            lambda each, by: commands.revise_vacancy(each, vacancy_words(title=each.title), seen=each.seen, by=by),
        ),
        "close": ("revise-vacancy", lambda each, by: commands.close_vacancy(each, by=by)),
    }
    states = ["open", "closed", "cancelled"]
    walk(3 * 2 * len(Role), states, of_courses, list(Role), course_in, people, {"cancel": "cancelled"})
    walk(2 * 2 * len(Role), VacancyState.values, of_vacancies, list(Role), vacancy_in, people, {"close": "closed"})


def test_nobody_of_another_farm_or_a_strange_cadre_acts(profile, other_farm, someone, clerk, bureau):
    neighbour, stranger = someone(Role.UNIT_OFFICER, other_farm, "n"), someone(Role.PAIRING_CADRE, bureau, "s")
    enrolment, placement = enrolment_at("proposed", profile, clerk), placement_at("offered", profile, clerk)
    for by in (neighbour, stranger):
        for do in (lambda by=by: say_yes(enrolment, by), lambda by=by: PLACEMENT_STEPS["accept"](placement, by)):
            with pytest.raises(Forbidden):
                do()
        for get, pk in (
            (access.get_enrolment_for, enrolment.pk),
            (access.get_placement_for, placement.pk),
            (access.get_profile_for, profile.pk),
        ):
            with pytest.raises(NiangjiaError) as refusal:
                get(by, pk)
            assert refusal.value.code == "not-found"
        assert not access.people_for(by).exists()


def test_a_second_person_decides_on_a_loan(profile, clerk, bureau, someone):
    second = someone(Role.APPROVER, bureau, "second")
    settling = project_at("settling", profile, clerk, second)
    Project.objects.filter(pk=settling.pk).update(proposed_by=second)
    for decide in (commands.approve_end, commands.reject_end):
        with pytest.raises(Forbidden):
            decide(settling, seen=settling.proposal, by=second)
    assert Project.objects.get().state == ProjectState.SETTLING
