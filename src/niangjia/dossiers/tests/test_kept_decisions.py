"""A change of the rule book never rewrites a past decision: it is shown as made, and a new one stands beside it."""

import json
from dataclasses import replace
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from niangjia.audit.models import Entry
from niangjia.dossiers.commands import assess_dossier, close_dossier, confirm_fact
from niangjia.dossiers.models import Decision, Dossier
from niangjia.dossiers.tests.factories import file, household, person
from niangjia.kernel.text import Text
from niangjia.people.models import Household, IncomeLine, Membership
from niangjia.policies import book, load_rule_set
from niangjia.policies.errors import UnknownRuleSetError
from niangjia.policies.parameters import Parameter, ParameterTable, Source
from niangjia.policies.rule_sets import in_force_on

pytestmark = pytest.mark.django_db
WAGE = 2_400_000
"""For two people: 1,000.00 a head a month, between the line of 840.00 and twice it."""
LINES_2017 = {
    "dibao_urban_monthly": 50_000,
    "dibao_rural_monthly": 30_000,
    "public_school_cost": (0, 0, 0, 0, 0, 0, 0, 0, 0),
}


@pytest.fixture
def dossier(farm, clerk) -> Dossier:
    return file(person(is_head=True, wage_fen=WAGE), person("刘春生"), unit=farm, by=clerk)


@pytest.fixture
def change_book(monkeypatch):
    """Replace rule sets of the book, as an approved change would: `change_book("national-2019", deep_percent=120)`."""
    sets = {rule_set.name: rule_set for rule_set in book.rule_sets()}

    def find(name):
        if name not in sets:
            raise UnknownRuleSetError(f"There is no rule set {name}.")
        return sets[name]

    monkeypatch.setattr(book, "rule_sets", lambda: tuple(sets.values()))
    monkeypatch.setattr(book, "rule_set", find)
    monkeypatch.setattr(book, "rule_set_for", lambda day: in_force_on(sets.values(), day) or find(f"for {day}"))

    def change(name: str, version: str = "2019.1+1", **values: object) -> None:
        sets[name] = replace(load_rule_set(name).with_parameters(values), version=version)  # type: ignore[arg-type]

    change.sets = sets
    return change


def page(name, dossier, *more):
    return reverse(f"dossiers:{name}", args=[dossier.pk, *more])


def rows_of(dossier):
    return list(dossier.decisions.order_by("at", "id").values())


def shown(answer):
    """What each step of a decision page says: variable to value."""
    told = answer.context["told"]
    return {step.variable: str(step.result) for _title, steps in told.sections for step in steps}


def test_the_decision_stays_as_it_was_made(as_clerk, dossier, change_book):
    before, rows = shown(as_clerk.get(page("show-decision", dossier))), rows_of(dossier)
    change_book("national-2019", deep_percent=130, dibao_rural_monthly=69_000)
    answer = as_clerk.get(page("show-decision", dossier))
    assert shown(answer) == before
    assert rows_of(dossier) == rows
    values = {str(row.label): str(row.value) for row in answer.context["told"].parameters}
    deep = load_rule_set("national-2019").table.parameters[4]
    assert deep.name == "deep_percent"
    assert values[str(deep.label)] == "100 %"
    assert answer.context["told"].rule_set.version == "2019.1"
    since = answer.context["since"]
    assert ["100 → 130" in text.en for text in since.reasons] == [True]  # the rural line is not theirs
    assert [text for text in since.answers if text.en.startswith("Hardship category:")]
    assert page("assess-dossier", dossier) in answer.content.decode()


def test_an_earlier_decision_names_the_day_and_region_it_was_made_for(as_clerk, dossier):
    Dossier.objects.filter(pk=dossier.pk).update(applied_on=date(2026, 7, 9))
    Household.objects.filter(pk=dossier.household_id).update(region="150781")
    kept = dossier.decisions.get()
    told = as_clerk.get(page("show-kept-decision", dossier, kept.pk)).context["told"]
    assert (told.applied_on.isoformat(), told.region) == (kept.facts["applied_on"], kept.facts["region"])
    assert told.applied_on != date(2026, 7, 9)


def test_the_same_answer_needs_no_notice(as_clerk, dossier, change_book):
    change_book("national-2019", edge_percent=310)
    answer = as_clerk.get(page("show-decision", dossier))
    since = answer.context["since"]
    assert (since.answers, since.reasons, since.newer.zh) == ([], [], "“困难职工三类认定标准（2019 年起）”2019.1+1 版")
    assert page("assess-dossier", dossier) not in answer.content.decode()


