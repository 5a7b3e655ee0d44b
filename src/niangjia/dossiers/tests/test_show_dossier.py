"""The pages of one dossier, and the answering of its questions."""

from datetime import date

import pytest
from django.urls import reverse

from niangjia.dossiers.commands import close_dossier, confirm_fact
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.tests.factories import file, household, person
from niangjia.people.models import AssetLine
from niangjia.people.records import AmountRecord, AssetRecord, EventRecord
from niangjia.people.tests.factories import YEAR

pytestmark = pytest.mark.django_db
TABS = ("show-dossier", "show-members", "show-money", "show-decision", "show-history")


def page(name, dossier):
    return reverse(f"dossiers:{name}", args=[dossier.pk])


def family(count=3):
    """A worker with members, lines, assets and an event."""
    spending = (AmountRecord("medical", 3_000_000, *YEAR),)
    bank = {"bank": "中国农业银行", "card_number": "6228489990000000003"}
    particulars = {"phone": "13800000001", "health": "malignant-tumour"}
    head = person(is_head=True, wage_fen=2_400_000, spending=spending, bank=bank, particulars=particulars)
    members = [person(f"刘春{'生来华明光'[place % 5]}", wage_fen=100_000) for place in range(count - 1)]
    return household(
        head,
        *members,
        incomes=(AmountRecord("shared", 120_000, *YEAR),),
        assets=(AssetRecord("dwelling", 1), AssetRecord("savings", value_fen=1_000_000)),
        events=(EventRecord(500_000, 100_000, None),),
    )


@pytest.fixture
def dossier(farm, clerk) -> Dossier:
    return file(home=family(), unit=farm, by=clerk)


@pytest.mark.parametrize("tab", TABS)
def test_every_tab_says_whose_it_is_and_shows_no_number_in_full(as_clerk, dossier, tab):
    answer = as_clerk.get(page(tab, dossier))
    text = answer.content.decode()
    assert answer.status_code == 200
    assert dossier.worker.name in text
    assert dossier.number in text
    assert f'href="{page(tab, dossier)}" aria-current="page"' in text
    for member in dossier.household.memberships.select_related("person"):
        assert member.person.identity_number.reveal()[3:17] not in text
    for hidden in ("6228489990000000003", "622848999", "13800000001", "林海路"):
        assert hidden not in text


def test_the_overview_shows_the_masked_values(as_clerk, dossier):
    text = as_clerk.get(page("show-dossier", dossier)).content.decode()
    for masked in (str(dossier.worker.identity_number), "138******01", "***************0003", "根河市****"):
        assert masked in text


def test_all_members_are_listed_in_order(as_clerk, dossier):
    members = as_clerk.get(page("show-members", dossier)).context["members"]
    assert [member.position for member in members] == [0, 1, 2]
    assert members[0].is_head


def test_money_is_summed_over_the_window(as_clerk, dossier):
    ledger = as_clerk.get(page("show-money", dossier)).context["ledger"]
    assert ledger.income_fen == 2_400_000 + 2 * 100_000 + 120_000
    assert ledger.spending_fen == 3_000_000
    assert len(ledger.incomes) == 4


def test_the_decision_is_told_in_sections_with_names(as_clerk, dossier):
    context = as_clerk.get(page("show-decision", dossier)).context
    told = context["told"]
    variables = [step.variable for _title, steps in told.sections for step in steps]
    assert variables[:2] == ["category", "is_eligible"]
    assert {"net_monthly_per_head", "line", "main_cause"} <= set(variables)
    assert told.problem == ""
    assert told.parameters
    assert all(step.basis for step in told.rest)
    assert len(context["questions"]) == dossier.questions
    assert any(dossier.worker.name in step.person_name for step in told.rest)
    matters = [question.matters for question in context["questions"]]
    assert matters == sorted(matters, reverse=True)


def test_an_undecided_dossier_says_why(as_clerk, farm, clerk):
    home = household(person(is_head=True), particulars={"region": "110101"})
    dossier = file(home=home, unit=farm, by=clerk)
    answer = as_clerk.get(page("show-decision", dossier))
    assert "110101" in answer.context["told"].problem
    for tab in TABS:
        assert as_clerk.get(page(tab, dossier)).status_code == 200
    assert "110101" in as_clerk.get(page("show-dossier", dossier)).content.decode()


def test_history_is_newest_first(as_clerk, dossier, clerk):
    confirm_fact(dossier, name="union_aid_fen", value=50_000_00, by=clerk)
    context = as_clerk.get(page("show-history", dossier)).context
    assert [entry.act for entry in context["entries"]] == [
        "dossiers.dossier.assessed",
        "people.fact.confirmed",
        "dossiers.dossier.assessed",
        "dossiers.dossier.filed",
        "people.household.registered",
    ]
    assert len(context["decisions"]) == 2


def test_a_closed_dossier_is_read_only(as_clerk, dossier, clerk):
    close_dossier(dossier, reason="retired", by=clerk)
    for tab in TABS:
        answer = as_clerk.get(page(tab, dossier))
        assert answer.status_code == 200
        assert page("confirm-fact", dossier) not in answer.content.decode()
    assert as_clerk.post(page("confirm-fact", dossier), {"fact": "is_rural", "value": "yes"}).status_code == 409


