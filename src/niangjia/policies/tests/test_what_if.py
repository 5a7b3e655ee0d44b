"""What-if runs: cases reckoned by hand, and what must hold for any households and any change."""

import json
from dataclasses import asdict
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from niangjia.kernel.text import Text
from niangjia.policies import HouseholdFacts, decide, load_rule_set
from niangjia.policies.errors import RuleSetError
from niangjia.policies.tests.case_files import Case, facts_of
from niangjia.policies.tests.households import households
from niangjia.policies.what_if import Scenario, SimulatedHousehold, facts_of_kept, run_scenarios
from niangjia.policies.what_if.outcome import PLACE, STANDINGS, Change

RULES = load_rule_set("national-2019")
BASELINE = Scenario(RULES)
DEEP, RELATIVE, EDGE, NONE = PLACE[1, True], PLACE[2, True], PLACE[4, False], PLACE[0, False]


def household(key: str, wage: str, unit: str = "farm", **more: Any) -> SimulatedHousehold:
    """The common household of the cases: two adults and a child at a public junior school, one wage in yuan."""
    given = {"head": {"wage_fen": wage}, **more}
    return SimulatedHousehold(key, unit, facts_of(Case("", key, "", given, {}, {}, None)))


def four() -> list[SimulatedHousehold]:
    """The line is 840.00 a head a month: for three people 30,240.00 a year, twice 60,480.00, three times 90,720.00."""
    return [
        household("deep", "30,000.00"),
        household("relative", "30,240.00", "mill"),
        household("edge", "60,480.00"),
        household("none", "90,720.00"),
    ]


def run(*changes: dict[str, Any], over: list[SimulatedHousehold] | None = None) -> Any:
    return run_scenarios(over or four(), BASELINE, [Scenario(RULES, each) for each in changes])


def test_as_things_are() -> None:
    outcome = run()
    # Deep: 840.00 x 12 months, relative: 840.00 x 8; each with 3,000.00 for the child. Both earn too little (128).
    assert outcome.baseline.cost == (1_008_000 + 672_000, 0, 600_000, 0)
    assert outcome.baseline.standings == (1, 1, 0, 0, 0, 0, 1, 1)
    assert (outcome.households, outcome.baseline.eligible, outcome.scenarios) == (4, 2, ())


def test_an_entrant_a_leaver_and_a_mover() -> None:
    # Lines at 101 and 201 per cent: 848.40 and 1,688.40. Net incomes are 833.33, 840.00, 1,680.00 and 2,520.00.
    # Then at 50 and 99 per cent: 420.00 and 831.60.
    wider, narrower = run(
        {"deep_percent": 101, "relative_percent": 201}, {"deep_percent": 50, "relative_percent": 99}
    ).scenarios
    assert wider.moves == {(RELATIVE, DEEP): 1, (EDGE, RELATIVE): 1}
    assert wider.affected == (
        ("relative", "mover", RELATIVE, DEEP, 840_00 * 4),
        ("edge", "entrant", EDGE, RELATIVE, 840_00 * 8 + 3_000_00),
    )
    assert wider.by_unit == {
        "farm": Change(1, 2, 1, 0, 0, 1_308_000, 1_308_000 + 972_000),
        "mill": Change(1, 1, 0, 0, 1, 972_000, 1_308_000),
    }
    assert wider.by_cause == {0: Change(), 128: Change(2, 3, 1, 0, 1, 2_280_000, 3_588_000)}
    assert wider.by_size == {3: Change(2, 3, 1, 0, 1, 2_280_000, 3_588_000)}
    assert narrower.moves == {(DEEP, EDGE): 1, (RELATIVE, EDGE): 1}
    assert narrower.change == Change(2, 0, 0, 2, 0, 2_280_000, 0)
    assert narrower.by_cause[128] == narrower.change  # their cause as things are: outside hardship none is found
    assert narrower.totals.cost == (0, 0, 0, 0)


def test_another_ceiling_alone_moves_nobody() -> None:
    scenario = run({"living_months_relative": 9}).scenarios[0]
    assert scenario.moves == {}
    assert scenario.affected == (("relative", "amount", RELATIVE, RELATIVE, 84_000),)


def test_something_to_look_into_is_no_refusal_but_not_eligible_yet() -> None:
    car = household("car", "30,000.00", has_private_car=True)
    two_homes = household("homes", "30,000.00", homes=2)
    outcome = run({"max_homes": 2, "deep_percent": 50}, over=[car, two_homes])
    to_judge = PLACE[1, False]
    assert outcome.baseline.standings[to_judge] == 2
    assert outcome.scenarios[0].moves == {(to_judge, PLACE[2, False]): 1, (to_judge, RELATIVE): 1}
    assert [each.kind for each in outcome.scenarios[0].affected] == ["unfiled", "entrant"]
    assert outcome.scenarios[0].affected[0].change_fen == 0


def test_sizes_of_five_and_more_are_one_group() -> None:
    large = [household(str(n), "0", members=["head"] + ["child"] * (n - 1)) for n in (1, 5, 7)]
    assert {size: change.before for size, change in run({}, over=large).scenarios[0].by_size.items()} == {1: 1, 5: 2}


