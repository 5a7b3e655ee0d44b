"""The clock and the ladder: on each working day what is due, once, to those it is for, and naming nobody."""

from datetime import date, timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from niangjia.accounts.models import Notice, Role
from niangjia.accounts.tests.racing import at_once
from niangjia.audit.models import Entry
from niangjia.dossiers.commands import close_dossier
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict
from niangjia.limits.commands import change_limit
from niangjia.referrals import access, commands, tasks
from niangjia.referrals.catalogue import ITEMS, LADDER
from niangjia.referrals.commands import chasing
from niangjia.referrals.ladder import day_of, next_day
from niangjia.referrals.limits import days_to_answer, ladder_in_force
from niangjia.referrals.models import Escalation, Referral
from niangjia.referrals.tests.factories import DAY, at_state, draft
from niangjia.workdays.calendar import add_working_days, current

pytestmark = pytest.mark.django_db
DUE = date(2026, 7, 15)
"""Ten working days after DAY."""
STEPS = {
    date(2026, 7, 13): "reminder",
    date(2026, 7, 16): "responder",
    date(2026, 7, 20): "head",
    date(2026, 7, 22): "leader",
}


@pytest.fixture
def sent(dossier, partner, clerk, responder):
    with clock.set_to(DAY):
        return commands.send_referral(draft(dossier, partner, clerk), by=clerk)


def test_the_days_are_working_days(sent):
    assert (sent.due_on, ITEMS[sent.item].days) == (DUE, 10)
    assert {day_of(step, DUE, current()): step.code for step in LADDER} == STEPS
    assert sent.next_step_on == min(STEPS)


def test_days_set_here_count_from_then_on(sent, dossier, partner, clerk):
    source = "〔2026〕5号"
    for step, days in (("reminder", 4), ("head", 9)):
        change_limit("chasing", step, values=[days], source=source, by=clerk)
    change_limit("answers", sent.item, values=[20], source=source, by=clerk)
    with clock.set_to(DAY):
        later = commands.send_referral(draft(dossier, partner, clerk, request="又一件"), by=clerk)
    sent.refresh_from_db()
    assert (sent.due_on, sent.next_step_on) == (DUE, min(STEPS)), "what was reckoned before stays"
    assert later.due_on == add_working_days(DAY, 20)
    assert [step.code for step in ladder_in_force()] == ["reminder", "responder", "leader", "head"]
    assert [step.after for step in ladder_in_force()] == [-4, 1, 5, 9]
    assert days_to_answer("gone") == 10


@pytest.mark.parametrize("weekday", range(7))
def test_a_reminder_leaves_as_many_working_days_as_it_says(weekday):
    due = DUE + timedelta(days=weekday)
    reminder = day_of(LADDER[0], due, current())
    assert add_working_days(reminder, -LADDER[0].after) <= due
    assert add_working_days(reminder + timedelta(days=1), -LADDER[0].after) > due


def test_each_day_has_its_step_and_no_other(sent, someone, partner, bureau, clerk, responder):
    head, leader = someone(Role.LEADER, partner, "head"), someone(Role.LEADER, bureau, "boss")
    told_on = {}
    for days in range(40):
        day = DAY + timedelta(days=days)
        before = set(Notice.objects.values_list("pk", flat=True))
        with clock.set_to(day, 7, 30):
            count = commands.chase_referrals()
            assert commands.chase_referrals() == 0
        new = Notice.objects.exclude(pk__in=before)
        if count:
            told_on[day] = {each.to.username for each in new}
        assert count == (day in STEPS)
    assert told_on == {
        date(2026, 7, 13): {"responder"},
        date(2026, 7, 16): {"responder", "clerk"},
        date(2026, 7, 20): {"head", "clerk"},
        date(2026, 7, 22): {"boss", "clerk"},
    }
    sent.refresh_from_db()
    assert (sent.step, sent.next_step_on) == ("leader", None)
    assert {head, leader} < {each.to for each in Notice.objects.all()}
    assert Notice.objects.get(to=leader).address == "/meetings/"


def test_notices_of_the_ladder_name_no_household(sent, dossier, someone, bureau):
    someone(Role.LEADER, bureau, "boss")
    for day in STEPS:
        with clock.set_to(day):
            commands.chase_referrals()
    said = str(list(Notice.objects.values_list("text", flat=True)))
    assert "低保对接" in said
    assert "刘心红" not in said
    assert dossier.number not in said


def test_days_the_program_was_off_are_caught_up_without_a_late_reminder(sent, someone, partner, bureau):
    someone(Role.LEADER, partner, "head"), someone(Role.LEADER, bureau, "boss")
    Notice.objects.all().delete()
    with clock.set_to(date(2026, 8, 3)):
        assert commands.chase_referrals() == len(LADDER)
        assert commands.chase_referrals() == 0
    told = dict(Escalation.objects.values_list("step", "told"))
    assert told == {"reminder": 0, "responder": 1, "head": 1, "leader": 1}


