"""Pages of referrals in a real browser, and a partner without an account who answers through a link."""

import pytest

from niangjia.accounts.models import Role
from niangjia.kernel import clock
from niangjia.referrals.commands import issue_link, open_meeting, record_decision
from niangjia.referrals.models import Answer, Referral, State
from niangjia.referrals.tests.factories import at_state, dossier_at, draft, partner_of
from tests.journeys.test_every_page import BOTH, EITHER, look

pytestmark = pytest.mark.browser


@EITHER
@BOTH
def test_pages_of_both_sides(visit, clerk, leader, someone, system, bureau, farm, language, width):
    partner = partner_of(bureau, system)
    responder = someone(Role.RESPONDER, partner, "responder")
    page = visit("/", user=clerk, language=language, width=width)
    asked = visit("/", user=responder, language=language, width=width)
    for path in ("/referrals/", "/meetings/", "/meetings/open/"):
        look(page, path, language)
    look(asked, "/requests/", language)
    dossier = dossier_at(farm, clerk)
    look(page, f"/dossiers/{dossier.pk}/referrals/", language)
    look(page, f"/dossiers/{dossier.pk}/draft-referral/?item=minimum-living", language)
    look(page, f"/referrals/{draft(dossier, partner, clerk).pk}/", language)
    for state in ("returned", "settled"):
        referral = at_state(state, dossier, partner, clerk=clerk, responder=responder)
        look(page, f"/referrals/{referral.pk}/", language)
        look(asked, f"/requests/{referral.pk}/", language)
    texts = {"place": "", "chair": "局领导", "present": "各部门", "notes": ""}
    meeting = open_meeting(bureau, held_on=clock.today(), texts=texts, by=clerk)
    record_decision(meeting, text="尽快答复", owner=partner, due_on=clock.today(), by=clerk)
    for path in ("/referrals/", "/meetings/", f"/meetings/{meeting.pk}/"):
        look(page, path, language)
    look(asked, "/requests/", language)
    look(visit("/", user=leader, language=language, width=width), "/meetings/", language)


@BOTH
def test_a_partner_answers_through_a_link(visit, clerk, system, bureau, farm, width):
    partner = partner_of(bureau, system, kind="outside-authority", name="旗民政局")
    sent = at_state("sent", dossier_at(farm, clerk), partner, clerk=clerk, responder=clerk)
    issued = issue_link(sent, contact="王科长", by=clerk)
    page = visit(f"/answer/{issued.token}/", width=width)
    assert "刘心红" not in page.content()
    page.get_by_label("验证码的后六位").fill(issued.code[4:].lower())
    page.get_by_role("button", name="继续").click()
    page.get_by_text("刘心红").wait_for()
    page.get_by_label("办理结果").select_option("done")
    page.get_by_label("说明").fill("已纳入低保，七月起发放")
    page.get_by_label("您的姓名和职务").fill("王科长")
    page.get_by_role("button", name="提交答复").click()
    page.get_by_text("已收到您的答复").wait_for()
    assert Referral.objects.get().state == State.ANSWERED
    assert Answer.objects.get().signed_as.reveal() == "王科长"
