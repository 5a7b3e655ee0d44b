"""What pairing says on the map of help, and as help given."""

from datetime import timedelta

import pytest

from niangjia.dossiers.helps import never_helped
from niangjia.dossiers.models import Dossier
from niangjia.kernel import clock
from niangjia.pairing.commands import hand_over_pair, promise_help, settle_promise
from niangjia.pairing.timeline import marks_of
from niangjia.plans.tests import factories as plans
from niangjia.plans.timeline import MarkKind

pytestmark = pytest.mark.django_db
TODAY = clock.today()
TYPED = ("带去局医院问报销", "送孩子去报名", "医院关门")


def kinds(dossier):
    return [(each.kind, each.tier) for each in marks_of(dossier)]


def test_since_when_and_what_was_promised_without_names_or_typed_words(pair, other, cadre_user, clerk):
    assert kinds(pair.dossier) == [(MarkKind.MILESTONE, "")]
    kept = promise_help(pair, what=TYPED[0], due_on=TODAY, by=cadre_user)
    given_up = promise_help(pair, what=TYPED[1], due_on=TODAY, by=cadre_user)
    assert kinds(pair.dossier)[1:] == [(MarkKind.PROMISED, "emergency")] * 2
    assert list(never_helped(Dossier.objects.all())) == [pair.dossier], "a promise alone is no help"
    settle_promise(given_up, is_kept=False, words=TYPED[2], by=cadre_user)
    assert list(never_helped(Dossier.objects.all())) == [pair.dossier]
    settle_promise(kept, is_kept=True, words="", by=cadre_user)
    assert sorted(kinds(pair.dossier)[1:]) == [(MarkKind.GIVEN, "emergency"), (MarkKind.MILESTONE, "")]
    assert not never_helped(Dossier.objects.all())
    hand_over_pair(pair, other, on=TODAY, ends_on=TODAY + timedelta(days=9), by=clerk)
    said = str(list(marks_of(pair.dossier)))
    for words in (*TYPED, str(cadre_user), str(other), pair.dossier.worker.name):
        assert words not in said


def test_one_that_is_past_its_day_says_so_and_stands_in_the_tier_of_its_measure(pair, cadre_user, clerk, approver):
    who = pair.dossier.worker
    plan = plans.draft(pair.dossier, clerk, plans.said("skills-training", person=who, goal_kind="certificate"))
    plans.agree(plan, clerk)
    plans.approve(plan, approver)
    promise_help(pair, what=TYPED[1], due_on=TODAY, measure=plan.measures.get(), by=cadre_user)
    with clock.set_to(TODAY + timedelta(days=1)):
        [mark] = [each for each in marks_of(pair.dossier) if each.kind == MarkKind.PROMISED]
    assert (mark.tier, mark.until, mark.note.en) == ("fundamental", TODAY, "past its day")


def test_a_household_with_a_measure_reached_was_helped(dossier, clerk, approver):
    plan = plans.draft(dossier, clerk)
    plans.agree(plan, clerk)
    plans.approve(plan, approver)
    assert never_helped(Dossier.objects.all())
    plans.commands.report_progress(plan.measures.get(), "reached", "已到账", by=clerk)
    assert not never_helped(Dossier.objects.all())


def test_a_map_asks_as_much_for_many_as_for_few(pair, cadre_user, django_assert_num_queries):
    for number in range(3):
        promise_help(pair, what=f"第{number}件", due_on=TODAY, by=cadre_user)
    with django_assert_num_queries(4):
        list(marks_of(pair.dossier))
