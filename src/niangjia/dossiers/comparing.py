"""A kept decision beside what the rules would say today, and told plainly when its rules are not there any more."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from niangjia.dossiers.decisions import as_kept, decide_dossier
from niangjia.dossiers.models import Decision as Kept
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.naming import rules_words
from niangjia.kernel.errors import NiangjiaError
from niangjia.kernel.text import Text
from niangjia.policies import Decision, RuleSet, book, load_rule_set
from niangjia.policies.deciding import decide_with
from niangjia.policies.errors import UnknownRuleSetError
from niangjia.policies.parameters import Parameter, Parameters, Value
from niangjia.policies.rule_sets import OUTPUTS
from niangjia.policies.sentences import Language, in_words

LANGUAGES: tuple[Language, Language] = ("zh", "en")
FACTS_CHANGED = Text("登记的事实已有变化。", "The facts on file have changed.")


@dataclass(frozen=True, slots=True)
class ChangeSince:
    """What the rules would say otherwise today than when a decision was made, and why.

    `newer` names the rules and version that count now, where they are others; without `answers` they say the same.
    `problem`, with the rest empty: today they could not be applied.
    """

    answers: list[Text] = field(default_factory=list)
    reasons: list[Text] = field(default_factory=list)
    newer: Text | None = None
    problem: str = ""


def change_since(kept: Kept, dossier: Dossier) -> ChangeSince | None:
    """What today has otherwise, for a dossier loaded by `queries.whole`; None when rules and answer are the same."""
    try:
        assembled, decision = decide_dossier(dossier)
    except NiangjiaError as error:
        return ChangeSince(problem=str(error))
    now = as_kept(decision, assembled)
    is_same = (now["rule_set"], now["rule_version"]) == (kept.rule_set, kept.rule_version)
    newer = None if is_same else rules_words(decision.rule_set, now["rule_set"], now["rule_version"])
    if now["outputs"] == kept.outputs:
        return ChangeSince(newer=newer) if newer else None
    return ChangeSince(list(_answers(kept, decision)), list(_reasons(kept, now, decision)), newer)


def _answers(kept: Kept, decision: Decision) -> Iterator[Text]:
    now = decision.rule_set
    then = rule_set_of(kept)
    label = {variable.name: variable.label for variable in now.wiring.household}
    outputs = decision.outputs._asdict()
    for name in OUTPUTS:
        before, after = kept.outputs.get(name), outputs[name]
        if before != after:
            zh, en = (
                f"{_said(then or now, name, before, language, is_known=then is not None)} → "
                f"{_said(now, name, after, language)}"
                for language in LANGUAGES
            )
            yield Text(f"{label[name].zh}：{zh}", f"{label[name].en}: {en}")


def _reasons(kept: Kept, now: Mapping[str, Any], decision: Decision) -> Iterator[Text]:
    """What differs. Of several values, those that alone would alter today's answer; all, when none does alone."""
    rule_set = decision.rule_set
    if kept.facts != now["facts"]:
        yield FACTS_CHANGED
    if kept.rule_set != rule_set.name:
        title = rule_set.title
        yield Text(f"适用的规则集现为“{title.zh}”。", f"The rules that apply are now “{title.en}”.")
        return
    values = {row["name"]: _plain(row["value"]) for row in kept.parameters}
    changed = [
        (parameter, values[parameter.name], after)
        for parameter, after in zip(rule_set.table.parameters, decision.parameters.values, strict=True)
        if values.get(parameter.name, after) != after
    ]
    weighty = [each for each in changed if _matters(decision, each[0].name, each[1])]
    for parameter, before, after in weighty or changed:
        zh, en = (_from_to(parameter, before, after, language) for language in LANGUAGES)
        yield Text(f"{parameter.label.zh}：{zh}", f"{parameter.label.en}: {en}")


def _matters(decision: Decision, name: str, before: Value) -> bool:
    """Whether one value put back to what it was would alter today's answer."""
    used = decision.parameters
    values = tuple(before if each == name else value for each, value in zip(used.names, used.values, strict=True))
    put_back = Parameters(used.names, values, used.rows)
    return decide_with(decision.rule_set, decision.facts, put_back).outputs != decision.outputs


def _from_to(parameter: Parameter, before: Value, after: Value, language: Language) -> str:
    return " → ".join(in_words(parameter.name, parameter.unit, value, language) for value in (before, after))


def _plain(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


@dataclass(frozen=True, slots=True)
class PlainDecision:
    """What a decision said and the values it used, without the steps between: label and value."""

    outputs: list[tuple[Text, Text]]
    values: list[tuple[Text, Text]]


def told_plainly(kept: Kept) -> PlainDecision:
    """A kept decision that cannot be explained any more, with the labels that are known today."""
    known = rule_set_of(kept)
    words = known or load_rule_set(book.DEFAULT)
    labels = {variable.name: variable.label for variable in words.wiring.household}
    units = {name: words.units[name] for name in OUTPUTS}
    if known is None:
        units |= {"category": "count"}  # a number means something in its own rule set only
    outputs = [
        (
            labels[name],
            Text(*(in_words(name, units[name], kept.outputs[name], each, words.labels) for each in LANGUAGES)),
        )
        for name in OUTPUTS
        if name in kept.outputs
    ]
    of_parameters = {parameter.name: parameter for parameter in words.table.parameters}
    return PlainDecision(outputs, [_plain_value(row, of_parameters.get(row["name"])) for row in kept.parameters])


def _plain_value(row: Mapping[str, Any], parameter: Parameter | None) -> tuple[Text, Text]:
    value = _plain(row["value"])
    if parameter is None:
        return Text(row["name"], row["name"]), Text(str(value), str(value))
    return parameter.label, Text(*(in_words(row["name"], parameter.unit, value, each) for each in LANGUAGES))


def rule_set_of(kept: Kept) -> RuleSet | None:
    """The rule set of a kept decision as it stands today; None when it does not exist any more."""
    try:
        return book.rule_set(kept.rule_set)
    except UnknownRuleSetError:
        return None


def _said(rule_set: RuleSet, name: str, value: Any, language: Language, *, is_known: bool = True) -> str:
    """A value in words; a category of rules that are not known any more stays a number."""
    if name == "category" and not (is_known and value in rule_set.labels[name]):
        return str(value)
    return in_words(name, rule_set.units[name], value, language, rule_set.labels)
