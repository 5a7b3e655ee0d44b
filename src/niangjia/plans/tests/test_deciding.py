"""A plan is decided on as it was read, by somebody who never wrote in it and does not belong to the household."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from niangjia.accounts.commands import appoint_user
from niangjia.accounts.models import Role
from niangjia.audit.models import Entry
from niangjia.dossiers.commands import close_dossier
from niangjia.dossiers.errors import NeedsAnother
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict
from niangjia.people.models import EndedAccount, PersonAccount
from niangjia.plans import access, commands, queries
from niangjia.plans.cases import warnings_about
from niangjia.plans.errors import NeedsAnotherPerson, OverWarnings, PlanTaken
from niangjia.plans.household_sheet import sheet_data
from niangjia.plans.interview import Answers
from niangjia.plans.marks import mark_of
from niangjia.plans.tests.factories import (
    agree,
    approve,
    cause,
    draft,
    fresh,
    measure_of,
    paper_of,
    persons_of,
    picture,
    plan_at,
    said,
    send_back,
    signature,
)

pytestmark = pytest.mark.django_db
LISTS = ("drawn", "approve", "force")


def shown_on(answer):
    """The hidden values of the first form that decides on a page."""
    text = answer.content.decode()
    return {name: re.search(rf'name="{name}" value="([^"]*)"', text)[1] for name in ("seen", "shown")}


@pytest.fixture
def relative(dossier, approver, system):
    """The approver is the wife of the worker."""
    wife = persons_of(dossier)[1]
    return PersonAccount.objects.create(
        person=wife, user=approver, linked_by=system, linked_at=clock.now(), checked_on=clock.today()
    )


def test_a_page_of_yesterday_approves_nothing_else(dossier, clerk, approver, signed_in):
    plan, browser = plan_at("agreed", dossier, clerk=clerk, approver=approver), signed_in(approver)
    page, decide = reverse("plans:show-plan", args=[plan.pk]), reverse("plans:approve-plan", args=[plan.pk])
    stale = shown_on(browser.get(page))
    commands.reopen_plan(fresh(plan), by=clerk)
    measure = measure_of(plan)
    more = said(person=dossier.worker, amount_fen=900_000_00)
    commands.revise_measure(measure, more, seen=measure.set_at.isoformat(), by=clerk)
    away = browser.post(decide, {**stale, "why": "已经当面核实"})
    assert away.status_code == 422, "being changed"
    assert "已经当面核实" in away.content.decode(), "what was typed stays, though there is nothing to decide on"
    agree(plan, clerk)
    for address in (decide, reverse("plans:return-plan", args=[plan.pk])):
        refused = browser.post(address, {**stale, "why": "已经当面核实"})
        assert (refused.status_code, fresh(plan).state) == (422, "agreed")
        assert "已经当面核实" in refused.content.decode()
    now = shown_on(refused)
    assert now["seen"] != stale["seen"]
    assert browser.post(decide, {**now, "why": "已经当面核实"}).status_code == 302
    assert fresh(plan).state == "approved"


def test_more_warnings_are_read_and_then_passed(dossier, clerk, approver, signed_in):
    plan, browser = plan_at("agreed", dossier, clerk=clerk, approver=approver), signed_in(approver)
    decide = reverse("plans:approve-plan", args=[plan.pk])
    before = shown_on(browser.get(reverse("plans:show-plan", args=[plan.pk])))
    cause(dossier, clerk)
    refused = browser.post(decide, {**before, "why": "先这样办"})
    assert refused.status_code == 422
    assert browser.post(decide, {**shown_on(refused), "why": "先这样办"}).status_code == 302
    assert fresh(plan).state == "approved"


def test_a_warning_that_says_something_else_was_not_shown(dossier, clerk, approver):
    plan = draft(dossier, clerk, said(person=dossier.worker, causes=frozenset()))
    agree(plan, clerk)
    cause(dossier, clerk)
    plan = fresh(plan)
    before = warnings_about(plan)
    cause(dossier, clerk, "schooling")
    assert {each.code for each in warnings_about(plan)} == {each.code for each in before}
    seen, shown = plan.changed_at.isoformat(), [each.mark for each in before]
    with pytest.raises(OverWarnings):
        commands.approve_plan(plan, seen=seen, shown=shown, why="先这样办", by=approver)


def test_the_record_of_an_approval_speaks_in_words(dossier, clerk, approver):
    plan_at("approved", dossier, clerk=clerk, approver=approver)
    told = str(Entry.objects.get(act="plans.plan.approved").details)
    assert "没有写明致困原因" in told
    assert "not-diagnosed" not in told


def test_whoever_wrote_in_a_plan_once_keeps_a_part_in_it(dossier, clerk, someone, farm, system):
    def with_both(name):
        user = someone(Role.UNIT_OFFICER, farm, name)
        appoint_user(user, role=Role.REVIEWER, unit=farm, starts_on=clock.today(), by=system)
        return user

    wrote, removed, signed = with_both("wrote"), with_both("removed"), with_both("signed")
    plan = draft(dossier, clerk, said("heating-aid"), said("living-aid"))
    mine = commands.add_measure(plan, said("warm-visit"), by=wrote)
    commands.revise_measure(mine, said("warm-visit", goal_kind="debt"), seen=mine.set_at.isoformat(), by=clerk)
    commands.remove_measure(plan.measures.get(code="heating-aid"), by=removed)
    agree(plan, signed)
    commands.reopen_plan(fresh(plan), by=clerk)
    agree(plan, clerk)
    for each in (wrote, removed, signed):
        assert not queries.to_approve(access.where_may(each, "approve"), besides=each).exists()
        with pytest.raises(NeedsAnotherPerson):
            approve(plan, each)


def test_measures_taken_over_have_their_authors_too(dossier, clerk, officer, approver):
    plan_at("approved", dossier, clerk=officer, approver=approver)
    newer = commands.draft_plan(dossier, year=clock.today().year, by=clerk)
    assert set(newer.authors.all()) == {officer, clerk}


@pytest.mark.parametrize("is_undone", [False, True])
def test_nobody_decides_on_the_own_household(is_undone, dossier, clerk, approver, relative, system, signed_in):
    plan = plan_at("agreed", dossier, clerk=clerk, approver=approver)
    if is_undone:
        EndedAccount.objects.create(person=relative.person, user=approver, ended_by=system, ended_at=clock.now())
        relative.delete()
    assert not queries.to_approve(access.where_may(approver, "approve"), besides=approver).exists()
    for act in (lambda: approve(plan, approver), lambda: send_back(plan, approver)):
        with pytest.raises(NeedsAnotherPerson):
            act()
    text = signed_in(approver).get(reverse("plans:show-plan", args=[plan.pk])).content.decode()
    assert "由不属于这个家庭的同事" in text
    assert reverse("plans:approve-plan", args=[plan.pk]) not in text


def test_nobody_writes_on_the_own_household(dossier, clerk, officer, approver, system, signed_in):
    plan = draft(dossier, clerk)
    sheet, talk = signature(dossier, clerk), Answers({}, "说了心里话")
    found = cause(dossier, clerk)
    held = commands.record_interview(dossier, dossier.worker, talk, held_on=clock.today(), by=clerk)
    PersonAccount.objects.create(
        person=persons_of(dossier)[1], user=officer, linked_by=system, linked_at=clock.now(), checked_on=clock.today()
    )
    measure, seen = measure_of(plan), fresh(plan).changed_at.isoformat()
    year, today = clock.today().year, clock.today()
    for act in (
        lambda: commands.draft_plan(dossier, year=year, by=officer),
        lambda: commands.discard_plan(fresh(plan), by=officer),
        lambda: commands.add_measure(plan, said("warm-visit"), by=officer),
        lambda: commands.revise_measure(measure, said(), seen=measure.set_at.isoformat(), by=officer),
        lambda: commands.remove_measure(measure, by=officer),
        lambda: commands.agree_plan(fresh(plan), sheet, seen=seen, by=officer),
        lambda: commands.collect_causes(dossier, by=officer),
        lambda: cause(dossier, officer, "schooling"),
        lambda: commands.settle_cause(found, why="好了", by=officer),
        lambda: commands.record_interview(dossier, dossier.worker, talk, held_on=today, by=officer),
        lambda: commands.read_interview(held, by=officer),
    ):
        with pytest.raises(NeedsAnother):
            act()
    agree(plan, clerk)
    with pytest.raises(NeedsAnother):
        commands.reopen_plan(fresh(plan), by=officer)
    approve(plan, approver)
    with pytest.raises(NeedsAnother):
        commands.report_progress(measure_of(plan), "reached", "到了", by=officer)
    browser = signed_in(officer)
    tab = browser.get(reverse("plans:show-plans", args=[dossier.pk])).content.decode()
    assert "由不属于这个家庭的同事" in tab
    for closed in ("add-cause", "draft-plan", "record-interview"):
        assert reverse(f"plans:{closed}", args=[dossier.pk]) not in tab
    assert browser.get(reverse("plans:show-interview", args=[dossier.pk, held.pk])).status_code == 403
    report = browser.get(reverse("plans:report-progress", args=[measure_of(plan).pk])).content.decode()
    assert 'name="state"' not in report
    assert access.may_report_of(officer, dossier) == set()


def test_a_closed_dossier_leaves_no_plan_waiting(dossier, clerk, approver, signed_in):
    plan = plan_at("agreed", dossier, clerk=clerk, approver=approver)
    close_dossier(dossier, reason="retired", by=clerk)
    where = access.where_may(approver, "approve")
    assert not queries.to_approve(where, besides=approver).exists()
    for which in LISTS:
        listed = signed_in(approver).get(reverse("plans:list-plans"), {"which": which}).content.decode()
        assert reverse("plans:show-plan", args=[plan.pk]) not in listed
    with pytest.raises(Conflict):
        approve(plan, approver)
    address = reverse("plans:discard-plan", args=[plan.pk])
    browser = signed_in(clerk)
    assert address in browser.get(reverse("plans:show-plan", args=[plan.pk])).content.decode()
    browser.post(address)
    assert fresh(plan).state == "discarded"


def test_a_plan_in_force_of_a_closed_dossier_stands_on_no_list(dossier, clerk, approver, signed_in):
    plan = plan_at("approved", dossier, clerk=clerk, approver=approver)
    address = reverse("plans:show-plan", args=[plan.pk])
    listed = signed_in(clerk).get(reverse("plans:list-plans"), {"which": "force"})
    assert address in listed.content.decode()
    close_dossier(dossier, reason="retired", by=clerk)
    listed = signed_in(clerk).get(reverse("plans:list-plans"), {"which": "force"})
    assert address not in listed.content.decode()


def test_whoever_saw_to_a_measure_reads_no_more_of_it(dossier, clerk, approver, someone, bureau, signed_in):
    before, after = someone(Role.COUNSELLOR, bureau, "before"), someone(Role.COUNSELLOR, bureau, "after")
    plan = draft(dossier, clerk, said(person=dossier.worker, role="", user=before, note="要紧的话"))
    old = measure_of(plan)
    browser, address = signed_in(before), reverse("plans:report-progress", args=[old.pk])
    assert browser.get(address).status_code == 404, "not in force yet"
    agree(plan, clerk)
    approve(plan, approver)
    assert browser.get(address).status_code == 200
    newer = commands.draft_plan(dossier, year=plan.year, by=clerk)
    row = measure_of(newer)
    given = said(person=dossier.worker, role="", user=after, note="要紧的话")
    commands.revise_measure(row, given, seen=row.set_at.isoformat(), by=clerk)
    agree(newer, clerk)
    approve(newer, approver)
    assert browser.get(address).status_code == 404
    theirs = signed_in(after)
    assert "要紧的话" in theirs.get(address).content.decode(), "by the older row the one in force is meant"
    close_dossier(dossier, reason="retired", by=clerk)
    assert theirs.get(address).status_code == 404
    typed = signed_in(clerk).post(address, {"state": "reached", "words": "办成了"})
    assert typed.status_code == 422
    assert "办成了" in typed.content.decode()
    with pytest.raises(Conflict):
        commands.report_progress(measure_of(newer), "reached", "还是报了", by=after)


def test_a_sheet_signed_before_the_last_change_is_none(dossier, clerk):
    plan = draft(dossier, clerk)
    early = paper_of(dossier, clerk).pk
    with clock.set_to(clock.today() + timedelta(days=10)):
        commands.add_measure(plan, said("warm-visit"), by=clerk)
        seen = fresh(plan).changed_at.isoformat()

        def refused(**changes):
            signed = signature(dossier, clerk, **changes)
            with pytest.raises(Exception) as told:  # noqa: PT011 (which one is compared)
                commands.agree_plan(fresh(plan), signed, seen=seen, by=clerk)
            return getattr(told.value, "code", told.value)

        assert refused(on=clock.today() - timedelta(days=1)) == "signed-on"
        assert refused(paper=early) == "no-file"
        assert refused(paper=paper_of(dossier, clerk, "application").pk) == "no-file"
        assert refused(mark="AAAAAA") == "mark"
        assert fresh(plan).state == "draft"
        assert agree(plan, clerk).state == "agreed"


def test_a_sheet_says_which_state_of_the_plan_it_is(dossier, clerk, approver):
    def printed():
        return str(sheet_data(fresh(plan), clock.today())["facts"])

    plan = draft(dossier, clerk)
    first = mark_of(fresh(plan))
    assert first in printed()
    commands.add_measure(plan, said("warm-visit"), by=clerk)
    second = mark_of(fresh(plan))
    assert second != first
    agree(plan, clerk)
    assert fresh(plan).signed_mark == second
    approve(plan, approver)
    assert second in printed(), "what was signed is printed again as it was"


def test_another_scan_of_a_signed_plan_is_not_dropped_in_silence(dossier, clerk):
    plan, sheet = draft(dossier, clerk), picture()
    seen = plan.changed_at.isoformat()
    first = signature(dossier, clerk, scan=sheet, scan_name="a.png")
    agreed = commands.agree_plan(plan, first, seen=seen, by=clerk)
    again = commands.agree_plan(fresh(plan), first, seen=seen, by=clerk)
    assert again.paper_id == agreed.paper_id, "pressed twice"
    for other in ({"scan": picture(), "scan_name": "right.png"}, {"paper": paper_of(dossier, clerk).pk}):
        with pytest.raises(PlanTaken, match=r"签|signed"):
            commands.agree_plan(fresh(plan), signature(dossier, clerk, **other), seen=seen, by=clerk)
    assert fresh(plan).paper_id == agreed.paper_id
