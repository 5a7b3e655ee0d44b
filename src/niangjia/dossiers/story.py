"""The arithmetic of a decision as a short story for the household: income, spending, net a head, line, category.

Figures, sentences and clauses are those of the rule book's own steps: whichever rule set decided, nothing is reckoned
or worded here a second time.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from uuid import UUID

from niangjia.dossiers.facts import AssembledFacts
from niangjia.dossiers.second_look import named
from niangjia.kernel.money import yuan
from niangjia.kernel.text import Text
from niangjia.policies import Explanation
from niangjia.policies.fact_columns import HOUSEHOLD_COLUMN, MEMBER_COLUMN
from niangjia.policies.steps import Step

PER_HEAD = "fen/head/month"
_BELOW_ZERO = Text("负数表示必须的开支比收入还多。", "Below zero: more had to be spent than came in.")
_COMMA = Text("，", ", ")


@dataclass(slots=True)
class Chapter:
    """One step of the story; amounts are written out in yuan, a text may have a clause of its own."""

    title: Text
    result: Text | str = ""
    opening: Text | str = ""
    lines: list[tuple[str, str]] = field(default_factory=list)
    texts: list[tuple[Text, Text | str]] = field(default_factory=list)
    clauses: list[Text] = field(default_factory=list)


class Story:
    """Tells the chapters, and remembers in `told` which variables it rested on."""

    def __init__(
        self, explanation: Explanation, assembled: AssembledFacts, category: Text, stated: Collection[UUID] = ()
    ) -> None:
        """`stated`: the ids of those of whom an income is on file, be it 0."""
        self.assembled, self.category, self.stated = assembled, category, stated
        self.told: dict[str, Step] = {}
        self._steps = {(step.variable.name, step.member): step for step in explanation.steps}

    def chapters(self) -> list[Chapter]:
        """The whole story, in the order in which it is reckoned."""
        return [self._income(), self._spending(), *self._event(), *self._per_head(), self._line(), self._category()]

    def find(self, variable: str, member: int | None = None) -> Step | None:
        """A step by name, None when this rule set has no such variable."""
        return self._steps.get((variable, member))

    def tell(self, step: Step) -> Text:
        """The sentence of a step with the members' names; its clause and parameters then belong to the sheet."""
        self.told[step.variable.name] = step
        return named(step.sentence, self.assembled)

    def findings(self) -> list[Step]:
        """The grounds to be looked into, each as the step that found it."""
        return list(self._inputs_that_hold("exclusions"))

    def ceilings(self) -> list[Step]:
        """The ceilings of help that are not zero."""
        return [
            step
            for (name, member), step in self._steps.items()
            if member is None and name.endswith("_ceiling") and step.value > 0 and name != "students_ceiling"
        ]

    def values_behind(self) -> set[str]:
        """The parameters that what was told rests on, directly or through other steps that had a say."""
        variables = {name for name, _member in self._steps}
        found: set[str] = set()
        waiting, seen = list(self.told), set(self.told)
        while waiting:
            name = waiting.pop()
            for step in [step for (each, _member), step in self._steps.items() if each == name]:
                if step.value or name in self.told:
                    inputs = set(step.variable.inputs)
                    found |= _picked(step, inputs - variables)
                    waiting += (inputs & variables) - seen
                    seen |= inputs
        return found

    def _inputs_that_hold(self, variable: str) -> Iterator[Step]:
        whole = self.find(variable)
        for name in whole.variable.inputs if whole else ():
            step = self.find(name)
            if step and step.value:
                yield step

    def _income(self) -> Chapter:
        whole = self._steps["annual_income", None]
        chapter = Chapter(Text("先算一年的收入", "First, the income of a year"), _yuan(whole.value))
        if window := self.find("window_eve"):
            chapter.opening = self.tell(window)
        quiet = []
        for place, person in enumerate(self.assembled.persons):
            step = self.find("member_income", place)
            if step and step.value:
                chapter.lines.append((str(_with_parts(person.name, self._parts(step))), yuan(step.value)))
                self.tell(step)
                if (imputed := self.find("imputed_wage", place)) and imputed.value:
                    chapter.texts.append((_said_of(person.name, self.tell(imputed)), imputed.variable.basis))
            elif step:
                quiet.append(person)
        none = [person.name for person in quiet if person.pk in self.stated]
        untold = [person.name for person in quiet if person.pk not in self.stated]
        chapter.texts += [(words, "") for words in (*_with_none(none), *_without_income(untold))]
        chapter.lines += self._parts_as_lines(whole, leave_out={"members_income"})
        self.tell(whole)
        chapter.clauses = self._clauses(window, whole, *self._told_inputs(whole))
        return chapter

    def _spending(self) -> Chapter:
        whole = self._steps["unavoidable_spending", None]
        cost = self.find("employment_cost")
        total = whole.value + (cost.value if cost else 0)
        chapter = Chapter(Text("再算必须的开支", "Then, what had to be spent"), _yuan(total))
        chapter.lines = self._parts_as_lines(whole)
        for place, person in enumerate(self.assembled.persons):
            step = self.find("schooling_spending", place)
            if step and step.value != step.reach.values.get("tuition_fen", step.value):
                chapter.texts.append((_said_of(person.name, self.tell(step)), ""))
        if cost and cost.value:
            chapter.lines.append((str(cost.variable.label), yuan(cost.value)))
            self.tell(cost)
        if not chapter.lines:
            chapter.texts.append(
                (
                    Text(
                        "没有登记自付医疗、上学、康复等开支。有票据的，请拿给工会补登。",
                        "No medical, schooling or rehabilitation spending is on record. If you have receipts, please"
                        " bring them.",
                    ),
                    "",
                )
            )
        self.told["unavoidable_spending"] = whole
        spent = [*self._told_inputs(whole), cost if cost and cost.value else None]
        chapter.clauses = self._clauses(*spent) or [whole.variable.basis]
        return chapter

    def _event(self) -> list[Chapter]:
        """What an event within the window cost the household itself."""
        step = self.find("event_net_cost")
        if not step or not step.value:
            return []
        title = Text("突发事件中自己承担的费用", "What the event cost the household itself")
        return [Chapter(title, _yuan(step.value), texts=[(self.tell(step), "")], clauses=self._clauses(step))]

    def _per_head(self) -> list[Chapter]:
        """Everything reckoned a head a month but the line itself: net income, and what an older rule set asks too."""
        counted = self._steps["counted_members", None]
        opening = self._counted(counted)
        chapters: list[Chapter] = []
        for (name, member), step in self._steps.items():
            if member is None and step.variable.unit == PER_HEAD and name != "line" and self._concerns(step):
                chapter = Chapter(step.variable.label, _yuan(step.value), opening=opening)
                before = [part for part in self._told_inputs(step) if part.variable.name not in self.told]
                chapter.texts = [(self.tell(part), part.variable.basis) for part in before]
                chapter.texts.append((self.tell(step), ""))
                if step.value < 0:
                    chapter.texts.append((_BELOW_ZERO, ""))
                chapter.clauses = self._clauses(step, *([] if chapters else [counted]))
                chapters.append(chapter)
                opening = Text("", "")
        return chapters

    def _counted(self, step: Step) -> Text:
        """How many members share the income, and who of the household does not count."""
        counted = self.tell(step)
        members = zip(self.assembled.persons, self.assembled.facts.members, strict=True)
        others = [person.name for person, member in members if not member.is_counted]
        if not others:
            return counted
        return Text(f"{counted.zh}不计入：{'、'.join(others)}。", f"{counted.en} Not counted: {', '.join(others)}.")

    def _line(self) -> Chapter:
        step = self._steps["line", None]
        return Chapter(
            step.variable.label, _yuan(step.value), texts=[(self.tell(step), "")], clauses=self._clauses(step)
        )

    def _category(self) -> Chapter:
        """Every comparison behind the category, what it says and the clause it rests on."""
        whole = self._steps["category", None]
        chapter = Chapter(Text("对照标准，得出类别", "Held against the standards"), self.category)
        compared = [step for name in whole.variable.inputs if (step := self.find(name))]
        told = [step for step in compared if step.value or self._concerns(step)]
        chapter.texts = [(self.tell(step), step.variable.basis) for step in (*told, whole)]
        return chapter

    def _concerns(self, step: Step) -> bool:
        """What asks about an event says nothing to a household that had none."""
        event = self.find("has_recent_event")
        return "event" not in step.variable.name or bool(event and event.value)

    def _parts_as_lines(self, step: Step, leave_out: Iterable[str] = ()) -> list[tuple[str, str]]:
        """The inputs of a sum that are not zero, as lines."""
        lines = []
        for name, value in step.inputs.items():
            if value and name not in leave_out:
                lines.append((str(self._label(name)), yuan(value)))
                if part := self.find(name):
                    self.told[name] = part
        return lines

    def _parts(self, step: Step) -> str:
        """The inputs of a member's sum that are not zero, in one line."""
        parts = [(name, value) for name, value in step.inputs.items() if value]
        if len(parts) == 1:
            return str(self._label(parts[0][0]))
        signed = (
            f"{self._label(name)} {yuan(-value if name.startswith('deducted_') else value)}" for name, value in parts
        )
        return str(_COMMA).join(signed)

    def _label(self, name: str) -> Text:
        if column := MEMBER_COLUMN.get(name) or HOUSEHOLD_COLUMN.get(name):
            return column.label
        return next(step.variable.label for (variable, _member), step in self._steps.items() if variable == name)

    def _told_inputs(self, step: Step) -> list[Step]:
        """The parts of a sum that are variables and not zero."""
        return [part for name, value in step.inputs.items() if value and (part := self.find(name))]

    def _clauses(self, *steps: Step | None) -> list[Text]:
        """The clauses of some steps, each once."""
        for step in steps:
            if step:
                self.told[step.variable.name] = step
        return list(dict.fromkeys(step.variable.basis for step in steps if step))


def _picked(step: Step, names: set[str]) -> set[str]:
    """Where a step takes one of several values (the months of its category), that one."""
    if len(names) < 2 or step.variable.unit not in {"months", "percent", "years"}:
        return names
    return {name for name in names if step.reach.values[name] == step.value}


def _yuan(fen: int) -> Text:
    return Text(f"{yuan(fen)} 元", f"{yuan(fen)} yuan")


def _with_parts(name: str, parts: str) -> Text:
    return Text(f"{name}（{parts}）", f"{name} ({parts})")


def _said_of(name: str, sentence: Text) -> Text:
    return Text(f"{name}：{sentence.zh}", f"{name}: {sentence.en}")


def _with_none(names: list[str]) -> Iterator[Text]:
    if names:
        yield Text(f"登记的收入为0：{'、'.join(names)}。", f"On record as without income: {', '.join(names)}.")


def _without_income(names: list[str]) -> Iterator[Text]:
    if names:
        yield Text(f"没有登记收入：{'、'.join(names)}。", f"No income is on record for {', '.join(names)}.")
