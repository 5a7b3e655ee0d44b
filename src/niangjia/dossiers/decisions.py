"""The rules applied to one dossier, with the facts assembled for them, and a decision as it is kept."""

from contextlib import suppress
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from niangjia.dossiers.facts import AssembledFacts, assemble
from niangjia.dossiers.models import Dossier
from niangjia.policies import Decision, Explanation, RuleSet, book, decide, explain
from niangjia.policies.errors import UnknownRuleSetError, UnknownVersionError


def decide_dossier(dossier: Dossier) -> tuple[AssembledFacts, Decision]:
    """Decide a dossier loaded by `queries.whole`, by the rules for its day of application. Raises the book's errors."""
    assembled = assemble(dossier.household, dossier.applied_on)
    return assembled, decide(book.rule_set_for(dossier.applied_on), assembled.facts)


def explain_dossier(dossier: Dossier) -> tuple[AssembledFacts, Explanation]:
    """The standing decision with every step said in words, by the rules in the version that it was made with."""
    assembled = assemble(dossier.household, dossier.applied_on)
    return assembled, explain(_rules_of(dossier), assembled.facts)


def _rules_of(dossier: Dossier) -> RuleSet:
    """The rules behind the standing decision; those of now where there is none, or where its version is of another
    release of the program."""
    latest = dossier.decisions.order_by("-at", "-id").values_list("rule_set", "rule_version").first()
    if dossier.category is not None and latest is not None:
        with suppress(UnknownRuleSetError, UnknownVersionError):
            return book.rule_set_at(*latest)
    return book.rule_set_for(dossier.applied_on)


def as_kept(decision: Decision, assembled: AssembledFacts) -> dict[str, Any]:
    """Fields of models.Decision: what a decision was made on, and what it said. No name and no number of a person."""
    used = zip(decision.parameters.names, decision.parameters.values, decision.parameters.rows, strict=True)
    return {
        "rule_set": decision.rule_set.name,
        "rule_version": decision.rule_set.version,
        "facts": _plain(decision.facts),
        "assumed": [
            {"fact": each.name, "member": each.member, "value": _plain(each.value)} for each in assembled.assumed
        ],
        "parameters": [
            {"name": name, "value": _plain(value), "region": row.region, "from": row.from_on.isoformat()}
            for name, value, row in used
        ],
        "outputs": decision.outputs._asdict(),
    }


def _plain(value: object) -> Any:
    """Facts as JSON takes them."""
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return [_plain(each) for each in value] if isinstance(value, tuple) else value
