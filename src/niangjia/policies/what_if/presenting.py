"""What the pages of a what-if run show. Nothing here decides, reads or writes."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from niangjia.kernel.errors import Message
from niangjia.kernel.money import yuan
from niangjia.kernel.text import Text
from niangjia.policies.codes import ACCIDENTAL, DEEP, RELATIVE
from niangjia.policies.presenting import told_value
from niangjia.policies.what_if.charting import LETTERS, ChartRow, chart_rows
from niangjia.policies.what_if.labels import AID_LABELS, TONES
from niangjia.policies.what_if.outcome import AID, STANDINGS, Affected, Outcome, ScenarioOutcome, Totals
from niangjia.policies.what_if.source import DescribedHousehold
from niangjia.policies.what_if.values import value_of

REASONS_SHOWN = 5
FILED = (DEEP, RELATIVE, ACCIDENTAL)

Categories = Mapping[int, Text]
"""The labels that a rule set has for the categories."""


@dataclass(frozen=True, slots=True)
class ToldChange:
    """One changed parameter: its label, what it is, and what it would be."""

    label: Message | Text
    before: Message | Text
    after: Message | Text


@dataclass(frozen=True, slots=True)
class Shift:
    """A number as things are and under a scenario, with the difference written with its sign."""

    value: int
    difference: int
    trend: str

    @property
    def words(self) -> str:
        """The difference with its sign; nothing when there is none."""
        return f"{self.difference:+,}" if self.difference else ""

    @property
    def yuan(self) -> str:
        """The same of an amount."""
        return ("+" if self.difference > 0 else "") + yuan(self.difference) if self.difference else ""


@dataclass(frozen=True, slots=True)
class ToldMove:
    """Households that go from one standing to another."""

    before: "ToldStanding"
    after: "ToldStanding"
    households: int


@dataclass(frozen=True, slots=True)
class ToldStanding:
    """A standing in words and in its colour."""

    words: Text
    tone: str
    is_to_judge: bool


@dataclass(frozen=True, slots=True)
class ToldScenario:
    """One scenario beside things as they are."""

    letter: str
    rules: str
    changes: list[ToldChange]
    eligible: Shift
    cost: Shift
    entrants: int
    leavers: int
    movers: int
    moves: list[ToldMove]
    is_as_now: bool


@dataclass(frozen=True, slots=True)
class StandingRow:
    """How many households stand somewhere now, and under each scenario by its letter."""

    standing: ToldStanding
    now: int
    cells: list[tuple[str, Shift]]


@dataclass(frozen=True, slots=True)
class CostCell:
    """A yearly amount under one scenario, its difference, and how much of the budget is left (None: no budget)."""

    letter: str
    amount: Shift
    left: int | None


@dataclass(frozen=True, slots=True)
class CostRow:
    """One kind of aid, or their sum."""

    label: Text
    now: int
    cells: list[CostCell]
    budget: int | None
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class ToldOutcome:
    """A whole run."""

    households: int
    eligible: int
    cost: int
    scenarios: list[ToldScenario]
    standings: list[StandingRow]
    charts: list[ChartRow]
    costs: list[CostRow]
    union_aid: CostRow
    has_budgets: bool
    not_decided: int
    reasons: list[tuple[Text, int]]


@dataclass(frozen=True, slots=True)
class ToldAffected:
    """A household that a scenario changes, as someone who may read it sees it."""

    household: DescribedHousehold | None
    kind: str
    before: ToldStanding
    after: ToldStanding
    change: Shift


def told_outcome(
    outcome: Outcome,
    question: Mapping[str, Any],
    current: Mapping[str, Any],
    units: Mapping[str, str],
    categories: Sequence[Categories],
) -> ToldOutcome:
    """A run in the order people read it.

    `question` and `current` as a saved simulation keeps them, `units` by key, `categories` of the rule sets as things
    are and of each scenario.
    """
    budgets = question["budgets_fen"]
    scenarios = [
        _scenario(letter, outcome, scenario, proposal, question, current, _moves(scenario, categories[0], labels))
        for letter, scenario, proposal, labels in zip(
            LETTERS, outcome.scenarios, question["proposals"], categories[1:], strict=False
        )
    ]
    reasons = Counter(each.reason for each in outcome.undecided)
    return ToldOutcome(
        outcome.households,
        outcome.baseline.eligible,
        sum(outcome.baseline.cost),
        scenarios,
        _standings(outcome, categories[0]),
        chart_rows(outcome.scenarios, units) if any(scenario.moves for scenario in outcome.scenarios) else [],
        _costs(outcome, budgets),
        _union_aid(outcome),
        bool(budgets),
        len(outcome.undecided),
        reasons.most_common(REASONS_SHOWN),
    )


def told_affected(
    affected: Iterable[Affected], households: Mapping[str, DescribedHousehold], now: Categories, then: Categories
) -> list[ToldAffected]:
    """A page of the list of affected households, in the words of the rule sets now and then."""
    return [
        ToldAffected(
            households.get(each.key),
            each.kind,
            told_standing(each.before, now),
            told_standing(each.after, then),
            shift(0, each.change_fen),
        )
        for each in affected
    ]


def shift(before: int, after: int) -> Shift:
    """A number beside what it was."""
    return Shift(after, after - before, "up" if after > before else "down" if after < before else "level")


def _scenario(
    letter: str,
    outcome: Outcome,
    scenario: ScenarioOutcome,
    proposal: Mapping[str, Any],
    question: Mapping[str, Any],
    current: Mapping[str, Any],
    moves: list[ToldMove],
) -> ToldScenario:
    change, totals = scenario.change, scenario.totals
    rules = proposal["rules"]
    return ToldScenario(
        letter,
        f"{rules['name']} {rules['version']}" if rules != question["rules"] else "",
        [_change(name, value, current["parameters"].get(name)) for name, value in proposal["changes"].items()],
        shift(outcome.baseline.eligible, totals.eligible),
        shift(sum(outcome.baseline.cost), sum(totals.cost)),
        change.entrants,
        change.leavers,
        change.movers,
        moves,
        rules == question["rules"] and not proposal["changes"] and not question["values_on"],
    )


def _change(name: str, value: Any, known: Mapping[str, Any] | None) -> ToldChange:
    if known is None:
        return ToldChange(name, "—", Text(str(value), str(value)))
    before = known["value"]
    return ToldChange(
        Text(known["zh"], known["en"]),
        "—" if before is None else told_value(known["unit"], value_of(before)),
        told_value(known["unit"], value_of(value)),
    )


def told_standing(place: int, categories: Categories) -> ToldStanding:
    """A standing by its place in STANDINGS, in the words of a rule set."""
    standing = STANDINGS[place]
    is_to_judge = standing.category in FILED and not standing.is_eligible
    return ToldStanding(categories[standing.category], TONES[standing.code], is_to_judge)


def _standings(outcome: Outcome, categories: Categories) -> list[StandingRow]:
    rows = []
    for place, counts in enumerate(zip(*(totals.standings for totals in _all(outcome)), strict=True)):
        if any(counts):
            cells = [(letter, shift(counts[0], after)) for letter, after in zip(LETTERS, counts[1:], strict=False)]
            rows.append(StandingRow(told_standing(place, categories), counts[0], cells))
    return rows


def _moves(scenario: ScenarioOutcome, now: Categories, then: Categories) -> list[ToldMove]:
    most_first = sorted(scenario.moves.items(), key=lambda item: (-item[1], item[0]))
    return [
        ToldMove(told_standing(before, now), told_standing(after, then), count) for (before, after), count in most_first
    ]


def _costs(outcome: Outcome, budgets: Mapping[str, int]) -> list[CostRow]:
    rows = [
        _cost_row(AID_LABELS[kind], [totals.cost[place] for totals in _all(outcome)], budgets.get(kind))
        for place, kind in enumerate(AID)
    ]
    whole = sum(budgets.values()) if set(budgets) == set(AID) else None
    sums = [sum(totals.cost) for totals in _all(outcome)]
    return [*rows, _cost_row(Text("合计", "Together"), sums, whole, is_total=True)]


def _union_aid(outcome: Outcome) -> CostRow:
    amounts = [totals.union_aid_fen for totals in _all(outcome)]
    return _cost_row(Text("这些家庭已得的工会救助", "Union aid these households have had"), amounts, None)


def _all(outcome: Outcome) -> list[Totals]:
    return [outcome.baseline, *(scenario.totals for scenario in outcome.scenarios)]


def _cost_row(label: Text, amounts: list[int], budget: int | None, *, is_total: bool = False) -> CostRow:
    now, *others = amounts
    cells = [
        CostCell(letter, shift(now, amount), None if budget is None else budget - amount)
        for letter, amount in zip(LETTERS, others, strict=False)
    ]
    return CostRow(label, now, cells, budget, is_total)
