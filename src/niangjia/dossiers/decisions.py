"""The rules applied to one dossier, with the facts assembled for them."""

from niangjia.dossiers.facts import AssembledFacts, assemble
from niangjia.dossiers.models import Dossier
from niangjia.policies import Decision, Explanation, decide, explain, load_rule_set

RULE_SET = "national-2019"


def decide_dossier(dossier: Dossier) -> tuple[AssembledFacts, Decision]:
    """Decide a dossier loaded by `queries.whole`. Raises the rule book's errors."""
    assembled = assemble(dossier.household, dossier.applied_on)
    return assembled, decide(load_rule_set(RULE_SET), assembled.facts)


def explain_dossier(dossier: Dossier) -> tuple[AssembledFacts, Explanation]:
    """The same with every step said in words."""
    assembled = assemble(dossier.household, dossier.applied_on)
    return assembled, explain(load_rule_set(RULE_SET), assembled.facts)
