"""The assignment is the best there is: against every possibility on small cases, by its own bound on larger ones."""

from functools import cache
from itertools import pairwise
from math import asin, cos, isqrt, radians, sin, sqrt
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from niangjia.pairing import assignment
from niangjia.pairing.assignment import NotProved, solve
from niangjia.pairing.explaining import reasons_of
from niangjia.pairing.problem import Cadre, Household, Plane, Point, Weights, Why, load_cost, metres_between, pair_cost
from niangjia.pairing.table import FORBIDDEN, Table

SKILLS, TONGUES = ("law", "work", "school"), ("zh", "mn")


def rng_of(seed: int) -> Random:
    return Random(seed)  # noqa: S311 (repeatable on purpose)


def some(rng: Random, names) -> frozenset[str]:
    return frozenset(each for each in names if rng.random() < 0.4)


def a_place(rng: Random, span: int) -> Point | None:
    return None if rng.random() < 0.1 else Point(rng.randrange(span), rng.randrange(span))


def a_case(rng: Random, most_cadres: int = 4, most_households: int = 6, span: int = 60):
    """Small numbers, so that costs tie, places run short, and every kind of refusal comes up."""
    weights = Weights(
        missing_need=rng.randrange(30),
        no_language=rng.randrange(30),
        load=rng.choice([0, 1, 7, 40]),
        unknown_place=rng.randrange(60),
        farthest=rng.choice([0, 0, 20, 45]),
    )
    cadres = [
        Cadre(f"c{n}", rng.randrange(4), rng.randrange(3), a_place(rng, span), some(rng, SKILLS), some(rng, TONGUES))
        for n in range(rng.randrange(most_cadres + 1))
    ]
    households = []
    for n in range(rng.randrange(most_households + 1)):
        barred = {each.id: "kin" for each in cadres if rng.random() < 0.15}
        keep = rng.choice(cadres).id if cadres and rng.random() < 0.1 else ""
        language, needs = rng.choice(["", *TONGUES]), some(rng, SKILLS)
        households.append(Household(f"h{n}", a_place(rng, span), needs, language, barred, keep, rng.randrange(3)))
    return cadres, households, weights


def best_by_trying_everything(cadres, households, weights) -> tuple[int, list[int], int]:
    """Of all assignments: how many are served, whose (by urgency, the most urgent first), and the least cost."""
    taken = [each.taken + sum(h.keep == each.id for h in households) for each in cadres]
    left = tuple(max(0, each.capacity - count) for each, count in zip(cadres, taken, strict=True))
    open_ones = [each for each in households if not each.keep]
    levels = max((each.urgency for each in open_ones), default=0) + 1

    @cache
    def best(number: int, room: tuple[int, ...]):
        if number == len(open_ones):
            return (0, *[0] * levels, 0)
        found = [best(number + 1, room)]
        for place, cadre in enumerate(cadres):
            cost = pair_cost(open_ones[number], cadre, weights)
            if cost is None or not room[place]:
                continue
            position = cadre.capacity - room[place] + 1
            rest = best(number + 1, (*room[:place], room[place] - 1, *room[place + 1 :]))
            served = list(rest[:-1])
            served[0] -= 1
            served[levels - open_ones[number].urgency] -= 1
            found.append((*served, rest[-1] + cost + load_cost(position, weights)))
        return min(found)

    served, *by_urgency, cost = best(0, left)
    return -served, [-each for each in by_urgency], cost


def told(cadres, households, solution) -> tuple[int, list[int]]:
    new = [each for each in households if each.id in solution.pairs and not each.keep]
    levels = max((each.urgency for each in households if not each.keep), default=0) + 1
    return len(new), [sum(each.urgency == level for each in new) for level in reversed(range(levels))]


