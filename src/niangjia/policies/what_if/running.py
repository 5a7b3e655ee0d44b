"""Decide every household as things are and under each scenario, and count what changes."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from niangjia.kernel.errors import NiangjiaError
from niangjia.kernel.text import Text, in_both_languages
from niangjia.policies.what_if.households import SimulatedHousehold
from niangjia.policies.what_if.outcome import (
    AID,
    AMOUNT,
    ENTRANT,
    LARGEST_SIZE,
    LEAVER,
    MOVER,
    PLACE,
    STANDINGS,
    UNFILED,
    Affected,
    Change,
    Outcome,
    ScenarioOutcome,
    Totals,
    Undecided,
)
from niangjia.policies.what_if.scenarios import Scenario

UNKNOWN = Text("没有说明原因", "No reason was given")
NOTHING = (0,) * len(AID)

Values = tuple[int, ...]
"""The fields of an Answer, plain."""
_BEFORE, _AFTER, _ENTRANTS, _LEAVERS, _MOVERS, _COST_BEFORE, _COST_AFTER = range(len(Change._fields))


def run_scenarios(
    households: Iterable[SimulatedHousehold], baseline: Scenario, scenarios: Sequence[Scenario]
) -> Outcome:
    """Compare scenarios with the baseline over households, about ten microseconds a household and run.

    A household that lacks facts, or a parameter in any of the runs, is undecided and counted in none of them.
    Raises RuleSetError for a change that a rule set cannot take.
    """
    deciders = [baseline.decider(), *(scenario.decider() for scenario in scenarios)]
    counting, undecided = Counting(len(scenarios)), []
    for household in households:
        facts = household.facts
        if facts is None:
            undecided.append(Undecided(household.key, 0, household.problem or UNKNOWN))
            continue
        answers: list[Values] = []
        try:
            for decide in deciders:
                answers.append(decide(facts))  # noqa: PERF401 (how far it came says which run failed)
        except NiangjiaError as error:
            undecided.append(Undecided(household.key, len(answers), in_both_languages(error)))
            continue
        counting.add(household.key, household.unit, facts.union_aid_fen, answers)
    return counting.outcome(undecided)


class Counting:
    """Counts households that were decided as things are and under some scenarios."""

    def __init__(self, scenarios: int) -> None:
        self._households = 0
        self._before, self._after = _Total(), [_Total() for _ in range(scenarios)]
        self._tallies = [_Tally() for _ in range(scenarios)]

    def add(self, key: str, unit: str, union_aid_fen: int, answers: Sequence[Values]) -> None:
        """Count one household: its values as things are, then under each scenario, as the fields of Answer."""
        self._households += 1
        before, *others = answers
        self._before.add(before, union_aid_fen)
        for answer, total, tally in zip(others, self._after, self._tallies, strict=True):
            total.add(answer, union_aid_fen)
            tally.add(key, unit, before, answer)

    def outcome(self, undecided: Iterable[Undecided] = ()) -> Outcome:
        """What was counted."""
        pairs = zip(self._tallies, self._after, strict=True)
        scenarios = tuple(tally.outcome(total.totals()) for tally, total in pairs)
        return Outcome(self._households, tuple(undecided), self._before.totals(), scenarios)


class _Total:
    """Sums over all households of one run."""

    def __init__(self) -> None:
        self.standings = [0] * len(STANDINGS)
        self.cost = [0] * len(AID)
        self.union_aid_fen = 0

    def add(self, answer: Values, union_aid_fen: int) -> None:
        self.standings[PLACE[answer[0], bool(answer[1])]] += 1
        if answer[1]:
            for place, amount in enumerate(answer[4:]):
                self.cost[place] += amount
            self.union_aid_fen += union_aid_fen

    def totals(self) -> Totals:
        return Totals(tuple(self.standings), tuple(self.cost), self.union_aid_fen)


class _Tally:
    """Counts one scenario against the baseline."""

    def __init__(self) -> None:
        self.moves: Counter[tuple[int, int]] = Counter()
        self.units: defaultdict[str, list[int]] = defaultdict(_group)
        self.causes: defaultdict[int, list[int]] = defaultdict(_group)
        self.sizes: defaultdict[int, list[int]] = defaultdict(_group)
        self.affected: list[Affected] = []

    def add(self, key: str, unit: str, before: Values, after: Values) -> None:
        was, now = before[1], after[1]
        cost_before, cost_after = sum(before[4:]) if was else 0, sum(after[4:]) if now else 0
        kind = _kind(before, after, cost_before != cost_after)
        # A household stands in one group of each kind, so that in every group before + entrants - leavers = after.
        cause, size = before[2] or after[2], min(before[3], LARGEST_SIZE)
        for group in (self.units[unit], self.causes[cause], self.sizes[size]):
            _count(group, kind, was, now, cost_before, cost_after)
        if kind:
            places = PLACE[before[0], bool(was)], PLACE[after[0], bool(now)]
            if kind != AMOUNT:
                self.moves[places] += 1
            self.affected.append(Affected(key, kind, *places, cost_after - cost_before))

    def outcome(self, totals: Totals) -> ScenarioOutcome:
        return ScenarioOutcome(
            totals,
            dict(self.moves),
            {key: Change(*group) for key, group in self.units.items()},
            {key: Change(*group) for key, group in sorted(self.causes.items())},
            {key: Change(*group) for key, group in sorted(self.sizes.items())},
            tuple(self.affected),
        )


def _group() -> list[int]:
    return [0] * len(Change._fields)


def _count(group: list[int], kind: str, was: int, now: int, cost_before: int, cost_after: int) -> None:
    if was:
        group[_BEFORE] += 1
        group[_COST_BEFORE] += cost_before
    if now:
        group[_AFTER] += 1
        group[_COST_AFTER] += cost_after
    if kind == ENTRANT:
        group[_ENTRANTS] += 1
    elif kind == LEAVER:
        group[_LEAVERS] += 1
    elif kind == MOVER:
        group[_MOVERS] += 1


def _kind(before: Values, after: Values, is_other_cost: bool) -> str:  # noqa: FBT001 (a value of the household)
    """One of KINDS; "" for a household that nothing changes."""
    if before[1] != after[1]:
        return ENTRANT if after[1] else LEAVER
    if before[0] != after[0]:
        return MOVER if after[1] else UNFILED
    return AMOUNT if is_other_cost else ""
