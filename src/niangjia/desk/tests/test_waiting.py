"""What waits for whom on the home page, and that each count leads to as many rows."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from niangjia.accounts import commands as accounts
from niangjia.accounts.models import Notice, Role, Urgent
from niangjia.clues.commands import draft_clue, help_clue, watch_clue
from niangjia.clues.tests.factories import a_clue
from niangjia.dossiers.chain import NATIONAL
from niangjia.dossiers.chain_access import is_of_own_household, may_look_into_objections, own_step_in_the_way
from niangjia.dossiers.commands import close_dossier, open_break_glass, post_notice, record_objection
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.queries_of_chain import steps_of
from niangjia.dossiers.queries_of_waits import behind
from niangjia.dossiers.tests.chain_factories import (
    DO,
    FORWARD,
    draft,
    give_consents,
    give_papers,
    leave,
    notice,
    ready,
    staff,
    walk,
)
from niangjia.dossiers.tests.export_factories import ask
from niangjia.dossiers.tests.factories import file, person, record, rows
from niangjia.kernel import clock
from niangjia.people.commands import withdraw_consent
from niangjia.people.models import Consent, Evidence
from niangjia.referrals.queries import WAITS
from niangjia.referrals.tests.factories import PATHS, at_state, dossier_at, partner_of

pytestmark = pytest.mark.django_db
HOME = reverse("desk:show-home")
DAY = date(2026, 6, 1)
"""A Monday."""


@pytest.fixture(autouse=True)
def _at():
    with clock.set_to(DAY):
        yield


@pytest.fixture
def people(someone, bureau, farm):
    return staff(someone, bureau, farm)


@pytest.fixture
def waits(signed_in):
    """What the home page of someone says: code to (count, late)."""

    def ask_home(user):
        entries = signed_in(user).get(HOME).context["entries"]
        return {entry.waiting.code: (entry.count, entry.late) for entry in entries}

    return ask_home


def test_each_step_waits_for_those_whose_turn_it_is_and_for_nobody_else(farm, people, waits):
    dossier = ready(farm, people["submit"])
    for act in FORWARD[: FORWARD.index("recheck")]:
        told = {user for user in people.values() if f"dossiers.{dossier.state}" in waits(user)}
        assert people[act] in told, act
        assert people["refuse"] not in told or act == "review", "a reviewer has the first review alone"
        dossier = DO[act](dossier, by=people[act])
    assert "dossiers.on-notice" not in waits(people["recheck"]), "not while the notice hangs"
    for days_late in (0, 1):
        with clock.set_to(dossier.due_on + timedelta(days=days_late)):
            assert waits(people["recheck"])["dossiers.on-notice"] == (1, days_late)


def test_a_step_that_an_own_step_forbids_waits_for_a_colleague(farm, bureau, people, someone, waits):
    both, other = someone(Role.APPROVER, bureau, "both"), someone(Role.APPROVER, bureau, "other")
    dossier = walk(ready(farm, people["submit"]), people, until="post-notice")
    dossier.steps.filter(act="review").update(by=both)
    with clock.set_to(dossier.due_on):
        assert "dossiers.on-notice" not in waits(both)
        assert "dossiers.on-notice" in waits(other)


def test_objections_and_notices_wait_for_those_who_may_deal_with_them(farm, people, waits):
    dossier = walk(ready(farm, people["submit"]), people, until="post-notice")
    notice = dossier.notices.get()
    record_objection(notice, told_by="某人", text="不符合", received_on=DAY, by=people["submit"])
    assert waits(people["verify"])["dossiers.objections"] == (1, 0)
    assert "dossiers.objections" not in waits(people["review"]), "who reviewed it looks into none"
    assert "dossiers.objections" not in waits(people["submit"]), "nor who was there, heard the meeting and posted it"
    assert "dossiers.notices" not in waits(people["submit"])
    with clock.set_to(notice.ends_on + timedelta(days=1)):
        assert waits(people["submit"])["dossiers.notices"] == (1, 0)
    with clock.set_to(notice.ends_on + timedelta(days=2)):
        assert waits(people["submit"])["dossiers.notices"] == (1, 1)


def test_a_notice_whose_dossier_went_another_way_is_to_come_down_at_once(farm, people, waits):
    dossier = walk(ready(farm, people["submit"]), people, until="appraise")
    post_notice(dossier, notice(ends_on=DAY + timedelta(days=40)), by=people["post-notice"])
    assert "dossiers.notices" not in waits(people["submit"])
    DO["refuse"](dossier, by=people["refuse"])
    assert waits(people["submit"])["dossiers.notices"] == (1, 0)


def test_a_notice_whose_consent_was_taken_back_is_to_come_down_at_once(farm, people, waits, clerk, signed_in):
    dossier = walk(ready(farm, people["submit"]), people, until="post-notice")
    assert "dossiers.notices" not in waits(people["submit"])
    consent = Consent.objects.get(purpose="notice", person=dossier.worker)
    withdraw_consent(consent, withdrawn_on=DAY, told_how="paper", unit=farm, by=clerk)
    assert waits(people["submit"])["dossiers.notices"] == (1, 0)
    address = reverse("dossiers:list-dossiers") + "?state=all&waits=notices"
    assert signed_in(people["submit"]).get(address).context["count"] == 1


def test_papers_of_a_dossier_begun_by_a_clue_count_from_the_first_help_and_wait_once(farm, people, waits, officer):
    by = people["submit"]
    clue = a_clue(unit=farm, by=officer)
    with clock.set_to(DAY + timedelta(days=1)):
        help_clue(clue, helped_on=DAY, helped_by="关志林", help_given="米面", by=officer)
        clue.refresh_from_db()
        begun = draft_clue(clue, record(), unit=farm, seen=clue.seen, by=by, is_emergency=True, is_temporary=False)
        assert begun.emergency_on == DAY
        assert waits(by)["dossiers.papers"] == (1, 0)
    clue.refresh_from_db()
    assert clue.is_emergency
    with clock.set_to(DAY + timedelta(days=60)):
        assert waits(by)["dossiers.papers"] == (1, 1)
        assert "clues.papers" not in waits(by)


def test_papers_of_an_emergency_wait(farm, people, waits, signed_in):
    by = people["submit"]
    urgent = draft(farm, by, is_emergency=True, secondary_causes=["schooling"])
    draft(farm, by)
    assert waits(by)["dossiers.papers"] == (1, 0)
    address = reverse("dossiers:list-dossiers") + "?state=all&waits=emergency-papers"
    assert signed_in(by).get(address).context["count"] == 1
    with clock.set_to(DAY + timedelta(days=30)):
        assert waits(by)["dossiers.papers"] == (1, 1)
        give_papers(urgent, by)
        assert "dossiers.papers" not in waits(by)
        Evidence.objects.filter(kind="schooling-proof").delete()
        assert waits(by)["dossiers.papers"] == (1, 1), "a further cause wants its papers too"


def test_clues_wait_by_their_clocks(farm, clerk, officer, leader, waits):
    a_clue(unit=farm, by=officer)
    urgent = a_clue(unit=farm, by=officer, name="关山", is_emergency=True)
    assert waits(clerk)["clues.decide"] == (2, 0)
    assert waits(officer)["clues.emergencies"] == (1, 0)
    assert "clues.decide" not in waits(officer)
    assert waits(leader) == {}
    watch_clue(urgent, reason="再看看", next_look_on=DAY + timedelta(days=2), seen=urgent.seen, by=clerk)
    assert "clues.watched" not in waits(clerk), "its look is still to come"
    with clock.set_to(DAY + timedelta(days=3)):
        assert waits(clerk)["clues.watched"] == (1, 1)
    with clock.set_to(DAY + timedelta(days=60)):
        found = waits(clerk)
        assert found["clues.emergencies"] == (1, 1)
        assert found["clues.papers"] == (1, 1)
        assert found["clues.decide"] == (1, 1)


def test_an_emergency_is_told_at_once(farm, clerk, officer):
    a_clue(unit=farm, by=officer)
    assert not Notice.objects.exclude(urgent="").exists()
    a_clue(unit=farm, by=officer, is_emergency=True)
    assert list(Notice.objects.values_list("to", "urgent")) == [(clerk.pk, Urgent.EMERGENCY)]


def test_referrals_wait_for_the_department_and_then_for_the_union(bureau, farm, clerk, system, someone, waits):
    partner = partner_of(bureau, system)
    responder = someone(Role.RESPONDER, partner, "responder")
    with clock.set_to(DAY + timedelta(days=30)):
        dossier = dossier_at(farm, clerk)
        for state in ("sent", "accepted", "answered"):
            at_state(state, dossier, partner, clerk=clerk, responder=responder)
        assert waits(responder) == {"referrals.take-on": (1, 0), "referrals.answer": (1, 0)}
        assert waits(clerk)["referrals.look"] == (1, 0)
        assert "referrals.late" not in waits(clerk)
    with clock.set_to(DAY + timedelta(days=120)):
        assert waits(responder) == {"referrals.take-on": (1, 1), "referrals.answer": (1, 1)}
        assert waits(clerk)["referrals.late"] == (2, 2)


def test_decisions_wait_for_those_who_did_not_ask(farm, clerk, approver, auditor, waits):
    rows(farm, [{} for _row in range(2)])
    ask(clerk, full=["phone"])
    assert waits(approver)["dossiers.exports"] == (1, 0)
    assert "dossiers.exports" not in waits(clerk)


def test_emergency_access_waits_for_a_second_person(farm, other_farm, people, someone, approver, bureau, waits):
    outsider = someone(Role.UNIT_OFFICER, other_farm, "outsider")
    watcher = someone(Role.SECURITY_AUDITOR, bureau, "watcher")
    [dossier] = rows(farm, [{}])
    open_break_glass(dossier.number, reason="住院抢救，需要核对家属联系方式", device="x", by=outsider)
    for user in (watcher, approver):
        assert waits(user)["dossiers.glasses"] == (1, 0)
    assert "dossiers.glasses" not in waits(outsider)


def test_each_count_leads_to_as_many_dossiers(farm, other_farm, people, signed_in, clerk):
    for until in ("submit", "review", "record-visit", "post-notice"):
        walk(ready(farm, people["submit"]), people, until=until)
    rows(farm, [{"questions": 2}, {"questions": 1}, {}])
    looked_at = 0
    with clock.set_to(DAY + timedelta(days=30)):
        for user in {*people.values(), clerk}:
            browser = signed_in(user)
            for entry in browser.get(HOME).context["entries"]:
                for address, count in ((entry.waiting.address, entry.count), (entry.waiting.late_address, entry.late)):
                    if address.startswith(reverse("dossiers:list-dossiers")):
                        assert browser.get(address).context["count"] == count, (user, address)
                        looked_at += bool(count)
        page = browser.get(HOME)
    assert looked_at >= 8
    assert any(row.late for row in page.context["home"].way)


def test_each_count_of_clues_leads_to_as_many_clues(
    farm, other_farm, clerk, officer, system, someone, bureau, signed_in
):
    clerk_of_farm = someone(Role.ASSISTANCE_CLERK, farm, "of-farm")
    accounts.appoint_user(clerk_of_farm, role=Role.AUDITOR, unit=bureau, starts_on=DAY, by=system)
    for unit in (farm, other_farm):
        a_clue(unit=unit, by=clerk)
        a_clue(unit=unit, by=clerk, is_emergency=True)
        helped = a_clue(unit=unit, by=clerk, is_emergency=True)
        help_clue(helped, helped_on=DAY, helped_by="关志林", help_given="现金", by=clerk)
        watch_clue(helped, reason="再看看", next_look_on=DAY + timedelta(days=2), seen=helped.seen, by=clerk)
        soon = a_clue(unit=unit, by=clerk)
        watch_clue(soon, reason="再看看", next_look_on=DAY + timedelta(days=33), seen=soon.seen, by=clerk)
    looked_at = 0
    for day in (DAY, DAY + timedelta(days=3), DAY + timedelta(days=30)):
        with clock.set_to(day):
            for user in (clerk, officer, clerk_of_farm):
                browser = signed_in(user)
                for entry in browser.get(HOME).context["entries"]:
                    if entry.waiting.code.startswith("clues."):
                        assert browser.get(entry.waiting.address).context["page"].paginator.count == entry.count
                        assert browser.get(entry.waiting.late_address).context["page"].paginator.count == entry.late
                        looked_at += bool(entry.late)
    assert looked_at >= 12


def test_each_count_of_referrals_leads_to_as_many_referrals(bureau, farm, clerk, system, someone, signed_in):
    partner = partner_of(bureau, system)
    responder = someone(Role.RESPONDER, partner, "responder")
    with clock.set_to(DAY + timedelta(days=30)):
        dossier = dossier_at(farm, clerk)
        for state in sorted(PATHS, key="draft".__eq__):  # the same draft again is the one there is
            for _each in range(2 if state in {"sent", "answered"} else 1):
                at_state(state, dossier, partner, clerk=clerk, responder=responder)
        gone = dossier_at(farm, clerk, name="何小满")
        for state in ("draft", "sent", "answered"):
            at_state(state, gone, partner, clerk=clerk, responder=responder)
        close_dossier(gone, reason="died", by=clerk)
    looked_at = set()
    for day in (DAY + timedelta(days=31), DAY + timedelta(days=120)):
        with clock.set_to(day):
            for user in (clerk, responder):
                browser = signed_in(user)
                for entry in browser.get(HOME).context["entries"]:
                    if entry.waiting.code.startswith("referrals."):
                        assert len(browser.get(entry.waiting.address).context["rows"]) == entry.count, entry
                        if entry.late:
                            assert len(browser.get(entry.waiting.late_address).context["rows"]) == entry.late
                        looked_at.add(entry.waiting.code.partition(".")[2])
    assert looked_at == WAITS.keys()


def test_the_way_in_the_units_is_counted_with_its_lateness(farm, people, leader, signed_in, clerk):
    walk(ready(farm, people["submit"]), people, until="submit")
    walk(ready(farm, people["submit"]), people, until="post-notice")
    with clock.set_to(DAY + timedelta(days=30)):
        seen, led = signed_in(clerk).get(HOME), signed_in(leader).get(HOME)
    counts = [(row.count, row.late) for row in seen.context["home"].way]
    assert counts == [(1, 1), (1, 1)]
    assert counts == [(row.count, row.late) for row in led.context["home"].way]
    assert not any(row.address or row.late_address for row in led.context["home"].way)
    assert all(row.address and row.late_address for row in seen.context["home"].way)
    assert "刘心红" not in led.content.decode()
    assert (seen.context["late_on_way"], led.context["late_on_way"]) == (2, 2)
    assert '<a href="#way">2 件' in led.content.decode(), "ten seconds are enough to see it"
    assert 'id="way"' in led.content.decode()


def test_emergencies_stand_before_all_that_is_late(farm, clerk, people, waits):
    with clock.set_to(DAY):
        a_clue(unit=farm, by=clerk)
    with clock.set_to(DAY + timedelta(days=30)):
        a_clue(unit=farm, by=clerk, is_emergency=True)
        assert next(iter(waits(clerk))) == "clues.emergencies"


def test_the_way_out_of_help_is_counted_as_well_and_leads_to_as_many(farm, people, signed_in):
    dossier = file(person("刘心红", is_head=True), unit=farm, by=people["submit"])
    leave(dossier, people, until="propose-exit")
    browser = signed_in(people["review"])
    [row] = browser.get(HOME).context["home"].way
    assert (row.count, row.late) == (1, 0)
    assert browser.get(row.address).context["count"] == 1


def test_what_comes_this_week_stands_under_its_day(farm, people, signed_in):
    dossier = walk(ready(farm, people["submit"]), people, until="submit")
    days = signed_in(people["review"]).get(HOME).context["days"]
    assert [(on, [each.code for each, _count in what]) for on, what in days] == [
        (dossier.due_on, ["dossiers.submitted"])
    ]


def test_the_number_of_queries_is_fixed(farm, people, clerk, officer, signed_in):
    def queries(user):
        with CaptureQueriesContext(connection) as asked:
            browser.get(HOME)
        return len(asked)

    browser = signed_in(clerk)
    for until in ("submit", "post-notice"):
        walk(ready(farm, people["submit"]), people, until=until)
    few = queries(clerk)
    for until in ("submit", "review", "record-visit", "post-notice"):
        for _each in range(3):
            walk(ready(farm, people["submit"]), people, until=until)
            a_clue(unit=farm, by=officer, is_emergency=until == "submit")
    assert queries(clerk) == few <= 44


@pytest.mark.parametrize("role", Role.values)
def test_every_role_has_a_home_that_says_where_to_go(role, someone, bureau, signed_in):
    page = signed_in(someone(role, bureau, "anyone")).get(HOME)
    assert page.status_code == 200
    ways = {reverse("desk:show-home"), reverse("desk:show-about"), reverse("accounts:list-notices")}
    main = page.content.decode().partition("<main")[2]
    assert set(re.findall(r'href="(/[^"]*)"', main)) - ways, "a way to go on from"


def test_who_took_part_in_a_round_before_is_waited_for_again(farm, people, waits):
    dossier = file(person("刘心红", is_head=True), unit=farm, by=people["submit"])
    leave(dossier, people, until="review-exit")
    DO["return-exit"](dossier, by=people["review-exit"])
    leave(dossier, people, until="propose-exit")
    dossier.refresh_from_db()
    user = people["review-exit"]
    steps, groups = steps_of(dossier), NATIONAL.groups_of("review-exit", dossier.state)
    assert own_step_in_the_way(user, NATIONAL, steps, groups) is None
    assert waits(user)["dossiers.exit-proposed"] == (1, 0)


@pytest.mark.parametrize("until", ["post-notice", "post-exit-notice"])
def test_an_objection_waits_for_those_who_may_look_into_it(until, farm, people, signed_in):
    dossier = walk(ready(farm, people["submit"]), people, until="post-notice")
    if until == "post-exit-notice":
        dossier = file(person("何小满", is_head=True), unit=farm, by=people["submit"])
        give_consents(dossier, people["submit"])
        leave(dossier, people, until=until)
    hung = dossier.notices.order_by("starts_on").last()
    with clock.set_to(hung.starts_on):
        record_objection(hung, received_on=hung.starts_on, told_by="", text="收入不实", by=people["submit"])
        dossier.refresh_from_db()
        where = Dossier.objects.filter(pk=dossier.pk)
        steps = steps_of(dossier)
        for user in {each.pk: each for each in people.values()}.values():
            is_own = is_of_own_household(user, dossier)
            may = may_look_into_objections(user, NATIONAL, steps, dossier, is_own=is_own)
            assert where.filter(behind("objections", user)).exists() == may, (user, until)