def recomputed(cadres, households, weights, solution) -> int:
    """What a solution costs by the plain definition."""
    by_id = {each.id: each for each in cadres}
    loads = {each.id: each.taken + sum(h.keep == each.id for h in households) for each in cadres}
    cost = 0
    for each in households:
        if each.keep or each.id not in solution.pairs:
            continue
        cadre = by_id[solution.pairs[each.id]]
        loads[cadre.id] += 1
        found = pair_cost(each, cadre, weights)
        assert found is not None, "a pair that is not to be"
        cost += found + load_cost(loads[cadre.id], weights)
    return cost


def check(cadres, households, weights, *, near: int):
    solution, _table = solve(cadres, households, weights, near=near)
    assert {**solution.pairs, **solution.unserved}.keys() == {each.id for each in households}
    assert not solution.pairs.keys() & solution.unserved.keys()
    assert recomputed(cadres, households, weights, solution) == solution.cost == solution.bound
    served, by_urgency, cost = best_by_trying_everything(cadres, households, weights)
    assert (*told(cadres, households, solution), solution.cost) == (served, by_urgency, cost)
    return solution


@pytest.mark.parametrize("seed", range(20))
def test_no_assignment_is_better(seed):
    rng, rounds = rng_of(seed), 0
    for _case in range(150):
        solution = check(*a_case(rng), near=rng.choice([1, 1, 2, 24]))
        rounds = max(rounds, solution.rounds)
    assert rounds > 1, "pairs that were no near candidates had to be added"


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(100, 140))
def test_no_assignment_is_better_at_night(seed):
    rng = rng_of(seed)
    for _case in range(500):
        check(*a_case(rng, 5, 7), near=rng.choice([1, 2, 24]))


points = st.one_of(st.none(), st.builds(Point, st.integers(-9_000, 9_000), st.integers(-9_000, 9_000)))
skills = st.frozensets(st.sampled_from(SKILLS))


@st.composite
def questions(draw):
    cadres = [
        Cadre(f"c{n}", draw(st.integers(0, 5)), draw(st.integers(0, 5)), draw(points), draw(skills))
        for n in range(draw(st.integers(0, 7)))
    ]
    names = st.sampled_from([each.id for each in cadres]) if cadres else st.nothing()
    households = [
        Household(
            f"h{n}",
            draw(points),
            draw(skills),
            barred=dict.fromkeys(draw(st.frozensets(names)) if cadres else (), "kin"),
            keep=draw(st.one_of(st.just(""), names)) if cadres else "",
        )
        for n in range(draw(st.integers(0, 25)))
    ]
    weights = Weights(load=draw(st.integers(0, 9_000)), farthest=draw(st.sampled_from([0, 3_000])))
    return cadres, households, weights


@settings(max_examples=150, deadline=None)
@given(questions(), st.sampled_from([1, 3, 24]))
def test_capacity_is_always_met_and_nobody_barred_is_paired(question, near):
    cadres, households, weights = question
    solution, _table = solve(cadres, households, weights, near=near)
    given_anew: dict[str, int] = {}
    for each in households:
        if each.keep:
            assert solution.pairs[each.id] == each.keep
        elif cadre := solution.pairs.get(each.id):
            assert cadre not in each.barred
            given_anew[cadre] = given_anew.get(cadre, 0) + 1
    kept = {each.id: sum(h.keep == each.id for h in households) for each in cadres}
    for each in cadres:
        if given_anew.get(each.id):
            assert each.taken + kept[each.id] + given_anew[each.id] <= each.capacity


@settings(max_examples=60, deadline=None)
@given(questions(), st.randoms(use_true_random=False))
def test_the_order_of_the_question_changes_nothing(question, rng):
    cadres, households, weights = question
    one, _table = solve(cadres, households, weights)
    rng.shuffle(cadres)
    rng.shuffle(households)
    other, _table = solve(cadres, households, weights)
    assert (one.pairs, one.unserved) == (other.pairs, other.unserved)


@pytest.mark.parametrize("seed", range(30))
def test_the_table_agrees_with_the_definition(seed):
    cadres, households, weights = a_case(rng_of(seed), 30, 30, span=10**7)
    table = Table(cadres, households, weights)
    for rows in table.blocks():
        for row, line in zip(range(rows.start, rows.stop), table.costs(rows), strict=True):
            for column, cost in enumerate(line):
                wanted = pair_cost(table.households[row], table.cadres[column], weights)
                assert cost == (FORBIDDEN if wanted is None else wanted)
                assert wanted is None or wanted <= table.most()


