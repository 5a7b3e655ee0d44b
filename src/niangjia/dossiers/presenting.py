"""What the pages of a dossier show, put into the order people read it in. Nothing here decides or writes."""

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from niangjia.dossiers.decisions import explain_dossier
from niangjia.dossiers.facts import AssembledFacts, Assumption
from niangjia.dossiers.kept import explain_kept
from niangjia.dossiers.models import Decision, Dossier
from niangjia.dossiers.queries import latest_decision
from niangjia.dossiers.second_look import Group, named, second_look
from niangjia.kernel.errors import Message, NiangjiaError
from niangjia.kernel.money import yuan
from niangjia.kernel.text import Text
from niangjia.people.models import Person
from niangjia.people.rules import FACTS, Kind, written
from niangjia.policies import Explanation, RuleSet
from niangjia.policies.distances import Distance
from niangjia.policies.parameters import COUNTRY, Parameter, Row
from niangjia.policies.presenting import told_value
from niangjia.policies.sentences import in_words
from niangjia.policies.steps import Step

SECTIONS: list[tuple[Text, tuple[str, ...]]] = [
    (Text("结论", "The answer"), ("category", "is_eligible", "exclusions")),
    (
        Text("人均月净收入", "Net income a head a month"),
        ("income_monthly_per_head", "net_monthly_per_head", "event_hits", "line", "counted_members"),
    ),
    (Text("一年收入", "Income of the year"), ("annual_income", "member_income", "imputed_wage")),
    (
        Text("一年刚性支出", "Unavoidable spending of the year"),
        ("unavoidable_spending", "medical_spending", "schooling", "rehab", "event_net_cost", "employment_cost"),
    ),
    (Text("致困原因", "Causes"), ("main_cause", "causes")),
    (
        Text("帮扶上限", "Ceilings of help"),
        ("living_ceiling", "medical_ceiling", "schooling_ceiling", "accident_ceiling"),
    ),
]
"""The variables of the rule book that the decision page tells, in reading order: the answer first, then how."""

TOLD_WHEN_NOT_ZERO = frozenset(
    {
        "event_hits",
        "imputed_wage",
        "medical_spending",
        "schooling",
        "rehab",
        "event_net_cost",
        "employment_cost",
        "exclusions",
    }
    | {"living_ceiling", "medical_ceiling", "schooling_ceiling", "accident_ceiling"}
)
"""Steps that say nothing when their value is zero; they unfold with the rest."""


ORDER = {name: place for place, name in enumerate(name for _title, names in SECTIONS for name in names)}


@dataclass(frozen=True, slots=True)
class Question:
    """An open question: what is asked, of whom, what is assumed, and whether the answer could change anything."""

    fact: str
    text: Text
    kind: Kind
    assumed: str
    person_id: str
    person_name: str
    matters: bool


@dataclass(frozen=True, slots=True)
class ToldStep:
    """One step: its label, whose it is, the arithmetic in words, the value written out, and the clause it rests on."""

    variable: str
    label: Text
    person_name: str
    sentence: Text
    basis: Text
    result: Text | str = ""
    tone: str = "plain"


@dataclass(frozen=True, slots=True)
class ToldDistance:
    """How far one boundary is, in words."""

    label: Text
    words: Text


@dataclass(frozen=True, slots=True)
class ToldParameter:
    """A value in force: what it is, how much, where it comes from, and whether it is confirmed."""

    label: Text
    value: Message | Text
    region: Text | str
    from_on: date
    source: str
    is_confirmed: bool


@dataclass(frozen=True, slots=True)
class ToldDecision:
    """A decision ready to be read. `problem` is set, and all else empty, when the rules could not be applied."""

    sections: list[tuple[Text, list[ToldStep]]] = field(default_factory=list)
    rest: list[ToldStep] = field(default_factory=list)
    second_look: list[Group] = field(default_factory=list)
    distances: list[ToldDistance] = field(default_factory=list)
    parameters: list[ToldParameter] = field(default_factory=list)
    region: str = ""
    applied_on: date | None = None
    rule_set: RuleSet | None = None
    problem: str = ""


Explained = tuple[AssembledFacts, Explanation]


def explained(dossier: Dossier, kept: Decision | None = None) -> "Explained | NiangjiaError":
    """The decision in force of a dossier explained as it was made, or why that cannot be done.

    `kept` is that decision where it is at hand, or an earlier one to explain instead. A dossier that is not decided is
    explained by the rules of today, which say what is missing.
    """
    try:
        if kept is None and dossier.category is not None:
            kept = latest_decision(dossier)
        return explain_kept(kept, members_of(dossier)) if kept else explain_dossier(dossier)
    except NiangjiaError as error:
        return error


def members_of(dossier: Dossier) -> list[Person]:
    """The persons of the household of a dossier loaded by `queries.whole`."""
    return [member.person for member in dossier.household.members]  # type: ignore[attr-defined] # set by queries.whole


