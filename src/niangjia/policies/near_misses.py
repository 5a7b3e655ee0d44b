"""Near-misses: for each single fact that can be checked again, the smallest change that would alter the answer.

Found exactly, by deciding the household on both sides of the change. Between its turning points every amount moves the
answer one way only (each boundary is passed once), so a bisection on whole fen finds the nearest change. A page of
rules must keep to that; where the rule of 2012 begins to count savings, more income still never helps.
"""

from collections.abc import Callable, Iterator
from typing import Any, Literal, NamedTuple

from niangjia.kernel.money import yuan
from niangjia.kernel.text import Text
from niangjia.policies import codes
from niangjia.policies.deciding import Decision
from niangjia.policies.fact_columns import HOUSEHOLD_COLUMNS, MEMBER_COLUMNS, Column
from niangjia.policies.nearest import nearest_values
from niangjia.policies.sentences import Language, in_words, member_name
from niangjia.policies.trials import Answer, Trial

Kind = Literal["category", "exclusion"]

NEVER_CHECKED = frozenset({"household_id", "region", "applied_on"})
"""Facts that stand by themselves; asking for another one is another application."""


class NearMiss(NamedTuple):
    """If `fact` (of the member at that place) were `after` instead of `before`, the answer would be another one.

    `kind` "category": the category becomes `result`; "exclusion": the exclusion bit `result` no longer holds.
    `result_label` is that category or exclusion in words; `is_eligible` is the whole answer after the change.
    """

    fact: str
    member: int | None
    unit: str
    label: Text
    before: Any
    after: Any
    kind: Kind
    result: int
    result_label: Text
    is_eligible: bool

    @property
    def change(self) -> int | None:
        """By how much an amount, a count or a day (in days) would differ; None for flags, codes and a first day."""
        if self.unit in ("flag", "code") or self.before is None:
            return None
        difference = self.after - self.before
        return int(difference.days if self.unit == "day" else difference)

    @property
    def sentence(self) -> Text:
        """What to look at again, and what it would alter."""
        zh, en = self._fact_in_words("zh"), self._fact_in_words("en")
        label = self.result_label
        if self.kind == "category":
            return Text(f"{zh}，类别将为“{label.zh}”。", f"{en}, the category would be “{label.en}”.")
        return Text(f"{zh}，“{label.zh}”将不再成立。", f"{en}, “{label.en}” would no longer hold.")

    def _fact_in_words(self, language: Language) -> str:
        before = in_words(self.fact, self.unit, self.before, language)
        after = in_words(self.fact, self.unit, self.after, language)
        difference = ""
        if self.change is not None:
            size = yuan(abs(self.change)) if self.unit == "fen" else str(abs(self.change))
            if language == "zh":
                difference = (
                    f"，{'多' if self.change > 0 else '少'} {size}" if self.unit != "day" else f"，相差 {size} 天"
                )
            else:
                difference = (
                    f", {size} {'more' if self.change > 0 else 'less'}" if self.unit != "day" else f", {size} days"
                )
        if language == "zh":
            whose = "" if self.member is None else f"{member_name(self.member, 'zh')}的"
            return f"如经核实，{whose}“{self.label.zh}”为 {after}（现登记 {before}{difference}）"
        whose = "" if self.member is None else f" of {member_name(self.member, 'en')}"
        return f"If “{self.label.en}”{whose} proved to be {after} (recorded {before}{difference})"


def find_near_misses(decision: Decision) -> tuple[NearMiss, ...]:
    """Every near-miss: at most one in each direction for an amount, a count or a day, one per result for a code."""
    trial = Trial(decision)
    goals = ["category", "exclusions"] if decision.outputs.exclusions else ["category"]
    checked = decision.rule_set.wiring.facts_behind(goals) - NEVER_CHECKED
    found: list[NearMiss] = []
    for column in HOUSEHOLD_COLUMNS:
        if column.name in checked:
            found += _of_fact(decision, trial, None, column)
    for place, member in enumerate(decision.facts.members):
        for column in MEMBER_COLUMNS:
            if column.name in checked and (member.is_counted or column.name == "is_counted"):
                found += _of_fact(decision, trial, place, column)
    return tuple(sorted(found, key=_remoteness))


def _of_fact(decision: Decision, trial: Trial, place: int | None, column: Column) -> Iterator[NearMiss]:
    now = decision.outputs
    answers = trial.answers(place, column.name)
    if answers is None:
        return
    before, labels = trial.value(place, column.name), decision.rule_set.labels

    def search(kind: Kind, test: Callable[[Answer], bool], result: Callable[[Answer], int]) -> Iterator[NearMiss]:
        seen: set[int] = set()
        for after in nearest_values(trial, place, column, lambda value: test(answers(value))):
            answer = answers(after)
            if column.unit == "code" and result(answer) in seen:
                continue
            seen.add(result(answer))
            found = result(answer)
            label, is_eligible = labels["category" if kind == "category" else "exclusions"][found], answer.is_eligible
            yield NearMiss(
                column.name, place, column.unit, column.label, before, after, kind, found, label, is_eligible
            )

    yield from search("category", lambda answer: answer.category != now.category, lambda answer: answer.category)
    for bit in codes.bits_of(now.exclusions):
        yield from search("exclusion", _cleared(bit), lambda _answer, bit=bit: bit)  # type: ignore[misc]


def _cleared(bit: int) -> Callable[[Answer], bool]:
    return lambda answer: not answer.exclusions & bit


def _remoteness(miss: NearMiss) -> tuple[bool, bool, int]:
    """Amounts first, nearest first; then counts and days; then flags and codes."""
    return miss.change is None, miss.unit != "fen", abs(miss.change or 0)
