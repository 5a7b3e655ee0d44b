"""What a page of the chain shows before anything is typed: what is in the way, where it is mended, what it rests on."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from niangjia.accounts.models import Notice
from niangjia.audit.models import Entry
from niangjia.dossiers import commands
from niangjia.dossiers.tests.chain_factories import DO, appraisal, draft, earn, leave, ready, walk
from niangjia.kernel import clock
from niangjia.people.models import IncomeLine
from niangjia.workdays.calendar import add_working_days

pytestmark = pytest.mark.django_db
SUBMIT = 'form="step">'
"""The yes of the question before a submission."""


def page(name, dossier):
    return reverse(f"dossiers:{name}", args=[dossier.pk])


def primaries(answer):
    """The words of the primary buttons of a page."""
    found = re.findall(r'class="btn btn-primary [^>]*>(?:<svg.*?</svg>)?([^<]+)<', answer.content.decode(), re.DOTALL)
    return [each.strip() for each in found]


def test_a_review_that_would_be_refused_has_no_button_and_says_why(farm, people, signed_in):
    bare = draft(farm, people["submit"])
    IncomeLine.objects.all().delete()
    DO["submit"](bare, by=people["submit"])
    browser = signed_in(people["refuse"])  # the reviewer, who may not state anything
    shown = browser.get(page("review-dossier", bare))
    [told] = shown.context["hindrances"]
    refused = browser.post(page("review-dossier", bare), {"seen": 2, "review-note": "都看过了"})
    assert refused.status_code == 409
    assert str(told.message) == str(refused.context["refusal"].message), "the page asks the command's own check"
    assert told.address == page("return-dossier", bare)
    assert 'name="review-note"' not in shown.content.decode(), "nobody writes what will be refused"
    assert "都看过了" in refused.content.decode(), "what was typed is kept"
    officer = signed_in(people["review"]).get(page("review-dossier", bare))
    assert officer.context["hindrances"][0].address == page("state-money", bare)


def test_a_draft_that_lacks_something_leads_there_first_and_asks_before_it_goes(farm, people, signed_in):
    bare = draft(farm, people["submit"])
    IncomeLine.objects.all().delete()
    browser = signed_in(people["submit"])
    for name in ("show-dossier", "submit-dossier"):
        shown = browser.get(page(name, bare))
        assert [each.address for each in shown.context["open_ends"]] == [
            page("state-money", bare),
            page("show-evidence", bare),
        ]
        assert primaries(shown) == ["登记收支情况"], name
    assert SUBMIT in browser.get(page("submit-dossier", bare)).content.decode()
    answer = browser.post(page("submit-dossier", bare), {"seen": 1}, follow=True)
    [message] = answer.context["messages"]
    assert message.level_tag == "warning"
    assert "困难申请书" in str(message)
    assert bare.worker.name in str(message)


def test_a_whole_draft_is_handed_in_with_one_press(farm, people, signed_in):
    whole = ready(farm, people["submit"])
    browser = signed_in(people["submit"])
    assert primaries(browser.get(page("submit-dossier", whole))) == ["提交"]
    answer = browser.post(page("submit-dossier", whole), {"seen": 1}, follow=True)
    assert [message.level_tag for message in answer.context["messages"]] == ["success"]


def test_the_chair_sees_what_a_second_review_rests_on_and_when_it_may_be(farm, people, signed_in):
    dossier = walk(ready(farm, people["submit"]), people, until="post-notice")
    chair = signed_in(people["recheck"])
    early = chair.get(page("recheck-dossier", dossier))
    assert ["公示到" in str(each.message) for each in early.context["hindrances"]] == [True]
    assert primaries(early) == []
    assert primaries(chair.get(page("show-dossier", dossier))) == []
    with clock.set_to(add_working_days(clock.today(), 6), hour=10):
        browser = signed_in(people["recheck"])
        shown = browser.get(page("recheck-dossier", dossier))
        assert primaries(shown) == ["复审通过"]
        assert primaries(browser.get(page("show-dossier", dossier))) == ["复审通过"]
    summary, told = shown.context["summary"], shown.content.decode()
    assert summary.meeting.step.appraisal.attendees == 9
    assert summary.visit.step.visit.visitors == "张工、李工"
    assert (len(summary.notices), summary.objections) == (1, [])
    for words in ("依据", "入户调查", "同意", "9 人", "林场公示栏", "人均月净收入"):
        assert words in told, words
    assert "一致同意" not in told, "minutes are read on the record, one press away"


def test_a_meeting_against_filing_leaves_nothing_to_post(farm, people, signed_in):
    dossier = walk(ready(farm, people["submit"]), people, until="verify")
    commands.appraise_dossier(dossier, appraisal(is_in_favour=False), by=people["appraise"])
    shown = signed_in(people["post-notice"]).get(page("post-notice", dossier))
    assert [each.address for each in shown.context["hindrances"]] == [page("return-dossier", dossier)]


def test_an_exit_whose_months_are_missing_leads_to_them(farm, people, signed_in):
    dossier = walk(ready(farm, people["submit"]), people, until="file")
    shown = signed_in(people["propose-exit"]).get(page("propose-exit", dossier))
    assert [each.address for each in shown.context["hindrances"]] == [page("record-income", dossier)]
    earn(dossier, people["propose-exit"])
    assert signed_in(people["propose-exit"]).get(page("propose-exit", dossier)).context["hindrances"] == []


def test_the_months_of_an_exit_stay_those_it_was_proposed_with(farm, people, signed_in):
    with clock.set_to(clock.today().replace(day=1) + timedelta(days=400), hour=10):
        dossier = walk(ready(farm, people["submit"]), people, until="file")
        leave(dossier, people, until="post-exit-notice")
        proposed = [
            each.month
            for each in signed_in(people["propose-exit"])
            .get(page("show-dossier", dossier))
            .context["leaving"]
            .test.months
        ]
        later = clock.today() + timedelta(days=70)
    with clock.set_to(later, hour=10):
        shown = signed_in(people["approve-exit"]).get(page("approve-exit", dossier))
    assert [each.month for each in shown.context["exit_test"].months] == proposed
    assert shown.context["exit_test"].is_met
    summary = shown.context["summary"]
    assert summary.confirmation.step.details["told_by"] == "张工"
    assert [each.place for each in summary.notices] == ["林场公示栏"]
    assert "林场公示栏" in shown.content.decode()


def test_who_decides_on_help_again_reads_what_was_written_and_that_is_on_record(farm, people, signed_in):
    dossier = walk(ready(farm, people["submit"]), people, until="file")
    leave(dossier, people, until="approve-exit")
    with clock.set_to(clock.today() + timedelta(days=21), hour=10):
        DO["propose-relapse"](dossier, by=people["propose-relapse"])
        shown = signed_in(people["approve-relapse"]).get(page("approve-relapse", dossier)).content.decode()
    assert "旧病复发" in shown
    assert "回访时了解到的情况" in shown
    assert Entry.objects.filter(act="dossiers.step.read", by=people["approve-relapse"]).count() == 1


@pytest.mark.parametrize("many", [1, 4])
def test_the_card_takes_as_many_queries_for_many(farm, people, signed_in, django_assert_max_num_queries, many):
    dossier = walk(ready(farm, people["submit"]), people, until="post-notice")
    hung = dossier.notices.get()
    for each in range(many):
        commands.record_objection(
            hung, received_on=clock.today(), text=f"有{each}套房", told_by="", by=people["record-visit"]
        )
    browser = signed_in(people["recheck"])
    browser.get(page("recheck-dossier", dossier))
    with django_assert_max_num_queries(44):
        browser.get(page("recheck-dossier", dossier))


def test_what_was_told_of_a_turn_is_read_once_it_is_done_by_whomever(farm, people):
    dossier = ready(farm, people["submit"])
    DO["submit"](dossier, by=people["submit"])
    told = Notice.objects.filter(read_at=None, is_turn=True)
    assert [each.to for each in told] == [people["review"]], "the second officer is the nearest"
    DO["review"](dossier, by=people["review"])
    assert [each.to for each in told.all()] == [people["submit"]], "whose turn it is now, and nobody else"
