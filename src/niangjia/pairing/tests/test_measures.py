"""A promise may be a part of the plan of help; how the measure stands is said by whoever sees to it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from niangjia.accounts.waiting import Week, waiting_for
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.tests.factories import file, person
from niangjia.kernel import clock
from niangjia.kernel.errors import Forbidden, InvalidInput
from niangjia.kernel.periods import add_months
from niangjia.pairing import queries, queries_of_due
from niangjia.pairing.commands import ask_for_another, hand_over_pair, promise_help, settle_promise
from niangjia.pairing.models import Pair, Promise
from niangjia.pairing.tests.factories import a_pair
from niangjia.plans import queries as plan_queries
from niangjia.plans.commands import report_progress
from niangjia.plans.models import PlannedMeasure
from niangjia.plans.tests import factories as plans

pytestmark = pytest.mark.django_db
TODAY = clock.today()
MINE, OWN = reverse("pairing:list-own-pairs"), reverse("plans:list-own-measures")


def in_force(dossier, clerk, approver, *measures):
    """A plan that is signed and approved."""
    plan = plans.draft(dossier, clerk, *measures)
    plans.agree(plan, clerk)
    plans.approve(plan, approver)
    return plans.fresh(plan)


@pytest.fixture
def measures(pair, clerk, approver):
    """What the cadre sees to as one, and what the clerk does."""
    who = pair.dossier.worker
    of_cadre = plans.said("skills-training", person=who, role="pairing-cadre", goal_kind="certificate")
    of_clerk = plans.said("medical-aid", person=who)
    plan = in_force(pair.dossier, clerk, approver, of_clerk, of_cadre)
    return [plan.measures.get(code=each) for each in ("skills-training", "medical-aid")]


def text_of(answer):
    return answer.content.decode()


def progress(measure):
    return reverse("plans:report-progress", args=[measure.pk])


def test_a_measure_of_the_pairing_cadre_is_that_of_the_cadre_of_this_household(
    measures, pair, other, cadre_user, farm, clerk, signed_in
):
    seen_to, of_clerk = measures
    client, stranger = signed_in(cadre_user), signed_in(other.user)
    a_pair(file(person("王秀英", is_head=True), unit=farm, by=clerk), other, by=clerk)
    for address in (OWN, MINE):
        assert progress(seen_to) in text_of(client.get(address))
        assert progress(of_clerk) not in text_of(client.get(address))
        assert progress(seen_to) not in text_of(stranger.get(address))
    assert client.get(progress(seen_to)).status_code == 200
    assert client.get(progress(of_clerk)).status_code == 404
    assert stranger.get(progress(seen_to)).status_code == 404
    week = Week(TODAY, TODAY + timedelta(days=6))
    PlannedMeasure.objects.filter(pk=seen_to.pk).update(due_on=TODAY)
    told = {each.code: sum(each.days.values()) for each in waiting_for(cadre_user, week)}
    assert told["plans.own-measures"] == 1
    assert "plans.own-measures" not in {each.code for each in waiting_for(other.user, week)}


def test_a_measure_goes_along_when_the_household_is_handed_over(measures, pair, other, cadre_user, clerk):
    seen_to, _of_clerk = measures
    promise = promise_help(pair, what="陪去报名", due_on=TODAY, measure=seen_to, by=cadre_user)
    hand_over_pair(pair, other, on=TODAY, ends_on=TODAY + timedelta(days=99), by=clerk)
    assert Promise.objects.get(pk=promise.pk).measure == seen_to
    assert not plan_queries.own_measures(cadre_user).exists()
    assert list(plan_queries.own_measures(other.user)) == [seen_to]
    with pytest.raises(Forbidden):
        report_progress(seen_to, "under-way", "", by=cadre_user)
    assert report_progress(seen_to, "under-way", "", by=other.user).state == "under-way"


def test_a_promise_is_chosen_from_the_plan_and_asks_how_the_measure_stands(measures, pair, cadre_user, signed_in):
    seen_to, of_clerk = measures
    client = signed_in(cadre_user)
    address = reverse("pairing:promise-help", args=[pair.pk])
    choices = [pk for pk, _words in client.get(address).context["form"].fields["measure"].choices]
    assert choices == ["", str(seen_to.pk), str(of_clerk.pk)], "what the cadre sees to comes first"
    sent = {"what": "陪去报名", "due_on": str(TODAY), "measure": str(seen_to.pk)}
    assert client.post(address, {**sent, "measure": "elsewhere"}).status_code == 422
    assert [client.post(address, sent).status_code for _twice in range(2)] == [302, 302]
    promise = Promise.objects.get()
    assert promise.measure == seen_to
    shown = reverse("pairing:show-pair", args=[pair.pk])
    assert progress(seen_to) not in text_of(client.get(shown)), "it is asked when the promise was kept"
    client.post(reverse("pairing:settle-promise", args=[promise.pk]), {"is_kept": "yes", "words": ""})
    assert progress(seen_to) in text_of(client.get(shown))
    seen_to.refresh_from_db()
    assert seen_to.state == "planned", "the program does not say it by itself"
    report_progress(seen_to, "reached", "已报名", by=cadre_user)
    assert progress(seen_to) not in text_of(client.get(shown))


def test_nothing_is_asked_of_who_may_not_say_it(measures, pair, cadre_user, clerk, signed_in):
    _seen_to, of_clerk = measures
    promise = promise_help(pair, what="带去办医疗救助", due_on=TODAY, measure=of_clerk, by=cadre_user)
    settle_promise(promise, is_kept=True, words="", by=cadre_user)
    shown = reverse("pairing:show-pair", args=[pair.pk])
    assert progress(of_clerk) not in text_of(signed_in(cadre_user).get(shown))
    assert progress(of_clerk) in text_of(signed_in(clerk).get(shown))


def test_a_promise_is_no_part_of_the_plan_of_another_household_or_of_what_is_over(
    measures, pair, cadre_user, clerk, approver, farm
):
    seen_to, of_clerk = measures
    elsewhere = in_force(file(person("王秀英", is_head=True), unit=farm, by=clerk), clerk, approver).measures.get()
    report_progress(of_clerk, "reached", "已到账", by=clerk)
    for measure in (elsewhere, of_clerk):
        with pytest.raises(InvalidInput) as refusal:
            promise_help(pair, what="陪去报名", due_on=TODAY, measure=measure, by=cadre_user)
        assert refusal.value.code == "measure"
    assert promise_help(pair, what="陪去报名", due_on=TODAY, measure=seen_to, by=cadre_user).measure == seen_to


def test_a_promise_goes_on_with_the_next_version_of_the_plan(measures, pair, cadre_user, clerk, approver, signed_in):
    seen_to, _of_clerk = measures
    promise = promise_help(pair, what="陪去报名", due_on=TODAY, measure=seen_to, by=cadre_user)
    settle_promise(promise, is_kept=True, words="", by=cadre_user)
    newer = plans.commands.draft_plan(pair.dossier, year=seen_to.plan.year, by=clerk)
    plans.agree(newer, clerk)
    plans.approve(newer, approver)
    now = newer.measures.get(thread=seen_to.thread)
    shown = text_of(signed_in(cadre_user).get(reverse("pairing:show-pair", args=[pair.pk])))
    assert progress(now) in shown
    assert progress(seen_to) not in shown


def test_a_promise_outlives_the_plan(measures, pair, cadre_user):
    seen_to, _of_clerk = measures
    promise = promise_help(pair, what="陪去报名", due_on=TODAY, measure=seen_to, by=cadre_user)
    seen_to.plan.delete()
    assert Promise.objects.get(pk=promise.pk).measure is None


def test_what_is_open_comes_first(pair, cadre_user):
    kept = promise_help(pair, what="一", due_on=TODAY, by=cadre_user)
    settle_promise(kept, is_kept=True, words="", by=cadre_user)
    still = promise_help(pair, what="二", due_on=TODAY + timedelta(days=9), by=cadre_user)
    assert list(queries.promises_of(pair.dossier)) == [still, kept]


def test_pages_of_promises_ask_no_more_for_more(measures, pair, cadre_user, signed_in, django_assert_max_num_queries):
    client = signed_in(cadre_user)
    counts = []
    for number in range(4):
        made = promise_help(pair, what=f"第{number}件", due_on=TODAY, measure=measures[0], by=cadre_user)
        settle_promise(made, is_kept=True, words="", by=cadre_user)
        client.get(reverse("pairing:show-pair", args=[pair.pk]))
        with django_assert_max_num_queries(60) as asked:
            client.get(reverse("pairing:show-pair", args=[pair.pk]))
        counts.append(len(asked))
    assert counts[0] == counts[-1], counts


def test_one_who_is_asked_to_go_still_sees_to_it_until_then(measures, pair, cadre_user, clerk):
    ask_for_another(pair, by=clerk)
    assert list(plan_queries.own_measures(cadre_user)) == [measures[0]]


@pytest.mark.parametrize(("months", "is_told"), [(5, False), (6, True)])
def test_a_household_that_nobody_met_for_two_quarters_is_noticed(dossier, cadre, other, clerk, months, is_told):
    began = add_months(TODAY, -months)
    with clock.set_to(began):
        pair = a_pair(dossier, cadre, by=clerk)
    everybody = Dossier.objects.all()
    assert queries_of_due.long_unvisited(everybody, TODAY).exists() == is_told
    after = hand_over_pair(pair, other, on=TODAY, ends_on=TODAY + timedelta(days=99), by=clerk)
    assert queries_of_due.long_unvisited(everybody, TODAY).exists() == is_told, (
        "a successor does not start the count anew"
    )
    Pair.objects.filter(pk=after.pk).update(visited_on=TODAY)
    assert not queries_of_due.long_unvisited(everybody, TODAY).exists()
