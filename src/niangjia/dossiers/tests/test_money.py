"""What a household earns, spends and owns, as stated in the browser: to the fen, and without undoing anybody's."""

from datetime import date

import pytest
from django.urls import reverse

from niangjia.accounts.models import Role
from niangjia.accounts.tests.racing import at_once
from niangjia.audit.models import Entry
from niangjia.dossiers.commands import draft_dossier, review_dossier, state_money, submit_dossier, withdraw_dossier
from niangjia.dossiers.errors import ChangedMeanwhile, NotReady
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.queries_of_versions import number_of_newest
from niangjia.dossiers.tests.chain_factories import give_papers
from niangjia.dossiers.tests.factories import person, record
from niangjia.kernel.errors import Conflict, Forbidden, InvalidInput, NotFoundOrForbidden
from niangjia.people.models import AssetLine, IncomeLine, SpendingLine
from niangjia.people.records import AssetRecord, MoneyRecord

pytestmark = pytest.mark.django_db
YEAR = (date(2025, 6, 2), date(2026, 6, 1))


@pytest.fixture
def dossier(farm, officer) -> Dossier:
    """A draft of two people about whose money nothing was said."""
    told = record(person("刘心红", is_head=True, is_income_stated=False), person("刘春生", is_income_stated=False))
    return draft_dossier(told, unit=farm, by=officer)


def page(dossier) -> str:
    return reverse("dossiers:state-money", args=[dossier.pk])


def child_of(dossier):
    return dossier.household.memberships.exclude(person=dossier.worker).get().person


def incomes(dossier) -> dict[tuple[str, str], int]:
    return {(each.person.name if each.person else "", each.kind): each.amount_fen for each in
            IncomeLine.objects.filter(household=dossier.household).select_related("person")}  # fmt: skip


def typed(client, dossier, **changes: str) -> dict[str, str]:
    """What a browser would send back, with some fields changed; `worker_` stands for the worker's own."""
    answer = client.get(page(dossier))
    sent = {"seen": str(answer.context["seen"])}
    for form in answer.context["page"].forms:
        sent |= dict(form.was())
        sent |= {name: sent[f"was-{name}"] for name in form.fields}
    return sent | {name.replace("worker_", f"{dossier.worker_id}-"): value for name, value in changes.items()}


def test_what_is_typed_is_on_file_to_the_fen(signed_in, officer, dossier):
    client = signed_in(officer)
    sent = typed(client, dossier, worker_wage="1,200.50", shared="300", worker_medical="18000")
    sent |= {f"{child_of(dossier).pk}-business": "-4,000.01", "owns-savings": "0"}
    sent |= {"owns-dwelling": "1", "owns-vehicle": "0"}
    answer = client.post(page(dossier), sent)
    assert answer.status_code == 302, [form.errors for form in answer.context["page"].forms]
    assert incomes(dossier) == {("刘心红", "wage"): 1_440_600, ("", "shared"): 30_000, ("刘春生", "business"): -400_001}
    spent = SpendingLine.objects.get()
    assert (spent.person, spent.kind, spent.amount_fen) == (dossier.worker, "medical", 1_800_000)
    assert (spent.from_on, spent.to_on) == YEAR
    assert {(each.kind, each.quantity, each.value_fen) for each in AssetLine.objects.all()} == {
        ("savings", 1, 0),
        ("dwelling", 1, None),
        ("vehicle", 0, None),
    }
    dossier.refresh_from_db()
    assert dossier.category is not None


def test_what_is_left_alone_stays_as_it_is(signed_in, officer, dossier):
    """A yearly amount that no month fits keeps its fen, and lines of other periods are not touched."""
    ten_yuan = {"household": dossier.household, "person": dossier.worker, "kind": "wage", "amount_fen": 1000}
    IncomeLine.objects.create(**ten_yuan, from_on=YEAR[0], to_on=YEAR[1])
    IncomeLine.objects.create(**ten_yuan, from_on=date(2024, 1, 1), to_on=date(2024, 12, 31))
    before = set(IncomeLine.objects.values_list("pk", "amount_fen"))
    client = signed_in(officer)
    assert b"10.00" in client.get(page(dossier)).content
    assert client.post(page(dossier), typed(client, dossier, shared="5")).status_code == 302
    assert set(IncomeLine.objects.exclude(kind="shared").values_list("pk", "amount_fen")) == before


def test_an_emptied_field_is_unknown_again_and_the_same_again_is_no_act(signed_in, officer, dossier):
    client = signed_in(officer)
    client.post(page(dossier), typed(client, dossier, worker_wage="0", **{"owns-vehicle": "1"}))
    assert incomes(dossier) == {("刘心红", "wage"): 0}
    assert client.post(page(dossier), typed(client, dossier, worker_wage="", **{"owns-vehicle": ""})).status_code == 302
    assert (incomes(dossier), AssetLine.objects.count()) == ({}, 0)
    acts = Entry.objects.filter(act="people.money.stated").count()
    client.post(page(dossier), typed(client, dossier))
    assert Entry.objects.filter(act="people.money.stated").count() == acts


