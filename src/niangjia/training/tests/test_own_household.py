"""Nobody writes or decides for their own household, by page or command, and nothing of it waits for them."""

from functools import partial

import pytest
from django.urls import reverse

from niangjia.dossiers.errors import NeedsAnother
from niangjia.dossiers.tests.factories import make_own
from niangjia.kernel import clock
from niangjia.training import commands
from niangjia.training.models import SkillsProfile, WorkFollowUp
from niangjia.training.tests.factories import (
    ENROLMENT_STEPS,
    PLACEMENT_STEPS,
    PROJECT_STEPS,
    a_course,
    a_start,
    a_vacancy,
    enrolment_at,
    placement_at,
    project_at,
    told,
)

pytestmark = pytest.mark.django_db
OWN = "自己家"


def of(name, *args):
    return reverse(f"training:{name}", args=args)


def test_no_command_is_for_the_own_household(profile, farm, clerk, officer, approver):
    """`officer` does for `clerk` what leads to each state; from then on the clerk belongs to the household."""
    enrolments = {s: enrolment_at(s, profile, clerk) for s in ("proposed", "enrolled", "certified")}
    placements = {s: placement_at(s, profile, clerk) for s in ("offered", "accepted", "started")}
    running = project_at("running", profile, clerk, approver)
    planned = project_at("planned", profile, clerk, approver)
    course, vacancy = a_course(farm, clerk), a_vacancy(farm, clerk)
    held = commands.add_certificate(profile, skill="berries", level=5, number="", issued_on=None, by=clerk)
    today = clock.today()
    make_own(clerk, profile.dossier)
    follow_up = WorkFollowUp.objects.filter(placement=placements["started"]).first()
    agreed = {"agreed_on": today, "agreed_how": "signed"}
    begun = enrolments["enrolled"]
    refused = {
        "propose": partial(commands.propose_enrolment, profile, course),
        "offer": partial(commands.offer_placement, profile, vacancy),
        "found": partial(commands.add_placement, profile, title="厨师", employer="饭店", start=a_start()),
        "plan": partial(commands.plan_project, profile, kind="bees", plan="十箱", **agreed),
        "profile": partial(commands.record_profile, profile.dossier, profile.person, told(), seen=profile.seen),
        "certificate": partial(commands.add_certificate, profile, skill="fungus", level=4, number="", issued_on=None),
        "remove": partial(commands.remove_certificate, profile, held),
        "subsidy": partial(commands.grant_subsidy, enrolments["certified"], amount_fen=1, on=today),
        "pay": partial(commands.record_payment, running, running.instalments.first(), amount_fen=1, on=today, seen=0),
        "look": partial(commands.record_look, running, on=today, said="好"),
        "follow": partial(commands.record_follow_up, follow_up, result="left", on=today, why="pay"),
        "attendance": partial(
            commands.mark_attendance, begun.course, on=today, presences={begun.pk: "present"}, seen=""
        ),
    }
    for step, state in (("accept", "proposed"), ("decline", "proposed"), ("withdraw", "enrolled")):
        refused[f"enrolment {step}"] = lambda by, s=step, e=state: ENROLMENT_STEPS[s](enrolments[e], by)
    for step in ("complete", "certify", "leave"):
        refused[f"enrolment {step}"] = lambda by, s=step: ENROLMENT_STEPS[s](enrolments["enrolled"], by)
    of_placements = {"accept": "offered", "decline": "offered", "withdraw": "accepted", "start": "accepted"}
    of_placements["end"] = "started"
    for step, state in of_placements.items():
        refused[f"placement {step}"] = lambda by, s=step, e=state: PLACEMENT_STEPS[s](placements[e], by)
    for step, row in (("start", planned), ("withdraw", planned), ("propose", running)):
        refused[f"project {step}"] = lambda by, s=step, e=row: PROJECT_STEPS[s](e, by, approver)
    done = [name for name, act in refused.items() if not _is_kept_off(act, clerk)]
    assert not done


def _is_kept_off(act, by):
    try:
        act(by=by)
    except NeedsAnother:
        return True
    return False


def test_the_second_person_is_not_the_borrower(profile, clerk, approver, signed_in):
    project = project_at("settling", profile, clerk, approver)
    make_own(approver, profile.dossier)
    browser = signed_in(approver)
    page = browser.get(of("show-project", project.pk)).content.decode()
    assert of("approve-end", project.pk) not in page
    assert OWN in page or "own household" in page
    for act in ("approve-end", "reject-end"):
        browser.post(of(act, project.pk), {"seen": project.proposal})
    project.refresh_from_db()
    assert (project.state, project.written_off_fen) == ("settling", 0)
    home = browser.get(reverse("desk:show-home"))
    assert "training.ends" not in {each.waiting.code for each in home.context["entries"]}


def test_pages_have_no_button_for_the_own_household_and_say_why(profile, farm, clerk, approver, signed_in):
    enrolment, placement = enrolment_at("proposed", profile, clerk), placement_at("started", profile, clerk)
    begun = enrolment_at("enrolled", profile, clerk)
    project = project_at("planned", profile, clerk, approver)
    course, vacancy = a_course(farm, clerk, title="新班"), a_vacancy(farm, clerk, title="新岗")
    SkillsProfile.objects.update(is_looking=True)
    browser = signed_in(clerk)
    pages = {
        of("show-person", profile.pk): of("add-certificate", profile.pk),
        of("show-enrolment", enrolment.pk): of("accept-enrolment", enrolment.pk),
        of("show-placement", placement.pk): of("end-placement", placement.pk),
        of("show-project", project.pk): of("start-project", project.pk),
        of("show-work", profile.dossier_id): of("show-person", profile.pk),
        of("mark-attendance", begun.course_id): str(begun.pk),
        of("show-course", course.pk): profile.person.name,
        of("show-vacancy", vacancy.pk): profile.person.name,
    }
    for page, button in pages.items():
        assert button in browser.get(page).content.decode().split("<main")[1], page
    make_own(clerk, profile.dossier)
    kept = {of("show-work", profile.dossier_id)}
    silent = {of("show-course", course.pk), of("show-vacancy", vacancy.pk)}
    for page, button in pages.items():
        shown = browser.get(page).content.decode().split("<main")[1]
        assert (button in shown) == (page in kept), page
        assert (OWN in shown or "own household" in shown) == (page not in silent), page
    answer = browser.get(of("list-follow-ups")).content.decode().split("<main")[1]
    assert placement.title not in answer


def test_nothing_of_the_own_household_waits(profile, clerk, signed_in):
    enrolment_at("proposed", profile, clerk)
    placement = placement_at("started", profile, clerk)
    make_own(clerk, profile.dossier)
    with clock.set_to(placement.follow_ups.last().due_on):
        home = signed_in(clerk).get(reverse("desk:show-home"))
    assert not [each for each in home.context["entries"] if each.waiting.code.startswith("training.")]
