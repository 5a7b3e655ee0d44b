"""Somebody died, or a dossier ended: nothing waits for them, nobody is asked, and no place is kept from others."""

from datetime import timedelta

import pytest
from django.urls import reverse

from niangjia.dossiers.commands import close_dossier, record_death
from niangjia.dossiers.tests.factories import file, household, person
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict
from niangjia.training import access, commands, queries
from niangjia.training.tests.factories import (
    PLACEMENT_STEPS,
    PROJECT_STEPS,
    a_course,
    a_profile,
    a_start,
    a_vacancy,
    enrolment_at,
    placement_at,
    profile_of,
    project_at,
    say_yes,
)

pytestmark = pytest.mark.django_db


def of(name, *args):
    return reverse(f"training:{name}", args=args)


def dies(profile, by):
    record_death(profile.dossier, person=profile.person_id, on=clock.today(), goes_on=False, by=by)


def closes(profile, by):
    close_dossier(profile.dossier, reason="retired", by=by)


def waits(browser):
    entries = browser.get(reverse("desk:show-home")).context["entries"]
    return {each.waiting.code for each in entries if each.waiting.code.startswith("training.")}


@pytest.mark.parametrize("goes", [dies, closes])
def test_a_free_place_goes_to_the_next_who_is_there(goes, farm, clerk):
    course = a_course(farm, clerk, seats=1)
    asked = [commands.propose_enrolment(a_profile(farm, clerk, name=f"林{n}"), course, by=clerk) for n in range(3)]
    for each in asked:
        say_yes(each, clerk)
    goes(queries.profiles().get(person=asked[1].person), clerk)
    commands.withdraw_enrolment(queries.enrolments().get(pk=asked[0].pk), by=clerk)
    first, gone, last = (queries.enrolments().get(pk=each.pk) for each in asked)
    assert (first.seat, gone.seat, last.seat) == (None, None, 1)
    assert gone.state == ("withdrawn" if goes is dies else "waiting")


def test_the_place_of_somebody_who_died_goes_on(farm, clerk):
    course = a_course(farm, clerk, seats=1)
    mine = a_profile(farm, clerk, name="林一")
    held = say_yes(commands.propose_enrolment(mine, course, by=clerk), clerk)
    dies(mine, clerk)
    shown = queries.courses().get(pk=course.pk)
    assert (shown.seated, shown.queue) == (0, 0)
    nxt = say_yes(commands.propose_enrolment(a_profile(farm, clerk, name="王二"), course, by=clerk), clerk)
    held.refresh_from_db()
    assert (nxt.seat, held.state, held.why_left, held.ended_on) == (1, "withdrawn", "died", clock.today())


def test_the_post_of_somebody_who_died_goes_on_and_nobody_is_asked(farm, clerk):
    vacancy = a_vacancy(farm, clerk, posts=1)
    mine, other = a_profile(farm, clerk, name="林一"), a_profile(farm, clerk, name="王二")
    held = commands.offer_placement(mine, vacancy, by=clerk)
    for step in ("accept", "start"):
        held = PLACEMENT_STEPS[step](held, clerk)
    dies(mine, clerk)
    assert queries.vacancies().get(pk=vacancy.pk).taken == 0
    [counts] = queries.counts_by_unit(access.where_may(clerk, "see-figures")).values()
    assert (counts["placed"], counts["at_work"]) == (1, 0)
    PLACEMENT_STEPS["accept"](commands.offer_placement(other, vacancy, by=clerk), clerk)
    held.refresh_from_db()
    assert (held.state, held.post, held.why_left) == ("ended", None, "died")
    assert set(held.follow_ups.values_list("state", flat=True)) == {"void"}


