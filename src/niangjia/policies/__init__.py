"""The rule book: which hardship category a household falls into, and why.

rule_set = load_rule_set("national-2019")
decision = decide(rule_set, facts)
explanation = explain(rule_set, facts)
"""

from niangjia.policies.deciding import Decision, Outputs, decide
from niangjia.policies.explaining import Explanation, explain
from niangjia.policies.facts import HouseholdFacts, MemberFacts
from niangjia.policies.rule_sets import RuleSet, list_rule_sets, load_rule_set

__all__ = [
    "Decision",
    "Explanation",
    "HouseholdFacts",
    "MemberFacts",
    "Outputs",
    "RuleSet",
    "decide",
    "explain",
    "list_rule_sets",
    "load_rule_set",
]
