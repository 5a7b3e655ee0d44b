"""The pages of the rule book: who reads, what they show, and that they ask the database little."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from niangjia.kernel import clock
from niangjia.kernel.text import Text
from niangjia.policies import book, commands, queries
from niangjia.policies.tests.book_factories import NAME, URBAN, approve, draft, propose, start, value

pytestmark = pytest.mark.django_db
LIST, CHANGES = reverse("policies:list-rule-sets"), reverse("policies:list-changes")
BOOK = reverse("policies:show-rule-set", args=[NAME])
PARAMETER = reverse("policies:show-parameter", args=[NAME, URBAN])
EVERYONE = ["clerk", "officer", "leader", "auditor", "administrator"]


def page_of(name, change):
    return reverse(f"policies:{name}", args=[change.pk])


@pytest.fixture
def browser(request, signed_in):
    """A browser for the role a test is given by name."""
    return lambda who: signed_in(request.getfixturevalue(who))


@pytest.mark.parametrize("who", EVERYONE)
def test_every_role_reads_every_page(browser, clerk, leader, who):
    waiting, done = propose(value(91_000), clerk), approve(value(), clerk, leader)
    client = browser(who)
    for path in (LIST, CHANGES, BOOK, PARAMETER, *(page_of("show-change", each) for each in (waiting, done))):
        assert client.get(path).status_code == 200, path


def test_who_has_no_appointment_reads_nothing(clerk, signed_in, leader):
    change = propose(value(), clerk)
    leader.appointments.update(ends_on="2026-01-01")
    client = signed_in(leader)
    assert client.get(LIST).status_code == client.get(CHANGES).status_code == 403
    assert client.get(BOOK).status_code == client.get(PARAMETER).status_code == 403
    assert client.get(page_of("show-change", change)).status_code == 404


def test_without_a_sign_in_there_is_only_the_way_to_it(client):
    for path in (LIST, CHANGES, BOOK, PARAMETER):
        assert client.get(path)["Location"].startswith(reverse("accounts:sign-in"))


@pytest.mark.parametrize(
    "path",
    [
        reverse("policies:show-rule-set", args=["nothing"]),
        reverse("policies:show-parameter", args=[NAME, "nothing"]),
        f"{BOOK}?version=2018.1",
        f"{BOOK}?version=2019.1%2B7",
        reverse("policies:show-change", args=["00000000-0000-0000-0000-000000000000"]),
        reverse("policies:propose-change", args=[NAME, "nothing"]),
        reverse("policies:propose-change", args=["nothing", "retire"]),
        reverse("policies:propose-change", args=[NAME, "set-value"]),
        reverse("policies:propose-change", args=[NAME, "confirm-row"]),
        f"{reverse('policies:propose-change', args=[NAME, 'confirm-row'])}?parameter={URBAN}&region=150000&from=x",
        f"{reverse('policies:propose-change', args=[NAME, 'withdraw-row'])}?parameter={URBAN}&region=1&from=2019-01-01",
    ],
)
def test_what_is_not_there_is_not_found(as_clerk, path):
    assert as_clerk.get(path).status_code == 404


def test_the_list_tells_life_version_and_what_is_to_confirm(as_clerk, clerk, leader):
    approve(draft(), clerk, leader)
    approve(value(), clerk, leader)
    told = {one.name: (life.code, one.version) for one, life, _count in as_clerk.get(LIST).context["told"]}
    assert told[NAME] == ("in-force", "2019.1+1")
    assert told["own-2027"] == ("draft", "local+1")


def test_the_book_has_every_parameter_in_a_group(as_clerk):
    sections = as_clerk.get(BOOK).context["sections"]
    shown = [each.parameter.name for _title, parameters in sections for each in parameters]
    assert sorted(shown) == sorted(book.rule_set(NAME).table.names)


@pytest.mark.parametrize(
    ("query", "takes"),
    [
        ("?region=150000", lambda row: row.region == "150000"),
        ("?mark=to-confirm", lambda row: not row.is_confirmed),
        ("?mark=confirmed&region=000000", lambda row: row.is_confirmed and row.region == "000000"),
        ("?region=999999&mark=nonsense", lambda _row: True),
    ],
)
def test_the_book_is_narrowed(as_clerk, query, takes):
    sections = as_clerk.get(BOOK + query).context["sections"]
    shown = [row.row for _title, parameters in sections for each in parameters for row in each.rows]
    everything = [row for one in book.rule_set(NAME).table.parameters for row in one.rows]
    assert sorted(map(id, shown)) == sorted(id(row) for row in everything if takes(row))
    assert shown


def test_the_book_is_searched_in_either_language(as_clerk):
    for words in ("城市低保", "urban minimum", URBAN):
        sections = as_clerk.get(BOOK, {"q": words}).context["sections"]
        assert [each.parameter.name for _title, some in sections for each in some] == [URBAN], words
    assert as_clerk.get(BOOK, {"q": "no such thing"}).context["sections"] == []


@pytest.mark.parametrize("path", [BOOK, PARAMETER, LIST, CHANGES])
def test_more_rows_and_changes_ask_no_more_queries(as_clerk, clerk, leader, path):
    def asked():
        as_clerk.get(path)
        with CaptureQueriesContext(connection) as queries:
            as_clerk.get(path)
        return len(queries)

    approve(value(), clerk, leader)
    propose(value(1), clerk)
    few = asked()
    for step in range(6):
        approve(value(90_000 + step, from_on=date(2026, 2, 1 + step)), clerk, leader)
        propose(value(80_000 + step), clerk)
    assert asked() == few <= 14


def test_the_book_as_it_stood(as_clerk, clerk, leader):
    approve(value(90_000), clerk, leader)
    approve(value(91_000), clerk, leader)
    answer = as_clerk.get(BOOK, {"version": "2019.1+1", "q": URBAN})
    values = [row.row.value for _title, some in answer.context["sections"] for each in some for row in each.rows]
    assert 90_000 in values
    assert 91_000 not in values
    assert not answer.context["may_propose"]


def test_the_page_of_a_parameter_names_the_rules_that_ask_for_it(as_clerk):
    uses = as_clerk.get(PARAMETER).context["uses"]
    assert [use.label.en for use in uses] == [
        variable.label.en
        for variable in book.rule_set(NAME).wiring.household + book.rule_set(NAME).wiring.member
        if URBAN in variable.inputs
    ]
    assert uses


@pytest.mark.parametrize("who", EVERYONE)
def test_only_who_may_propose_finds_the_form(browser, who):
    client = browser(who)
    propose_page = reverse("policies:propose-change", args=[NAME, "set-value"])
    assert (propose_page in client.get(PARAMETER).content.decode()) is (who == "clerk")
    status = client.get(f"{propose_page}?parameter={URBAN}").status_code
    assert status == (200 if who == "clerk" else 403)


@pytest.mark.parametrize(("name", "acts"), [("national-2012", {"put-in-force"}), (NAME, {"retire"})])
def test_the_life_of_a_rule_set_can_be_changed_either_way(as_clerk, name, acts):
    """One that was retired by mistake is put in force again; one in force without an end only ends."""
    text = as_clerk.get(reverse("policies:show-rule-set", args=[name])).content.decode()
    addresses = {act: reverse("policies:propose-change", args=[name, act]) for act in ("put-in-force", "retire")}
    assert {act for act, address in addresses.items() if address in text} == acts


@pytest.mark.parametrize("who", EVERYONE)
def test_only_who_may_decide_finds_the_buttons(browser, clerk, who):
    change = propose(value(), clerk)
    shown = browser(who).get(page_of("show-change", change))
    text = shown.content.decode()
    assert (page_of("approve-change", change) in text) is (who == "leader")
    assert (page_of("withdraw-change", change) in text) is (who == "clerk")
    assert bool(shown.context["why_not"]) is (who != "leader")
    assert str(shown.context["why_not"]) in text


@pytest.mark.parametrize("who", EVERYONE)
@pytest.mark.parametrize("act", ["approve", "reject", "withdraw"])
def test_an_act_is_done_by_who_may_do_it(browser, clerk, who, act):
    change = propose(value(), clerk)
    may = who == ("clerk" if act == "withdraw" else "leader")
    status = browser(who).post(page_of(f"{act}-change", change), {"note": "缺少原件"}).status_code
    refused = 403 if act == "withdraw" or who in {"clerk", "leader"} else 404  # whose role never decides finds no page
    assert status == (302 if may else refused)
    change.refresh_from_db()
    past = {"approve": "approved", "reject": "rejected", "withdraw": "withdrawn"}[act]
    assert change.state == (past if may else "proposed")


def test_acts_take_a_post_and_pages_that_show_do_not(as_clerk, clerk):
    change = propose(value(), clerk)
    for act in ("approve", "reject", "withdraw"):
        assert as_clerk.get(page_of(f"{act}-change", change)).status_code == 405
    for path in (LIST, CHANGES, BOOK, PARAMETER, page_of("show-change", change)):
        assert as_clerk.post(path).status_code == 405


def test_a_decision_taken_twice_is_told_on_the_page(signed_in, clerk, leader):
    change = propose(value(), clerk)
    client = signed_in(leader)
    for _turn in range(2):
        answer = client.post(page_of("approve-change", change), follow=True)
        assert answer.status_code == 200
    assert [str(message.level_tag) for message in answer.context["messages"]] == ["error"]
    for verb, note in (("reject-change", ""), ("reject-change", "字\u202e"), ("approve-change", "字" * 501)):
        answer = client.post(page_of(verb, propose(value(91_000), clerk)), {"note": note})
        assert answer.status_code == 422
        assert note in answer.content.decode()  # what was typed stays


def test_a_change_shows_before_and_after(as_clerk, clerk, leader):
    change = propose(value(88_200), clerk)
    told = as_clerk.get(page_of("show-change", change)).context["compared"]
    assert (told.before.row.value, told.is_in_place, told.step) == (84_000, False, "+5.0 %")
    commands.approve_change(change, by=leader)
    later = approve(value(80_000), clerk, leader)
    told = as_clerk.get(page_of("show-change", later)).context["compared"]
    assert (told.before.row.value, told.is_in_place, told.step) == (88_200, True, "−9.3 %")
    told = as_clerk.get(page_of("show-change", change)).context["compared"]
    assert (told.before.row.value, told.is_in_place) == (84_000, False)


def test_a_change_of_a_life_shows_before_and_after(as_clerk, clerk, leader):
    approve(draft(), clerk, leader)
    change = propose(start("own-2027", date(2027, 1, 1)), clerk)
    for _turn in range(2):
        before, after = as_clerk.get(page_of("show-change", change)).context["lives"]
        assert (before.code, after.code) == ("draft", "coming" if clock.today() < date(2027, 1, 1) else "in-force")
        if change.state == "proposed":
            change = commands.approve_change(change, by=leader)
    opened = queries.changes_of("own-2027").get(kind="open-draft")
    assert as_clerk.get(page_of("show-change", opened)).context["lives"] is None


def test_the_record_of_a_change_is_on_its_page(as_clerk, clerk, leader):
    change = approve(value(), clerk, leader)
    entries = as_clerk.get(page_of("show-change", change)).context["entries"]
    assert [entry.act for entry, _sentence in entries] == ["policies.change.approved", "policies.change.proposed"]
    assert all("%(" not in sentence and "900.00" in sentence for _entry, sentence in entries)


def test_what_people_typed_is_shown_as_they_typed_it(as_clerk, clerk, leader):
    typed = """<b>"局" & 'x'</b> {{ 7|add:7 }} {% x %}"""
    opened = approve(replace(draft(), title=Text(typed, typed), document=typed, page=typed), clerk, leader)
    change = approve(value(rule_set="own-2027", document=typed, page=typed), clerk, leader)
    paths = [LIST, CHANGES, *(page_of("show-change", each) for each in (opened, change))]
    paths += [reverse("policies:show-rule-set", args=["own-2027"]), PARAMETER.replace(NAME, "own-2027")]
    for path in paths:
        text = as_clerk.get(path).content.decode()
        assert "<b>" not in text, path
        assert "&amp;lt;" not in text, path
        assert "&lt;b&gt;" in text, path
        assert "{{ 7|add:7 }}" in text, path