def test_applied_again_a_new_decision_stands_beside_the_old(as_clerk, dossier, clerk, change_book):
    [old] = rows_of(dossier)
    change_book("national-2019", deep_percent=130)
    answer = as_clerk.post(page("assess-dossier", dossier), follow=True)
    assert answer.redirect_chain == [(page("show-decision", dossier), 302)]
    first, second = rows_of(dossier)
    assert first == old
    assert (second["rule_version"], second["outputs"]["category"], second["by_id"]) == ("2019.1+1", 1, clerk.pk)
    assert (Dossier.objects.get(pk=dossier.pk).category, dossier.category) == (1, 2)
    assert answer.context["since"] is None
    assert answer.context["told"].rule_set.version == "2019.1+1"

    history = as_clerk.get(page("show-history", dossier))
    assert [kept.rule_version for kept in history.context["decisions"]] == ["2019.1+1", "2019.1"]
    addresses = [page("show-kept-decision", dossier, row["id"]) for row in (first, second)]
    assert all(address in history.content.decode() for address in addresses)
    past, latest = (as_clerk.get(address) for address in addresses)
    assert past.context["told"].rule_set.version == "2019.1"
    assert shown(past) != shown(latest) == shown(answer)
    for one in (past, latest):
        assert page("assess-dossier", dossier) not in one.content.decode()
        assert page("confirm-fact", dossier) not in one.content.decode()


def test_applying_again_without_news_keeps_nothing(as_clerk, dossier):
    rows, entries = rows_of(dossier), Entry.objects.count()
    as_clerk.post(page("assess-dossier", dossier))
    assert (rows_of(dossier), Entry.objects.count()) == (rows, entries)


def test_values_that_changed_are_a_new_decision_even_with_the_same_answer(dossier, clerk, change_book):
    change_book("national-2019", edge_percent=310)
    assess_dossier(dossier, by=clerk)
    assert [row["rule_version"] for row in rows_of(dossier)] == ["2019.1", "2019.1+1"]
    change_book("national-2019", "2019.1+2", edge_percent=310)
    assess_dossier(dossier, by=clerk)
    assert len(rows_of(dossier)) == 2


def test_facts_that_changed_are_named(as_clerk, dossier):
    IncomeLine.objects.filter(household=dossier.household, amount_fen=WAGE).update(amount_fen=WAGE * 2)
    since = as_clerk.get(page("show-decision", dossier)).context["since"]
    assert len(since.reasons) == 1
    assert [text for text in since.answers if "1,000.00 → 2,000.00" in text.en]


def test_a_question_answered_as_assumed_is_no_longer_open(as_clerk, dossier, clerk):
    confirm_fact(dossier, name="savings_fen", value=0, by=clerk)
    assert len(rows_of(dossier)) == 1
    for tab in ("show-decision", "show-dossier"):
        asked = {question.fact for question in as_clerk.get(page(tab, dossier)).context["questions"]}
        assert asked
        assert "savings_fen" not in asked


@pytest.mark.parametrize(("who", "status"), [("auditor", 404), ("leader", 404), ("administrator", 404)])
def test_only_those_who_revise_apply_again(request, signed_in, dossier, change_book, who, status):
    change_book("national-2019", deep_percent=130)
    client = signed_in(request.getfixturevalue(who))
    rows = rows_of(dossier)
    assert client.post(page("assess-dossier", dossier)).status_code == status
    assert client.get(page("assess-dossier", dossier)).status_code == 405
    assert rows_of(dossier) == rows
    seen = client.get(page("show-decision", dossier)).content.decode()
    assert page("assess-dossier", dossier) not in seen


def test_a_closed_dossier_is_not_decided_again(as_clerk, dossier, clerk, change_book):
    close_dossier(dossier, reason="retired", by=clerk)
    change_book("national-2019", deep_percent=130)
    assert as_clerk.post(page("assess-dossier", dossier)).status_code == 409
    assert page("assess-dossier", dossier) not in as_clerk.get(page("show-decision", dossier)).content.decode()
    assert len(rows_of(dossier)) == 1


def test_a_decision_is_found_in_its_own_dossier_only(as_clerk, signed_in, officer, dossier, other_farm, clerk):
    other = file(unit=other_farm, by=clerk)
    theirs = other.decisions.get().pk
    assert as_clerk.get(page("show-kept-decision", dossier, theirs)).status_code == 404
    assert as_clerk.get(page("show-kept-decision", other, theirs)).status_code == 200
    assert signed_in(officer).get(page("show-kept-decision", other, theirs)).status_code == 404


def _without_rule_set(change_book, kept):
    del change_book.sets["national-2019"]


def _with_other_parameters(change_book, kept):
    del kept.parameters[0]


def _with_another_outcome(change_book, kept):
    kept.outputs["line"] += 1


def _with_a_fact_too_few(change_book, kept):
    del kept.facts["homes"]


