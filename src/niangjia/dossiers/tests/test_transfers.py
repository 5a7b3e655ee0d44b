"""A dossier goes over to another unit when that unit accepts it, and not before."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from niangjia.accounts.commands import merge_unit
from niangjia.accounts.models import Notice, Role
from niangjia.accounts.tests.racing import at_once
from niangjia.audit.models import Entry
from niangjia.dossiers.commands import (
    accept_transfer,
    close_dossier,
    decline_transfer,
    propose_transfer,
    withdraw_transfer,
)
from niangjia.dossiers.errors import NeedsAnother, NotDue, TransferDecided, TransferUnderWay
from niangjia.dossiers.models import Dossier, DossierState, Transfer
from niangjia.dossiers.queries_of_transfers import transfers_waiting_for
from niangjia.dossiers.queries_of_versions import content
from niangjia.dossiers.replaying import replay
from niangjia.dossiers.tests.factories import file, make_own, person, rows
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, Forbidden, InvalidInput
from niangjia.workdays.calendar import working_days_between

pytestmark = pytest.mark.django_db


@pytest.fixture
def dossier(farm, clerk):
    return file(person("张桂兰", is_head=True, wage_fen=2_400_000), unit=farm, by=clerk)


@pytest.fixture
def receiver(someone, other_farm):
    return someone(Role.UNIT_OFFICER, other_farm, "receiver")


@pytest.fixture
def transfer(dossier, other_farm, officer, receiver):
    return propose_transfer(dossier, to=other_farm, reason="posted", words="调到木材厂", by=officer)


def unit_of(dossier):
    return Dossier.objects.get(pk=dossier.pk).unit


def test_it_goes_over_when_it_is_accepted_and_not_before(transfer, dossier, farm, other_farm, receiver, officer):
    assert unit_of(dossier) == farm
    assert working_days_between(clock.today(), transfer.due_on) == 10
    state, steps = dossier.state, dossier.steps.count()
    accept_transfer(transfer, by=receiver)
    moved = Dossier.objects.get(pk=dossier.pk)
    assert (moved.unit, moved.household.unit, moved.state) == (other_farm, other_farm, state)
    step = moved.steps.last()
    assert (moved.steps.count(), step.act, step.to_state, step.by) == (steps + 1, "transfer", state, receiver)
    assert replay(moved.steps.order_by("number")).state == state
    version = moved.versions.order_by("number").last()
    assert (version.act, content(version)["dossier"]["unit"]) == ("dossiers.transfer.accepted", str(other_farm.pk))
    recorded = set(Entry.objects.filter(subject_id=dossier.pk).values_list("act", "unit_id"))
    assert {("dossiers.transfer.left", farm.pk), ("dossiers.transfer.accepted", other_farm.pk)} <= recorded
    transfer.refresh_from_db()
    assert (transfer.state, transfer.decided_by) == ("accepted", receiver)
    assert Notice.objects.filter(to=officer, address__endswith=f"/{transfer.pk}/").count() == 1


def test_notices_name_nobody(transfer, dossier, receiver):
    decline_transfer(transfer, answer="张桂兰不在我场", by=receiver)
    told = [str(notice.text) for notice in Notice.objects.all()]
    assert len(told) == 2
    assert not [text for text in told if "张桂兰" in text or dossier.number in text]


def test_declined_and_withdrawn_leave_it_where_it_is(transfer, dossier, farm, other_farm, receiver, officer):
    with pytest.raises(InvalidInput):
        decline_transfer(transfer, answer=" ", by=receiver)
    decline_transfer(transfer, answer="查无此人", by=receiver)
    again = decline_transfer(transfer, answer="查无此人", by=receiver)
    assert (again.state, again.answer.reveal()) == ("declined", "查无此人")
    with pytest.raises(TransferDecided):
        accept_transfer(transfer, by=receiver)
    with pytest.raises(TransferDecided):
        withdraw_transfer(transfer, answer="算了", by=officer)
    second = propose_transfer(dossier, to=other_farm, reason="moved", by=officer)
    assert withdraw_transfer(second, answer="弄错了", by=officer).state == "withdrawn"
    assert unit_of(dossier) == farm
    assert dossier.versions.count() == 1


def test_one_waits_at_most(transfer, dossier, other_farm, bureau, officer, clerk):
    assert propose_transfer(dossier, to=other_farm, reason="posted", by=officer) == transfer
    for to, by in ((bureau, officer), (other_farm, clerk)):
        with pytest.raises(TransferUnderWay):
            propose_transfer(dossier, to=to, reason="posted", by=by)
    copy = Transfer.objects.get(pk=transfer.pk)
    copy.pk = dossier.pk
    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save(force_insert=True)


def test_only_those_of_the_unit_propose_and_only_those_asked_answer(
    transfer, dossier, other_farm, receiver, officer, someone, farm
):
    for by in (officer, someone(Role.LEADER, other_farm, "leader"), someone(Role.REVIEWER, other_farm, "reviewer")):
        with pytest.raises(Forbidden):
            accept_transfer(transfer, by=by)
        with pytest.raises(Forbidden):
            decline_transfer(transfer, answer="不收", by=by)
    with pytest.raises(Forbidden):
        withdraw_transfer(transfer, answer="算了", by=receiver)
    withdraw_transfer(transfer, answer="弄错了", by=officer)
    with pytest.raises(Forbidden):
        propose_transfer(dossier, to=farm, reason="posted", by=receiver)


def test_nobody_accepts_what_they_proposed(dossier, other_farm, clerk, someone, bureau):
    mine = propose_transfer(dossier, to=other_farm, reason="posted", by=clerk)
    assert not transfers_waiting_for(clerk)
    with pytest.raises(NeedsAnother):
        accept_transfer(mine, by=clerk)
    other = someone(Role.ASSISTANCE_CLERK, bureau, "other-clerk")
    assert list(transfers_waiting_for(other)) == [mine]
    own = make_own(other, dossier)
    with pytest.raises(NeedsAnother):
        accept_transfer(mine, by=other)
    own.delete()
    assert accept_transfer(mine, by=other).unit == other_farm


@pytest.mark.parametrize("state", DossierState.values)
def test_each_state_goes_over_as_the_table_says(farm, other_farm, officer, receiver, state):
    ended = {"closed_on": clock.today(), "closing_reason": state if state != "closed" else "exited"}
    (dossier,) = rows(farm, [{}])
    changes = ended if state in {"closed", "refused", "withdrawn"} else {}
    Dossier.objects.filter(pk=dossier.pk).update(state=state, **changes)
    if state in {"open", "tapering", "watched"}:
        transfer = propose_transfer(dossier, to=other_farm, reason="posted", by=officer)
        assert accept_transfer(transfer, by=receiver).unit == other_farm
        return
    with pytest.raises(NotDue):
        propose_transfer(dossier, to=other_farm, reason="posted", by=officer)


def test_one_closed_meanwhile_goes_nowhere_and_waits_for_nobody(transfer, dossier, receiver, officer):
    assert list(transfers_waiting_for(receiver)) == [transfer]
    close_dossier(dossier, reason="died", by=officer)
    with pytest.raises(NotDue):
        accept_transfer(transfer, by=receiver)
    assert not transfers_waiting_for(receiver)
    assert withdraw_transfer(transfer, answer="已撤档", by=officer).state == "withdrawn"


def test_what_cannot_be_is_refused(dossier, farm, other_farm, officer):
    for changes in ({"to": farm}, {"reason": "x"}, {"reason": "other"}):
        with pytest.raises(InvalidInput):
            propose_transfer(dossier, **({"to": other_farm, "reason": "posted", "by": officer} | changes))


def test_a_merger_of_units_takes_waiting_transfers_along(dossier, farm, other_farm, bureau, officer, clerk, system):
    waits = propose_transfer(dossier, to=other_farm, reason="posted", by=officer)
    merge_unit(other_farm, into=bureau, by=system, document="〔2026〕3号")
    waits.refresh_from_db()
    assert (waits.to_unit, waits.state) == (bureau, "proposed")
    merge_unit(farm, into=bureau, by=system, document="〔2026〕4号")
    waits.refresh_from_db()
    assert (waits.state, unit_of(dossier)) == ("withdrawn", bureau)


def test_a_closed_unit_takes_nothing_over(transfer, dossier, other_farm, receiver):
    type(other_farm).objects.filter(pk=other_farm.pk).update(closed_on=clock.today())
    with pytest.raises(Conflict):
        accept_transfer(transfer, by=receiver)
    assert unit_of(dossier) != other_farm


@pytest.mark.django_db(transaction=True)
def test_twenty_who_accept_at_once_are_one(dossier, other_farm, officer, someone):
    receivers = [someone(Role.UNIT_OFFICER, other_farm, f"receiver-{place}") for place in range(20)]
    transfer = propose_transfer(dossier, to=other_farm, reason="posted", by=officer)
    answers = at_once(*(lambda by=by: accept_transfer(transfer, by=by) for by in receivers))
    assert sum(isinstance(each, Dossier) for each in answers) == 1
    assert sum(isinstance(each, TransferDecided) for each in answers) == 19
    assert dossier.steps.filter(act="transfer").count() == 1
    assert dossier.versions.count() == 2
    assert Entry.objects.filter(subject_id=dossier.pk, act="dossiers.transfer.accepted").count() == 1


@pytest.mark.django_db(transaction=True)
def test_acceptance_and_withdrawal_at_once_are_one_of_them(dossier, farm, other_farm, officer, receiver):
    transfer = propose_transfer(dossier, to=other_farm, reason="posted", by=officer)
    accepted, withdrawn = at_once(
        lambda: accept_transfer(transfer, by=receiver), lambda: withdraw_transfer(transfer, answer="算了", by=officer)
    )
    transfer.refresh_from_db()
    assert isinstance(accepted, TransferDecided) != isinstance(withdrawn, TransferDecided)
    assert unit_of(dossier) == (other_farm if transfer.state == "accepted" else farm)


def test_before_acceptance_the_other_unit_sees_no_name(transfer, dossier, receiver, signed_in):
    browser = signed_in(receiver)
    page = browser.get(reverse("dossiers:show-transfer", args=[transfer.pk])).content.decode()
    listed = browser.get(reverse("dossiers:list-transfers")).content.decode()
    assert dossier.number in listed
    assert "调到木材厂" in page
    for told in (page, listed):
        assert "张桂兰" not in told
        assert f"/dossiers/{dossier.pk}/" not in told
    assert browser.get(reverse("dossiers:show-dossier", args=[dossier.pk])).status_code == 404
    answer = browser.post(reverse("dossiers:accept-transfer", args=[transfer.pk]))
    assert answer["Location"] == reverse("dossiers:show-dossier", args=[dossier.pk])
    assert browser.get(answer["Location"]).status_code == 200
    again = browser.post(reverse("dossiers:accept-transfer", args=[transfer.pk]))
    assert again.status_code == 302


def test_the_pages_of_the_unit_that_has_it(dossier, other_farm, officer, receiver, signed_in):
    browser, address = signed_in(officer), reverse("dossiers:propose-transfer", args=[dossier.pk])
    assert address in browser.get(reverse("dossiers:show-dossier", args=[dossier.pk])).content.decode()
    wrong = browser.post(address, {"to": str(other_farm.pk), "reason": "other", "words": ""})
    assert wrong.status_code == 422
    told = {"to": str(other_farm.pk), "reason": "other", "words": "随子女生活"}
    first, second = browser.post(address, told), browser.post(address, told)
    assert first["Location"] == second["Location"]
    transfer = Transfer.objects.get()
    assert reverse("dossiers:show-transfer", args=[transfer.pk]) in (
        browser.get(reverse("dossiers:show-dossier", args=[dossier.pk])).content.decode()
    )
    refused = browser.post(reverse("dossiers:withdraw-transfer", args=[transfer.pk]), {"answer": ""})
    assert refused.status_code == 422
    decline = reverse("dossiers:decline-transfer", args=[transfer.pk])
    assert browser.post(decline, {"answer": "不收"}).status_code == 403
    assert signed_in(receiver).post(decline, {"answer": "查无此人"}).status_code == 302
    late = browser.post(reverse("dossiers:withdraw-transfer", args=[transfer.pk]), {"answer": "算了"})
    assert late.status_code == 409
    assert "查无此人" in late.content.decode()


def test_a_late_answer_shows_and_the_list_asks_as_often_whatever_its_length(
    transfer, farm, other_farm, officer, receiver, signed_in, django_assert_num_queries
):
    browser, address = signed_in(receiver), reverse("dossiers:list-transfers")
    Transfer.objects.filter(pk=transfer.pk).update(due_on=clock.today() - timedelta(days=3))
    assert browser.get(address).context["coming"][0].late_by == 3
    with CaptureQueriesContext(connection) as few:
        browser.get(address)
    for dossier in rows(farm, [{} for _place in range(5)]):
        propose_transfer(dossier, to=other_farm, reason="posted", by=officer)
    with django_assert_num_queries(len(few)):
        browser.get(address)
