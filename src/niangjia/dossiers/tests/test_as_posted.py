"""What is decided is what was seen and what hung: pages that grew old, notices of past days, late objections."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from niangjia.accounts.models import Role
from niangjia.dossiers import commands
from niangjia.dossiers.commands.stepping import Seen
from niangjia.dossiers.errors import ChangedMeanwhile, NeedsAnother, NotDue, NotReady
from niangjia.dossiers.queries_of_versions import number_of_newest
from niangjia.dossiers.tests.chain_factories import DO, notice, ready, walk
from niangjia.kernel import clock
from niangjia.kernel.errors import InvalidInput
from niangjia.people.models import IncomeLine

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 1)
OVER = DAY + timedelta(days=9)


@pytest.fixture(autouse=True)
def _at():
    with clock.set_to(DAY):
        yield


@pytest.fixture
def dossier(farm, people):
    return ready(farm, people["submit"])


def answer_a_question(dossier, by):
    """Somebody says something of the dossier that no notice shows."""
    commands.confirm_fact(dossier, name="savings_fen", value=0, by=by)


def earn_more(dossier, by):
    """Somebody states another income, which changes the category."""
    IncomeLine.objects.filter(household=dossier.household).update(amount_fen=90_000_00)
    commands.assess_dossier(dossier, by=by)


def test_a_page_made_before_a_change_does_not_decide(dossier, people):
    dossier = walk(dossier, people, until="submit")
    seen = Seen(dossier.steps.count(), number_of_newest(dossier))
    answer_a_question(dossier, people["submit"])
    earn_more(dossier, people["submit"])
    with pytest.raises(ChangedMeanwhile):
        commands.review_dossier(dossier, by=people["review"], seen=seen)
    now = Seen(seen.steps, number_of_newest(dossier))
    assert commands.review_dossier(dossier, by=people["review"], seen=now).state == "reviewed"


def test_the_page_says_what_was_changed_and_keeps_the_words(dossier, people, signed_in):
    dossier = walk(dossier, people, until="submit")
    browser, address = signed_in(people["review"]), reverse("dossiers:review-dossier", args=[dossier.pk])
    shown = browser.get(address).context["seen"]
    earn_more(dossier, people["submit"])
    sent = {"seen": shown.steps, "seen_version": shown.version, "review-note": "属实"}
    answer = browser.post(address, sent)
    assert answer.status_code == 409
    assert answer.context["told"]
    assert "属实" in answer.content.decode()
    dossier.refresh_from_db()
    assert dossier.state == "submitted"
    again = answer.context["seen"]
    assert browser.post(address, sent | {"seen_version": again.version}).status_code == 302


def test_no_notice_is_of_days_that_were_past_when_the_meeting_was_recorded(dossier, people):
    dossier = walk(dossier, people, until="appraise")
    with clock.set_to(OVER):
        with pytest.raises(InvalidInput):
            commands.post_notice(dossier, notice(starts_on=DAY - timedelta(days=3)), by=people["post-notice"])
        dossier.steps.filter(act="appraise").update(at=clock.now())
        with pytest.raises(InvalidInput):
            commands.post_notice(dossier, notice(starts_on=DAY), by=people["post-notice"])
        assert commands.post_notice(dossier, notice(starts_on=OVER), by=people["post-notice"]).state == "on-notice"


def test_another_category_by_other_rules_is_not_what_hung(dossier, people):
    dossier = walk(dossier, people, until="post-notice")
    type(dossier).objects.filter(pk=dossier.pk).update(category=(dossier.category + 1) % 4)
    with clock.set_to(OVER), pytest.raises(NotReady) as refusal:
        DO["recheck"](dossier, by=people["recheck"])
    assert refusal.value.code == "changed-since-notice"


@pytest.mark.parametrize("what", ["size", "category"])
def test_what_hung_is_what_is_reviewed(what, dossier, people):
    dossier = walk(dossier, people, until="post-notice")
    with clock.set_to(DAY + timedelta(days=1)):
        answer_a_question(dossier, people["submit"])
        dossier.refresh_from_db()
        if what == "size":
            dossier.size += 1
            dossier.save(update_fields=["size"])
        else:
            earn_more(dossier, people["submit"])
    with clock.set_to(OVER):
        with pytest.raises(NotReady) as refusal:
            DO["recheck"](dossier, by=people["recheck"])
        assert refusal.value.code == "changed-since-notice"
        assert DO["return"](dossier, by=people["return"]).state == "returned"


def test_a_change_that_says_the_same_keeps_the_notice(dossier, people):
    dossier = walk(dossier, people, until="post-notice")
    answer_a_question(dossier, people["submit"])
    with clock.set_to(OVER):
        assert DO["recheck"](dossier, by=people["recheck"]).state == "rechecked"


def test_what_was_objected_on_the_last_day_is_heard_after_the_second_review(dossier, people, someone, bureau):
    dossier = walk(dossier, people, until="post-notice")
    hung = dossier.notices.get()
    with clock.set_to(hung.ends_on + timedelta(days=1)):
        dossier = DO["recheck"](dossier, by=people["recheck"])
        said = {"told_by": "", "text": "有车", "by": people["submit"]}
        with pytest.raises(InvalidInput):
            commands.record_objection(hung, received_on=clock.today(), **said)
        objection = commands.record_objection(hung, received_on=hung.ends_on, **said)
        with pytest.raises(NotReady) as refusal:
            DO["file"](dossier, by=people["file"])
        assert refusal.value.code == "objection-open"
        outsider = someone(Role.ASSISTANCE_CLERK, bureau, "outsider")
        commands.handle_objection(objection, outcome="unfounded", answer="没有车", by=outsider)
        dossier = DO["file"](dossier, by=people["file"])
        with pytest.raises(NotDue):
            commands.record_objection(hung, received_on=hung.ends_on, **said | {"text": "有房"})


@pytest.mark.parametrize("act", ["record-visit", "appraise", "post-notice"])
def test_whoever_found_heard_or_posted_it_does_not_look_into_it(act, dossier, people, someone, bureau):
    both = someone(Role.ASSISTANCE_CLERK, bureau, "both")
    dossier = walk(dossier, people, until="post-notice")
    dossier.steps.filter(act=act).update(by=both)
    objection = commands.record_objection(
        dossier.notices.get(), received_on=DAY, told_by="", text="有车", by=people["submit"]
    )
    with pytest.raises(NeedsAnother):
        commands.handle_objection(objection, outcome="unfounded", answer="没有", by=both)