def test_a_square_root_of_whole_metres_is_never_off_by_one():
    rng = rng_of(7)
    sides = [rng.randrange(1 << 25) for _ in range(2000)] + [(1 << 25) - 1, 1, 0]
    squares = np.array([max(0, each * each + off) for each in sides for off in (-1, 0, 1)], dtype=np.float64)
    assert np.sqrt(squares).astype(np.int64).tolist() == [isqrt(int(each)) for each in squares]


def test_a_fault_in_the_solver_is_found_out(monkeypatch):
    """The bound does not take the word of the flow: two households swapped, and it is refused."""
    cadres = [Cadre("c0", 1, point=Point(0, 0)), Cadre("c1", 1, point=Point(9_000, 0))]
    households = [Household("h0", Point(0, 0)), Household("h1", Point(9_000, 0))]
    real = assignment._flow

    def swapped(network):
        real(network)
        return np.array([1, 0]), np.array([9_000, 9_000])

    solve(cadres, households, Weights())
    monkeypatch.setattr(assignment, "_flow", swapped)
    monkeypatch.setattr(assignment, "_prices", lambda *_given: (np.array([0, 0]), np.array([0, 0])))
    with pytest.raises(NotProved):
        solve(cadres, households, Weights())


def test_work_is_shared():
    cadres = [Cadre("near", 4, point=Point(0, 0)), Cadre("far", 4, point=Point(3_000, 0))]
    households = [Household(f"h{n}", Point(0, 0)) for n in range(4)]
    shared, _table = solve(cadres, households, Weights(load=5_000))
    alone, _table = solve(cadres, households, Weights(load=0))
    assert sorted(shared.pairs.values()) == ["far", "far", "near", "near"]
    assert set(alone.pairs.values()) == {"near"}


def test_a_language_and_a_skill_are_worth_some_way_and_no_more():
    cadres = [
        Cadre("near", 1, point=Point(0, 0)),
        Cadre("speaks", 1, point=Point(20_000, 0), languages=frozenset({"mn"})),
    ]
    household = Household("h", Point(0, 0), language="mn")
    assert solve(cadres, [household], Weights(no_language=25_000))[0].pairs == {"h": "speaks"}
    assert solve(cadres, [household], Weights(no_language=15_000))[0].pairs == {"h": "near"}


@pytest.mark.parametrize(
    ("cadres", "household", "why"),
    [
        ([], Household("h"), Why.NOBODY),
        ([Cadre("c", 2)], Household("h", barred={"c": "kin"}), Why.BARRED),
        ([Cadre("c", 2, point=Point(0, 0))], Household("h", Point(0, 40_000)), Why.TOO_FAR),
        ([Cadre("c", 2, taken=2)], Household("h"), Why.FULL),
        ([Cadre("c", 2, taken=2), Cadre("d", 1)], Household("h", barred={"d": "kin"}), Why.FULL),
    ],
)
def test_a_household_without_a_cadre_is_told_why(cadres, household, why):
    assert solve(cadres, [household], Weights(farthest=30_000))[0].unserved == {"h": why}


def test_the_most_urgent_come_first():
    cadre = Cadre("c", 1, point=Point(0, 0))
    households = [Household("near", Point(0, 0)), Household("urgent", Point(90_000, 0), urgency=1)]
    assert solve([cadre], households, Weights())[0].pairs == {"urgent": "c"}


