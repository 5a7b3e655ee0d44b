from datetime import timedelta

import pytest
from django.urls import reverse

from niangjia.accounts.models import Role
from niangjia.dossiers.commands import close_dossier
from niangjia.dossiers.tests.factories import file, person, rows
from niangjia.kernel import clock
from niangjia.limits.commands import change_limit
from niangjia.policies.tests.book_factories import propose
from niangjia.policies.tests.book_factories import value as of_line

pytestmark = pytest.mark.django_db
HOME, LIST, START = reverse("desk:show-home"), reverse("dossiers:list-dossiers"), reverse("dossiers:start-import")


@pytest.fixture
def some(farm, other_farm, clerk):
    """Six open dossiers at two farms, and a closed one."""
    old = clock.now() - timedelta(days=400)
    causes = ["serious-illness", "serious-illness", "schooling"]
    rows(farm, [{"category": 1, "main_cause": cause} for cause in causes])
    rows(farm, [{"category": 0, "is_eligible": False, "changed_at": old}])
    rows(other_farm, [{"category": 2}, {"category": None, "is_eligible": False}])
    close_dossier(file(person(is_head=True), unit=farm, by=clerk), reason="retired", by=clerk)


@pytest.mark.usefixtures("some")
def test_the_figures_are_those_of_the_open_dossiers(as_clerk):
    home = as_clerk.get(HOME).context["home"]
    assert (home.total, home.eligible, home.deep, home.stale) == (6, 4, 3, 1)


@pytest.mark.usefixtures("some")
def test_each_figure_leads_to_the_list_behind_it(as_clerk):
    page = as_clerk.get(HOME)
    home = page.context["home"]
    shown = {"": home.total, "?eligible=yes": home.eligible, "?category=1": home.deep}
    for query, count in shown.items():
        assert f'href="{LIST}{query}"' in page.content.decode()
        assert as_clerk.get(LIST + query).context["count"] == count


@pytest.mark.usefixtures("some")
def test_what_was_not_updated_for_long_is_the_same_here_and_on_the_list_of_reviews(as_clerk, clerk):
    for days, count in ((365, 1), (500, 0)):
        change_limit("reviews", "stale", values=[days], source="〔2026〕5号", by=clerk)
        page, address = as_clerk.get(HOME), reverse("reviews:show-list", args=["stale"])
        assert f'href="{address}"' in page.content.decode()
        assert page.context["home"].stale == as_clerk.get(address).context["page"].paginator.count == count


@pytest.mark.usefixtures("some")
def test_each_bar_leads_to_the_list_behind_it(as_clerk):
    context = as_clerk.get(HOME).context
    bars = [
        (value, link)
        for chart in (context["causes"], context["units"])
        for series in chart["series"]
        for value, link in zip(series["values"], series["links"], strict=True)
        if value
    ]
    assert sum(value for value, _link in bars[: len(context["causes"]["labels"])]) == 6
    for value, link in bars:
        assert as_clerk.get(link).context["count"] == value, link


def test_many_causes_are_gathered_in_the_last_bar(as_clerk, farm):
    causes = ["no-work-capacity", "able-not-employed", "laid-off", "no-social-insurance", "serious-illness"]
    causes += ["natural-disaster", "accident", "schooling", "own-disability", "other"]
    rows(farm, [{"main_cause": cause} for cause in causes])
    chart = as_clerk.get(HOME).context["causes"]
    assert chart["series"][0]["values"] == [1] * 8 + [2]
    assert chart["series"][0]["links"][-1] == ""


@pytest.mark.usefixtures("some")
def test_an_officer_counts_the_own_farm(officer, signed_in, other_farm):
    answer = signed_in(officer).get(HOME)
    assert answer.context["home"].total == 4
    assert str(other_farm.pk) not in answer.content.decode()
    assert START not in answer.content.decode()


@pytest.mark.usefixtures("some")
def test_a_leader_gets_figures_without_ways_into_dossiers(leader, signed_in):
    answer = signed_in(leader).get(HOME)
    assert answer.context["home"].total == 6
    page = answer.content.decode()
    assert LIST not in page
    assert START not in page
    assert not any(link for series in answer.context["units"]["series"] for link in series["links"])


@pytest.mark.usefixtures("some")
def test_an_auditor_reads_but_does_not_import(auditor, signed_in):
    page = signed_in(auditor).get(HOME).content.decode()
    assert LIST in page
    assert START not in page


@pytest.mark.usefixtures("some")
def test_an_administrator_has_no_figures(administrator, signed_in):
    answer = signed_in(administrator).get(HOME)
    assert answer.status_code == 200
    assert "home" not in answer.context
    assert LIST not in answer.content.decode()


def test_an_empty_bureau_is_shown_the_first_step(as_clerk):
    page = as_clerk.get(HOME)
    assert page.context["home"].total == 0
    assert START in page.content.decode()


def test_no_name_is_on_the_page(as_clerk, farm):
    rows(farm, [{"name": "欧阳小雪"}])
    assert "欧阳小雪" not in as_clerk.get(HOME).content.decode()


def test_the_number_of_queries_does_not_grow(as_clerk, farm, other_farm, django_assert_max_num_queries):
    rows(farm, [{} for _row in range(2)])
    with django_assert_max_num_queries(51) as few:
        as_clerk.get(HOME)
    rows(other_farm, [{"main_cause": cause} for cause in ("schooling", "accident", "other") * 20])
    with django_assert_max_num_queries(51) as many:
        as_clerk.get(HOME)
    assert len(many) == len(few)


def test_the_page_about_the_program_names_every_parameter_and_its_source(as_clerk):
    answer = as_clerk.get(reverse("desk:show-about"))
    assert answer.status_code == 200
    shown = answer.context["rule_sets"]
    assert [rule_set.name for rule_set, _parameters in shown] == ["national-2019", "national-2012"]
    for rule_set, parameters in shown:
        assert len(parameters) >= len(rule_set.table.names) > 20
        assert all(row.source for row in parameters)
        assert any(not row.is_confirmed for row in parameters)


@pytest.mark.parametrize("name", ["desk:show-home", "desk:show-about"])
def test_without_a_sign_in_there_is_only_the_way_to_it(client, name):
    assert client.get(reverse(name)).status_code == 302


def test_a_change_of_the_rules_that_waits_is_told_to_who_may_decide_it(signed_in, clerk, leader, officer):
    def told(user):
        answer = signed_in(user).get(HOME)
        waits = {entry.waiting.code: entry.count for entry in answer.context["entries"]}
        return waits.get("policies.changes", 0), reverse("policies:list-changes") in answer.content.decode()

    assert told(leader) == (0, False)
    propose(of_line(), clerk)
    assert [told(user) for user in (leader, clerk, officer)] == [(1, True), (0, False), (0, False)]


def test_who_may_report_a_clue_begins_it_from_the_home_page(signed_in, someone, farm, auditor):
    address = reverse("clues:report-clue")
    assert address in signed_in(someone(Role.INFORMANT, farm)).get(HOME).content.decode()
    assert address not in signed_in(auditor).get(HOME).content.decode()