@pytest.mark.parametrize(
    "spoil", [_without_rule_set, _with_other_parameters, _with_another_outcome, _with_a_fact_too_few]
)
def test_a_decision_that_cannot_be_told_any_more_shows_what_it_said(as_clerk, dossier, change_book, spoil):
    kept = dossier.decisions.get()
    spoil(change_book, kept)
    kept.save()
    past = as_clerk.get(page("show-kept-decision", dossier, kept.pk))
    assert past.status_code == 200
    assert past.context["told"].problem
    assert past.context["plain"].outputs
    assert len(past.context["plain"].values) == len(kept.parameters)
    assert "1,000.00" in past.content.decode()
    for tab in ("show-decision", "show-history", "show-dossier"):
        assert as_clerk.get(page(tab, dossier)).status_code == 200


def test_an_older_row_without_documents_and_persons_is_still_told(as_clerk, dossier):
    kept = dossier.decisions.get()
    kept.persons = []
    kept.parameters = [{name: row[name] for name in ("name", "value", "region", "from")} for row in kept.parameters]
    kept.save()
    answer = as_clerk.get(page("show-decision", dossier))
    assert not answer.context["told"].problem
    assert answer.context["since"] is None
    assert dossier.worker.name in {step.person_name for step in answer.context["told"].rest}


def test_someone_who_left_since_keeps_the_name_in_the_decision(as_clerk, dossier, clerk):
    Membership.objects.filter(household=dossier.household, is_head=False).update(ended_on=date(2026, 7, 1))
    assess_dossier(dossier, by=clerk)
    first, second = dossier.decisions.order_by("at", "id")
    names = [
        {step.person_name for step in as_clerk.get(page("show-kept-decision", dossier, kept.pk)).context["told"].rest}
        for kept in (first, second)
    ]
    assert "刘春生" in names[0]
    assert "刘春生" not in names[1]


def test_the_document_behind_a_value_is_kept(dossier, clerk, change_book):
    rules = load_rule_set("national-2019")
    source = Source("national-2019+1", Text("根河市 2026 年第 8 号文", "Genhe 2026 no. 8"))
    shipped = dossier.decisions.get()
    by_name = {row["name"]: row for row in shipped.parameters}
    assert (by_name["deep_percent"]["source"], by_name["deep_percent"]["mark"]) == ("S15", "confirmed")
    assert "document" not in by_name["deep_percent"]

    def with_source(parameter: Parameter) -> Parameter:
        rows = tuple(replace(row, source=source, value=130) for row in parameter.rows)
        return replace(parameter, rows=rows) if parameter.name == "deep_percent" else parameter

    changed = ParameterTable(with_source(parameter) for parameter in rules.table.parameters)
    change_book.sets["national-2019"] = replace(rules, table=changed, version="2019.1+1")
    assess_dossier(dossier, by=clerk)
    row = next(row for row in dossier.decisions.latest("at").parameters if row["name"] == "deep_percent")
    assert row["document"] == {"zh": source.title.zh, "en": source.title.en}


def test_no_name_and_no_number_of_a_person_is_kept(dossier):
    kept = dossier.decisions.get()
    text = json.dumps([kept.facts, kept.parameters, kept.outputs, kept.assumed, kept.persons], ensure_ascii=False)
    for member in dossier.household.memberships.select_related("person"):
        assert member.person.name not in text
        assert member.person.identity_number.reveal() not in text


def test_a_number_of_rules_that_are_gone_borrows_no_words(as_clerk, dossier):
    kept = dossier.decisions.get()
    kept.rule_set, kept.outputs = "hulunbuir-2016", {**kept.outputs, "category": 1}
    kept.save()
    since = as_clerk.get(page("show-decision", dossier)).context["since"]
    assert [text.en for text in since.answers] == ["Hardship category: 1 → Relative hardship"]


@pytest.mark.parametrize("tab", ["show-decision", "show-history"])
def test_queries_do_not_grow_with_the_decisions(as_clerk, dossier, clerk, tab, django_assert_max_num_queries):
    as_clerk.get(page(tab, dossier))  # the first look of the day is recorded
    with django_assert_max_num_queries(21) as few:
        as_clerk.get(page(tab, dossier))
    for months in range(5):
        confirm_fact(dossier, name="savings_fen", value=(months + 1) * 100, by=clerk)
    assert dossier.decisions.count() == 6
    with django_assert_max_num_queries(21) as many:
        as_clerk.get(page(tab, dossier))
    assert len(many) == len(few)