def test_each_pair_is_explained():
    cadres = [
        Cadre("a", 1, point=Point(0, 0), skills=frozenset({"law"})),
        Cadre("b", 3, taken=1, point=Point(10_000, 0), skills=frozenset({"school"})),
    ]
    households = [
        Household("x", Point(0, 0), frozenset({"law"})),
        Household("y", Point(4_000, 0), frozenset({"school"})),
    ]
    solution, table = solve(cadres, households, Weights(missing_need=1_000, load=5_000))
    x, y = reasons_of(solution, table)
    assert (x.cadre, x.metres, x.met, x.missing, x.households, x.capacity) == ("a", 0, {"law"}, set(), 1, 1)
    assert (x.nearest, x.next_best, x.next_extra) == ("", "b", 10_000 + 1_000 + 2 * 5_000)
    assert (y.cadre, y.metres, y.met, y.households, y.capacity) == ("b", 6_000, {"school"}, 2, 3)
    assert y.nearest == "a", "nearer by itself, but it has its household"
    assert y.next_best == "", "the other one is full"


@settings(max_examples=100, deadline=None)
@given(questions())
def test_no_single_move_would_be_better(question):
    solution, table = solve(*question)
    for each in reasons_of(solution, table):
        assert each.next_extra >= 0
        assert each.next_best != each.cadre


@pytest.mark.parametrize("seed", range(40))
def test_the_bound_holds_by_the_plain_definition(seed):
    """Prices that no pair undercuts, added up without NumPy: nothing can cost less."""
    cadres, households, weights = a_case(rng_of(seed), 9, 25, 400)
    solution, table = solve(cadres, households, weights, near=1)
    by_household = dict(zip((each.id for each in table.households), map(int, solution.household_prices), strict=True))
    by_cadre = dict(zip((each.id for each in table.cadres), map(int, solution.cadre_prices), strict=True))
    for each in table.households:
        for cadre in table.cadres:
            cost = pair_cost(each, cadre, weights)
            assert cost is None or by_household[each.id] <= cost + by_cadre[cadre.id]
    gains = sum(
        max(0, by_cadre[each.id] - load_cost(each.taken + place, weights))
        for each in table.cadres
        for place in range(1, each.free + 1)
    )
    lost = sum(by_household[each.id] for each in table.households if each.id in solution.unserved)
    assert sum(by_household.values()) - gains - lost == solution.cost


def test_what_cannot_be_asked_is_refused():
    for cadres, households in [
        ([Cadre("c", 1), Cadre("c", 1)], []),
        ([Cadre("c", 1)], [Household("h", keep="d")]),
        ([Cadre("c", 1)], [Household("h", urgency=10)]),
        ([Cadre("c", 1, point=Point(0, 0))], [Household("h", Point(1 << 30, 0))]),
    ]:
        with pytest.raises(ValueError, match=r"\w"):
            solve(cadres, households, Weights())


@pytest.mark.parametrize(("latitude", "longitude"), [(50_300_000, 121_400_000), (49_200_000, 119_800_000)])
def test_the_plane_is_true_to_one_in_a_hundred(latitude, longitude):
    here = (49_700_000, 120_700_000)
    plane = Plane.around([here[0], latitude])
    one, other = plane.point(*here), plane.point(latitude, longitude)
    north, south = radians(latitude / 1e6), radians(here[0] / 1e6)
    across = sin((north - south) / 2) ** 2
    across += cos(north) * cos(south) * sin(radians((longitude - here[1]) / 1e6) / 2) ** 2
    great_circle = 2 * 6_371_000 * asin(sqrt(across))
    assert abs(metres_between(one, other) - great_circle) < great_circle / 100


def test_loads_cost_more_and_more():
    costs = [load_cost(each, Weights()) for each in range(1, 9)]
    assert all(later > earlier for earlier, later in pairwise(costs))


def test_a_bureau_is_done_at_once():
    """1/20 of the full size: every pair priced, cost and bound equal."""
    rng = rng_of(11)
    cadres = [Cadre(f"c{n:04}", rng.randint(3, 6), point=a_place(rng, 100_000)) for n in range(250)]
    households = [Household(f"h{n:04}", a_place(rng, 100_000), some(rng, SKILLS)) for n in range(1000)]
    solution, _table = solve(cadres, households, Weights())
    assert solution.cost == solution.bound == recomputed(cadres, households, Weights(), solution)
    assert (solution.priced, len(solution.pairs)) == (250_000, 1000)
