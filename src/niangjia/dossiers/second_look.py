"""What a second look could change: the near-misses of a decision in groups a clerk can work through, in words."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from niangjia.dossiers.facts import AssembledFacts
from niangjia.kernel.money import yuan
from niangjia.kernel.text import Text
from niangjia.policies import Explanation
from niangjia.policies.near_misses import NearMiss
from niangjia.policies.sentences import Language, in_words

OPEN, CARD, STANDING = "open", "card", "standing"
GROUPS: dict[str, Text] = {
    OPEN: Text("还没有确认的事项", "Still to be confirmed"),
    "income": Text("收入", "Income"),
    "spending": Text("支出和赔付", "Spending and compensation"),
    "property": Text("财产", "Property"),
    STANDING: Text("家庭成员和身份", "Members and their standing"),
    CARD: Text("证件上的事项", "What identity cards say"),
}
"""The groups in the order in which they are worth checking: open facts first, what cards prove last."""

OF_GROUP: dict[str, frozenset[str]] = {
    "income": frozenset(
        "wage_fen business_fen pension_fen resident_pension_fen other_fen social_insurance_fen other_income_fen"
        " union_aid_fen government_aid_fen".split()
    ),
    "spending": frozenset("tuition_fen medical_fen rehab_fen event_on event_cost_fen event_compensation_fen".split()),
    "property": frozenset("homes has_commercial_property has_private_car has_registered_business savings_fen".split()),
    CARD: frozenset({"born_on", "is_female"}),
}
"""Facts by group; the others stand with the members."""

_MEMBER_ZH, _MEMBER_EN = re.compile(r"第 (\d+) 位成员"), re.compile(r"\b[Mm]ember (\d+)\b")
NAMES_SHOWN = 3
LEAST_ASKED_FEN = 100
"""Nobody asks whether somebody who earned or spent nothing had less than this after all."""


@dataclass(frozen=True, slots=True)
class Group:
    """Near-misses of one kind, the nearest first."""

    code: str
    title: Text
    sentences: list[Text]


def second_look(explanation: Explanation, assembled: AssembledFacts) -> list[Group]:
    """Every near-miss in its group, the same change of several members once.

    Left out are losses nobody spoke of, and a few fen where nothing was stated.
    """
    is_open = {(each.name, each.member) for each in assembled.assumed}
    found: dict[str, dict[tuple[Any, ...], list[NearMiss]]] = {code: {} for code in GROUPS}
    for miss in explanation.near_misses:
        if miss.unit != "fen" or (miss.after >= 0 and (miss.before or miss.after >= LEAST_ASKED_FEN)):
            code = OPEN if (miss.fact, miss.member) in is_open else group_of(miss.fact)
            found[code].setdefault(_sameness(miss), []).append(miss)
    return [
        Group(code, GROUPS[code], [_said(misses, assembled) for misses in alike.values()])
        for code, alike in found.items()
        if alike
    ]


def group_of(fact: str) -> str:
    """The group a stated fact belongs to."""
    return next((code for code, facts in OF_GROUP.items() if fact in facts), STANDING)


def _sameness(miss: NearMiss) -> tuple[Any, ...]:
    """What two members' near-misses must share to be said in one sentence."""
    change = miss.after if miss.change is None else miss.change
    return miss.fact, miss.member is None, miss.unit, change, miss.kind, miss.result


def _said(misses: Sequence[NearMiss], assembled: AssembledFacts) -> Text:
    if len(misses) == 1:
        return named(misses[0].sentence, assembled)
    first, count = misses[0], len(misses)
    names = [assembled.persons[miss.member].name for miss in misses if miss.member is not None]
    shown, is_cut = names[:NAMES_SHOWN], count > NAMES_SHOWN
    zh_who = f"{'、'.join(shown)}{'等 ' if is_cut else ' '}{count} 人中任何一人"
    en_who = f"any one of {', '.join(shown)}" + (f" ({count} members)" if is_cut else "")
    zh = f"如经核实，{zh_who}的“{first.label.zh}”{_change(first, 'zh')}"
    en = f"If “{first.label.en}” of {en_who} proved to be {_change(first, 'en')}"
    result = first.result_label
    if first.kind == "category":
        return Text(f"{zh}，类别将为“{result.zh}”。", f"{en}, the category would be “{result.en}”.")
    return Text(f"{zh}，“{result.zh}”将不再成立。", f"{en}, “{result.en}” would no longer hold.")


def _change(miss: NearMiss, language: Language) -> str:
    """What is shared: the difference of an amount or count, the value of a flag, code or day."""
    if miss.change is None or miss.unit == "day":
        value = in_words(miss.fact, miss.unit, miss.after, language)
        return f"为 {value}" if language == "zh" else value
    size = yuan(abs(miss.change)) if miss.unit == "fen" else str(abs(miss.change))
    is_more = miss.change > 0
    if language == "zh":
        return f"比登记的{'多' if is_more else '少'} {size}"
    return f"{size} {'more' if is_more else 'less'} than recorded"


def named(sentence: Text, assembled: AssembledFacts) -> Text:
    """A sentence with the names of the members; the rules speak of places only."""

    def name(found: re.Match[str]) -> str:
        return assembled.persons[int(found[1]) - 1].name

    return Text(_MEMBER_ZH.sub(name, sentence.zh), _MEMBER_EN.sub(name, sentence.en))


def shortened(groups: Iterable[Group], at_most: int) -> tuple[list[Group], int]:
    """The groups a worker can check with papers, `at_most` sentences each, and how many sentences that leaves out."""
    kept = [Group(each.code, each.title, each.sentences[:at_most]) for each in groups if each.code != CARD]
    whole = sum(len(each.sentences) for each in groups if each.code != CARD)
    return kept, whole - sum(len(each.sentences) for each in kept)
