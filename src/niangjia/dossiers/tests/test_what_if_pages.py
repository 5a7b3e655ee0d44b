"""The pages of what-if runs: what each role sees, what is kept, and what is said of bad input."""

import json
from html import unescape
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from niangjia.accounts.models import Role
from niangjia.audit.models import Entry
from niangjia.dossiers.commands import close_dossier, confirm_fact
from niangjia.dossiers.tests.factories import file, household, person
from niangjia.policies.models import Simulation

pytestmark = pytest.mark.django_db
PAGE, SAVE, SAVED = (
    reverse("policies:show-what-if"),
    reverse("policies:save-simulation"),
    reverse("policies:list-simulations"),
)
WIDER = {"a-relative_percent": "300"}


@pytest.fixture
def poor(farm, clerk):
    """Nothing a month: deep hardship."""
    return file(person("刘心红", is_head=True), unit=farm, by=clerk)


@pytest.fixture
def well_off(other_farm, clerk):
    """2,000.00 a month for one person: above twice the line of 840.00, below three times."""
    return file(person("张铁柱", is_head=True, wage_fen=2_400_000), unit=other_farm, by=clerk)


@pytest.fixture
def browser(request, signed_in):
    """A browser for the role a test is given by name."""
    return lambda who: signed_in(request.getfixturevalue(who))


def text_of(answer):
    return unescape(answer.content.decode())


@pytest.mark.parametrize(
    ("who", "households", "names"),
    [("clerk", 2, {"张铁柱"}), ("auditor", 2, {"张铁柱"}), ("officer", 1, set()), ("leader", 2, set())],
)
@pytest.mark.usefixtures("poor", "well_off")
def test_everyone_sees_figures_and_those_who_read_the_names(browser, who, households, names):
    answer = browser(who).get(PAGE, WIDER)
    told, text = answer.context["told"], text_of(answer)
    assert (told.households, told.eligible) == (households, 1)
    assert told.scenarios[0].entrants == households - 1
    assert {name for name in ("刘心红", "张铁柱") if name in text} == names
    assert (answer.context["affected"] is None) == (who == "leader")


@pytest.mark.usefixtures("well_off")
def test_a_leader_gets_no_name_number_or_link_of_a_household(browser, well_off):
    client = browser("leader")
    client.post(SAVE, {**WIDER, "title": "试"})
    for address in (f"{PAGE}?a-relative_percent=300&kind=entrant", page_of(Simulation.objects.get())):
        text = text_of(client.get(address))
        assert not any(each in text for each in ("张铁柱", well_off.number, str(well_off.pk)))


def test_a_role_without_households_has_no_such_page(browser, administrator):
    client = browser("administrator")
    assert [client.get(PAGE).status_code, client.get(SAVED).status_code] == [403, 403]
    assert client.post(SAVE, {**WIDER, "title": "x"}).status_code == 403
    assert f'"{PAGE}"' not in client.get("/").content.decode()
    assert f'"{PAGE}"' in browser("leader").get("/").content.decode()


@pytest.mark.usefixtures("poor", "well_off")
def test_the_units_are_ones_own(browser, bureau, farm, other_farm):
    assert browser("clerk").get(PAGE, {**WIDER, "unit": str(other_farm.pk)}).context["told"].households == 1
    answer = browser("officer").get(PAGE, {**WIDER, "unit": str(bureau.pk)})
    assert answer.context["unit"] == farm
    assert answer.status_code == 422
    assert "told" not in answer.context


def test_two_scenarios_costs_and_budgets(as_clerk, poor, well_off):
    budgets = {"budget-living": "10,000", "budget-medical": "1", "budget-schooling": "0", "budget-accident": "0"}
    told = as_clerk.get(PAGE, {**WIDER, "b-deep_percent": "0", **budgets}).context["told"]
    living, *_others, together = told.costs
    # One person: 840.00 x 12 as deep, x 8 as relative.
    assert living.now == 1_008_000
    assert [cell.amount.value for cell in living.cells] == [1_008_000 + 672_000, 672_000]
    assert [cell.left for cell in living.cells] == [1_000_000 - 1_680_000, 1_000_000 - 672_000]
    assert together.budget == 1_000_100
    assert [scenario.movers for scenario in told.scenarios] == [0, 1]


def test_amounts_are_typed_in_yuan(as_clerk, poor, well_off):
    told = as_clerk.get(PAGE, {"a-dibao_urban_monthly": "１,０００.５０"}).context["told"]
    assert told.costs[0].cells[0].amount.value == 100_050 * 12 + 100_050 * 8


def test_a_day_alone_takes_its_values_for_everyone(as_clerk, poor):
    told = as_clerk.get(PAGE, {"on": "2020-06-01"}).context["told"]
    assert (told.costs[0].now, told.costs[0].cells[0].amount.value) == (84_000 * 12, 73_200 * 12)


