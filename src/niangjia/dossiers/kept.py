"""A kept decision read again: explained with the facts and values it was made with, whatever has changed since."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from niangjia.dossiers.facts import AssembledFacts, Assumption
from niangjia.dossiers.models import Decision as Kept
from niangjia.kernel.errors import NiangjiaError
from niangjia.kernel.text import Text
from niangjia.people.models import Person
from niangjia.people.rules import FACTS
from niangjia.policies import Explanation, HouseholdFacts, MemberFacts, RuleSet, book
from niangjia.policies.amendments import row_at
from niangjia.policies.deciding import decide_with
from niangjia.policies.errors import FactError, UnknownRuleSetError
from niangjia.policies.fact_columns import HOUSEHOLD_COLUMNS, MEMBER_COLUMNS
from niangjia.policies.parameters import Parameters, Row, Source, Value

_DAYS = frozenset(column.name for column in (*HOUSEHOLD_COLUMNS, *MEMBER_COLUMNS) if column.unit == "day")

NO_DOCUMENT = Source("", Text("未记录来源", "source not kept"))


class UnreadableDecision(NiangjiaError):
    """A kept decision cannot be told step by step: its rule set, facts or variables are not those of then any more."""

    code = "decision-not-readable"


def explain_kept(kept: Kept, members: Iterable[Person]) -> tuple[AssembledFacts, Explanation]:
    """Explain a kept decision as it was made; `members` are those of the household today, who need no query.

    Raises UnreadableDecision.
    """
    facts = _facts(kept.facts)
    rule_set = _rule_set(kept)
    decision = decide_with(rule_set, facts, _parameters(kept, rule_set))
    if decision.outputs._asdict() != kept.outputs:
        raise _unreadable(kept)
    persons = _persons(kept, facts, list(members))
    return AssembledFacts(facts, persons, _assumed(kept, persons)), Explanation(decision)


def _unreadable(kept: Kept) -> UnreadableDecision:
    return UnreadableDecision(
        _("The rules “%(rule_set)s” as they were at the time are not in the program any more.")
        % {"rule_set": f"{kept.rule_set} {kept.rule_version}"},
        remedy=_("What the decision said and the values it used are kept."),
    )


def _rule_set(kept: Kept) -> RuleSet:
    try:
        rule_set = book.rule_set(kept.rule_set)
    except UnknownRuleSetError as error:
        raise _unreadable(kept) from error
    if sorted(rule_set.table.names) != sorted(row["name"] for row in kept.parameters):
        raise _unreadable(kept)
    return replace(rule_set, version=kept.rule_version)


def _facts(kept: Mapping[str, Any]) -> HouseholdFacts:
    try:
        members = tuple(MemberFacts(**_days(member)) for member in kept["members"])
        return HouseholdFacts(**{**_days(kept), "members": members})
    except (FactError, TypeError, KeyError, ValueError) as error:
        raise UnreadableDecision(
            _("The facts kept with this decision are not those that the rules ask today.")
        ) from error


def _days(kept: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: date.fromisoformat(value) if name in _DAYS and value is not None else value
        for name, value in kept.items()
    }


def _parameters(kept: Kept, rule_set: RuleSet) -> Parameters:
    by_name = {row["name"]: row for row in kept.parameters}
    rows = tuple(_row(by_name[name], rule_set) for name in rule_set.table.names)
    return Parameters(rule_set.table.names, tuple(row.value for row in rows), rows)


def _row(kept: Mapping[str, Any], rule_set: RuleSet) -> Row:
    """The row a value came from; its note and page are told while the book has the very same row."""
    value: Value = tuple(kept["value"]) if isinstance(kept["value"], list) else kept["value"]
    place, is_confirmed = (kept["region"], date.fromisoformat(kept["from"])), kept.get("mark") == "confirmed"
    row = Row(*place, value, source_of(kept, rule_set), Text("", ""), is_confirmed)
    now = row_at(rule_set, kept["name"], place)
    return now if now and replace(now, note=row.note, page=row.page) == row else row


def source_of(kept: Mapping[str, Any], rule_set: RuleSet | None) -> Source:
    """The document behind a kept value: with its title where that is kept or known, else by its code."""
    code = kept.get("source", "")
    if "document" in kept:
        return Source(code, Text(**kept["document"]))
    if rule_set and code in rule_set.sources:
        return rule_set.sources[code]
    return Source(code, Text(code, code)) if code else NO_DOCUMENT


def _persons(kept: Kept, facts: HouseholdFacts, members: list[Person]) -> tuple[Person, ...]:
    """Who stood behind the members; someone who cannot be told any more is called by their place."""
    if not kept.persons:
        births = [member.born_on for member in facts.members]
        if [person.born_on for person in members] == births:
            return tuple(members)
        return tuple(_by_place(place) for place in range(len(births)))
    known = {str(person.pk): person for person in members}
    missing = [UUID(pk) for pk in kept.persons if pk not in known]
    known |= {str(person.pk): person for person in Person.objects.filter(pk__in=missing)} if missing else {}
    return tuple(known.get(pk) or _by_place(place) for place, pk in enumerate(kept.persons))


def _by_place(place: int) -> Person:
    return Person(name=_("member %(number)s") % {"number": place + 1})


def _assumed(kept: Kept, persons: tuple[Person, ...]) -> tuple[Assumption, ...]:
    return tuple(_assumption(each, persons) for each in kept.assumed if each["fact"] in FACTS)


def _assumption(kept: Mapping[str, Any], persons: tuple[Person, ...]) -> Assumption:
    person = None if kept["member"] is None else persons[kept["member"]]
    value = date.fromisoformat(kept["value"]) if FACTS[kept["fact"]].kind == "day" else kept["value"]
    return Assumption(kept["fact"], value, person.pk if person else None, kept["member"], person.name if person else "")
