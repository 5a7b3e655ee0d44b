"""What people type for a parameter, and outcomes as JSON and back."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from niangjia.kernel.text import Text
from niangjia.policies import list_rule_sets, load_rule_set
from niangjia.policies.tests.households import households
from niangjia.policies.what_if import Scenario, SimulatedHousehold, run_scenarios
from niangjia.policies.what_if.charting import BARS_SHOWN, chart_rows
from niangjia.policies.what_if.outcome_json import households_to_json, outcome_from_json, outcome_to_json
from niangjia.policies.what_if.values import read_value, typed_value

RULES = load_rule_set("national-2019")
PARAMETERS = {parameter.name: parameter for parameter in RULES.table.parameters}


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("dibao_urban_monthly", "900", 90_000),
        ("dibao_urban_monthly", "1,234.50", 123_450),
        ("dibao_urban_monthly", "９００．５", 90_050),
        ("deep_percent", " 120 % ", 120),
        ("deep_percent", "１２０％", 120),
        ("schooling_aid", "0 1 2 3 4 5 6 7 8.50", (0, 100, 200, 300, 400, 500, 600, 700, 850)),
        ("schooling_aid", "0；1、2", (0, 100, 200)),
    ],
)
def test_values_are_read_as_people_type_them(name: str, text: str, value: Any) -> None:
    assert read_value(PARAMETERS[name], text) == value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("dibao_urban_monthly", "900.001"),
        ("dibao_urban_monthly", "九百"),
        ("dibao_urban_monthly", ""),
        ("deep_percent", "1.5"),
        ("deep_percent", "1e3"),
        ("deep_percent", "9" * 16),
        ("schooling_aid", "0 1 x"),
    ],
)
def test_what_is_no_value_is_refused(name: str, text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_value(PARAMETERS[name], text)


@pytest.mark.parametrize("name", list_rule_sets())
def test_every_value_of_the_book_can_be_typed(name: str) -> None:
    for parameter in load_rule_set(name).table.parameters:
        for row in parameter.rows:
            assert read_value(parameter, typed_value(parameter.unit, row.value)) == row.value


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), households()), max_size=8), st.integers(0, 400), st.integers(0, 4))
def test_an_outcome_comes_back_from_json_as_it_was(drawn: Any, percent: int, homes: int) -> None:
    found = [SimulatedHousehold(str(place), unit, facts) for place, (unit, facts) in enumerate(drawn)]
    found.append(SimulatedHousehold("lost", "a", None, Text("没有", "nothing")))
    scenarios = [Scenario(RULES, {"relative_percent": percent}), Scenario(RULES, {"max_homes": homes})]
    outcome = run_scenarios(found, Scenario(RULES), scenarios)
    told = json.loads(json.dumps(outcome_to_json(outcome, with_households=False)))
    kept = json.loads(json.dumps(households_to_json(outcome)))
    assert outcome_from_json(told, kept) == outcome
    assert outcome_to_json(outcome) == {**told, **kept}


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 30), households()), max_size=25), st.integers(0, 600))
def test_charts_show_everyone_who_crosses_on_one_scale(drawn: Any, percent: int) -> None:
    found = [SimulatedHousehold(str(place), f"unit {unit}", facts) for place, (unit, facts) in enumerate(drawn)]
    scenarios = [Scenario(RULES, {"relative_percent": percent, "deep_percent": 0}), Scenario(RULES, {"max_homes": 4})]
    outcome = run_scenarios(found, Scenario(RULES), scenarios)
    for row in chart_rows(outcome.scenarios, {}):
        assert len({(tuple(chart["labels"]), chart["max"]) for chart in row.charts}) == 1
        for chart, scenario in zip(row.charts, outcome.scenarios, strict=True):
            assert len(chart["labels"]) <= BARS_SHOWN + 1
            change = scenario.change
            sums = [sum(series["values"]) for series in chart["series"]]
            assert sums == [change.entrants, change.leavers, change.movers]
            bars = zip(*(series["values"] for series in chart["series"]), strict=True)
            assert all(sum(bar) <= chart["max"] for bar in bars)
