"""The pages: full and empty, what each role may press, and how many queries a list takes."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from niangjia.accounts.models import Notice, Role
from niangjia.audit.models import Entry
from niangjia.kernel import clock
from niangjia.kernel.errors import InvalidInput
from niangjia.plans.tests.factories import agree, approve, draft, said
from niangjia.training import access, commands, queries
from niangjia.training.tests.factories import (
    a_course,
    a_profile,
    a_start,
    a_vacancy,
    course_words,
    dossier_at,
    enrolment_at,
    placement_at,
    project_at,
    say_yes,
    told,
    vacancy_words,
)

pytestmark = pytest.mark.django_db


def of(name, *args):
    return reverse(f"training:{name}", args=args)


LISTS = (
    "list-people",
    "list-courses",
    "list-vacancies",
    "list-projects",
    "list-follow-ups",
    "list-unplaced",
    "show-figures",
)


@pytest.mark.parametrize("name", LISTS)
def test_empty_lists_say_what_to_do(name, as_clerk):
    answer = as_clerk.get(of(name))
    assert answer.status_code == 200
    assert "empty-place" in answer.content.decode()


def fill(farm, clerk, second, count):
    for place in range(count):
        profile = a_profile(farm, clerk, name=f"林{place}")
        enrolment_at("proposed", profile, clerk)
        with clock.set_to(clock.today() - timedelta(days=250)):
            enrolment_at("certified", profile, clerk)
        placement_at("offered", profile, clerk)
        project_at("running", profile, clerk, second)
        other = a_profile(farm, clerk, name=f"王{place}")
        placement_at("started", other, clerk)


@pytest.mark.parametrize("name", LISTS)
def test_a_list_takes_as_many_queries_for_many_as_for_few(name, as_clerk, farm, clerk, approver):
    def ask():
        as_clerk.get(of(name))
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert as_clerk.get(of(name)).status_code == 200
        return len(seen)

    fill(farm, clerk, approver, 1)
    few = ask()
    fill(farm, clerk, approver, 3)
    assert ask() == few <= 25


def test_a_page_of_a_person_and_a_vacancy_takes_as_many_queries_for_many(as_clerk, farm, clerk, profile):
    def ask():
        counts = []
        for page in (of("show-person", profile.pk), of("show-vacancy", vacancy.pk)):
            as_clerk.get(page)
            with CaptureQueriesContext(connection) as seen:
                assert as_clerk.get(page).status_code == 200
            counts.append(len(seen))
        return counts

    vacancy = a_vacancy(farm, clerk)
    few = ask()
    for place in range(3):
        a_vacancy(farm, clerk, title=f"岗{place}")
        a_course(farm, clerk, title=f"班{place}")
        a_profile(farm, clerk, name=f"林{place}")
    assert ask() == few


def test_a_cadre_sees_and_helps_their_own_people_only(signed_in, farm, clerk, cadre):
    mine, other = a_profile(farm, clerk, cadre=cadre, name="林一"), a_profile(farm, clerk, name="王二")
    enrolment, theirs = enrolment_at("proposed", mine, clerk), enrolment_at("proposed", other, clerk)
    browser = signed_in(cadre)
    page = browser.get(of("list-people")).content.decode()
    assert "林一" in page
    assert "王二" not in page
    assert browser.get(of("show-person", other.pk)).status_code == 404
    assert browser.get(of("show-enrolment", theirs.pk)).status_code == 404
    assert browser.get(of("show-person", mine.pk)).status_code == 200
    said = {"agreed_on": clock.today().isoformat(), "agreed_how": "in-person"}
    assert browser.post(of("accept-enrolment", theirs.pk), said).status_code == 404
    browser.post(of("accept-enrolment", enrolment.pk), said)
    enrolment.refresh_from_db()
    assert enrolment.state == "enrolled"
    assert browser.post(of("withdraw-enrolment", enrolment.pk)).status_code == 404
    assert Entry.objects.filter(act="training.profile.read", by=cadre).count() == 1


def test_an_auditor_reads_without_what_tells_of_the_body(signed_in, auditor, farm, clerk, profile):
    browser = signed_in(auditor)
    enrolment, vacancy = enrolment_at("proposed", profile, clerk), a_vacancy(farm, clerk, asks=["climb"])
    assert browser.get(of("show-person", profile.pk)).status_code == 404
    assert "可以长距离行走" not in browser.get(of("show-work", profile.dossier_id)).content.decode()
    assert "<form" not in browser.get(of("show-enrolment", enrolment.pk)).content.decode().split("<main")[1]
    assert profile.person.name not in browser.get(of("show-vacancy", vacancy.pk)).content.decode().split("<main")[1]


def test_the_home_page_says_what_waits_and_as_much_as_the_lists_hold(signed_in, as_clerk, farm, clerk, cadre):
    profile = a_profile(farm, clerk, cadre=cadre)
    enrolment_at("proposed", profile, clerk)
    placement = placement_at("started", profile, clerk)

    def waits(browser):
        entries = browser.get(reverse("desk:show-home")).context["entries"]
        found = {each.waiting.code: (each.count, each.late) for each in entries}
        return {code: count for code, count in found.items() if code.startswith("training.")}

    assert waits(as_clerk) == waits(signed_in(cadre)) == {"training.answers": (1, 0)}
    due = placement.follow_ups.first().due_on
    with clock.set_to(due):
        assert waits(signed_in(clerk))["training.follow-ups"] == (1, 0)
    with clock.set_to(due + timedelta(days=1)):
        for by in (clerk, cadre):
            assert waits(signed_in(by))["training.follow-ups"] == (1, 1)


def test_figures_name_nobody_and_hide_small_counts(signed_in, leader, as_clerk, farm, clerk):
    for place in range(2):
        enrolment_at("certified", a_profile(farm, clerk, name=f"林{place}"), clerk)
    for browser in (signed_in(leader), as_clerk):
        answer = browser.get(of("show-figures"))
        assert answer.context["rows"][0][1][:2] == [None, None]
        assert answer.context["totals"][:2] == [None, None]
        assert "林0" not in answer.content.decode()
    for place in range(4):
        enrolment_at("completed", a_profile(farm, clerk, name=f"王{place}"), clerk)
    answer = as_clerk.get(of("show-figures"))
    assert answer.context["totals"][:2] == [6, None]


def test_figures_count_who_has_a_contract(farm, clerk):
    for place, contract in enumerate(("labour", "none", "public-welfare")):
        profile = a_profile(farm, clerk, name=f"林{place}")
        start = a_start(contract=contract)
        commands.add_placement(profile, title="厨师", employer="饭店", start=start, by=clerk)
    [counts] = queries.counts_by_unit(access.where_may(clerk, "see-figures")).values()
    assert (counts["placed"], counts["contracted"], counts["at_work"]) == (3, 2, 3)


def test_who_was_trained_and_found_no_work_is_listed_after_six_months(as_clerk, farm, clerk):
    with clock.set_to(clock.today() - timedelta(days=200)):
        long_ago, placed = a_profile(farm, clerk, name="林一"), a_profile(farm, clerk, name="王二")
        for each in (long_ago, placed):
            enrolment_at("certified", each, clerk)
        placement_at("started", placed, clerk)
    enrolment_at("completed", a_profile(farm, clerk, name="赵三"), clerk)
    page = as_clerk.get(of("list-unplaced")).content.decode().split("<main")[1]
    assert "林一" in page
    assert "王二" not in page
    assert "赵三" not in page


def test_whoever_proposed_is_told_of_a_place_without_a_name(farm, clerk, officer, cadre):
    course = a_course(farm, clerk, seats=1)
    first = say_yes(commands.propose_enrolment(a_profile(farm, clerk), course, by=clerk), clerk)
    waiting = a_profile(farm, clerk, name="林一", cadre=cadre)
    say_yes(commands.propose_enrolment(waiting, course, by=clerk), clerk)
    commands.withdraw_enrolment(first, by=officer)
    notices = Notice.objects.filter(address__startswith="/training/")
    assert {each.to for each in notices} == {clerk, cadre}
    assert "林一" not in str(list(notices.values("text")))


def test_role_without_a_row_finds_nothing(signed_in, someone, bureau, profile):
    for role in (Role.ADMINISTRATOR, Role.LEADER, Role.COUNSELLOR):
        browser = signed_in(someone(role, bureau, f"y-{role}"))
        assert browser.get(of("list-people")).status_code == 403
        assert browser.get(of("show-person", profile.pk)).status_code == 404


@pytest.mark.parametrize("unseen", ["\u200b", "\u202e"])
def test_no_text_holds_what_nobody_sees(farm, clerk, profile, unseen):
    today, text = clock.today(), f"说{unseen}明"
    enrolment, placement = enrolment_at("enrolled", profile, clerk), placement_at("started", profile, clerk)
    profile.refresh_from_db()
    for do in (
        lambda: commands.announce_course(farm, course_words(title=text), by=clerk),
        lambda: commands.announce_vacancy(farm, vacancy_words(contact=text), by=clerk),
        lambda: commands.leave_enrolment(enrolment, on=today, why="pay", note=text, by=clerk),
        lambda: commands.certify_enrolment(enrolment, on=today, number=text, by=clerk),
        lambda: commands.end_placement(placement, on=today, why="pay", note=text, by=clerk),
        lambda: commands.plan_project(profile, kind="bees", plan=text, agreed_on=today, agreed_how="signed", by=clerk),
        lambda: commands.record_profile(profile.dossier, profile.person, told(note=text), seen=profile.seen, by=clerk),
    ):
        with pytest.raises(InvalidInput):
            do()


def test_what_is_under_way_stands_first_and_is_not_proposed_again(as_clerk, farm, clerk, profile):
    course, vacancy = a_course(farm, clerk), a_vacancy(farm, clerk)
    person = of("show-person", profile.pk)

    def offered():
        context = as_clerk.get(person).context
        return [each.thing for each in context["fits"]], [each for each, _opened in context["courses"]]

    assert offered() == ([vacancy], [course])
    enrolment = commands.propose_enrolment(profile, course, by=clerk)
    placement = commands.offer_placement(profile, vacancy, by=clerk)
    assert offered() == ([], [])
    shown = as_clerk.get(person).content.decode()
    assert shown.index(of("show-enrolment", enrolment.pk)) < shown.index("适合的岗位")
    assert f"登记答复：{vacancy.title}" in shown
    commands.decline_placement(placement, by=clerk)
    commands.decline_enrolment(enrolment, by=clerk)
    assert offered() == ([vacancy], [course])
    assert not as_clerk.get(person).context["going"]


def test_a_post_that_somebody_said_yes_to_waits_until_work_begins(as_clerk, clerk, profile):
    placement = placement_at("accepted", profile, clerk)

    def waits():
        entries = as_clerk.get(reverse("desk:show-home")).context["entries"]
        return {each.waiting.code for each in entries if each.count}

    assert "training.starts" in waits()
    assert "登记上岗" in as_clerk.get(of("show-person", profile.pk)).content.decode()
    commands.start_placement(placement, a_start(), by=clerk)
    assert "training.starts" not in waits()


def test_from_the_certificate_to_work_and_from_the_last_answer_to_the_plan(as_clerk, farm, clerk, approver, profile):
    plan = draft(profile.dossier, clerk, said("job-placement", person=profile.person))
    agree(plan, clerk)
    approve(plan, approver)
    trained = enrolment_at("certified", profile, clerk)
    assert "看适合的岗位" in as_clerk.get(of("show-enrolment", trained.pk)).content.decode()
    placement = placement_at("started", profile, clerk)
    address, next_step = of("show-placement", placement.pk), "下一步：报告方案进展"
    for each in placement.follow_ups.order_by("due_on"):
        assert next_step not in as_clerk.get(address).content.decode()
        with clock.set_to(each.due_on):
            commands.record_follow_up(each, result="there", on=each.due_on, pay_fen=280_000, by=clerk)
    assert next_step in as_clerk.get(address).content.decode()


def test_skills_stand_folded_until_one_is_known(as_clerk, farm, clerk, profile):
    other = dossier_at(farm, clerk, name="王新来")
    folded = "<details><summary>点开选择会做的"
    assert folded in as_clerk.get(of("record-profile", other.pk, other.worker_id)).content.decode()
    known = as_clerk.get(of("record-profile", profile.dossier_id, profile.person_id)).content.decode()
    assert "<details open><summary>点开选择会做的" in known
