"""The pages of the chain: the panel, each act, what is told when it cannot be, the table drawn and changed."""

from datetime import timedelta

import pytest
from django.urls import reverse

from niangjia.accounts.models import Notice, Role
from niangjia.audit.models import Entry
from niangjia.dossiers import commands
from niangjia.dossiers.models import ChainSettings, Dossier, DossierState, Step
from niangjia.dossiers.queries_of_chain import chain_in_force
from niangjia.dossiers.tests.chain_factories import DO, FORWARD, also, draft, give_consents, give_papers, ready
from niangjia.kernel import clock
from niangjia.kernel.errors import Forbidden, InvalidInput
from niangjia.workdays.calendar import add_working_days

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(someone, bureau, farm):
    return {
        "officer": someone(Role.UNIT_OFFICER, farm, "farm-officer"),
        "reviewer": someone(Role.REVIEWER, bureau, "the-reviewer"),
        "clerk": someone(Role.ASSISTANCE_CLERK, bureau, "the-clerk"),
        "chair": someone(Role.APPROVER, bureau, "the-chair"),
    }


@pytest.fixture
def dossier(farm, people):
    return ready(farm, people["officer"])


def page(name, dossier):
    return reverse(f"dossiers:{name}", args=[dossier.pk])


def fields(act, **given):
    return {f"{act}-{name}": value for name, value in given.items()}


def test_the_ordinary_case_page_by_page(dossier, people, signed_in):
    """Nobody types anything twice, and each press leads back to the dossier."""
    browser = {name: signed_in(user) for name, user in people.items()}
    today = clock.today().isoformat()
    visit = {"visited_on": today, "visitors": "张工", "housing": "平房", "causes": "患病", "needs": "药费"}
    check = {"answered_on": today, "source": "employer", "result": "agrees"}
    meeting = {"met_on": today, "attendees": 7, "favour": "yes", "minutes": "同意"}
    hung = {"place": "公示栏", "starts_on": today}
    presses = [
        ("officer", "submit-dossier", {}),
        ("reviewer", "review-dossier", {}),
        ("officer", "record-visit", fields("record-visit", **visit)),
        ("clerk", "verify-dossier", fields("verify", **check)),
        ("officer", "appraise-dossier", fields("appraise", **meeting)),
        ("officer", "post-notice", fields("post-notice", **hung)),
    ]
    for seen, (who, name, data) in enumerate(presses, start=1):
        shown = browser[who].get(page(name, dossier))
        assert (shown.status_code, shown.context["seen"].steps) == (200, seen), name
        answer = browser[who].post(page(name, dossier), data | {"seen": seen})
        assert (answer.status_code, answer["Location"]) == (302, page("show-dossier", dossier)), name
    with clock.set_to(add_working_days(clock.today(), 6)):
        people_of_late = {name: signed_in(user) for name, user in people.items()}
        assert people_of_late["chair"].post(page("recheck-dossier", dossier), {"seen": 7}).status_code == 302
        filed = people_of_late["clerk"].post(page("file-rechecked", dossier), {"seen": 8})
    assert filed["Location"] == page("show-dossier", dossier), "with the next step, not with the decision"
    dossier.refresh_from_db()
    assert dossier.state == "open"


def test_the_panel_says_where_it_stands_and_whose_turn_it_is(dossier, people, signed_in):
    DO["submit"](dossier, by=people["officer"])
    shown = signed_in(people["officer"]).get(page("show-dossier", dossier))
    standing = shown.context["standing"]
    assert standing.state == "已提交"
    assert standing.due.on == add_working_days(clock.today(), 3)
    assert [str(button.label) for button in standing.buttons] == ["初审通过", "退回补正", "申请人撤回"]
    assert people["officer"] in standing.holders
    assert [line.step.act for line in standing.lines] == ["draft", "submit"]
    assert "办到哪一步了" in shown.content.decode()


def test_who_only_reads_has_no_buttons(dossier, auditor, signed_in):
    assert signed_in(auditor).get(page("show-dossier", dossier)).context["standing"].buttons == []