def test_only_what_is_filled_stays_in_the_address(as_clerk, poor):
    answer = as_clerk.get(PAGE, {"a-relative_percent": " 300 ", "a-deep_percent": "", "on": ""})
    assert (answer.status_code, answer["Location"]) == (302, f"{PAGE}?a-relative_percent=300")
    alone = as_clerk.get(PAGE, {"b-relative_percent": "300"})
    assert alone["Location"] == f"{PAGE}?a-relative_percent=300"


def test_bad_input_is_said_at_its_box_and_kept(as_clerk, poor):
    typed = {
        "a-relative_percent": "abc",
        "b-schooling_aid": "1 2",
        "a-max_homes": "999",
        "on": "x",
        "budget-living": "-5",
    }
    answer = as_clerk.get(PAGE, typed)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == set(typed)
    assert "told" not in answer.context
    assert all(f'value="{text}"' in answer.content.decode() for text in typed.values())


@pytest.mark.parametrize("asked", [{"rules": "national-2019"}, {"budget-living": "5"}])
def test_without_a_change_the_page_says_so(as_clerk, poor, asked):
    answer = as_clerk.get(PAGE, asked)
    assert answer.status_code == 200
    assert answer.context["nothing"].code == "nothing-to-try"
    assert "told" not in answer.context


def test_an_empty_bureau_is_told_what_will_be_here(as_clerk, bureau):
    answer = as_clerk.get(PAGE)
    assert (answer.status_code, answer.context["count"]) == (200, 0)
    assert "a-deep_percent" not in answer.content.decode()
    assert as_clerk.get(PAGE, WIDER).context["told"].households == 0


def test_another_rule_set_can_be_tried(as_clerk, poor, well_off):
    answer = as_clerk.get(PAGE, {"a-rules": "national-2012"})
    assert answer.context["told"].scenarios[0].rules.startswith("national-2012")
    refused = as_clerk.get(PAGE, {"a-rules": "national-2012", "a-living_months_deep": "9", "a-deep_percent": "9"})
    known = {parameter.name for parameter in answer.context["form"].rule_sets["national-2012"].table.parameters}
    wrong = {name for name in ("living_months_deep", "deep_percent") if name not in known}
    assert wrong
    assert set(refused.context["form"].errors) == {f"a-{name}" for name in wrong}


def test_who_cannot_be_decided_is_listed_with_the_reason(as_clerk, clerk, farm, poor):
    far = file(unit=farm, by=clerk, home=household(particulars={"region": "110101"}))
    answer = as_clerk.get(PAGE, {**WIDER, "kind": "undecided"})
    assert (answer.context["told"].households, answer.context["told"].not_decided) == (1, 1)
    [row] = answer.context["affected"].undecided
    assert (row.household.number, "110101" in row.reason.zh) == (far.number, True)


def test_the_list_is_narrowed_and_paged(as_clerk, clerk, farm, monkeypatch):
    monkeypatch.setattr("niangjia.policies.what_if.listing.ROWS", 2)
    file(person("仇海", is_head=True), unit=farm, by=clerk)
    for name in ("宋海英", "韩秀兰", "孟繁林"):
        file(person(name, is_head=True, wage_fen=2_400_000), unit=farm, by=clerk)
    asked = {**WIDER, "a-living_months_deep": "13"}
    first = as_clerk.get(PAGE, asked).context["affected"]
    assert [row.kind for row in first.rows] == ["entrant", "entrant"]  # those who cross a line come first
    assert (first.first, first.last, first.total, first.previous) == (1, 2, 4, "")
    second = as_clerk.get(first.following).context["affected"]
    assert [row.kind for row in second.rows] == ["entrant", "amount"]
    assert second.following == ""
    assert as_clerk.get(second.previous).context["affected"].first == 1
    amount = next(choice for choice in first.kinds if "kind=amount" in choice.address)
    assert [row.household.name for row in as_clerk.get(amount.address).context["affected"].rows] == ["仇海"]
    for odd in ("-1", "999", "x", "９"):
        assert as_clerk.get(PAGE, {**asked, "page": odd, "kind": odd, "of": odd}).status_code == 200


def test_queries_do_not_grow_with_the_households(as_clerk, clerk, farm, poor, well_off):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            as_clerk.get(PAGE, {**WIDER, "b-deep_percent": "0"})
        return len(captured)

    queries()
    before = queries()
    for name in ("宋海英", "韩秀兰", "孟繁林", "仇海"):
        file(person(name, is_head=True, wage_fen=2_400_000), unit=farm, by=clerk)
    assert queries() == before


