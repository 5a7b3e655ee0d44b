"""The pages of exit and watch: each act, what is due, and what the page of a dossier shows."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from niangjia.dossiers import commands
from niangjia.dossiers.models import Dossier, FollowUp, IncomeCheck
from niangjia.dossiers.tests.chain_factories import DO, draft, earn, give_consents, leave
from niangjia.dossiers.tests.factories import file, person
from niangjia.kernel import clock
from niangjia.kernel.periods import add_months

pytestmark = pytest.mark.django_db


@pytest.fixture
def dossier(farm, people):
    made = file(person("刘心红", is_head=True), unit=farm, by=people["file"])
    give_consents(made, people["file"])
    return made


def page(name, dossier):
    return reverse(f"dossiers:{name}", args=[dossier.pk])


def test_an_income_that_another_stated_meanwhile_is_shown_first(dossier, people, signed_in):
    officer, clerk = signed_in(people["propose-exit"]), signed_in(people["confirm-exit"])
    months = [f"{add_months(clock.today(), -back):%Y-%m}" for back in (1, 2)]
    address = page("record-income", dossier)
    told = {"month": months[0], "source": "bank", "seen": officer.get(address).context["seen"]}
    assert clerk.post(address, told | {"amount": "900", "month": months[1]}).status_code == 302
    assert clerk.post(address, told | {"amount": "900"}).status_code == 302
    assert officer.post(address, told | {"amount": "abc"}).context["seen"] == told["seen"], "not asked about yet"
    answer = officer.post(address, told | {"amount": "1200"})
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "900.00 元" in shown
    assert answer.context["form"]["amount"].value() == "1200"
    assert IncomeCheck.objects.filter(replaced_at=None).count() == IncomeCheck.objects.count() == 2
    told["seen"] = answer.context["seen"]
    assert [officer.post(address, told | {"amount": "1200"}).status_code for _turn in range(2)] == [302, 302]
    kept = IncomeCheck.objects.filter(replaced_at=None).order_by("month")
    assert [each.net_per_head_fen for each in kept] == [90_000, 120_000]


def fields(act, **given):
    return {f"{act}-{name}": value for name, value in given.items()}


def test_the_exit_page_by_page(dossier, people, signed_in):
    officer, today = people["propose-exit"], clock.today()
    browser = signed_in(officer)
    for back in range(1, 7):
        month = f"{add_months(today, -back):%Y-%m}"
        answer = browser.post(page("record-income", dossier), {"month": month, "amount": "3,000", "source": "bank"})
        assert answer.status_code == 302
    assert IncomeCheck.objects.filter(net_per_head_fen=300_000).count() == 6
    told = {"told_on": today.isoformat(), "told_how": "in-person", "told_by": "张工"}
    hung = {"place": "公示栏", "starts_on": today.isoformat()}
    presses = [
        ("propose-exit", officer, fields("propose-exit", note="已上岗")),
        ("review-exit", people["review-exit"], {}),
        ("confirm-exit", officer, fields("confirm-exit", **told)),
        ("post-exit-notice", officer, fields("post-exit-notice", **hung)),
    ]
    for seen, (act, by, data) in enumerate(presses, start=1):
        shown = signed_in(by).get(page(act, dossier))
        assert (shown.status_code, shown.context["seen"].steps) == (200, seen), act
        answer = signed_in(by).post(page(act, dossier), data | {"seen": seen})
        assert (answer.status_code, answer["Location"]) == (302, page("show-dossier", dossier)), act
    with clock.set_to(today + timedelta(days=20)):
        assert signed_in(people["approve-exit"]).post(page("approve-exit", dossier), {"seen": 5}).status_code == 302
        shown = signed_in(officer).get(page("show-dossier", dossier))
        assert shown.context["leaving"].tapers_until == add_months(clock.today(), 6)
    assert Dossier.objects.get().state == "tapering"


def test_the_turn_is_of_those_near_who_did_not_propose(dossier, people, signed_in):
    leave(dossier, people, until="propose-exit")
    shown = signed_in(people["review-exit"]).get(page("show-dossier", dossier)).context["standing"]
    assert people["propose-exit"] not in shown.holders
    assert shown.holders


def test_what_the_approval_waits_for_is_said_and_an_objection_can_be_recorded(dossier, people, signed_in):
    leave(dossier, people, until="post-exit-notice")
    notice, chair = dossier.notices.get(), signed_in(people["approve-exit"])
    shown = chair.get(page("show-dossier", dossier))
    assert (shown.context["standing"].not_before, shown.context["standing"].waits) == (notice.ends_on, True)
    assert reverse("dossiers:record-objection", args=[dossier.pk, notice.pk]) in shown.content.decode()
    commands.record_objection(notice, received_on=clock.today(), told_by="", text="再看看", by=people["propose-exit"])
    with clock.set_to(notice.ends_on + timedelta(days=1)):
        shown = signed_in(people["approve-exit"]).get(page("show-dossier", dossier))
    standing = shown.context["standing"]
    assert (standing.not_before, standing.has_open_objection, standing.waits) == (None, True, True)


def test_a_household_of_which_no_month_was_stated_is_not_shown_six_empty_ones(dossier, people, signed_in):
    officer = people["propose-exit"]
    assert "还没有登记过月收入" in signed_in(officer).get(page("show-dossier", dossier)).content.decode()
    earn(dossier, officer, months=1)
    assert "还没有登记过月收入" not in signed_in(officer).get(page("show-dossier", dossier)).content.decode()


def test_a_proposal_too_early_says_which_months_are_missing_and_keeps_what_was_typed(dossier, people, signed_in):
    answer = signed_in(people["propose-exit"]).post(
        page("propose-exit", dossier), fields("propose-exit", note="已经上岗半年") | {"seen": 1}
    )
    told = answer.content.decode()
    assert answer.status_code == 409
    assert "的收入还没有登记" in told
    assert "已经上岗半年" in told


def test_an_amount_that_is_none_is_told_beside_it(dossier, people, signed_in):
    browser, month = signed_in(people["propose-exit"]), f"{add_months(clock.today(), -1):%Y-%m}"
    answer = browser.post(page("record-income", dossier), {"month": month, "amount": "三千", "source": "bank"})
    assert (answer.status_code, IncomeCheck.objects.count()) == (422, 0)
    assert "三千" in answer.content.decode()


def test_a_follow_up_is_recorded_and_read_at_its_step(dossier, people, signed_in):
    watched = leave(dossier, people, until="start-watch")
    with clock.set_to(watched.due_on + timedelta(days=4)):
        browser = signed_in(people["record-follow-up"])
        listed = browser.get(reverse("dossiers:list-leaving"))
        assert [row.late_by for section in listed.context["sections"] for row in section.rows] == [4]
        shown = browser.get(page("record-follow-up", dossier))
        planned = watched.follow_ups.first()
        assert str(planned.pk) in shown.content.decode()
        data = {
            "planned": str(planned.pk), "done_on": clock.today().isoformat(), "how": "visit",
            "finding": "trouble", "words": "又住院了",
        }  # fmt: skip
        answer = browser.post(page("record-follow-up", dossier), fields("record-follow-up", **data) | {"seen": 7})
        assert answer.status_code == 302, answer.context["refusal"]
        overview = browser.get(page("show-dossier", dossier))
        assert overview.context["leaving"].is_in_trouble
        assert "提出恢复帮扶" in [str(button.label) for button in overview.context["standing"].buttons]
        assert "结束监测并归档" not in [str(button.label) for button in overview.context["standing"].buttons]
        step = dossier.steps.last()
        read = browser.get(reverse("dossiers:show-step", args=[dossier.pk, step.pk])).content.decode()
        assert "又住院了" in read
        answer = browser.post(
            page("propose-relapse", dossier),
            fields("propose-relapse", note="旧病复发", rests_on=["follow-up"]) | {"seen": 8},
        )
        assert answer.status_code == 302
    assert Dossier.objects.get().state == "relapse-proposed"


@pytest.mark.parametrize("planned", ["none", "0" * 8 + "-0000-0000-0000-" + "0" * 12, "x"])
def test_only_an_open_follow_up_of_this_dossier_is_answered(dossier, people, signed_in, planned):
    watched = leave(dossier, people, until="start-watch")
    with clock.set_to(watched.due_on):
        told = {"done_on": clock.today().isoformat(), "how": "call", "finding": "well", "words": "好"}
        sent = fields("record-follow-up", planned=planned, **told) | {"seen": 7}
        answer = signed_in(people["record-follow-up"]).post(page("record-follow-up", dossier), sent)
    assert answer.status_code == (302 if planned == "none" else 422)
    assert FollowUp.objects.filter(done_on__isnull=False).count() == (planned == "none")


def test_a_closed_dossier_offers_to_draft_again_and_shows_the_later_one(dossier, people, signed_in):
    commands.close_dossier(dossier, reason="retired", by=people["file"])
    browser = signed_in(people["submit"])
    assert page("redraft-dossier", dossier) in browser.get(page("show-dossier", dossier)).content.decode()
    assert browser.post(page("redraft-dossier", dossier), {"reason": ""}).status_code == 422
    answer = browser.post(page("redraft-dossier", dossier), {"reason": "旧病复发"})
    begun = Dossier.objects.get(earlier=dossier)
    assert answer["Location"] == page("show-dossier", begun)
    assert begun.number in browser.get(page("show-dossier", dossier)).content.decode()
    assert dossier.number in browser.get(page("show-dossier", begun)).content.decode()


def test_only_a_temporary_dossier_offers_to_become_regular(dossier, people, signed_in):
    def offered():
        standing = signed_in(people["regularise"]).get(page("show-dossier", dossier)).context["standing"]
        return "转正" in [str(button.label) for button in standing.buttons]

    assert not offered()
    Dossier.objects.filter(pk=dossier.pk).update(is_temporary=True)
    assert offered()


def test_a_household_watched_without_being_filed_is_not_counted(farm, people, signed_in):
    watched = DO["watch"](draft(farm, people["submit"]), by=people["watch"])
    browser = signed_in(people["file"])
    shown = browser.get(page("show-dossier", watched)).content.decode()
    assert "预警监测（未建档）" in shown
    assert "规则未能套用" not in shown
    listed = browser.get(reverse("dossiers:list-dossiers")).content.decode()
    assert watched.number not in listed
    assert watched.number in browser.get(reverse("dossiers:list-dossiers"), {"state": "early-watched"}).content.decode()


def test_the_list_of_what_is_due_takes_as_many_queries_for_many(farm, people, signed_in):
    browser, address = signed_in(people["file"]), reverse("dossiers:list-leaving")

    def more(count):
        for place in range(count):
            made = file(person(f"户{place}", is_head=True), unit=farm, by=people["file"])
            earn(made, people["propose-exit"])
            DO["propose-exit"](made, by=people["propose-exit"])
            watched = DO["watch"](draft(farm, people["submit"]), by=people["watch"])
            FollowUp.objects.filter(dossier=watched).update(due_on=clock.today())

    def queries():
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(address).status_code == 200
        return len(seen)

    more(1)
    browser.get(address)
    few = queries()
    more(4)
    assert queries() == few


def test_the_page_of_the_chain_draws_the_way_out(people, signed_in):
    shown = signed_in(people["file"]).get(reverse("dossiers:show-chain"))
    assert [str(each.labels[0]) for each in shown.context["leaving"]] == [
        "脱困复核通过", "登记职工本人确认", "开始脱困公示", "批准脱困", "渐退期满，转入监测",
    ]  # fmt: skip
    assert "渐退期" in shown.content.decode()