def test_an_answer_stops_the_clock_and_sending_back_starts_it_anew(sent, responder, clerk):
    with clock.set_to(date(2026, 7, 16)):
        assert commands.chase_referrals() == 2
        commands.accept_referral(sent, by=responder)
        commands.answer_referral(sent, result="done", words="好了", by=responder)
    with clock.set_to(date(2026, 8, 3)):
        assert commands.chase_referrals() == 0
        commands.return_answer(sent, why="缺文件", by=clerk)
        sent.refresh_from_db()
        assert (sent.due_on, sent.step) == (date(2026, 8, 17), "")
    with clock.set_to(date(2026, 8, 18)):
        assert commands.chase_referrals() == 2
    assert Escalation.objects.filter(round=1).count() == 2


@pytest.mark.parametrize("state", ["draft", "declined", "answered", "settled", "closed", "withdrawn"])
def test_nobody_is_chased_who_has_nothing_to_do(dossier, partner, clerk, responder, state):
    with clock.set_to(DAY):
        at_state(state, dossier, partner, clerk=clerk, responder=responder)
    with clock.set_to(date(2026, 9, 1)):
        assert commands.chase_referrals() == 0


def test_where_nobody_holds_the_role_the_asker_is_told(dossier, partner, clerk):
    with clock.set_to(DAY):
        commands.send_referral(draft(dossier, partner, clerk), by=clerk)
    for day in STEPS:
        with clock.set_to(day):
            assert commands.chase_referrals() == 1
    assert {each.to for each in Notice.objects.all()} == {clerk}
    assert Notice.objects.count() == len(STEPS)


def test_the_work_of_a_day_takes_as_many_queries_for_one_as_for_each(sent, dossier, partner, clerk):
    with clock.set_to(DAY):
        for _turn in range(4):
            commands.send_referral(draft(dossier, partner, clerk, request=f"第{_turn}件"), by=clerk)
    with clock.set_to(date(2026, 7, 13)):
        assert commands.chase_referrals() == 5


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_take_each_step_once(sent, responder):
    Notice.objects.all().delete()
    Referral.objects.update(next_step_on=clock.today() - timedelta(days=1), due_on=clock.today() - timedelta(days=9))
    answers = at_once(*[commands.chase_referrals] * 6)
    assert not [each for each in answers if not isinstance(each, int)], answers
    taken = Escalation.objects.count()
    assert sum(answers) == taken > 1
    assert Entry.objects.filter(act="referrals.referral.chased").count() == taken
    assert Notice.objects.filter(to=responder).count() == 1


def rounds():
    return DBTaskResult.objects.filter(task_path=tasks.chase.module_path)


def test_a_round_orders_the_next_and_a_worker_that_starts_orders_one(sent):
    tasks.start_rounds()
    tasks.start_rounds()
    assert rounds().count() == 1
    with clock.set_to(date(2026, 7, 13), 8):
        tasks.chase.call()
        tasks.chase.call()
    assert Escalation.objects.count() == 1
    waiting = rounds().order_by("run_after")
    assert waiting.count() == 2
    assert waiting[0].run_after.astimezone(clock.SHANGHAI).isoformat() == "2026-07-14T07:30:00+08:00"


def test_a_round_that_fails_has_ordered_the_next(sent, monkeypatch):
    monkeypatch.setattr(commands, "chase_referrals", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        tasks.chase.call()
    assert rounds().count() == 1


def test_one_that_cannot_go_on_keeps_no_other_from_it(sent, dossier, partner, clerk, monkeypatch, caplog):
    with clock.set_to(DAY):
        other = commands.send_referral(draft(dossier, partner, clerk, request="另一件"), by=clerk)
    told = chasing.tell

    def fail(people, referral, text, *, by):
        if referral.pk == sent.pk:
            raise Conflict("no")
        return told(people, referral, text, by=by)

    monkeypatch.setattr(chasing, "tell", fail)
    with clock.set_to(date(2026, 7, 13)):
        assert commands.chase_referrals() == 1
        assert str(sent.pk) in caplog.text
        assert Escalation.objects.get().referral == other
        monkeypatch.undo()
        assert commands.chase_referrals() == 1


def test_a_round_killed_in_the_middle_is_begun_anew_by_the_next_worker(sent):
    tasks.start_rounds()
    rounds().update(status="RUNNING")
    tasks.start_rounds()
    assert rounds().filter(status="READY").count() == 1


def test_the_end_of_the_ladder_is_an_end():
    assert next_day(DUE, {each.code for each in LADDER}, DAY) is None


def test_nobody_is_chased_or_told_more_about_a_household_that_is_closed(sent, dossier, clerk):
    assert not access.why_not_shared(Referral.objects.get(pk=sent.pk))
    close_dossier(dossier, reason="died", by=clerk)
    with clock.set_to(DUE + timedelta(days=30)):
        assert commands.chase_referrals() == 0
    assert access.why_not_shared(Referral.objects.get(pk=sent.pk))
