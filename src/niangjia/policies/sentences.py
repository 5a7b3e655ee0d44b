"""Say a step in words: the arithmetic with its figures, in both languages, only when somebody reads it."""

from collections.abc import Callable, Mapping
from datetime import date
from string import Formatter
from typing import Any, Literal

from niangjia.kernel.money import yuan
from niangjia.kernel.text import Text
from niangjia.policies import codes
from niangjia.policies.plan import EPOCH
from niangjia.policies.variables import Sentence, Variable

Language = Literal["zh", "en"]
Labels = Mapping[str, Mapping[int, Text]]
Lookup = Callable[[str], tuple[str, Any]]
"""From a name in reach to its unit and value."""

_NONE = {"zh": "无", "en": "none"}
_FLAGS = {"zh": ("否", "是"), "en": ("no", "yes")}
_STOPS = {"zh": "、", "en": ", "}


def in_words(name: str, unit: str, value: Any, language: Language, labels: Labels = codes.LABELS) -> str:
    """Write a value by its unit: yuan with two decimals, days as 2024-05-10, codes and bits by a rule set's labels."""
    if value is None:
        return _NONE[language]
    if isinstance(value, tuple):
        return _STOPS[language].join(in_words(name, unit, one, language, labels) for one in value)
    if unit.startswith("fen"):
        return yuan(value)
    match unit:
        case "flag" | "switch":
            return _FLAGS[language][bool(value)]
        case "day":
            return day_of(value).isoformat()
        case "civil":
            return f"{value >> 9:04}-{value >> 5 & 15:02}-{value & 31:02}"
        case "code":
            return _label(labels[name][value], language)
        case "bits":
            words = [_label(labels[name][bit], language) for bit in codes.bits_of(value)]
            return _STOPS[language].join(words) or _NONE[language]
    return str(value)


def day_of(value: date | int) -> date:
    """A day as people know it, from the count that the rules use."""
    return date.fromordinal(value + EPOCH) if isinstance(value, int) else value


def member_name(index: int, language: Language) -> str:
    """How a sentence names a member: by place, so that no one's name is in it."""
    return f"第 {index + 1} 位成员" if language == "zh" else f"member {index + 1}"


def _label(text: Text, language: Language) -> str:
    return text.zh if language == "zh" else text.en


class _Words(dict[str, str]):
    """What the placeholders of a sentence stand for, looked up when asked."""

    def __init__(
        self,
        variable: Variable,
        value: int,
        gathered: Mapping[int, int],
        lookup: Lookup,
        labels: Labels,
        language: Language,
    ):
        super().__init__(value=in_words(variable.name, variable.unit, value, language, labels))
        self.variable, self.gathered, self.lookup = variable, gathered, lookup
        self.labels, self.language = labels, language

    def __missing__(self, name: str) -> str:
        if name == "terms":
            return " + ".join(in_words("", self.variable.unit, one, self.language) for one in self.gathered.values())
        if name == "who":
            holding = [member_name(index, self.language) for index, one in self.gathered.items() if one]
            return _STOPS[self.language].join(holding) or _NONE[self.language]
        return in_words(name, *self.lookup(name), self.language, self.labels)


def say(variable: Variable, value: int, gathered: Mapping[int, int], lookup: Lookup, labels: Labels) -> Text:
    """Fill the sentence of a variable; `gathered` holds the member values behind a fold, by place."""
    text = _chosen(variable.sentence, value)
    return Text(
        zh=text.zh.format_map(_Words(variable, value, gathered, lookup, labels, "zh")),
        en=text.en.format_map(_Words(variable, value, gathered, lookup, labels, "en")),
    )


def _chosen(sentence: Sentence, value: int) -> Text:
    if isinstance(sentence, Text):
        return sentence
    return sentence[value] if value in sentence else sentence[-1]


def placeholders(sentence: Sentence) -> frozenset[str]:
    """Every name that a sentence asks for, in either language."""
    texts = [sentence] if isinstance(sentence, Text) else list(sentence.values())
    parts = (part for text in texts for words in (text.zh, text.en) for part in Formatter().parse(words))
    return frozenset(name for _, name, _, _ in parts if name)
