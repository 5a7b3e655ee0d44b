"""What the rules counted beside what is on file: their own sums, and in words why they are others."""

from dataclasses import dataclass

from niangjia.dossiers.facts import AssembledFacts
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.presenting import explained
from niangjia.dossiers.second_look import named
from niangjia.kernel.errors import NiangjiaError
from niangjia.kernel.text import Text
from niangjia.policies import Explanation
from niangjia.policies.steps import Step

AS_STATED = {
    "imputed_wage": "",
    "counted_resident_pension": "resident_pension_fen",
    "deducted_social_insurance": "",
    "counted_union_aid": "union_aid_fen",
    "counted_government_aid": "government_aid_fen",
    "schooling_spending": "tuition_fen",
    "event_spending": "",
    "employment_cost": "",
}
"""Variables that make a sum another one, and the fact that each would equal if it did not ("": it would be zero)."""
_OTHERS_NOT_COUNTED = Text(
    "不计入的家庭成员，其收入和支出也不计入：", "What members who do not count earn and spend is left out: "
)


@dataclass(frozen=True, slots=True)
class Counted:
    """The sums of a decision, in fen of the year; net income is what is left a head and month. `why` may be empty."""

    income_fen: int
    spending_fen: int
    heads: int
    why: tuple[Text, ...]


def counted_by_the_rules(dossier: Dossier) -> Counted | None:
    """Of the decision in force of a dossier loaded by `queries.whole`; None when it has none that can be told."""
    found = explained(dossier) if dossier.category is not None else None
    if found is None or isinstance(found, NiangjiaError):
        return None
    assembled, explanation = found
    outputs = explanation.decision.outputs
    spending = outputs.unavoidable_spending + outputs.employment_cost
    return Counted(outputs.annual_income, spending, outputs.counted_members, tuple(_why(assembled, explanation)))


def _why(assembled: AssembledFacts, explanation: Explanation) -> list[Text]:
    found = [_said(step, assembled) for step in explanation.steps if _is_otherwise(step)]
    members = zip(assembled.persons, assembled.facts.members, strict=True)
    if others := [person.name for person, member in members if not member.is_counted]:
        lead = _OTHERS_NOT_COUNTED
        found.append(Text(f"{lead.zh}{'、'.join(others)}。", f"{lead.en}{', '.join(others)}."))
    return found


def _is_otherwise(step: Step) -> bool:
    name = step.variable.name
    return name in AS_STATED and step.value != step.reach.values.get(AS_STATED[name], 0)


def _said(step: Step, assembled: AssembledFacts) -> Text:
    sentence = named(step.sentence, assembled)
    whose = step.variable.label if step.member is None else assembled.persons[step.member].name
    zh, en = (whose.zh, whose.en) if isinstance(whose, Text) else (whose, whose)
    return Text(f"{zh}：{sentence.zh}", f"{en}: {sentence.en}")