def test_an_application_of_2017_waits_for_the_line_and_then_speaks_its_own_words(as_clerk, farm, clerk, change_book):
    applied_on = date(2017, 5, 10)
    period = (date(2016, 5, 11), applied_on)
    home = replace(household(person(is_head=True, wage_fen=599_900)), period=period)
    lines = tuple(replace(line, from_on=period[0], to_on=period[1]) for line in home.persons[0].incomes)
    home = replace(home, persons=(replace(home.persons[0], incomes=lines),))
    dossier = file(home=home, applied_on=applied_on, unit=farm, by=clerk)
    assert dossier.category is None
    assert "minimum-living line" in dossier.undecided_reason["en"]
    assert "2017-05-10" in as_clerk.get(page("show-decision", dossier)).context["told"].problem

    change_book("national-2012", "2012.1+2", **LINES_2017)
    dossier = assess_dossier(dossier, by=clerk)
    kept = dossier.decisions.get()
    assert (kept.rule_set, kept.rule_version, dossier.category) == ("national-2012", "2012.1+2", 1)
    label = book.rule_set("national-2012").labels["category"][1]
    for address in (page("show-decision", dossier), page("show-history", dossier), reverse("dossiers:list-dossiers")):
        assert str(label) in as_clerk.get(address).content.decode()
    told = as_clerk.get(page("show-decision", dossier)).context["told"]
    assert str(told.distances[0].label) == str(label)
    assert len(told.distances) == 3


def test_explain_tells_the_decision_as_it_was_made(dossier, change_book):
    change_book("national-2019", deep_percent=130)
    then, now = (_explained(dossier, *options) for options in ((), ("--now",)))
    assert (then["version"], then["category"], now["version"], now["category"]) == ("2019.1", 2, "2019.1+1", 1)
    assert then["decided_at"]
    assert now["decided_at"] is None
    del change_book.sets["national-2019"]
    with pytest.raises(CommandError, match=dossier.number):
        _explained(dossier)


def test_documents_notes_and_marks_of_kept_values_are_told_like_those_of_today(dossier):
    then, now = (_explained(dossier, *options)["parameters"] for options in ((), ("--now",)))
    assert then == now
    assert any(row["note"]["zh"] for row in then)


def test_a_note_of_a_row_that_says_something_else_is_not_told(dossier):
    kept = dossier.decisions.get()
    noted = next(row["name"] for row in _explained(dossier)["parameters"] if row["note"]["zh"])
    kept.parameters = [row | ({"source": "S1"} if row["name"] == noted else {}) for row in kept.parameters]
    kept.save()
    assert not next(row["note"]["zh"] for row in _explained(dossier)["parameters"] if row["name"] == noted)


def _explained(dossier, *options):
    out = StringIO()
    call_command("explain", dossier.number, "--json", *options, stdout=out)
    return json.loads(out.getvalue())


def _assessed(*arguments):
    out = StringIO()
    call_command("assess", *arguments, "--json", stdout=out)
    return json.loads(out.getvalue())


def test_assess_all_counts_first_and_then_changes(dossier, farm, clerk, change_book):
    well_off = file(person(is_head=True, wage_fen=WAGE * 9), unit=farm, by=clerk)
    closed = file(unit=farm, by=clerk)
    close_dossier(closed, reason="retired", by=clerk)
    assert _assessed("--all")["dossiers"] == 0
    change_book("national-2019", deep_percent=130)
    before = (list(Dossier.objects.order_by("pk").values()), Decision.objects.count(), Entry.objects.count())
    rehearsed = _assessed("--all", "--dry-run")
    assert (list(Dossier.objects.order_by("pk").values()), Decision.objects.count(), Entry.objects.count()) == before
    assert rehearsed == {
        "dry_run": True, "dossiers": 2, "changed_category": 1, "new_decisions": 2, "unchanged": 0, "undecided": 0,
        "refused": [], "changes": [{"dossier": dossier.number, "from": 2, "to": 1}],
    }  # fmt: skip
    assert _assessed("--all") == {**rehearsed, "dry_run": False}
    assert _assessed("--all")["dossiers"] == 0
    assert well_off.decisions.count() == dossier.decisions.count() == 2


def test_assess_by_number(dossier, farm, clerk):
    closed = file(unit=farm, by=clerk)
    close_dossier(closed, reason="retired", by=clerk)
    told = _assessed(dossier.number, closed.number, dossier.number)
    assert (told["dossiers"], told["unchanged"]) == (2, 1)
    assert [refusal["code"] for refusal in told["refused"]] == ["dossier-closed"]


@pytest.mark.parametrize("arguments", [[], ["20990000001"], ["--all", "20990000001"]])
def test_assess_refuses_what_it_cannot(db, arguments):
    with pytest.raises(CommandError) as refusal:
        _assessed(*arguments)
    assert refusal.value.returncode == 1


def test_assess_tells_it_in_a_line(dossier, change_book):
    change_book("national-2019", deep_percent=130)
    out = StringIO()
    call_command("assess", "--all", "--dry-run", stdout=out)
    first, last = out.getvalue().splitlines()
    (number, before, *_words), (after, *_others) = (side.split() for side in first.split("->"))
    assert (number, before, after) == (dossier.number, "2", "1")
    assert "1 would change category" in last
