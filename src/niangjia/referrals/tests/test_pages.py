"""The pages: from the dossier to the answer and back, lists of constant cost, and leaders who read no names."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from niangjia.accounts.models import Role
from niangjia.kernel import clock
from niangjia.people.tests.hostile_files import picture
from niangjia.referrals import commands
from niangjia.referrals.minutes_sheet import minutes_data
from niangjia.referrals.models import Answer, Meeting, MeetingDecision, PartnerLink, Referral, State
from niangjia.referrals.tests.factories import PATHS, PHONE, at_state, dossier_at, draft, partner_of

pytestmark = pytest.mark.django_db


def of(name, *args):
    return reverse(f"referrals:{name}", args=args)


def test_from_the_dossier_to_the_result(signed_in, clerk, responder, dossier, partner):
    union, department = signed_in(clerk), signed_in(responder)
    assert "请部门办理" in union.get(of("show-referrals", dossier.pk)).content.decode()
    asking = of("draft-referral", dossier.pk)
    page = union.get(asking, {"item": "minimum-living"}).content.decode()
    assert "局民政科" in page
    told = {
        "item": "minimum-living", "partner": str(partner.pk), "person": str(dossier.worker_id),
        "facts": ["worker-name", "worker-phone"], "request": "请对接",
    }  # fmt: skip
    made = union.post(asking, told)
    referral = Referral.objects.get()
    assert made["Location"] == of("show-referral", referral.pk)
    assert department.get(of("show-request", referral.pk)).status_code == 404
    union.post(of("send-referral", referral.pk))
    page = department.get(of("show-request", referral.pk)).content.decode()
    for shown in ("刘心红", PHONE, "请对接"):
        assert shown in page
    for hidden in (dossier.number, dossier.worker.identity_number.reveal(), "根河市", "刘春生"):
        assert hidden not in page
    department.post(of("accept-referral", referral.pk))
    paper = SimpleUploadedFile("批文.png", picture("PNG"), "image/png")
    department.post(of("answer-referral", referral.pk), {"result": "done", "words": "已纳入", "paper": paper})
    page = union.get(of("show-referral", referral.pk)).content.decode()
    assert "已纳入" in page
    assert PHONE not in page
    answer = Answer.objects.get()
    got = union.get(of("download-answer", referral.pk, answer.pk))
    assert got.content[:4] == b"\x89PNG"
    assert "attachment" in got["Content-Disposition"]
    assert department.get(of("download-answer", referral.pk, answer.pk)).status_code == 404
    union.post(of("return-answer", referral.pk), {"why": "缺文号"})
    assert "缺文号" in department.get(of("show-request", referral.pk)).content.decode()
    department.post(of("answer-referral", referral.pk), {"result": "done", "words": "文号 1"})
    union.post(of("approve-answer", referral.pk))
    union.post(of("close-referral", referral.pk), {"outcome": "helped", "note": "七月起"})
    referral.refresh_from_db()
    assert (referral.state, referral.result_note.reveal()) == (State.CLOSED, "七月起")
    page = department.get(of("show-request", referral.pk)).content.decode()
    assert "刘心红" not in page


@pytest.mark.parametrize("state", PATHS)
def test_each_state_has_its_page_for_both_sides(signed_in, clerk, responder, auditor, dossier, partner, state):
    referral = at_state(state, dossier, partner, clerk=clerk, responder=responder)
    for user in (clerk, auditor):
        page = signed_in(user).get(of("show-referral", referral.pk))
        assert page.status_code == 200
        forms = page.content.decode().count('action="/referrals/')
        assert bool(forms) == (user == clerk and state not in {"closed", "withdrawn"})
    asked = signed_in(responder).get(of("show-request", referral.pk))
    assert asked.status_code == (404 if state == "draft" else 200)


@pytest.mark.parametrize(
    ("state", "name", "told", "kept"),
    [
        ("answered", "return-answer", {"why": ""}, None),
        ("declined", "close-referral", {"outcome": "", "note": "写了一半"}, "写了一半"),
        ("sent", "issue-link", {"contact": ""}, None),
        ("sent", "withdraw-referral", {"reason": "  "}, None),
    ],
)
def test_bad_input_is_told_and_nothing_typed_is_lost(
    signed_in, clerk, responder, dossier, partner, state, name, told, kept
):
    referral = at_state(state, dossier, partner, clerk=clerk, responder=responder)
    answer = signed_in(clerk).post(of(name, referral.pk), told)
    assert answer.status_code == 422
    assert kept is None or kept in answer.content.decode()
    referral.refresh_from_db()
    assert referral.state == state


def test_a_responder_who_types_too_little_is_told(signed_in, clerk, responder, dossier, partner):
    referral = at_state("accepted", dossier, partner, clerk=clerk, responder=responder)
    client = signed_in(responder)
    bad = SimpleUploadedFile("x.exe", b"MZ123", "application/octet-stream")
    for told in ({"result": "", "words": "很长的说明"}, {"result": "done", "words": "很长的说明", "paper": bad}):
        answer = client.post(of("answer-referral", referral.pk), told)
        assert answer.status_code == 422
        assert "很长的说明" in answer.content.decode()
    assert not Answer.objects.exists()


def test_the_draft_page_refuses_what_is_not_offered(signed_in, clerk, dossier, partner, bureau, system):
    hospital = partner_of(bureau, system, kind="hospital", name="旗医院")
    told = {
        "item": "minimum-living", "partner": str(hospital.pk), "person": str(dossier.worker_id), "facts": ["size"],
        "request": "写了很多",
    }  # fmt: skip
    answer = signed_in(clerk).post(of("draft-referral", dossier.pk), told)
    assert answer.status_code == 422
    assert "写了很多" in answer.content.decode()
    assert signed_in(clerk).post(of("draft-referral", dossier.pk), {"item": "none"}).status_code == 422


def test_a_missing_consent_is_said_before_one_sends(signed_in, clerk, farm, partner):
    dossier = dossier_at(farm, clerk, with_consent=False)
    asked = draft(dossier, partner, clerk)
    page = signed_in(clerk).get(of("show-referral", asked.pk)).content.decode()
    assert reverse("dossiers:show-consents", args=[dossier.pk]) in page
    assert of("send-referral", asked.pk) not in page
    assert signed_in(clerk).post(of("send-referral", asked.pk)).status_code == 302
    asked.refresh_from_db()
    assert asked.state == State.DRAFT


def test_a_link_is_shown_once(signed_in, clerk, responder, dossier, partner):
    sent = at_state("sent", dossier, partner, clerk=clerk, responder=responder)
    client = signed_in(clerk)
    page = client.post(of("issue-link", sent.pk), {"contact": "王科长"}).content.decode()
    link = PartnerLink.objects.get()
    assert "/answer/" in page
    assert link.code_head in page
    again = client.get(of("show-referral", sent.pk)).content.decode()
    assert "/answer/" not in again
    assert "王科长" in again


@pytest.mark.parametrize("name", ["list-referrals", "list-requests", "list-meetings"])
def test_lists_cost_the_same_however_long(signed_in, clerk, responder, leader, farm, partner, name):
    user = {"list-referrals": clerk, "list-requests": responder, "list-meetings": leader}[name]
    counts = []
    for more in (1, 6):
        for place in range(more):
            dossier = dossier_at(farm, clerk, name=f"刘心{'一二三四五六七'[place]}")
            at_state("sent", dossier, partner, clerk=clerk, responder=responder)
        client = signed_in(user)
        client.get(of(name))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(of(name)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_leaders_read_figures_and_lateness_and_no_name(signed_in, clerk, responder, leader, someone, dossier, partner):
    with clock.set_to(clock.today() - timedelta(days=60)):
        at_state("sent", dossier, partner, clerk=clerk, responder=responder)
    head = someone(Role.LEADER, partner, "head")
    for user in (leader, head):
        answer = signed_in(user).get(of("list-meetings"))
        page = answer.content.decode()
        assert (answer.context["board"].total, answer.context["board"].late) == (1, 1)
        for hidden in ("刘心红", dossier.number, "白桦林场", PHONE):
            assert hidden not in page
        assert signed_in(user).get(of("list-referrals")).status_code == 403


def test_a_head_of_another_department_sees_nothing_of_it(
    signed_in, clerk, responder, someone, dossier, partner, bureau, system
):
    at_state("sent", dossier, partner, clerk=clerk, responder=responder)
    other = partner_of(bureau, system, kind="housing", name="局房产科")
    head = someone(Role.LEADER, other, "head")
    assert signed_in(head).get(of("list-meetings")).context["board"].total == 0


def test_a_meeting_from_entry_to_printed_minutes(signed_in, clerk, leader, responder, bureau, dossier, partner):
    referral = at_state("sent", dossier, partner, clerk=clerk, responder=responder)
    client = signed_in(clerk)
    today = clock.today()
    told = {
        "union": str(bureau.pk),
        "held_on": today.isoformat(),
        "chair": "局领导",
        "present": "各部门",
        "notes": "研究",
    }
    assert client.post(of("open-meeting"), told).status_code == 302
    assert client.post(of("open-meeting"), told).status_code == 302
    meeting = Meeting.objects.get()
    decided = {
        "referral": str(referral.pk), "text": "一周内答复", "owner": str(partner.pk), "due_on": today.isoformat(),
    }  # fmt: skip
    for _turn in range(2):
        assert client.post(of("record-decision", meeting.pk), decided).status_code == 302
    decision = MeetingDecision.objects.get()
    assert decision.referral == referral
    assert "一周内答复" in signed_in(leader).get(of("list-meetings")).content.decode()
    client.post(of("close-meeting", meeting.pk))
    assert client.post(of("record-decision", meeting.pk), decided | {"text": "另一项"}).status_code in {302, 422}
    assert MeetingDecision.objects.count() == 1
    client.post(of("finish-decision", meeting.pk, decision.pk), {"outcome": "已答复"})
    decision.refresh_from_db()
    assert (decision.done_on, decision.outcome) == (today, "已答复")
    pdf = signed_in(leader).get(of("print-minutes", meeting.pk))
    assert pdf.content[:5] == b"%PDF-"
    assert signed_in(leader).post(of("close-meeting", meeting.pk)).status_code == 404


@pytest.mark.parametrize("text", ["请帮刘心红办理", "电话 138 0000 1234"])
def test_minutes_name_nobody(signed_in, clerk, responder, bureau, dossier, partner, text):
    at_state("sent", dossier, partner, clerk=clerk, responder=responder)
    client, today = signed_in(clerk), clock.today().isoformat()
    told = {"union": str(bureau.pk), "held_on": today, "chair": "局领导", "present": "各部门", "notes": text}
    answer = client.post(of("open-meeting"), told)
    assert answer.status_code == 422
    assert text in answer.content.decode()
    client.post(of("open-meeting"), told | {"notes": ""})
    decided = {"text": text, "owner": str(partner.pk), "due_on": today}
    assert client.post(of("record-decision", Meeting.objects.get().pk), decided).status_code == 422
    assert not MeetingDecision.objects.exists()


def test_minutes_hold_no_name_and_look_alike_in_both_languages(clerk, responder, bureau, dossier, partner):
    import pypdfium2
    from django.utils import translation

    referral = at_state("sent", dossier, partner, clerk=clerk, responder=responder)
    texts = {"place": "", "chair": "局领导", "present": "各部门", "notes": ""}
    meeting = commands.open_meeting(bureau, held_on=clock.today(), texts=texts, by=clerk)
    commands.record_decision(meeting, text="尽快答复", owner=partner, due_on=clock.today(), referral=referral, by=clerk)
    for language, title in (("zh-hans", "联席会议纪要"), ("en", "Minutes")):
        with translation.override(language):
            document = pypdfium2.PdfDocument(commands.print_minutes(meeting, by=clerk))
        said = "".join(page.get_textpage().get_text_range() for page in document)
        assert title in said.replace("\r\n", "")
        assert "尽快答复" in said
        assert "刘心红" not in said
        assert "白桦林场" not in said


def test_a_decision_that_is_overdue_says_so_on_page_and_paper(signed_in, clerk, leader, responder, bureau, partner):
    texts = {"place": "", "chair": "局领导", "present": "各部门", "notes": ""}
    meeting = commands.open_meeting(bureau, held_on=clock.today(), texts=texts, by=clerk)
    commands.record_decision(meeting, text="尽快答复", owner=partner, due_on=clock.today(), referral=None, by=clerk)
    for days, words in ((0, "未落实"), (1, "未落实，已超期")):
        with clock.set_to(clock.today() + timedelta(days=days)):
            assert minutes_data(meeting, clock.today())["decisions"]["rows"][0][-1] == words
            for user in (clerk, leader):
                shown = signed_in(user).get(of("show-meeting", meeting.pk)).content.decode()
                assert f">{words}<" in shown
                assert ("登记落实" in shown) is (user == clerk)
