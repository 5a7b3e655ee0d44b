"""What a filing, an exit and a watch rest on still holds when they are decided, and what was due is due again."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from niangjia.dossiers import commands
from niangjia.dossiers.errors import NeedsAnother, NotReady
from niangjia.dossiers.models import Dossier, FollowUp
from niangjia.dossiers.queries_of_leaving import next_follow_up, temporary_until, waiting_after_filing
from niangjia.dossiers.replaying import replay
from niangjia.dossiers.tests.chain_factories import (
    DAY,
    DO,
    draft,
    follow_up,
    give_consents,
    leave,
    ready,
    talked,
    walk,
)
from niangjia.dossiers.tests.factories import file, person
from niangjia.kernel import clock
from niangjia.kernel.errors import InvalidInput
from niangjia.kernel.periods import add_months
from niangjia.limits.commands import change_limit
from niangjia.people.commands import record_consent, withdraw_consent
from niangjia.people.models import Consent, Evidence, Person
from niangjia.people.queries import members_in_force
from niangjia.people.records import Heir
from niangjia.workdays import calendar
from niangjia.workdays.week import week_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at():
    with clock.set_to(DAY):
        yield


@pytest.fixture
def dossier(farm, people):
    made = file(person("刘心红", is_head=True), person("刘春生"), unit=farm, by=people["file"], on=DAY)
    give_consents(made, people["file"])
    return made


@pytest.fixture
def temporary(farm, people):
    """A temporary dossier that was put on file today."""
    made = ready(farm, people["submit"], person("刘心红", is_head=True), person("刘春生"))
    told = {"given_how": "paper", "signed_by": "self", "signed_on": DAY, "unit": farm, "by": people["submit"]}
    record_consent(Person.objects.get(name="刘春生"), purpose="verification", **told)
    Dossier.objects.filter(pk=made.pk).update(is_temporary=True)
    return walk(made, people, until="file")


def day_of(dossier):
    """The day of the latest step."""
    return dossier.steps.last().at.astimezone(clock.SHANGHAI).date()


def take_back(dossier: Dossier, by, on: date) -> None:
    consent = Consent.objects.get(person=dossier.worker, purpose="notice", withdrawal=None)
    withdraw_consent(consent, unit=dossier.unit, withdrawn_on=on, told_how="paper", by=by)


def test_a_year_of_watching_is_not_done_in_one_afternoon(dossier, people):
    watched, by = leave(dossier, people, until="start-watch"), people["record-follow-up"]
    planned = next_follow_up(watched)
    with clock.set_to(day_of(watched), hour=15):
        with pytest.raises(InvalidInput) as refusal:
            commands.record_follow_up(watched, follow_up(watched, planned=planned.pk), by=by)
        assert refusal.value.code == "too-early"
        commands.record_follow_up(watched, follow_up(watched, planned=None), by=by)
        with pytest.raises(NotReady):
            DO["end-watch"](watched, by=people["end-watch"])
    with clock.set_to(planned.due_on - timedelta(days=14)):
        commands.record_follow_up(watched, follow_up(watched, planned=planned.pk), by=by)
    assert FollowUp.objects.filter(done_on__isnull=False).count() == 2
    assert next_follow_up(watched).pk != planned.pk


def test_how_early_a_follow_up_may_be_is_a_limit(dossier, people, clerk):
    watched, by = leave(dossier, people, until="start-watch"), people["record-follow-up"]
    change_limit("leaving", "follow-up-ahead", values=[0], source="〔2026〕5号", by=clerk)
    planned = next_follow_up(watched)
    with clock.set_to(planned.due_on - timedelta(days=1)), pytest.raises(InvalidInput):
        commands.record_follow_up(watched, follow_up(watched, planned=planned.pk), by=by)
    with clock.set_to(planned.due_on):
        assert commands.record_follow_up(watched, follow_up(watched, planned=planned.pk), by=by).state == "watched"


@pytest.mark.parametrize("begun", ["start-watch", "watch"])
def test_nobody_was_followed_up_before_the_watch_began(begun, dossier, farm, people):
    if begun == "watch":
        watched = DO["watch"](draft(farm, people["submit"]), by=people["watch"])
    else:
        watched = leave(dossier, people, until="start-watch")
    began, by = day_of(watched), people["record-follow-up"]
    with clock.set_to(began + timedelta(days=40)):
        with pytest.raises(InvalidInput):
            commands.record_follow_up(watched, follow_up(watched, planned=None, done_on=began - timedelta(1)), by=by)
        commands.record_follow_up(watched, follow_up(watched, planned=None, done_on=began), by=by)


def test_the_page_of_an_early_follow_up_begins_with_one_that_was_not_planned(dossier, people, signed_in):
    watched = leave(dossier, people, until="start-watch")
    due_on = next_follow_up(watched).due_on
    address = reverse("dossiers:record-follow-up", args=[watched.pk])
    for early, is_unplanned in ((15, True), (14, False)):
        with clock.set_to(due_on - timedelta(days=early)):
            page = signed_in(people["record-follow-up"]).get(address).content.decode()
        assert ('value="none" selected' in page) == is_unplanned
        assert "早 14 天以上" in page


@pytest.mark.parametrize("way", ["filing", "exit"])
@pytest.mark.parametrize(("days", "holds"), [(-1, False), (0, False), (1, True)])
def test_a_notice_counts_when_the_consent_stood_to_its_last_day(way, days, holds, dossier, farm, people):
    if way == "filing":
        hung = walk(ready(farm, people["submit"]), people, until="post-notice")
        act = "recheck"
    else:
        hung, act = leave(dossier, people, until="post-exit-notice"), "approve-exit"
    notice = hung.notices.get()
    with clock.set_to(notice.ends_on + timedelta(days=2)):
        take_back(hung, people["file"], notice.ends_on + timedelta(days=days))
        if holds:
            assert DO[act](hung, by=people[act]).state != hung.state
            return
        with pytest.raises(NotReady) as refusal:
            DO[act](hung, by=people[act])
        assert refusal.value.code == "notice-cut-short"
        out = {"filing": "return", "exit": "return-exit"}[way]
        assert DO[out](hung, by=people[out]).state in {"returned", "open"}


def test_a_consent_given_anew_does_not_bring_back_the_days_on_which_nothing_hung(farm, people):
    hung = walk(ready(farm, people["submit"]), people, until="post-notice")
    notice = hung.notices.get()
    with clock.set_to(notice.starts_on + timedelta(days=1)):
        take_back(hung, people["file"], clock.today())
    with clock.set_to(notice.starts_on + timedelta(days=3)):
        give_consents(hung, people["file"], "notice")
    with clock.set_to(notice.ends_on + timedelta(days=1)):
        with pytest.raises(NotReady):
            DO["recheck"](hung, by=people["recheck"])
        DO["return"](hung, by=people["return"])
        again = walk(hung, people, until="recheck")
    assert again.state == "rechecked"


def test_an_exit_whose_notice_was_cut_short_is_told_a_way_that_there_is(dossier, people):
    hung = leave(dossier, people, until="post-exit-notice")
    with clock.set_to(DAY + timedelta(days=1)):
        take_back(hung, people["file"], clock.today())
        commands.remove_notice(hung.notices.get(), by=people["submit"])
    with clock.set_to(DAY + timedelta(days=20)):
        with pytest.raises(NotReady) as refusal:
            DO["approve-exit"](hung, by=people["approve-exit"])
        assert "退回" not in str(refusal.value.remedy)
        assert "暂不脱困" in str(refusal.value.remedy)
        assert DO["return-exit"](hung, by=people["return-exit"]).state == "open"


def test_who_proposed_an_exit_is_told_so_when_they_look_into_an_objection(dossier, people):
    hung = leave(dossier, people, until="post-exit-notice").notices.get()
    by = people["propose-exit"]
    objection = commands.record_objection(hung, received_on=DAY, told_by="", text="又有人住院", by=by)
    with pytest.raises(NeedsAnother) as refusal:
        commands.handle_objection(objection, outcome="unfounded", answer="已看", by=by)
    assert "提出脱困" in refusal.value.message.zh


def test_nothing_is_filed_whose_papers_were_withdrawn_after_the_second_review(farm, people):
    dossier = walk(ready(farm, people["submit"]), people, until="recheck")
    with clock.set_to(day_of(dossier), hour=12):
        for each in Evidence.objects.filter(household=dossier.household):
            commands.withdraw_evidence(dossier, each, reason="wrong-household", by=people["submit"])
        with pytest.raises(NotReady) as refusal:
            DO["file"](dossier, by=people["file"])
    assert refusal.value.code == "originals-unseen"


def test_an_exit_is_approved_on_the_months_it_was_proposed_on(dossier, people):
    hung = leave(dossier, people, until="post-exit-notice")
    told = {"source": "bank", "by": people["propose-exit"]}
    with clock.set_to(DAY + timedelta(days=40)):
        later = add_months(clock.today(), -1)
        commands.record_income(hung, month=later, net_per_head_fen=1, **told)
        for amount, code in ((1, "exit-not-met"), (300_000, "")):
            commands.record_income(hung, month=add_months(DAY, -1), net_per_head_fen=amount, **told)
            if code:
                with pytest.raises(NotReady) as refusal:
                    DO["approve-exit"](hung, by=people["approve-exit"])
                assert refusal.value.code == code
                assert "2026-05" in refusal.value.message.en
        assert DO["approve-exit"](hung, by=people["approve-exit"]).state == "tapering", "a later month is no part of it"


@pytest.mark.parametrize("act", ["confirm_exit", "decline_exit"])
def test_a_worker_is_asked_once_the_exit_was_reviewed(act, dossier, people):
    dossier = leave(dossier, people, until="propose-exit")
    with clock.set_to(DAY + timedelta(days=3)):
        dossier = DO["review-exit"](dossier, by=people["review-exit"])
        by = people["confirm-exit"]
        for days, holds in ((2, False), (3, True)):
            told = {**talked(), "told_on": DAY + timedelta(days=days), "note": "同意"}
            if not holds:
                with pytest.raises(InvalidInput):
                    getattr(commands, act)(dossier, **told, by=by)
        assert getattr(commands, act)(dossier, **told, by=by).state in {"exit-confirmed", "open"}


def test_an_applicant_was_not_told_before_there_was_a_case(farm, people):
    dossier = draft(farm, people["submit"])
    told = {**talked(), "told_on": date(2020, 1, 1), "note": "略高于标准"}
    with pytest.raises(InvalidInput):
        commands.watch_dossier(dossier, **told, by=people["watch"])


def test_nobody_is_closed_as_out_of_hardship_past_the_exit(dossier, people):
    with pytest.raises(InvalidInput) as refusal:
        commands.close_dossier(dossier, reason="exited", by=people["file"])
    assert refusal.value.code == "wrong-reason"
    assert commands.close_dossier(dossier, reason="retired", by=people["file"]).closing_reason == "retired"


def test_tapering_is_said_to_end_on_the_day_on_which_the_watch_may_begin(dossier, people):
    tapering = leave(dossier, people, until="approve-exit")
    with clock.set_to(tapering.due_on - timedelta(days=1)), pytest.raises(NotReady) as refusal:
        DO["start-watch"](tapering, by=people["start-watch"])
    assert refusal.value.message.en == f"The tapering period ends on {tapering.due_on}."
    with clock.set_to(tapering.due_on):
        assert DO["start-watch"](tapering, by=people["start-watch"]).state == "watched"


def _decline(dossier, people):
    return DO["decline-exit"](leave(dossier, people, until="review-exit"), by=people["decline-exit"])


def _return(dossier, people):
    return DO["return-exit"](leave(dossier, people, until="post-exit-notice"), by=people["return-exit"])


def _relapse(dossier, people):
    left = leave(dossier, people, until="approve-exit")
    with clock.set_to(day_of(left) + timedelta(days=1)):
        proposed = DO["propose-relapse"](left, by=people["propose-relapse"])
        return DO["approve-relapse"](proposed, by=people["approve-relapse"])


def _death(dossier, people):
    left = leave(dossier, people, until="review-exit")
    other = Person.objects.get(name="刘春生")
    heirs = [Heir(other.pk, "self", is_head=True)]
    assert {each.person_id for each in members_in_force(left.household)} == {left.worker_id, other.pk}
    return commands.record_death(left, person=left.worker_id, on=clock.today(), heirs=heirs, by=people["submit"])


@pytest.mark.parametrize("way", [_decline, _return, _relapse, _death])
def test_a_temporary_dossier_that_comes_back_on_file_has_its_term_again(way, temporary, people):
    until = temporary_until(temporary)
    with clock.set_to(day_of(temporary) + timedelta(days=1), hour=9):
        back = Dossier.objects.get(pk=way(temporary, people).pk)
    assert (back.state, back.is_temporary, back.due_on) == ("open", True, until)
    told = replay(back.steps.order_by("number"))
    assert (told.state, told.due_on) == ("open", until)


def test_a_term_that_is_over_waits_for_the_approver(temporary, people, signed_in, other_farm, someone):
    until, home = temporary_until(temporary), reverse("desk:show-home")
    Dossier.objects.filter(pk=temporary.pk).update(due_on=None)  # as dossiers were left before

    def waits(user):
        page = signed_in(user).get(home)
        return {each.waiting.code: each for each in page.context["entries"]}.get("dossiers.terms"), page

    with clock.set_to(until - timedelta(days=1)):
        this_week = week_of(clock.today(), calendar.current())
        found, page = waits(people["approve-exit"])
        assert found is None
        comes = [(on, each.code) for on, what in page.context["days"] for each, _count in what]
        assert ((until, "dossiers.terms") in comes) == (until <= this_week.ends_on)
    for days_late in (0, 3):
        with clock.set_to(until + timedelta(days=days_late)):
            found, _page = waits(people["approve-exit"])
            assert (found.count, found.late) == (1, int(days_late > 0))
            listed = signed_in(people["approve-exit"]).get(found.waiting.address)
            assert listed.context["count"] == 1
            assert waits(people["file"])[0] is None, "whose decision it is not"
            [term] = waiting_after_filing(people["file"]).terms
            assert (term.pk, term.term_ends_on) == (temporary.pk, until)
            page = signed_in(people["file"]).get(reverse("dossiers:list-leaving"))
            [row] = [row for section in page.context["sections"] for row in section.rows]
            assert (row.due_on, row.late_by) == (until, days_late)
    with clock.set_to(until):
        DO["regularise"](temporary, by=people["regularise"])
        assert waits(people["approve-exit"])[0] is None