def test_union_aid_of_those_who_are_eligible_stands_beside() -> None:
    helped = [household("a", "30,000.00", union_aid_fen="200.00"), household("b", "90,720.00", union_aid_fen="50.00")]
    outcome = run({"edge_percent": 400, "relative_percent": 400}, over=helped)
    assert outcome.baseline.union_aid_fen == 20_000
    assert outcome.scenarios[0].totals.union_aid_fen == 25_000


def test_values_of_one_day_for_everyone() -> None:
    early = household("early", "30,000.00", applied_on=date(2020, 6, 1))  # 732.00 then, 840.00 from 2023
    later = Scenario(RULES, values_on=date(2023, 1, 1))
    scenario = run_scenarios([early], BASELINE, [later]).scenarios[0]
    assert scenario.moves == {(RELATIVE, DEEP): 1}


def test_who_cannot_be_decided_is_listed_and_counted_apart() -> None:
    nowhere = household("nowhere", "0", region="110101")
    lost = SimulatedHousehold("lost", "farm", None, Text("没有", "nothing"))
    line = {"dibao_urban_monthly": 1, "dibao_rural_monthly": 1, "minimum_wage_monthly": 1}
    outcome = run(line, over=[nowhere, lost, *four()])
    assert outcome.households == 4
    assert [(each.key, each.run) for each in outcome.undecided] == [("nowhere", 0), ("lost", 0)]
    assert "110101" in outcome.undecided[0].reason.zh
    too_early = Scenario(RULES, values_on=date(2001, 1, 1))
    assert {each.run for each in run_scenarios(four(), BASELINE, [BASELINE, too_early]).undecided} == {2}


def test_a_change_that_fits_no_parameter_is_refused() -> None:
    with pytest.raises(RuleSetError):
        run({"deep": 1})


CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "deep_percent": st.integers(0, 300),
        "relative_percent": st.integers(0, 600),
        "dibao_urban_monthly": st.integers(0, 300_000),
        "max_homes": st.integers(0, 4),
        "medical_percent_deep": st.integers(0, 100),
        "count_union_aid": st.integers(0, 1),
    },
)
MANY = st.lists(st.tuples(st.sampled_from("abc"), households()), max_size=12)


def named(drawn: list[tuple[str, HouseholdFacts]]) -> list[SimulatedHousehold]:
    return [SimulatedHousehold(str(place), unit, facts) for place, (unit, facts) in enumerate(drawn)]


@settings(max_examples=60, deadline=None)
@given(MANY, CHANGES)
def test_the_same_parameters_change_nothing(drawn: Any, changes: Any) -> None:
    scenario = Scenario(RULES, changes)
    outcome = run_scenarios(named(drawn), scenario, [scenario])
    assert outcome.scenarios[0].totals == outcome.baseline
    assert (outcome.scenarios[0].affected, outcome.scenarios[0].moves) == ((), {})


@settings(max_examples=60, deadline=None)
@given(MANY, CHANGES)
def test_every_grouping_adds_up_and_agrees_with_deciding_one_by_one(drawn: Any, changes: Any) -> None:
    outcome = run_scenarios(named(drawn), BASELINE, [Scenario(RULES, changes)])
    scenario = outcome.scenarios[0]
    tried = RULES.with_parameters(changes)
    decided = [(decide(RULES, facts).outputs, decide(tried, facts).outputs) for _unit, facts in drawn]
    entrants = sum(not old.is_eligible and new.is_eligible for old, new in decided)
    leavers = sum(old.is_eligible and not new.is_eligible for old, new in decided)
    movers = sum(old.is_eligible and new.is_eligible and old.category != new.category for old, new in decided)
    for name in ("unit", "cause", "size"):
        groups = scenario.groups(name).values()
        assert Change(*map(sum, zip(*groups, strict=True)) if groups else ()) == scenario.change
        assert all(each.before + each.entrants - each.leavers == each.after for each in groups)
    assert scenario.change[:5] == (
        outcome.baseline.eligible,
        scenario.totals.eligible,
        entrants,
        leavers,
        movers,
    )
    assert scenario.change.cost_before == sum(outcome.baseline.cost)
    assert scenario.change.cost_after == sum(scenario.totals.cost)
    assert (
        sum(each.change_fen for each in scenario.affected) == scenario.change.cost_after - scenario.change.cost_before
    )
    assert sum(scenario.totals.standings) == outcome.households == len(drawn)
    moved = sum(old.category != new.category or old.is_eligible != new.is_eligible for old, new in decided)
    assert sum(scenario.moves.values()) == moved


@settings(max_examples=60, deadline=None)
@given(households())
def test_kept_facts_are_decided_as_they_were(facts: HouseholdFacts) -> None:
    light = facts_of_kept(json.loads(json.dumps(asdict(facts), default=date.isoformat)))
    parameters = RULES.parameters_for(facts.region, facts.applied_on).values
    assert RULES.plan(light, parameters) == RULES.plan(facts, parameters)


def test_kept_facts_without_a_fact_of_today_are_no_facts() -> None:
    kept = {"region": "150785", "members": []}
    assert facts_of_kept(kept) is None


def test_every_standing_has_its_place() -> None:
    assert [PLACE[one.category, one.is_eligible] for one in STANDINGS] == list(range(8))