def test_who_did_the_first_review_is_told_why_the_second_is_not_theirs(dossier, people, bureau, signed_in):
    also(people["reviewer"], bureau, Role.APPROVER)
    DO["submit"](dossier, by=people["officer"])
    DO["review"](dossier, by=people["reviewer"])
    for act in FORWARD[2:6]:
        DO[act](dossier, by=people["clerk" if act == "verify" else "officer"])
    with clock.set_to(clock.today() + timedelta(days=9)):
        browser = signed_in(people["reviewer"])
        standing = browser.get(page("show-dossier", dossier)).context["standing"]
        assert str(standing.in_the_way) == "初审通过"
        assert "复审通过" not in [str(button.label) for button in standing.buttons]
        answer = browser.post(page("recheck-dossier", dossier), {"seen": 7})
        assert answer.status_code == 409
    assert Dossier.objects.get().state == "on-notice"


def test_a_page_that_is_behind_says_what_happened_and_keeps_what_was_typed(dossier, people, signed_in):
    DO["submit"](dossier, by=people["officer"])
    DO["review"](dossier, by=people["officer"])
    note, browser = "缺少住院发票，请补", signed_in(people["reviewer"])
    answer = browser.post(page("return-dossier", dossier), fields("return", note=note) | {"seen": 2})
    told = answer.content.decode()
    assert answer.status_code == 409
    assert note in told
    assert "初审通过" in str(answer.context["refusal"].message)
    assert str(people["officer"]) in str(answer.context["refusal"].message)
    assert answer.context["seen"].steps == 3, "pressed again it counts, now that it was read"
    again = browser.post(page("return-dossier", dossier), fields("return", note=note) | {"seen": 3})
    assert again.status_code == 302


def test_the_same_form_sent_twice_does_it_once(dossier, people, signed_in):
    browser = signed_in(people["officer"])
    for _again in range(2):
        assert browser.post(page("submit-dossier", dossier), {"seen": 1}).status_code == 302
    assert dossier.steps.count() == 2


@pytest.mark.parametrize("seen", ["", "x", "-1", "1e3", "９"])
def test_a_token_that_is_none_counts_as_none(dossier, people, signed_in, seen):
    assert signed_in(people["officer"]).post(page("submit-dossier", dossier), {"seen": seen}).status_code == 302


def test_papers_missing_are_named_at_submission_and_stop_the_review(farm, people, signed_in):
    bare = draft(farm, people["officer"])
    answer = signed_in(people["officer"]).post(page("submit-dossier", bare), {"seen": 1}, follow=True)
    assert [message.level_tag for message in answer.context["messages"]] == ["warning"]
    refused = signed_in(people["reviewer"]).post(page("review-dossier", bare), {"seen": 2})
    assert refused.status_code == 409
    assert "困难申请书" in str(refused.context["refusal"].message)
    form = signed_in(people["reviewer"]).get(page("return-dossier", bare)).context["sections"][0][1]
    assert "application" in form.initial["missing"], "what is missing is ticked already"


def test_what_is_left_out_is_said_beside_its_field(dossier, people, signed_in):
    DO["submit"](dossier, by=people["officer"])
    DO["review"](dossier, by=people["reviewer"])
    data = fields("record-visit", visited_on=clock.today().isoformat(), housing="平房三间")
    answer = signed_in(people["officer"]).post(page("record-visit", dossier), data | {"seen": 3})
    assert answer.status_code == 422
    assert set(answer.context["sections"][0][1].errors) == {"visitors", "causes", "needs"}
    assert "平房三间" in answer.content.decode()


def test_what_was_written_at_a_step_is_read_on_the_record_only(dossier, people, auditor, leader, signed_in):
    DO["submit"](dossier, by=people["officer"])
    DO["review"](dossier, by=people["reviewer"])
    DO["record-visit"](dossier, by=people["officer"])
    assert "丈夫患病" not in signed_in(people["officer"]).get(page("show-dossier", dossier)).content.decode()
    step = Step.objects.get(act="record-visit")
    address = reverse("dossiers:show-step", args=[dossier.pk, step.pk])
    assert "丈夫患病" in signed_in(auditor).get(address).content.decode()
    assert Entry.objects.get(act="dossiers.step.read").by == auditor
    assert signed_in(leader).get(address).status_code == 404


