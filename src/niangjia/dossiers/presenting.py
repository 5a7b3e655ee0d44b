"""What the pages of a dossier show, put into the order people read it in. Nothing here decides or writes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from niangjia.dossiers.decisions import explain_dossier
from niangjia.dossiers.facts import AssembledFacts, Assumption
from niangjia.dossiers.labels import FACT_QUESTIONS
from niangjia.dossiers.models import Dossier
from niangjia.kernel.errors import NiangjiaError
from niangjia.kernel.money import yuan
from niangjia.kernel.text import Text
from niangjia.people.models import IncomeLine, SpendingLine
from niangjia.people.rules import FACTS, Kind
from niangjia.policies import Explanation

SECTIONS: list[tuple[Text, tuple[str, ...]]] = [
    (Text("一年收入", "Income of the year"), ("member_income", "imputed_wage", "annual_income")),
    (
        Text("一年刚性支出", "Unavoidable spending of the year"),
        ("medical_spending", "schooling", "rehab", "unavoidable_spending", "employment_cost"),
    ),
    (Text("人均月净收入", "Net income a head a month"), ("counted_members", "net_monthly_per_head", "line")),
    (Text("困难类别", "Hardship category"), ("category",)),
    (Text("需要人来判断的情形", "What people must judge"), ("exclusions", "is_eligible")),
    (Text("致困原因", "Causes"), ("causes", "main_cause")),
    (
        Text("帮扶上限", "Ceilings of help"),
        ("living_ceiling", "medical_ceiling", "schooling_ceiling", "accident_ceiling"),
    ),
]
"""The variables of the rule book that the decision page tells, in reading order; the rest unfold behind them."""


@dataclass(frozen=True, slots=True)
class Question:
    """An open question: what is asked, of whom, what is assumed meanwhile, and whether the answer could change anything."""

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


@dataclass(frozen=True, slots=True)
class ToldDecision:
    """A decision ready to be read. `problem` is set, and all else empty, when the rules could not be applied."""

    sections: list[tuple[Text, list[ToldStep]]]
    rest: list[ToldStep]
    explanation: Explanation | None
    near_misses: list[Text]
    problem: str = ""


def questions_of(dossier: Dossier) -> list[Question]:
    """The open questions of a dossier, those first whose answer could change the category or an exclusion."""
    try:
        assembled, explanation = explain_dossier(dossier)
    except NiangjiaError:
        return []
    deciding = {(miss.fact, miss.member) for miss in explanation.near_misses}
    questions = [_question(each, (each.name, each.member) in deciding) for each in assembled.assumed]
    return sorted(questions, key=lambda question: not question.matters)


def _question(assumption: Assumption, matters: bool) -> Question:  # noqa: FBT001 (a value of the question)
    kind = FACTS[assumption.name].kind
    return Question(
        assumption.name,
        FACT_QUESTIONS[assumption.name],
        kind,
        _written(kind, assumption.value),
        str(assumption.person_id or ""),
        assumption.person_name,
        matters,
    )


def _written(kind: Kind, value: object) -> str:
    if kind == "flag":
        return _("yes") if value else _("no")
    if kind == "money" and isinstance(value, int):
        return yuan(value)
    return str(value)


def assumptions_as_json(assembled: AssembledFacts) -> list[dict[str, Any]]:
    """The assumptions of an explanation in the JSON of `niangjia explain`."""
    return [
        {
            "fact": each.name,
            "member": each.member,
            "value": each.value if isinstance(each.value, int) else each.value.isoformat(),
            "question": {"zh": FACT_QUESTIONS[each.name].zh, "en": FACT_QUESTIONS[each.name].en},
        }
        for each in assembled.assumed
    ]
