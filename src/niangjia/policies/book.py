"""The rule book as it stands here: which rule sets there are, and which one is in force for an application."""

from datetime import date

from niangjia.policies.errors import NoRuleSetError
from niangjia.policies.rule_sets import RuleSet, list_rule_sets, load_rule_set

DEFAULT = "national-2019"


def rule_sets() -> tuple[RuleSet, ...]:
    """Every rule set, as it stands here."""
    return tuple(rule_set(name) for name in list_rule_sets())


def rule_set(name: str) -> RuleSet:
    """A rule set by name; raises UnknownRuleSetError."""
    return load_rule_set(name)


def rule_set_for(day: date) -> RuleSet:
    """The rule set in force for an application on the day, the latest where several are; raises NoRuleSetError."""
    known = rule_sets()
    found = [each for each in known if each.is_in_force_on(day)]
    if not found:
        raise NoRuleSetError(day, min(each.in_force_from for each in known))
    return max(found, key=lambda each: each.in_force_from)
