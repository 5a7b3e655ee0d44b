"""The decision on a dossier as a sheet of paper for the worker and the family: plain words, every step with its clause.

It says what the union already has on record of the household, and of nobody else: no number of a card or a person, no
illness by name, no cause of hardship.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.models import Unit
from niangjia.dossiers import sheet_words as words
from niangjia.dossiers.facts import assemble
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.presenting import Explained, Question, explained, questions_of, told_decision
from niangjia.dossiers.second_look import shortened
from niangjia.dossiers.story import Chapter, Story
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, NiangjiaError
from niangjia.kernel.money import yuan
from niangjia.kernel.periods import in_window
from niangjia.kernel.text import Text
from niangjia.policies import Explanation
from niangjia.policies.distances import Distance
from niangjia.policies.parameters import Parameter, Row
from niangjia.policies.steps import Step
from niangjia.ui.sheets import render

TEMPLATE = Path(__file__).parent / "sheets" / "decision.typ"
SENTENCES_OF_A_GROUP = 4
_MARK = re.compile(r"[〔\[](\w+)[〕\]]")


def decision_sheet(dossier: Dossier) -> bytes:
    """The sheet as a PDF in the reader's language, printed today. Raises Conflict when the rules cannot be applied."""
    found = explained(dossier)
    if isinstance(found, NiangjiaError):
        raise Conflict(
            _("There is nothing to print yet: the rules could not be applied to this dossier."),
            remedy=str(found),
            code="dossier-undecided",
        )
    today = clock.today()
    return render(TEMPLATE, sheet_data(dossier, found, today), printed_on=today)


def sheet_data(dossier: Dossier, found: Explained, printed_on: date) -> dict[str, Any]:
    """Everything the sheet says, in the reader's language."""
    assembled, explanation = found
    told = told_decision(found)
    category = next(step.result for _title, steps in told.sections for step in steps if step.variable == "category")
    stated = {
        line.person_id
        for line in dossier.household.incomelines.all()
        if line.person_id and in_window(line.to_on, dossier.applied_on)
    }
    word = category if isinstance(category, Text) else Text(category, category)
    story = Story(explanation, assembled, word, stated)
    chapters, looked, ceilings = story.chapters(), story.findings(), story.ceilings()
    outputs = explanation.decision.outputs
    is_filed = bool((filed := story.find("is_in_filed_category")) and filed.value)
    verdict = words.verdict(story.category, outputs, is_filed=is_filed, looked=len(looked))
    unions = [*Unit.objects.get_ancestors(dossier.unit), dossier.unit]
    groups, left_out = shortened(told.second_look, SENTENCES_OF_A_GROUP)
    sheet = {
        **_frame(dossier, explanation, unions, printed_on),
        "answer": [str(each) for each in (verdict[0], words.figures(outputs), *verdict[1:])],
        "looked": {
            "title": str(words.LOOKED),
            "lead": str(words.LOOKED_LEAD),
            "items": [_point(each, story) for each in looked],
        },
        "story": {"title": str(words.STORY), "steps": [_chapter(each) for each in chapters]},
        "distances": {
            "title": str(words.DISTANCES),
            "columns": [str(each) for each in words.DISTANCE_COLUMNS],
            "rows": [
                _distance(each, str(told_one.label), story)
                for each, told_one in zip(explanation.distances, told.distances, strict=True)
            ],
        },
        "questions": {
            "title": str(words.QUESTIONS),
            "lead": str(words.QUESTIONS_LEAD),
            "matters": str(words.MATTERS),
            "columns": [str(each) for each in words.QUESTION_COLUMNS],
            "items": _questions(questions_of(found, assemble(dossier.household, dossier.applied_on))),
        },
        "second": {
            "title": str(words.SECOND),
            "lead": str(words.second_lead(left_out)),
            "groups": [{"title": str(each.title), "items": [str(one) for one in each.sentences]} for each in groups],
        },
        "ceilings": {
            "title": str(words.CEILINGS),
            "lead": str(words.ceilings_lead(is_open=bool(looked))),
            "items": [_point(each, story) for each in ceilings],
        },
        "closing": words.closing(unions),
    }
    return {**sheet, "values": _values(explanation, story)}


