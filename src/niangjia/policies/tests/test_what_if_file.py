"""`niangjia simulate --facts`: a facts file instead of the open dossiers."""

import json
from datetime import date
from io import StringIO
from random import Random

import pyarrow.parquet as pq
import pytest
from django.core.management import call_command

from niangjia.policies import load_rule_set
from niangjia.policies.bulk.conversion import facts_table
from niangjia.policies.bulk.errors import RowError, UnreadableFactsError
from niangjia.policies.tests.random_households import random_households
from niangjia.policies.what_if import Scenario, SimulatedHousehold, run_scenarios
from niangjia.policies.what_if.outcome_json import outcome_to_json

pytestmark = pytest.mark.django_db
RULES = load_rule_set("national-2019")
ASKED = ["--set", "relative_percent=250", "--set-b", "max_homes=3", "--on", "2023-06-01"]


@pytest.fixture(scope="module")
def many():
    """Households of every kind, each with an id of its own."""
    return list(random_households(Random(11), 400, RULES, date(2019, 1, 1), date(2026, 12, 31)))  # noqa: S311


@pytest.fixture
def facts(tmp_path, many):
    path = tmp_path / "facts.parquet"
    pq.write_table(facts_table(many), path, row_group_size=90)
    return path


def simulate(*arguments):
    out = StringIO()
    call_command("simulate", *arguments, stdout=out)
    return out.getvalue()


def test_a_file_gives_the_figures_of_its_households(facts, many):
    told = json.loads(simulate("--facts", facts, *ASKED, "--json"))
    scenarios = [
        Scenario(RULES, {name: value}, date(2023, 6, 1))
        for name, value in [("relative_percent", 250), ("max_homes", 3)]
    ]
    households = (SimulatedHousehold(str(one.household_id), one.region, one) for one in many)
    expected = outcome_to_json(run_scenarios(households, Scenario(RULES), scenarios), with_households=False)
    assert {name: told[name] for name in expected} == expected
    assert all(each["entrants"] for each in told["scenarios"])
    assert set(told["units"]) == {one.region for one in many}
    assert told["affected"] == [[], []]


def test_a_file_is_told_in_words(facts, many):
    assert str(len(many)) in simulate("--facts", facts, *ASKED)


def test_what_decide_refuses_is_refused(facts, tmp_path):
    with pytest.raises(RowError):
        simulate("--facts", facts, "--on", "2001-01-01")
    path = tmp_path / "no.parquet"
    path.write_text("no")
    with pytest.raises(UnreadableFactsError):
        simulate("--facts", path, *ASKED)
