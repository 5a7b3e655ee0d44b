"""The rules applied to one dossier, with the facts assembled for them, and a decision as it is kept."""

from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from niangjia.dossiers.errors import IncomeUnknown
from niangjia.dossiers.facts import AssembledFacts, assemble, without_income
from niangjia.dossiers.models import Decision as Kept
from niangjia.dossiers.models import Dossier
from niangjia.policies import Decision, Explanation, book, decide, explain
from niangjia.policies.parameters import Row

MARKS = {True: "confirmed", False: "to-confirm"}


def decide_dossier(dossier: Dossier) -> tuple[AssembledFacts, Decision]:
    """Decide a dossier loaded by `queries.whole`, by the rules for its day of application.

    Raises the book's errors, and IncomeUnknown before it is on file.
    """
    _require_income(dossier)
    assembled = assemble(dossier.household, dossier.applied_on)
    return assembled, decide(book.rule_set_for(dossier.applied_on), assembled.facts)


def explain_dossier(dossier: Dossier) -> tuple[AssembledFacts, Explanation]:
    """The same with every step said in words."""
    _require_income(dossier)
    assembled = assemble(dossier.household, dossier.applied_on)
    return assembled, explain(book.rule_set_for(dossier.applied_on), assembled.facts)


def _require_income(dossier: Dossier) -> None:
    """What was filed once stays decided; a draft is not, until everybody asked has an income, be it 0."""
    if dossier.filed_on is None and without_income(dossier.household, dossier.applied_on):
        raise IncomeUnknown


def as_kept(decision: Decision, assembled: AssembledFacts) -> dict[str, Any]:
    """Fields of models.Decision: what a decision was made on, and what it said. No name and no number of a person."""
    used = zip(decision.parameters.names, decision.parameters.values, decision.parameters.rows, strict=True)
    return {
        "rule_set": decision.rule_set.name,
        "rule_version": decision.rule_set.version,
        "facts": _plain(decision.facts),
        "persons": [str(person.pk) for person in assembled.persons],
        "assumed": [
            {"fact": each.name, "member": each.member, "value": _plain(each.value)} for each in assembled.assumed
        ],
        "parameters": [
            {"name": name, "value": _plain(value), **_row_as_kept(decision, row)} for name, value, row in used
        ],
        "outputs": decision.outputs._asdict(),
    }


def says_something_new(kept: dict[str, Any], latest: Kept | None) -> bool:
    """Whether fields of a decision differ from the latest one in facts, rule set, values used or outcome.

    A later version of the same rule set that says the same with the same values is nothing new.
    """
    if latest is None:
        return True
    before = (latest.facts, latest.rule_set, latest.outputs, _values(latest.parameters))
    return before != (kept["facts"], kept["rule_set"], kept["outputs"], _values(kept["parameters"]))


def _values(parameters: list[dict[str, Any]]) -> dict[str, Any]:
    return {each["name"]: each["value"] for each in parameters}


def _row_as_kept(decision: Decision, row: Row) -> dict[str, Any]:
    """Where a value came from. The title of a document is kept unless the rule set lists it under its code."""
    kept: dict[str, Any] = {
        "region": row.region,
        "from": row.from_on.isoformat(),
        "source": row.source.code,
        "mark": MARKS[row.is_confirmed],
    }
    if decision.rule_set.sources.get(row.source.code) != row.source:
        kept["document"] = {"zh": row.source.title.zh, "en": row.source.title.en}
    return kept


def _plain(value: object) -> Any:
    """Facts as JSON takes them."""
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return [_plain(each) for each in value] if isinstance(value, tuple) else value