@pytest.mark.parametrize("goes", [dies, closes])
def test_lists_and_what_waits_leave_them_out(goes, farm, profile, clerk, signed_in, cadre):
    at_work = a_profile(farm, clerk, name="王二", cadre=cadre)
    enrolment_at("proposed", profile, clerk)
    placement_at("offered", profile, clerk)
    placement = placement_at("started", at_work, clerk)
    course, vacancy = a_course(farm, clerk, title="新班"), a_vacancy(farm, clerk, title="新岗")
    with clock.set_to(placement.follow_ups.first().due_on):
        assert waits(signed_in(clerk)) == {"training.answers", "training.follow-ups"}
    for each in (profile, at_work):
        goes(each, clerk)
    browser = signed_in(clerk)
    with clock.set_to(placement.follow_ups.last().due_on):
        assert not waits(signed_in(clerk)) - {"training.outcomes"}
        assert not waits(signed_in(cadre))
        assert "王二" not in signed_in(clerk).get(of("list-follow-ups")).content.decode()
    for page in (of("list-people"), of("show-course", course.pk), of("show-vacancy", vacancy.pk)):
        assert profile.person.name not in browser.get(page).content.decode().split("<main")[1], page


@pytest.mark.parametrize("goes", [dies, closes])
def test_nothing_new_begins_for_them(goes, farm, clerk, approver):
    people = [a_profile(farm, clerk, name=f"林{n}") for n in range(2)]
    profile, other = people
    asked, offered = enrolment_at("proposed", profile, clerk), placement_at("offered", profile, clerk)
    agreed = placement_at("accepted", other, clerk)
    planned = project_at("planned", profile, clerk, approver)
    course, vacancy = a_course(farm, clerk, title="新班"), a_vacancy(farm, clerk, title="新岗")
    for each in people:
        goes(each, clerk)
    profile = queries.profiles().get(pk=profile.pk)
    yes = {"agreed_on": clock.today(), "agreed_how": "signed"}
    for act in (
        lambda: commands.propose_enrolment(profile, course, by=clerk),
        lambda: commands.offer_placement(profile, vacancy, by=clerk),
        lambda: commands.add_placement(profile, title="厨师", employer="饭店", start=a_start(), by=clerk),
        lambda: commands.plan_project(profile, kind="livestock", plan="羊", **yes, by=clerk),
        lambda: say_yes(queries.enrolments().get(pk=asked.pk), clerk),
        lambda: PLACEMENT_STEPS["accept"](queries.placements().get(pk=offered.pk), clerk),
        lambda: PLACEMENT_STEPS["start"](queries.placements().get(pk=agreed.pk), clerk),
        lambda: PROJECT_STEPS["start"](queries.projects().get(pk=planned.pk), clerk, approver),
    ):
        with pytest.raises(Conflict) as refusal:
            act()
        assert refusal.value.code == ("died" if goes is dies else "dossier-closed")


def test_a_loan_stays_and_the_clerk_is_told(profile, clerk, approver, as_clerk):
    project = project_at("running", profile, clerk, approver)
    dies(profile, clerk)
    page = as_clerk.get(of("show-project", project.pk)).content.decode()
    assert "去世" in page
    assert "去世" in as_clerk.get(of("list-projects")).content.decode()
    project = queries.projects().get(pk=project.pk)
    project = commands.propose_end(project, end="written-off", why="家里商定", by=clerk)
    commands.approve_end(project, seen=project.proposal, by=approver)
    assert queries.projects().get(pk=project.pk).state == "written-off"


def test_a_course_is_closed_without_asking_what_came_of_the_dead(farm, clerk, profile):
    enrolment = enrolment_at("enrolled", profile, clerk)
    dies(profile, clerk)
    with clock.set_to(enrolment.course.ends_on + timedelta(days=1)):
        assert commands.close_course(enrolment.course, by=clerk).state == "closed"
    enrolment.refresh_from_db()
    assert (enrolment.state, enrolment.why_left) == ("withdrawn", "died")


def test_the_others_of_the_household_go_on(farm, clerk):
    home = household(person("刘心红", is_head=True), person("刘春生", relation="son"))
    dossier = file(home=home, unit=farm, by=clerk)
    members = {each.person.name: each.person for each in dossier.household.memberships.select_related("person")}
    one, other = (profile_of(dossier, members[name], clerk, can=None) for name in ("刘心红", "刘春生"))
    record_death(dossier, person=members["刘春生"].pk, on=clock.today(), by=clerk)
    assert list(access.people_for(clerk).filter(queries.here())) == [one]
    assert other.pk
