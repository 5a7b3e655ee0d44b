"""How a rule is written: a small pure function whose arguments name what it needs.

An argument is the name of a fact, a parameter or another variable. A member variable looks at one member (and may also
ask for household facts, parameters and household variables that do not themselves look at members). `sum_of`, `any_of`,
`max_of` and `count` carry member values up to the household; members who do not count are left out before that.

Bodies use whole numbers, flags, `//` and indexing of per-stage parameters only, because the very same functions are
compiled for large runs.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from inspect import signature
from types import ModuleType
from typing import Literal

from niangjia.kernel.text import Text

Entity = Literal["member", "household"]
Fold = Literal["sum", "any", "max", "count"]
Sentence = Text | Mapping[int, Text]

MEMBER: Entity = "member"
HOUSEHOLD: Entity = "household"


@dataclass(frozen=True, slots=True, eq=False)
class Variable:
    """One named value of the rule book.

    `sentence` has placeholders naming anything in reach, and `{value}`; a mapping gives one sentence per value.
    A folded variable (`fold`) has no function: it gathers `over`, a member fact or variable ("" for plain counting).
    """

    name: str
    entity: Entity
    label: Text
    unit: str
    basis: Text
    sentence: Sentence
    inputs: tuple[str, ...]
    function: Callable[..., int] | None = None
    fold: Fold | None = None
    over: str = ""

    def __call__(self, *values: object) -> int:
        """Compute the value from its inputs, in the order of `inputs`."""
        if self.function is None:
            raise TypeError(f"{self.name} gathers {self.over}; it is not computed from one household's own values")
        return self.function(*values)


def variable(
    entity: Entity, label: Text, *, unit: str, basis: Text, sentence: Sentence
) -> Callable[[Callable[..., int]], Variable]:
    """Make a function into a variable of its own name."""

    def make(function: Callable[..., int]) -> Variable:
        return Variable(
            name=function.__name__,
            entity=entity,
            label=label,
            unit=unit,
            basis=basis,
            sentence=sentence,
            inputs=tuple(signature(function).parameters),
            function=function,
        )

    return make


def sum_of(over: str, name: str, label: Text, *, unit: str, basis: Text) -> Variable:
    """Add a member value up over the counted members."""
    text = Text("{terms} = {value}", "{terms} = {value}")
    return _folded("sum", over, name, label, unit, basis, text)


def any_of(over: str, name: str, label: Text, *, basis: Text) -> Variable:
    """Whether a member flag holds for some counted member."""
    texts = {
        1: Text("符合的成员：{who}。", "It holds for: {who}."),
        0: Text("没有成员符合这一情形。", "It holds for no member."),
    }
    return _folded("any", over, name, label, "flag", basis, texts)


def max_of(over: str, name: str, label: Text, *, unit: str, basis: Text) -> Variable:
    """The largest member value over the counted members, never below 0."""
    text = Text("各成员中最大的一项：{value}。", "The largest among the members: {value}.")
    return _folded("max", over, name, label, unit, basis, text)


def count(name: str, label: Text, *, basis: Text, over: str = "") -> Variable:
    """How many counted members there are, or for how many of them a flag holds."""
    if over:
        text = Text("符合的成员：{who}，共 {value} 人。", "It holds for {value} of the members: {who}.")
    else:
        text = Text("共同生活并计入的家庭成员共 {value} 人。", "{value} members live together and count.")
    return _folded("count", over, name, label, "count", basis, text)


def _folded(fold: Fold, over: str, name: str, label: Text, unit: str, basis: Text, sentence: Sentence) -> Variable:
    inputs = (over,) if over else ()
    return Variable(name, HOUSEHOLD, label, unit, basis, sentence, inputs, fold=fold, over=over)


def variables_in(modules: Iterable[ModuleType]) -> tuple[Variable, ...]:
    """Every variable that the modules define, in the order of their pages."""
    return tuple(item for module in modules for item in vars(module).values() if isinstance(item, Variable))
