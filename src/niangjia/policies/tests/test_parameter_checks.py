"""The limits of parameters hold what they promise: no number on the way of a decision leaves 64 bits."""

from datetime import date
from typing import Any

import pytest

from niangjia.policies import list_rule_sets, load_rule_set
from niangjia.policies.codes import STAGES
from niangjia.policies.errors import ParameterValueError, RuleSetError
from niangjia.policies.fact_columns import AMOUNT_LIMIT, MEMBERS_LIMIT
from niangjia.policies.parameter_checks import bounds_of, check_value, is_region
from niangjia.policies.parameters import Parameter
from niangjia.policies.variables import Variable

WIDEST = 2**63 - 1


class Watched(int):
    """A whole number that minds how wide every result is."""

    widest = 0


def _watching(name: str) -> Any:
    def method(self: int, other: int) -> Any:
        answer: Any = getattr(int, name)(self, other)
        if answer is NotImplemented:
            return answer
        Watched.widest = max(Watched.widest, abs(int(answer)))
        return Watched(answer)

    return method


for _name in ("add", "sub", "mul", "floordiv"):
    for _side in ("", "r"):
        setattr(Watched, f"__{_side}{_name}__", _watching(f"__{_side}{_name}__"))

BIG_FACTS = {
    "largest": Watched(AMOUNT_LIMIT),
    "losses": Watched(-AMOUNT_LIMIT),
}


def _highest(parameter: Parameter) -> Any:
    highest = bounds_of(parameter.name, parameter.unit).highest
    return (Watched(highest),) * parameter.stages if parameter.stages else Watched(highest)


def _facts(variable: Variable, known: dict[str, Any]) -> list[Any]:
    return [known[name] for name in variable.inputs]


def _walk(rule_set: Any, parameters: dict[str, Any], household: dict[str, Any], member: dict[str, Any]) -> None:
    """Compute every variable of MEMBERS_LIMIT like members in wired order, each sum taken at its widest."""
    known = household | parameters
    for variable in rule_set.wiring.before:
        known[variable.name] = variable.function(*_facts(variable, known))
    of_member = known | member
    for variable in rule_set.wiring.member:
        of_member[variable.name] = variable.function(*_facts(variable, of_member))
    for variable in rule_set.wiring.after:
        if variable.fold:
            gathered = of_member[variable.over] if variable.fold == "sum" else 1
            known[variable.name] = Watched(gathered) * MEMBERS_LIMIT
        else:
            known[variable.name] = variable.function(*_facts(variable, known))


@pytest.mark.parametrize("name", list_rule_sets())
@pytest.mark.parametrize("amount", BIG_FACTS)
@pytest.mark.parametrize("wage", [0, AMOUNT_LIMIT], ids=["idle", "earning"])
def test_the_widest_household_stays_inside_64_bits(name: str, amount: str, wage: int) -> None:
    rule_set = load_rule_set(name)
    parameters = {one.name: _highest(one) for one in rule_set.table.parameters}
    parameters |= {one.name: Watched(1) for one in rule_set.table.parameters if one.unit == "switch"}
    parameters |= {"working_age_from": 0, "working_age_to_male": 150, "working_age_to_female": 150}
    day = date(2024, 5, 10).toordinal() - date(1970, 1, 1).toordinal()
    size, loss = BIG_FACTS["largest"], BIG_FACTS[amount]
    household: dict[str, Any] = dict.fromkeys(rule_set.wiring.household_facts, size)
    household |= {"applied_on": day, "event_on": day, "is_rural": False, "event_compensation_fen": 0}
    household |= {"other_income_fen": loss, "homes": 127, "contract_months": 2**15 - 1}
    member: dict[str, Any] = dict.fromkeys(rule_set.wiring.member_facts, size)
    member |= {"born_on": day - 14_000, "identity": 1, "stage": 0, "school": 0, "is_able": True, "is_female": False}
    member |= {"is_counted": True, "disability_grade": 1, "has_serious_illness": True}
    member |= {"business_fen": loss, "other_fen": loss, "wage_fen": Watched(wage or -loss)}
    Watched.widest = 0
    _walk(rule_set, parameters, household, member)
    assert 10**16 < Watched.widest <= WIDEST


def test_a_share_of_a_household_could_not_be_any_wider() -> None:
    """What the bound is for: at twice the share, the same household would not fit."""
    income = MEMBERS_LIMIT * 5 * AMOUNT_LIMIT
    share = bounds_of("event_share_percent", "percent").highest
    assert income * share <= WIDEST < income * share * 2


@pytest.mark.parametrize(
    ("name", "unit", "value", "stages", "code"),
    [
        ("deep_percent", "percent", 1001, 0, "out-of-range"),
        ("deep_percent", "percent", -1, 0, "out-of-range"),
        ("event_share_percent", "percent", 181, 0, "out-of-range"),
        ("impute_minimum_wage", "switch", 2, 0, "out-of-range"),
        ("deep_percent", "percent", True, 0, "out-of-range"),
        ("deep_percent", "percent", 1.5, 0, "out-of-range"),
        ("medical_cap", "fen/year", 10**12 + 1, 0, "out-of-range"),
        ("dibao_urban_monthly", "fen/head/month", 10**10 + 1, 0, "out-of-range"),
        ("schooling_aid", "fen/year", (0,) * 8 + (10**12 + 1,), 9, "out-of-range"),
        ("schooling_aid", "fen/year", 5, 9, "wrong-shape"),
        ("schooling_aid", "fen/year", (1, 2), 9, "wrong-shape"),
        ("deep_percent", "percent", (1,), 0, "wrong-shape"),
    ],
)
def test_what_a_parameter_cannot_be_is_named(name: str, unit: str, value: object, stages: int, code: str) -> None:
    with pytest.raises(ParameterValueError) as refused:
        check_value(name, unit, value, stages=stages)
    assert refused.value.code == code
    assert refused.value.name == name
    assert name in str(refused.value)
    assert refused.value.remedy


def test_the_stage_of_a_wrong_value_is_said() -> None:
    with pytest.raises(ParameterValueError) as refused:
        check_value("schooling_aid", "fen/year", (0, 0, 0, 0, 0, 0, 0, -1, 0), stages=9)
    assert str(STAGES[7]) in str(refused.value)


def test_every_shipped_value_is_one_that_could_be_proposed() -> None:
    for name in list_rule_sets():
        for one in load_rule_set(name).table.parameters:
            for row in one.rows:
                check_value(one.name, one.unit, row.value, stages=one.stages)


def test_values_to_try_are_held_to_the_same_limits() -> None:
    with pytest.raises(RuleSetError):
        load_rule_set("national-2019").with_parameters({"deep_percent": 1001})


@pytest.mark.parametrize(
    ("text", "answer"), [("150785", 1), ("000000", 1), ("15078", 0), ("15078a", 0), ("１５０７８５", 0), ("", 0)]
)
def test_a_region_is_six_digits(text: str, answer: int) -> None:
    assert is_region(text) == bool(answer)