@pytest.fixture
def saved(as_clerk, poor, well_off):
    """A run saved by the clerk over the whole bureau."""
    asked = {
        **WIDER,
        "a-schooling_aid": "0 1 2 3 4 5 6 7.50 8",
        "b-deep_percent": "0",
        "budget-living": "5",
        "on": "2026-05-05",
    }
    answer = as_clerk.post(SAVE, {**asked, "title": "第一稿"})
    simulation = Simulation.objects.get()
    assert answer["Location"] == reverse("policies:show-simulation", args=[simulation.pk])
    return simulation


def page_of(simulation):
    return reverse("policies:show-simulation", args=[simulation.pk])


def test_a_saved_run_stays_as_it_was(as_clerk, clerk, saved, poor, well_off):
    def seen():
        context = as_clerk.get(page_of(saved)).context
        return context["told"], [(row.kind, row.before, row.after, row.change) for row in context["affected"].rows]

    before = seen()
    assert before[0].scenarios[0].entrants == 1
    close_dossier(poor, reason="retired", by=clerk)
    confirm_fact(well_off, name="is_rural", value=True, by=clerk)
    assert seen() == before
    assert as_clerk.get(PAGE, WIDER).context["told"].households == 1


def test_a_saved_run_asks_the_same_question_again(as_clerk, saved):
    shown = as_clerk.get(page_of(saved))
    again = as_clerk.get(shown.context["again"])
    assert again.status_code == 200
    assert again.context["question"] == saved.question
    assert again.context["told"].costs == shown.context["told"].costs
    assert parse_qs(urlsplit(shown.context["again"]).query)["a-schooling_aid"] == ["0 1 2 3 4 5 6 7.50 8"]


def test_what_is_saved_names_nobody(saved):
    kept = json.dumps([saved.question, saved.current, saved.outcome, saved.households], ensure_ascii=False)
    assert not any(name in kept for name in ("刘心红", "张铁柱"))
    assert saved.current["parameters"]["relative_percent"]["value"] == 200


def test_saving_goes_on_the_record(saved, clerk):
    [entry] = Entry.objects.filter(act="policies.simulation.saved")
    assert (entry.by, entry.details) == (clerk, {"households": 2})


@pytest.mark.parametrize(("who", "status"), [("clerk", 200), ("auditor", 200), ("leader", 200), ("officer", 404)])
def test_a_saved_run_is_seen_by_those_who_see_its_unit(browser, saved, who, status):
    client = browser(who)
    assert client.get(page_of(saved)).status_code == status
    assert ("第一稿" in text_of(client.get(SAVED))) == (status == 200)


def test_an_officers_own_run_is_seen_above_and_not_beside(browser, signed_in, someone, other_farm, poor):
    browser("officer").post(SAVE, {**WIDER, "title": "本场"})
    simulation = Simulation.objects.get()
    assert browser("officer").get(page_of(simulation)).status_code == 200
    assert browser("clerk").get(page_of(simulation)).status_code == 200
    client = signed_in(someone(Role.UNIT_OFFICER, other_farm))
    assert client.get(page_of(simulation)).status_code == 404
    assert client.get(reverse("policies:show-simulation", args=[uuid4()])).status_code == 404


def test_without_a_title_nothing_is_saved_and_the_answer_stays(as_clerk, poor):
    answer = as_clerk.post(SAVE, {**WIDER, "title": " "})
    assert (answer.status_code, Simulation.objects.count()) == (422, 0)
    assert answer.context["title_form"].errors["title"]
    assert answer.context["told"].households == 1
    assert answer.context["affected"].kinds[0].address.startswith(f"{PAGE}?")


def test_saving_nothing_is_refused(as_clerk, poor):
    assert as_clerk.post(SAVE, {"title": "无"}).status_code == 422
    assert Simulation.objects.count() == 0


def test_nobody_saves_over_other_units(browser, poor, bureau):
    assert browser("officer").post(SAVE, {**WIDER, "unit": str(bureau.pk), "title": "越权"}).status_code == 422
    assert Simulation.objects.count() == 0


def test_the_saved_are_paged(as_clerk, clerk, bureau, saved, monkeypatch):
    monkeypatch.setattr("niangjia.policies.what_if.queries.PAGE_ROWS", 1)
    as_clerk.post(SAVE, {**WIDER, "title": "第二稿"})
    first = as_clerk.get(SAVED).context["page"]
    assert [each.title for each in first.rows] == ["第二稿"]
    second = as_clerk.get(SAVED, {"page": first.following}).context["page"]
    assert ([each.title for each in second.rows], second.following) == (["第一稿"], 0)
    assert as_clerk.get(SAVED, {"page": "x"}).context["page"].rows == first.rows