def explained_today(dossier: Dossier) -> "Explained | NiangjiaError":
    """What the rules would say today, or why they could not be applied."""
    try:
        return explain_dossier(dossier)
    except NiangjiaError as error:
        return error


def questions_of(found: "Explained | NiangjiaError", today: AssembledFacts | None = None) -> list[Question]:
    """The open questions of a dossier, those first whose answer could change the category or an exclusion.

    `today` is what is on file now: an assumption may have been confirmed since a decision was made.
    """
    if isinstance(found, NiangjiaError):
        return []
    assembled, explanation = found
    deciding = {(miss.fact, miss.member) for miss in explanation.near_misses}
    questions = [_question(each, (each.name, each.member) in deciding) for each in (today or assembled).assumed]
    return sorted(questions, key=lambda question: not question.matters)


def _question(assumption: Assumption, matters: bool) -> Question:  # noqa: FBT001 (a value of the question)
    kind = FACTS[assumption.name].kind
    return Question(
        assumption.name,
        FACTS[assumption.name].question,
        kind,
        str(written(kind, assumption.value)),
        str(assumption.person_id or ""),
        assumption.person_name,
        matters,
    )


def assumptions_as_json(assembled: AssembledFacts) -> list[dict[str, Any]]:
    """The assumptions of an explanation in the JSON of `niangjia explain`."""
    return [
        {
            "fact": each.name,
            "member": each.member,
            "value": each.value.isoformat() if isinstance(each.value, date) else each.value,
            "question": asdict(FACTS[each.name].question),
        }
        for each in assembled.assumed
    ]


def told_decision(found: "Explained | NiangjiaError") -> ToldDecision:
    """The explanation of a dossier in sections, or why the rules could not be applied."""
    if isinstance(found, NiangjiaError):
        return ToldDecision(problem=str(found))
    assembled, explanation = found
    told: list[ToldStep] = []
    rest: list[ToldStep] = []
    for step in explanation.steps:
        is_told = step.variable.name in ORDER and (step.value or step.variable.name not in TOLD_WHEN_NOT_ZERO)
        (told if is_told else rest).append(_told_step(step, assembled))
    told.sort(key=lambda step: ORDER[step.variable])
    sections = [(title, [step for step in told if step.variable in names]) for title, names in SECTIONS]
    decision = explanation.decision
    return ToldDecision(
        sections=sections,
        rest=rest,
        second_look=second_look(explanation, assembled),
        distances=[_told_distance(distance, decision.rule_set) for distance in explanation.distances],
        parameters=[
            told_parameter(parameter, row)
            for parameter, row in zip(decision.rule_set.table.parameters, decision.parameters.rows, strict=True)
        ],
        region=decision.facts.region,
        applied_on=decision.facts.applied_on,
        rule_set=decision.rule_set,
    )


def _told_distance(distance: Distance, rule_set: RuleSet) -> ToldDistance:
    gap = yuan(abs(distance.to_cross))
    compared = next(v.label for v in rule_set.wiring.household if v.name == distance.variable)
    if distance.unit == "fen":
        zh, en = ("已达到", "reached") if distance.is_within else (f"还差 {gap} 元", f"{gap} yuan short")
    elif distance.is_within:
        zh, en = f"在线内，再高 {gap} 元/人·月即出线", f"inside; {gap} yuan a head a month more would leave it"
    else:
        zh, en = f"在线外，再低 {gap} 元/人·月即进线", f"outside; {gap} yuan a head a month less would enter it"
    words = Text(f"{compared.zh}：{zh}", f"{compared.en}: {en}")
    return ToldDistance(rule_set.labels["category"][distance.category], words)


def told_parameter(parameter: Parameter, row: Row) -> ToldParameter:
    """One dated value of a parameter."""
    source = f"{row.source.title} [{row.source.code}]"
    return ToldParameter(
        parameter.label,
        told_value(parameter.unit, row.value),
        _place(row.region),
        row.from_on,
        source,
        row.is_confirmed,
    )


def _place(region: str) -> Text | str:
    return Text("全国", "Whole country") if region == COUNTRY else region


def _told_step(step: Step, assembled: AssembledFacts) -> ToldStep:
    name = "" if step.member is None else assembled.persons[step.member].name
    return ToldStep(
        step.variable.name,
        step.variable.label,
        name,
        named(step.sentence, assembled),
        step.variable.basis,
        _result(step),
        _tone(step),
    )


def _result(step: Step) -> Text | str:
    """The value in a word, for what has one: an amount, a number, a code."""
    name, unit = step.variable.name, step.variable.unit
    if unit in {"bits", "flag"}:
        return ""
    labels = step.reach.labels
    return Text(in_words(name, unit, step.value, "zh", labels), in_words(name, unit, step.value, "en", labels))


def _tone(step: Step) -> str:
    """A tick for a condition that holds; what speaks against filing is open until people have judged it."""
    if step.variable.name == "exclusions":
        return "open"
    if step.variable.unit != "flag":
        return "plain"
    return "met" if step.value else "plain"