@pytest.mark.parametrize(
    ("name", "value"), [("worker_wage", "-1"), ("worker_other", "much"), ("shared", "1.005"), ("owns-dwelling", "100")]
)
def test_what_is_no_amount_is_told_at_its_field_and_kept(signed_in, officer, dossier, name, value):
    client = signed_in(officer)
    answer = client.post(page(dossier), typed(client, dossier, worker_medical="77", **{name: value}))
    assert answer.status_code == 422
    text = answer.content.decode()
    assert 'value="77"' in text
    assert f'value="{value}"' in text
    [problem] = answer.context["page"].problems
    assert f'<a href="#{problem.anchor}">{problem.label}</a>' in text, "said at the top, too"
    assert (dossier.worker.name in problem.label) is name.startswith("worker_")
    assert not SpendingLine.objects.exists()


def test_two_people_do_not_undo_each_other(signed_in, officer, clerk, dossier):
    one, two = signed_in(officer), signed_in(clerk)
    first, second = typed(one, dossier, worker_wage="1000"), typed(two, dossier, worker_wage="900", shared="60")
    assert one.post(page(dossier), first).status_code == 302
    answer = two.post(page(dossier), second)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "1,000.00" in text, "what the other wrote is told"
    assert 'value="900"' in text, "what was typed is kept"
    assert incomes(dossier) == {("刘心红", "wage"): 1_200_000}
    told = answer.context["page"]
    again = {"seen": str(answer.context["seen"])}
    for form in told.forms:
        again |= dict(form.was())
        again |= {name: form.data.get(name, "") for name in form.fields}
    assert two.post(page(dossier), again).status_code == 302
    assert incomes(dossier) == {("刘心红", "wage"): 1_080_000, ("", "shared"): 6000}


def test_others_may_not(signed_in, leader, officer, other_farm, someone, dossier):
    for user in (leader, someone(Role.UNIT_OFFICER, other_farm)):
        assert signed_in(user).get(page(dossier)).status_code == 404
    with pytest.raises((Forbidden, NotFoundOrForbidden)):
        state_money(dossier, MoneyRecord(YEAR, {(None, "shared"): 1}), by=leader)


@pytest.mark.parametrize(
    "stated",
    [
        {"incomes": {(None, "wage"): 1}},
        {"incomes": {("stranger", "wage"): 1}},
        {"incomes": {("worker", "shared"): 1}},
        {"incomes": {("worker", "wage"): -1}},
        {"incomes": {("worker", "wage"): 10**14}},
        {"spending": {(None, "medical"): 1}},
        {"spending": {("worker", "wage"): 1}},
        {"assets": {"yacht": AssetRecord("yacht")}},
    ],
)
def test_amounts_that_cannot_be_are_refused(farm, officer, dossier, stated):
    stranger = draft_dossier(record(person("赵大山", is_head=True)), unit=farm, by=officer).worker_id
    ids = {"worker": dossier.worker_id, "stranger": stranger}
    given = {
        part: {(ids.get(key[0]), key[1]) if isinstance(key, tuple) else key: value for key, value in rows.items()}
        for part, rows in stated.items()
    }
    with pytest.raises(InvalidInput):
        state_money(dossier, MoneyRecord(YEAR, **given), by=officer)


def test_a_closed_household_is_left_alone(officer, clerk, dossier):
    withdraw_dossier(submit_dossier(dossier, by=officer), by=clerk)
    with pytest.raises(Conflict):
        state_money(dossier, MoneyRecord(YEAR, {(None, "shared"): 1}), by=officer)


def test_unknown_income_is_no_hardship(signed_in, officer, someone, farm, dossier):
    """No category rests on what nobody asked, and the first review waits for it; 0 is an answer."""
    assert (dossier.category, dossier.is_eligible) == (None, False)
    assert "0" in dossier.undecided_reason["zh"]
    assert page(dossier) in signed_in(officer).get(reverse("dossiers:show-dossier", args=[dossier.pk])).content.decode()
    reviewer = someone(Role.REVIEWER, farm)
    give_papers(dossier, officer)
    submit_dossier(dossier, by=officer)
    with pytest.raises(NotReady) as refusal:
        review_dossier(dossier, by=reviewer)
    assert refusal.value.code == "income-unknown"
    assert state_money(dossier, MoneyRecord(YEAR, {(dossier.worker_id, "wage"): 0}), by=officer).category is None
    with pytest.raises(NotReady, match="刘春生"):
        review_dossier(dossier, by=reviewer)
    stated = state_money(dossier, MoneyRecord(YEAR, {(child_of(dossier).pk, "other"): 0}), by=officer)
    assert stated.category == 1
    assert review_dossier(dossier, by=reviewer).state == "reviewed"


def test_in_an_emergency_income_may_follow(officer, someone, farm):
    told = record(person("刘心红", is_head=True, is_income_stated=False))
    dossier = draft_dossier(told, unit=farm, by=officer, is_emergency=True)
    submit_dossier(dossier, by=officer)
    reviewer = someone(Role.REVIEWER, farm)
    assert review_dossier(dossier, by=reviewer).category is None


@pytest.mark.django_db(transaction=True)
def test_of_ten_who_state_at_once_one_does(officer, dossier):
    seen = number_of_newest(dossier)

    def state(amount: int):
        return lambda: state_money(dossier, MoneyRecord(YEAR, {(None, "shared"): amount}), by=officer, seen=seen)

    answers = at_once(*[state(100 + place) for place in range(10)])
    done = [place for place, each in enumerate(answers) if isinstance(each, Dossier)]
    assert len(done) == 1, answers
    assert all(isinstance(each, Dossier | ChangedMeanwhile) for each in answers), answers
    assert incomes(dossier) == {("", "shared"): 100 + done[0]}