def test_a_notice_from_objection_to_taking_down(dossier, people, signed_in):
    for act in FORWARD[:6]:
        DO[act](dossier, by=people["clerk" if act == "verify" else "officer"])
    hung = dossier.notices.get()
    officer, clerk = signed_in(people["officer"]), signed_in(people["clerk"])
    address = reverse("dossiers:record-objection", args=[dossier.pk, hung.pk])
    answer = officer.post(address, {"received_on": clock.today().isoformat(), "told_by": "王某", "text": "有两套房"})
    assert answer.status_code == 302
    handle = reverse("dossiers:handle-objection", args=[dossier.pk, hung.objections.get().pk])
    shown = clerk.get(handle).content.decode()
    assert "有两套房" in shown
    assert "checked" not in shown, "what the inquiry found is chosen by whoever made it"
    assert clerk.post(handle, {"answer": "已查"}).status_code == 422
    assert "有两套房" not in officer.get(handle).content.decode(), "who reviewed is not to know who objected"
    assert officer.post(handle, {"outcome": "unfounded", "answer": "已查"}).status_code == 422, "did the first review"
    assert clerk.post(handle, {"outcome": "unfounded", "answer": "已查"}).status_code == 302
    assert clerk.post(handle, {"outcome": "unfounded", "answer": "已查"}).status_code == 302, "the same again"
    again = clerk.post(handle, {"outcome": "unfounded", "answer": "查过产权"})
    assert again.status_code == 422
    assert "查过产权" in again.content.decode(), "nothing typed is lost"
    assert hung.objections.get().answer.reveal() == "已查"
    remove = reverse("dossiers:remove-notice", args=[dossier.pk, hung.pk])
    with clock.set_to(add_working_days(clock.today(), 6)):
        assert signed_in(people["officer"]).post(remove).status_code == 302
    hung.refresh_from_db()
    assert hung.removed_by == people["officer"]


def test_the_chain_is_drawn_for_those_who_work_with_it(as_clerk, leader, administrator, signed_in):
    shown = as_clerk.get(reverse("dossiers:show-chain"))
    assert len(shown.context["way"]) == 8
    assert len(shown.context["matrix"]) == len(DossierState.values)
    assert signed_in(leader).get(reverse("dossiers:show-chain")).status_code == 200
    assert signed_in(administrator).get(reverse("dossiers:show-chain")).status_code == 403


def chain_form(client, **changes):
    form = client.get(reverse("dossiers:configure-chain")).context["form"]
    data = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    return {name: value for name, value in (data | {"reason": "两级合并", "seen": ""} | changes).items() if value}


def test_the_approver_changes_the_chain_and_it_holds(people, farm, signed_in):
    chair = signed_in(people["chair"])
    address = reverse("dossiers:configure-chain")
    data = chain_form(chair, **{"limit-submit": "5", "joined-record-visit": "on"})
    assert chair.post(address, data).status_code == 302
    assert chair.post(address, data).status_code == 302, "the same again is harmless"
    kept = ChainSettings.objects.get()
    assert (kept.limits, kept.roles, kept.joined) == ({"submit": 5}, {}, ["record-visit"])
    assert Entry.objects.filter(act="dossiers.chain.configured").count() == 1
    submitted = DO["submit"](ready(farm, people["officer"]), by=people["officer"])
    assert submitted.due_on == add_working_days(clock.today(), 5)
    assert "两级合并" in chair.get(reverse("dossiers:show-chain")).content.decode()


def test_joined_acts_are_one_press_with_both_steps(people, farm, signed_in):
    commands.configure_chain(limits={}, roles={}, joined=["record-visit"], reason="合并", by=people["chair"])
    dossier = DO["submit"](ready(farm, people["officer"]), by=people["officer"])
    assert signed_in(people["reviewer"]).post(page("review-dossier", dossier), {"seen": 2}).status_code == 409
    visit = {
        "visited_on": clock.today().isoformat(),
        "visitors": "张工",
        "housing": "平房",
        "causes": "病",
        "needs": "药",
    }
    browser = signed_in(people["officer"])
    shown = browser.get(page("record-visit", dossier))
    assert [form.act for _label, form in shown.context["sections"]] == ["review", "record-visit"]
    for _again in range(2):
        answer = browser.post(page("record-visit", dossier), fields("record-visit", **visit) | {"seen": 2})
        assert answer.status_code == 302
    assert [step.act for step in dossier.steps.all()] == ["draft", "submit", "review", "record-visit"]
    assert dossier.steps.get(act="record-visit").visit.housing.reveal() == "平房"


