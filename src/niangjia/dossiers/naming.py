"""Hardship categories in the words of the rules that gave them: a number means something in its own rule set only."""

from collections.abc import Collection
from datetime import date

from niangjia.dossiers.labels import CATEGORIES
from niangjia.dossiers.models import Decision, Dossier
from niangjia.kernel.text import Text
from niangjia.policies import RuleSet, book
from niangjia.policies.rule_sets import in_force_on


def name_categories(dossiers: Collection[Dossier]) -> Collection[Dossier]:
    """Give each dossier `category_words`, by the rules for its day of application; the book is asked once for all."""
    rule_sets = book.rule_sets() if dossiers else ()
    for dossier in dossiers:
        dossier.category_words = _words(in_force_on(rule_sets, dossier.applied_on), dossier.category)  # type: ignore[attr-defined] # for templates
    return dossiers


def name_outcomes(decisions: Collection[Decision]) -> Collection[Decision]:
    """Give each kept decision `category_words` and `rules_words`, by the rules it was made with."""
    by_name = {rule_set.name: rule_set for rule_set in book.rule_sets()} if decisions else {}
    for kept in decisions:
        kept.category_words = _words(by_name.get(kept.rule_set), kept.outputs.get("category"))  # type: ignore[attr-defined] # for templates
        kept.rules_words = rules_words(by_name.get(kept.rule_set), kept.rule_set, kept.rule_version)  # type: ignore[attr-defined] # for templates
    return decisions


def rules_words(rule_set: RuleSet | None, name: str, version: str) -> Text:
    """What a rule set is called, with its version; one that is gone has only its short name left."""
    title = rule_set.title if rule_set else Text(name, name)
    return Text(f"“{title.zh}”{version} 版", f"“{title.en}”, version {version}")


def category_words(applied_on: date, category: int | None) -> Text:
    """One category, by the rules for a day of application."""
    return _words(in_force_on(book.rule_sets(), applied_on), category)


def _words(rule_set: RuleSet | None, category: int | None) -> Text:
    if category is None:
        return CATEGORIES[None]
    if rule_set is None or category not in rule_set.labels["category"]:
        return Text(f"第 {category} 类", f"Category {category}")
    return rule_set.labels["category"][category]