def _frame(dossier: Dossier, explanation: Explanation, unions: list[Unit], printed_on: date) -> dict[str, Any]:
    """What the common layout asks for."""
    rule_set = explanation.decision.rule_set
    root = unions[0]
    name = dossier.worker.name
    return {
        "lang": "en" if (get_language() or "").startswith("en") else "zh",
        "title": str(words.TITLE),
        "lead": str(words.LEAD),
        "union": str(root),
        "number": dossier.number,
        "running": f"{root} · {words.TITLE} · {name} · {dossier.number}",
        "facts": [
            [str(words.WORKER), name, False],
            [str(words.NUMBER), dossier.number, False],
            [str(words.UNIT), str(dossier.unit), False],
            [str(words.APPLIED_ON), str(words.day(dossier.applied_on)), False],
            [str(words.RULES), f"{rule_set.title} · {rule_set.version}", True],
        ],
        "day": [printed_on.year, printed_on.month, printed_on.day],
        "foot": f"{words.PRINTED_ON} {words.day(printed_on)} · {words.ADVICE}",
        "page": str(words.PAGE),
        "stop": str(words.STOP),
    }


def _point(step: Step, story: Story) -> dict[str, str]:
    return {
        "title": str(step.variable.label),
        "amount": f"{yuan(step.value)}",
        "text": str(story.tell(step)),
        "clause": str(step.variable.basis),
    }


def _chapter(chapter: Chapter) -> dict[str, Any]:
    return {
        "title": str(chapter.title),
        "result": str(chapter.result),
        "opening": str(chapter.opening),
        "lines": [{"label": label, "amount": amount} for label, amount in chapter.lines],
        "texts": [{"text": str(text), "clause": str(clause)} for text, clause in chapter.texts],
        "clauses": [str(clause) for clause in chapter.clauses],
    }


def _distance(distance: Distance, label: str, story: Story) -> list[str]:
    compared = story.find(distance.variable)
    what = f"{compared.variable.label} {yuan(compared.value)}" if compared else ""
    return [label, yuan(distance.limit), what, str(words.distance(distance.to_cross, is_within=distance.is_within))]


def _questions(questions: Iterable[Question]) -> list[dict[str, Any]]:
    """Open questions, those first whose answer may matter; the same question about several members is asked once."""
    alike: dict[tuple[bool, str, str, bool], list[str]] = defaultdict(list)
    for each in questions:
        alike[each.matters, str(each.text), each.assumed, bool(each.person_id)].append(each.person_name)
    return [
        {"matters": matters, "text": text, "assumed": assumed, "who": str(words.names(names)) if of_member else ""}
        for (matters, text, assumed, of_member), names in alike.items()
    ]


def _values(explanation: Explanation, story: Story) -> dict[str, Any]:
    """The values the sheet rests on, with document and mark, and the documents that its clauses name."""
    decision = explanation.decision
    asked = story.values_behind()
    used = [
        (parameter, row)
        for parameter, row in zip(decision.rule_set.table.parameters, decision.parameters.rows, strict=True)
        if parameter.name in asked
    ]
    clauses = " ".join(str(step.variable.basis) for step in story.told.values())
    cited = dict.fromkeys([*_MARK.findall(clauses), *(row.source.code for _parameter, row in used)])
    sources = decision.rule_set.sources
    return {
        "title": str(words.VALUES),
        "lead": str(words.VALUES_LEAD),
        "columns": [str(each) for each in words.VALUE_COLUMNS],
        "rows": [_value(parameter, row) for parameter, row in used],
        "documents": str(words.DOCUMENTS),
        "sources": [
            [f"[{code}]", str(sources[code].title)]
            for code in sorted(cited, key=words.document_order)
            if code in sources
        ],
    }


def _value(parameter: Parameter, row: Row) -> dict[str, Any]:
    return {
        "label": str(parameter.label),
        "value": str(words.value(parameter.unit, row.value)),
        "since": row.from_on.isoformat(),
        "source": f"[{row.source.code}] {row.note}".strip(),
        "confirmed": row.is_confirmed,
        "mark": str(words.CONFIRMED if row.is_confirmed else words.TO_CONFIRM),
    }
