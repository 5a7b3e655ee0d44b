"""Variables are put in order by the names of their arguments, and mistakes are named."""

from types import SimpleNamespace

import pytest

from niangjia.kernel.text import Text
from niangjia.policies.errors import RuleSetError
from niangjia.policies.plan import compile_plan
from niangjia.policies.variables import HOUSEHOLD, MEMBER, Variable, any_of, count, max_of, sum_of, variable
from niangjia.policies.wiring import Wiring, wire

WORDS = Text("词", "words")


def wired(*variables: Variable) -> Wiring:
    return wire(variables, household_facts=("homes",), member_facts=("wage_fen", "stage"), parameters=("max_homes",))


@variable(HOUSEHOLD, WORDS, unit="fen", basis=WORDS, sentence=WORDS)
def needs_total(total: int, homes: int) -> int:
    return total + homes


@variable(MEMBER, WORDS, unit="fen", basis=WORDS, sentence=WORDS)
def doubled(wage_fen: int, twice: int) -> int:
    return wage_fen * twice


@variable(HOUSEHOLD, WORDS, unit="count", basis=WORDS, sentence=WORDS)
def twice(max_homes: int) -> int:
    return max_homes * 2


total = sum_of("doubled", "total", WORDS, unit="fen", basis=WORDS)


def names(variables: tuple[Variable, ...]) -> list[str]:
    return [one.name for one in variables]


def test_the_order_follows_the_arguments() -> None:
    wiring = wired(needs_total, total, doubled, twice)
    assert names(wiring.before) == ["twice"]
    assert names(wiring.member) == ["doubled"]
    assert names(wiring.after) == ["total", "needs_total"]
    assert wiring.household_facts == ("homes",)
    assert wiring.facts_behind(["needs_total"]) == {"homes", "wage_fen", "is_counted"}
    assert wiring.facts_behind(["twice"]) == set()


def test_each_way_of_gathering() -> None:
    most = max_of("wage_fen", "most", WORDS, unit="fen", basis=WORDS)
    some = any_of("wage_fen", "some", WORDS, basis=WORDS)
    earners = count("earners", WORDS, basis=WORDS, over="wage_fen")
    heads = count("heads", WORDS, basis=WORDS)
    plan = compile_plan("test", wired(total, doubled, twice, most, some, earners, heads))
    people = [
        SimpleNamespace(is_counted=is_counted, wage_fen=wage) for is_counted, wage in [(1, 5), (0, 99), (1, 0), (1, 7)]
    ]
    values, members = plan(SimpleNamespace(members=people), (1,))
    assert values == (2, 24, 7, True, 2, 3)
    assert members == ((10,), None, (0,), (14,))


def test_an_unknown_argument_is_named() -> None:
    with pytest.raises(RuleSetError, match="'needs_total' asks for 'total'"):
        wired(needs_total)


def test_a_circle_is_shown() -> None:
    @variable(HOUSEHOLD, WORDS, unit="fen", basis=WORDS, sentence=WORDS)
    def hen(egg: int) -> int:
        return egg

    @variable(HOUSEHOLD, WORDS, unit="fen", basis=WORDS, sentence=WORDS)
    def egg(hen: int) -> int:
        return hen

    with pytest.raises(RuleSetError, match="hen -> egg -> hen"):
        wired(hen, egg)


def test_a_household_cannot_ask_one_member() -> None:
    @variable(HOUSEHOLD, WORDS, unit="fen", basis=WORDS, sentence=WORDS)
    def careless(wage_fen: int) -> int:
        return wage_fen

    with pytest.raises(RuleSetError, match="gather it with sum_of"):
        wired(careless)


def test_a_member_cannot_ask_for_what_rests_on_members() -> None:
    @variable(MEMBER, WORDS, unit="fen", basis=WORDS, sentence=WORDS)
    def share(total: int) -> int:
        return total

    with pytest.raises(RuleSetError, match="'share' asks for 'total', which rests on members"):
        wired(share, total, doubled, twice)


def test_only_member_values_are_gathered() -> None:
    with pytest.raises(RuleSetError, match="not a value of a member"):
        wired(sum_of("homes", "all_homes", WORDS, unit="count", basis=WORDS))


def test_names_are_given_once() -> None:
    with pytest.raises(RuleSetError, match="Two variables"):
        wired(twice, twice)
    with pytest.raises(RuleSetError, match="name of a fact or a parameter"):
        wired(count("homes", WORDS, basis=WORDS))


def test_a_variable_can_be_called() -> None:
    assert twice(3) == 6
    with pytest.raises(TypeError):
        total(3)
