"""The pages of plans: the way a clerk, an approver, a cadre and a leader go, what each is shown, and what is not."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from niangjia.accounts.models import Role
from niangjia.accounts.waiting import Week
from niangjia.dossiers.models import Dossier
from niangjia.kernel import clock
from niangjia.plans import commands, queries
from niangjia.plans.interview import Answers
from niangjia.plans.marks import mark_of
from niangjia.plans.models import Cause, Interview, OwnMeasure, Plan, PlannedMeasure
from niangjia.plans.tests.factories import (
    agree,
    approve,
    cause,
    dossier_at,
    draft,
    fresh,
    measure_of,
    paper_of,
    persons_of,
    plan_at,
    said,
)
from niangjia.plans.waiting import waiting_for

pytestmark = pytest.mark.django_db


def page(response):
    assert response.status_code == 200
    return response.content.decode()


def test_a_clerk_goes_from_causes_to_a_signature(dossier, signed_in, clerk, approver):
    browser = signed_in(clerk)
    tab = reverse("plans:show-plans", args=[dossier.pk])
    assert "还没有写明致困原因" in page(browser.get(tab))
    browser.post(reverse("plans:collect-causes", args=[dossier.pk]))
    assert "本人大病" in page(browser.get(tab))
    address = reverse("plans:add-cause", args=[dossier.pk])
    assert page(browser.get(address))
    wife = persons_of(dossier)[1]
    typed = {"code": "family-unemployment", "person": wife.pk, "weight": 2, "origin": "visit", "words": "一直在家"}
    assert browser.post(address, typed).status_code == 302
    refused = browser.post(address, {**typed, "code": "no-work-capacity", "words": ""})
    assert refused.status_code == 422
    answer = browser.post(reverse("plans:draft-plan", args=[dossier.pk]), {"year": clock.today().year})
    plan = Plan.objects.get()
    assert answer["Location"] == reverse("plans:show-plan", args=[plan.pk])
    told = page(browser.get(answer["Location"]))
    assert "技能培训 · 陈桂芳" in told
    assert "医疗急难救助 · 刘心红" in told
    assert "没有应急性措施" in told
    offered = re.search(r'href="([^"]*add/\?code=skills-training[^"]*)"', told)[1].replace("&amp;", "&")
    form = page(browser.get(offered))
    assert f'value="{wife.pk}" selected' in form
    typed = {
        "person": wife.pk,
        "causes": ["family-unemployment"],
        "note": "食用菌栽培班",
        "responsible": "role:unit-officer",
        "starts_on": clock.today().isoformat(),
        "due_on": (clock.today() + timedelta(days=90)).isoformat(),
        "goal_kind": "certificate",
    }
    assert browser.post(offered, {**typed, "due_on": "2020-01-01"}).status_code == 422
    assert browser.post(offered, typed).status_code == 302
    assert browser.post(offered, typed).status_code == 302
    assert PlannedMeasure.objects.count() == 1, "sent twice"
    told = page(browser.get(reverse("plans:show-plan", args=[plan.pk])))
    assert "食用菌栽培班" in told
    address = reverse("plans:agree-plan", args=[plan.pk])
    seen = re.search(r'name="seen" value="([^"]+)"', page(browser.get(address)))[1]
    typed = {"on": clock.today().isoformat(), "how": "home", "who": dossier.worker_id, "seen": seen}
    typed["mark"] = mark_of(fresh(plan)).lower()
    assert "请" in browser.post(address, typed).content.decode()
    assert fresh(plan).state == "draft", "no paper, no signature"
    file = paper_of(dossier, clerk)
    assert browser.post(address, {**typed, "file": file.pk}).status_code == 302
    assert fresh(plan).state == "agreed"
    chair = signed_in(approver)
    told = page(chair.get(reverse("plans:show-plan", args=[plan.pk])))
    shown = re.search(r'name="shown" value="([^"]+)"', told)[1]
    address = reverse("plans:approve-plan", args=[plan.pk])
    seen = re.search(r'name="seen" value="([^"]+)"', told)[1]
    assert chair.post(address, {"seen": seen, "shown": shown, "why": ""}).status_code == 422
    assert chair.post(address, {"seen": seen, "shown": shown, "why": "先把培训办起来"}).status_code == 302
    assert "先把培训办起来" in page(chair.get(reverse("plans:show-plan", args=[plan.pk])))


def test_an_income_is_typed_in_yuan(dossier, signed_in, clerk):
    plan = draft(dossier, clerk)
    address = reverse("plans:add-measure", args=[plan.pk]) + "?code=living-aid"
    typed = {
        "starts_on": clock.today().isoformat(),
        "due_on": clock.today().isoformat(),
        "goal_kind": "income",
        "goal_number": "1,250.50",
        "amount": "3000",
    }
    assert signed_in(clerk).post(address, {**typed, "goal_number": "很多"}).status_code == 422
    assert signed_in(clerk).post(address, typed).status_code == 302
    measure = PlannedMeasure.objects.get(code="living-aid")
    assert (measure.goal_value, measure.amount_fen) == (125_050, 300_000)
    form = page(signed_in(clerk).get(reverse("plans:revise-measure", args=[plan.pk, measure.pk])))
    assert 'value="1,250.50"' in form


def test_a_measure_is_changed_and_taken_out(dossier, signed_in, clerk):
    plan = draft(dossier, clerk)
    measure, browser = measure_of(plan), signed_in(clerk)
    address = reverse("plans:revise-measure", args=[plan.pk, measure.pk])
    seen = re.search(r'name="seen" value="([^"]+)"', page(browser.get(address)))[1]
    typed = {
        "person": dossier.worker_id,
        "starts_on": measure.starts_on.isoformat(),
        "due_on": measure.due_on.isoformat(),
        "responsible": "",
        "seen": seen,
    }
    assert browser.post(address, typed).status_code == 302
    told = page(browser.get(reverse("plans:show-plan", args=[plan.pk])))
    assert "没有责任人" in told
    assert browser.post(address, {**typed, "note": "换个办法"}).status_code == 422, "somebody has changed it since"
    out = reverse("plans:remove-measure", args=[plan.pk, measure.pk])
    assert browser.post(out).status_code == 302
    assert browser.post(out).status_code == 302, "pressed twice"
    assert not plan.measures.exists()


def test_whoever_sees_to_a_measure_reports_on_it_and_reads_nothing_else(
    dossier, signed_in, clerk, approver, someone, farm
):
    cadre = someone(Role.PAIRING_CADRE, farm, "cadre")
    plan = draft(dossier, clerk, said("warm-visit", role="", user=cadre, note="中秋前看望"), said("heating-aid"))
    agree(plan, clerk)
    approve(plan, approver)
    browser = signed_in(cadre)
    listed = page(browser.get(reverse("plans:list-own-measures")))
    assert "送温暖慰问" in listed
    assert "取暖帮扶" not in listed
    mine, other = plan.measures.get(code="warm-visit"), plan.measures.get(code="heating-aid")
    address = reverse("plans:report-progress", args=[mine.pk])
    assert "中秋前看望" in page(browser.get(address))
    assert browser.post(address, {"state": "reached", "words": ""}).status_code == 422
    answer = browser.post(address, {"state": "reached", "words": "看望过了"})
    assert answer["Location"] == reverse("plans:list-own-measures")
    for refused in (
        reverse("plans:report-progress", args=[other.pk]),
        reverse("plans:show-plan", args=[plan.pk]),
        reverse("plans:show-plans", args=[dossier.pk]),
    ):
        assert browser.get(refused).status_code in {403, 404}


def test_a_talk_is_seen_by_those_who_work_on_the_plan_alone(dossier, signed_in, clerk, approver, auditor, leader):
    browser = signed_in(clerk)
    address = reverse("plans:record-interview", args=[dossier.pk])
    assert "这是谈心" in page(browser.get(address))
    typed = {
        "person": dossier.worker_id,
        "held_on": clock.today().isoformat(),
        "trade": "would-learn",
        "finding": "asked-more",
        "words": "想学一门手艺",
    }
    answer = browser.post(address, typed)
    talk = Interview.objects.get()
    told = page(browser.get(answer["Location"]))
    assert "想学一门手艺" in told
    assert "技能培训" in told, "what strengthens it is suggested"
    assert browser.post(address, {"person": dossier.worker_id, "held_on": typed["held_on"]}).status_code == 422
    shown = reverse("plans:show-interview", args=[dossier.pk, talk.pk])
    for other in (approver, auditor, leader):
        assert signed_in(other).get(shown).status_code in {403, 404}
    tab = page(signed_in(approver).get(reverse("plans:show-plans", args=[dossier.pk])))
    assert "谈心" not in tab
    assert "一起使把劲" not in tab


def test_a_leader_sees_the_map_and_no_name(dossier, signed_in, clerk, approver, leader):
    plan = plan_at("approved", dossier, clerk=clerk, approver=approver)
    commands.report_progress(measure_of(plan), "reached", "给刘心红报销了", by=clerk)
    browser = signed_in(leader)
    told = page(browser.get(reverse("plans:show-map", args=[dossier.pk])))
    assert "医疗救助" in told
    assert "<svg" in told
    assert "style=" not in told
    for name in [each.name for each in persons_of(dossier)]:
        assert name not in told
    listed = page(browser.get(reverse("plans:list-plans")))
    assert dossier.worker.name not in listed
    assert browser.get(reverse("plans:show-plan", args=[plan.pk])).status_code in {403, 404}


def test_versions_stand_side_by_side(dossier, signed_in, clerk, approver):
    older = plan_at("approved", dossier, clerk=clerk, approver=approver)
    newer = commands.draft_plan(dossier, year=older.year, by=clerk)
    commands.add_measure(newer, said("heating-aid"), by=clerk)
    told = page(signed_in(clerk).get(reverse("plans:compare-plans", args=[newer.pk, older.pk])))
    assert told.count("<tr>") == 3
    assert "新增" in told
    other = draft(dossier_at(dossier.unit, clerk), clerk)
    assert signed_in(clerk).get(reverse("plans:compare-plans", args=[newer.pk, other.pk])).status_code == 404


def test_a_bureau_adds_a_measure_and_says_what_can_be_had(dossier, signed_in, clerk, officer):
    browser = signed_in(clerk)
    typed = {
        "name": "林下经济合作社入股",
        "what": "以工代股",
        "tier": "fundamental",
        "nature": "capability",
        "causes": ["low-income", "laid-off"],
        "is_about_member": "household",
        "qualifies": "愿意参加的家庭",
        "told_by": "当年分红",
        "sign": "income",
        "role": "unit-officer",
        "ceiling": "living_ceiling",
        "evidence": ["income-proof"],
        "basis": "局工会〔2026〕3号",
    }
    address = reverse("plans:add-entry")
    assert browser.post(address, {**typed, "basis": ""}).status_code == 422
    assert browser.post(address, typed).status_code == 302
    assert browser.post(address, typed).status_code == 302
    assert OwnMeasure.objects.count() == 1, "sent twice"
    assert browser.post(address, {**typed, "name": "医疗救助"}).status_code == 422
    shown = page(browser.get(reverse("plans:list-measures")))
    assert "林下经济合作社入股" in shown
    assert "局工会〔2026〕3号" in shown
    entry = queries.entries_now()[OwnMeasure.objects.get().code]
    assert (entry.sign, entry.role, entry.ceiling, entry.evidence, entry.is_about_member) == (
        "income", "unit-officer", "living_ceiling", ("income-proof",), False,
    )  # fmt: skip
    assert browser.post(address, {**typed, "name": "另一项", "ceiling": "sky"}).status_code == 422
    change = reverse("plans:change-availability", args=["production-loan"])
    assert browser.post(change, {"is_available": "no", "why": "资金池还没有建"}).status_code == 302
    assert "资金池还没有建" in page(browser.get(reverse("plans:list-measures")))
    assert signed_in(officer).get(address).status_code == 403
    plan = draft(dossier, clerk)
    told = page(signed_in(clerk).get(reverse("plans:show-plan", args=[plan.pk])))
    assert "小额无息贷款" not in told


def test_the_sheet_for_the_household_is_printed(dossier, signed_in, clerk):
    plan = draft(dossier, clerk)
    answer = signed_in(clerk).get(reverse("plans:print-plan", args=[plan.pk]))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_lists_ask_a_constant_number_of_times(farm, signed_in, clerk, approver):
    browser = signed_in(clerk)
    addresses = [f"{reverse('plans:list-plans')}?which={each}" for each in ("draw", "drawn", "force")]
    addresses.append(reverse("plans:list-due-measures"))

    def asked():
        counts = []
        for each in addresses:
            with CaptureQueriesContext(
                connection,
            ) as queries:
                page(browser.get(each))
            counts.append(len(queries))
        return counts

    for _each in range(2):
        plan_at("approved", dossier_at(farm, clerk), clerk=clerk, approver=approver)
        draft(dossier_at(farm, clerk), clerk)
        dossier_at(farm, clerk)
    before = asked()
    for _each in range(3):
        plan_at("approved", dossier_at(farm, clerk), clerk=clerk, approver=approver)
        draft(dossier_at(farm, clerk), clerk)
        dossier_at(farm, clerk)
    assert asked() == before


def test_a_cause_is_settled_with_a_reason(dossier, signed_in, clerk):
    found = cause(dossier, clerk)
    address = reverse("plans:settle-cause", args=[dossier.pk, found.pk])
    browser = signed_in(clerk)
    assert browser.post(address, {"why": " "}).status_code == 422
    assert browser.post(address, {"why": "病已治好"}).status_code == 302
    assert Cause.objects.get().settled_on == clock.today()
    assert "病已治好" in page(browser.get(reverse("plans:show-plans", args=[dossier.pk])))
    assert Answers({}, "x").as_json()


def test_what_waits_is_what_the_lists_show(farm, clerk, approver, someone, signed_in):
    def waits(user):
        today = clock.today()
        found = waiting_for(user, Week(today, today + timedelta(days=6)))
        return {each.code: sum(each.days.values()) for each in found if sum(each.days.values())}

    cadre = someone(Role.PAIRING_CADRE, farm, "cadre")
    dossier_at(farm, clerk)
    assert waits(clerk) == {"plans.draw": 1}
    plan = draft(Dossier.objects.get(), clerk, said("warm-visit", role="", user=cadre, due_on=clock.today()))
    assert waits(clerk) == {"plans.agree": 1}
    agree(plan, clerk)
    assert waits(clerk) == {}
    assert waits(approver) == {"plans.approve": 1}
    listed = page(signed_in(approver).get(reverse("plans:list-plans") + "?which=approve"))
    assert reverse("plans:show-plan", args=[plan.pk]) in listed
    approve(plan, approver)
    assert waits(clerk) == {"plans.measures": 1}
    assert waits(cadre) == {"plans.own-measures": 1}
    commands.report_progress(measure_of(plan), "reached", "看望过了", by=cadre)
    assert waits(clerk) == waits(cadre) == waits(approver) == {}


def test_an_empty_tier_leads_to_what_is_proposed_and_another_folds_it_away(dossier, signed_in, clerk):
    cause(dossier, clerk)
    plan = draft(dossier, clerk)
    told = page(signed_in(clerk).get(reverse("plans:show-plan", args=[plan.pk])))
    assert 'href="#proposed-emergency"' in told
    assert '<details id="proposed-emergency" open>' in told
    assert 'href="#proposed-safety-net"' not in told, "it has a measure"
    assert '<details id="proposed-safety-net">' in told


def test_a_measure_for_a_member_needs_the_member(dossier, signed_in, clerk):
    address = reverse("plans:add-measure", args=[draft(dossier, clerk).pk])
    typed = {"starts_on": clock.today().isoformat(), "due_on": clock.today().isoformat(), "person": ""}
    refused = signed_in(clerk).post(f"{address}?code=skills-training", typed)
    assert refused.status_code == 422
    assert refused.context["form"].errors["person"]
    assert signed_in(clerk).post(f"{address}?code=heating-aid", typed).status_code == 302


def test_the_two_forms_of_a_decision_have_fields_of_their_own(dossier, signed_in, clerk, approver):
    plan = plan_at("agreed", dossier, clerk=clerk, approver=approver)
    told = page(signed_in(approver).get(reverse("plans:show-plan", args=[plan.pk])))
    ids = re.findall(r'<textarea[^>]* id="([^"]+)"', told)
    assert len(ids) == len(set(ids)) == 2