def test_roles_an_installation_takes_away_are_refused(people, farm):
    kept = {"review": ["reviewer"]}
    commands.configure_chain(limits={}, roles=kept, joined=[], reason="只由审核人初审", by=people["chair"])
    dossier = DO["submit"](ready(farm, people["officer"]), by=people["officer"])
    with pytest.raises(Forbidden, match="审核人"):
        DO["review"](dossier, by=people["officer"])
    assert DO["review"](dossier, by=people["reviewer"]).state == "reviewed"


def test_a_chain_that_would_not_hold_is_refused_on_the_page(people, signed_in):
    chair = signed_in(people["chair"])
    answer = chair.post(
        reverse("dossiers:configure-chain"), chain_form(chair, **{"limit-post-notice": "3", "roles-verify": []})
    )
    assert answer.status_code == 422
    assert answer.context["form"]["limit-post-notice"].value() == "3"
    assert not ChainSettings.objects.exists()


def test_two_who_change_the_chain_do_not_overwrite_each_other(people, signed_in):
    chair = signed_in(people["chair"])
    behind = chain_form(chair, **{"limit-submit": "4"})
    commands.configure_chain(limits={"submit": 9}, roles={}, joined=[], reason="先改", by=people["chair"])
    answer = chair.post(reverse("dossiers:configure-chain"), behind)
    assert answer.status_code == 422
    assert "测试员" in answer.content.decode()
    assert chain_in_force().acts["submit"].limit == 9


def test_a_reason_is_wanted(people):
    with pytest.raises(InvalidInput):
        commands.configure_chain(limits={"submit": 4}, roles={}, joined=[], reason=" ", by=people["chair"])


def test_the_list_narrows_by_state(as_clerk, farm, people, clerk):
    begun = draft(farm, people["officer"])
    give_papers(begun, clerk)
    give_consents(begun, clerk)
    for state, expected in (("", 0), ("under-way", 1), ("draft", 1), ("submitted", 0), ("all", 1), ("closed", 0)):
        found = as_clerk.get(reverse("dossiers:list-dossiers"), {"state": state}).context["page"].rows
        assert len(found) == expected, state


def test_a_return_says_what_it_asked_for_where_it_is_completed(dossier, people, signed_in):
    DO["submit"](dossier, by=people["officer"])
    commands.return_dossier(dossier, missing=["medical-bill"], note="发票看不清", by=people["reviewer"])
    browser = signed_in(people["officer"])
    assert "was returned" in Notice.objects.filter(to=people["officer"]).latest("at").text["en"]
    for name in ("show-dossier", "submit-dossier"):
        told = browser.get(page(name, dossier)).content.decode()
        assert "医药费票据" in told
        assert ("发票看不清" in told) is (name == "submit-dossier")
    assert Entry.objects.filter(act="dossiers.step.read").count() == 1


def test_a_consent_that_is_missing_is_told_before_anything_is_typed(farm, people, signed_in):
    dossier = draft(farm, people["officer"])
    give_papers(dossier, people["officer"])
    for act, who in (("submit", "officer"), ("review", "reviewer"), ("record-visit", "officer")):
        DO[act](dossier, by=people[who])
    clerk = signed_in(people["clerk"])
    shown = clerk.get(page("verify-dossier", dossier))
    assert 'name="verify-source"' not in shown.content.decode(), "and nothing is asked that could not be kept"
    assert [names for _purpose, names in shown.context["without_consent"]] == [dossier.worker.name]
    assert reverse("dossiers:record-consents", args=[dossier.pk]) in shown.content.decode()


def test_what_a_check_gave_is_not_chosen_beforehand(dossier, people, signed_in):
    for act, who in (("submit", "officer"), ("review", "reviewer"), ("record-visit", "officer")):
        DO[act](dossier, by=people[who])
    answer = signed_in(people["clerk"]).post(
        page("verify-dossier", dossier), fields("verify", answered_on=clock.today().isoformat()) | {"seen": 4}
    )
    assert set(answer.context["sections"][0][1].errors) == {"source", "result"}