@pytest.mark.parametrize("tab", TABS)
def test_the_number_of_queries_does_not_grow_with_the_family(as_clerk, farm, clerk, tab, django_assert_max_num_queries):
    small, large = (file(home=family(count), unit=farm, by=clerk) for count in (2, 9))
    for each in (small, large):
        as_clerk.get(page(tab, each))  # the first look of the day is recorded
    with django_assert_max_num_queries(29) as few:
        as_clerk.get(page(tab, small))
    with django_assert_max_num_queries(29) as many:
        as_clerk.get(page(tab, large))
    assert len(many) == len(few)


@pytest.mark.parametrize(
    ("fact", "value", "stored"),
    [
        ("is_rural", "yes", True), ("is_rural", "no", False), ("receives_dibao", "yes", True),
        ("contract_months", " 12 ", 12),
    ],
)  # fmt: skip
def test_an_answer_is_taken(as_clerk, dossier, fact, value, stored):
    answer = as_clerk.post(page("confirm-fact", dossier), {"fact": fact, "value": value}, follow=True)
    assert answer.redirect_chain == [(page("show-decision", dossier), 302)]
    dossier.household.refresh_from_db()
    assert getattr(dossier.household, fact) == stored
    assert [message.level_tag for message in answer.context["messages"]] == ["success"]


def test_answers_about_what_is_owned_and_what_happened(as_clerk, dossier):
    for fact, value in (("homes", "2"), ("has_private_car", "no"), ("savings_fen", "9.99"), ("event_on", "2026-02-03")):
        as_clerk.post(page("confirm-fact", dossier), {"fact": fact, "value": value})
    owned = {line.kind: line for line in AssetLine.objects.filter(household=dossier.household)}
    assert (owned["dwelling"].quantity, owned["vehicle"].quantity, owned["savings"].value_fen) == (2, 0, 999)
    assert dossier.household.events.get().happened_on == date(2026, 2, 3)


def test_an_answer_about_a_member_is_the_members(as_clerk, dossier):
    member = dossier.household.memberships.get(position=1).person
    as_clerk.post(page("confirm-fact", dossier), {"fact": "is_able", "value": "no", "person": str(member.pk)})
    member.refresh_from_db()
    dossier.worker.refresh_from_db()
    assert (member.is_able, dossier.worker.is_able) == (False, None)


@pytest.mark.parametrize(
    ("fact", "value", "who"),
    [
        ("is_rural", "maybe", ""), ("is_rural", "", ""), ("union_aid_fen", "12.345", ""), ("union_aid_fen", "-5", ""),
        ("union_aid_fen", "abc", ""), ("union_aid_fen", "9" * 30, ""),
        ("contract_months", "1.5", ""), ("contract_months", "-1", ""), ("contract_months", "99999", ""),
        ("homes", "1201", ""), ("event_on", "2026-02-30", ""), ("event_on", "yesterday", ""),
        ("savings_fen", "NaN", ""), ("no_such_fact", "yes", ""), ("", "", ""), ("is_able", "yes", ""),
        ("is_able", "yes", "x"),
        ("is_able", "yes", "00000000-0000-0000-0000-000000000000"), ("is_rural", "<script>", ""),
    ],
)  # fmt: skip
def test_what_cannot_be_an_answer_is_told_and_nothing_is_lost(as_clerk, dossier, fact, value, who):
    before = Dossier.objects.values().get(pk=dossier.pk), dossier.decisions.count()
    answer = as_clerk.post(page("confirm-fact", dossier), {"fact": fact, "value": value, "person": who}, follow=True)
    assert answer.status_code == 200
    assert [message.level_tag for message in answer.context["messages"]] == ["error"]
    assert (Dossier.objects.values().get(pk=dossier.pk), dossier.decisions.count()) == before
    assert "<script>" not in answer.content.decode()


def test_an_answer_may_change_the_result(as_clerk, dossier):
    as_clerk.post(page("confirm-fact", dossier), {"fact": "savings_fen", "value": "9000000"})
    decided = Dossier.objects.get(pk=dossier.pk)
    assert decided.is_eligible is False
    assert decided.decisions.count() == 2


@pytest.mark.parametrize(("fact", "kind"), [("union_aid_fen", "union-aid"), ("government_aid_fen", "government-aid")])
def test_aid_is_of_the_twelve_months_before_the_application(as_clerk, dossier, fact, kind):
    for answer in ("1200.50", "0"):
        as_clerk.post(page("confirm-fact", dossier), {"fact": fact, "value": answer})
    line = dossier.household.incomelines.get(kind=kind)
    assert (line.amount_fen, line.to_on, line.person) == (0, dossier.applied_on, None)
    questions = as_clerk.get(page("show-decision", dossier)).context["questions"]
    assert fact not in {question.fact for question in questions}


def test_a_closed_dossier_keeps_its_members_and_its_decision(as_clerk, dossier, clerk):
    close_dossier(dossier, reason="retired", by=clerk)
    assert len(as_clerk.get(page("show-members", dossier)).context["members"]) == dossier.size
    assert not as_clerk.get(page("show-decision", dossier)).context["told"].problem
