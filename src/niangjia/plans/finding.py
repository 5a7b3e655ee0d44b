"""The causes of a household as its decision and its dossier give them: proposed, never written by themselves. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol
from uuid import UUID

from niangjia.plans.models import Weight
from niangjia.plans.proposing import Found

ILLNESS, DISABILITY, SCHOOLING, UNEMPLOYMENT, EVENT, INCAPACITY, SINGLE_PARENT, LOW_PAY = (1 << n for n in range(8))
"""The bits of the rule book's `causes`."""
SEVERE = (1, 2)
"""The grades of disability that the rule book counts, of four."""
OUT_OF_WORK = (1, 2)
"""Off post, unemployed: `identity` of the rule book."""
KIN: Mapping[str, frozenset[str]] = {
    code: family
    for family in (
        frozenset({"serious-illness", "own-serious-illness", "dependant-serious-illness"}),
        frozenset({"own-disability", "family-disability"}),
        frozenset({"laid-off", "able-not-employed", "family-unemployment"}),
        frozenset({"accident", "natural-disaster"}),
    )
    for code in family
}
"""Codes that say the same of one household in the two lists, or more exactly."""


class Decided(Protocol):
    """What is read of a kept decision."""

    facts: Any
    persons: Any
    outputs: Any


def found_by_rules(decision: Decided, *, worker: UUID, stated_event: str) -> list[Found]:
    """The causes of a decision, each with whom of those who count it concerns. `stated_event`: the code the
    dossier has for an event.
    """
    bits, main = decision.outputs["causes"], decision.outputs["main_cause"]
    everybody = zip(decision.facts["members"], [UUID(each) for each in decision.persons], strict=False)
    members = [(each, pk) for each, pk in everybody if each["is_counted"]]
    found = []
    for bit in (1 << n for n in range(8)):
        if bits & bit:
            weight = Weight.MAIN if bit == main else Weight.STRONG
            found += [Found(code, person, weight) for code, person in _of(bit, members, worker, stated_event)]
    return found


def _of(
    bit: int, members: Sequence[tuple[Mapping[str, Any], UUID]], worker: UUID, stated_event: str
) -> list[tuple[str, UUID | None]]:
    if bit == ILLNESS:
        ill = [pk for each, pk in members if each["has_serious_illness"]]
        costly = sorted(members, key=lambda row: -row[0]["medical_fen"])
        ill = ill or [pk for each, pk in costly[:1] if each["medical_fen"]]
        return _split(ill, worker, "own-serious-illness", "dependant-serious-illness", "serious-illness")
    if bit == DISABILITY:
        disabled = [pk for each, pk in members if each["disability_grade"] in SEVERE]
        return _split(disabled, worker, "own-disability", "family-disability", "family-disability")
    if bit == UNEMPLOYMENT:
        idle = [pk for each, pk in members if each["identity"] in OUT_OF_WORK and each["is_able"]]
        return _split(idle, worker, "laid-off", "family-unemployment", "laid-off")
    if bit == SCHOOLING:
        return [("schooling", pk) for each, pk in members if each["stage"]] or [("schooling", None)]
    if bit == INCAPACITY:
        unable = any(pk == worker and not each["is_able"] for each, pk in members)
        return [("no-work-capacity", worker if unable else None)]
    return [({EVENT: stated_event, SINGLE_PARENT: "other", LOW_PAY: "low-income"}[bit], None)]


def _split(
    concerned: Sequence[UUID], worker: UUID, own: str, of_others: str, of_nobody: str
) -> list[tuple[str, UUID | None]]:
    return [(own if pk == worker else of_others, pk) for pk in concerned] or [(of_nobody, None)]


def stated_besides(main: str, others: Sequence[str], found: Sequence[Found]) -> list[Found]:
    """What the dossier states and the decision does not say already, in other words or the same."""
    said = {code for each in found for code in KIN.get(each.code, {each.code})}
    has_main = any(each.weight == Weight.MAIN for each in found)
    stated = [(main, Weight.STRONG if has_main else Weight.MAIN), *((code, Weight.SLIGHT) for code in others)]
    besides: list[Found] = []
    for code, weight in stated:
        if code and code not in said and code not in {each.code for each in besides}:
            besides.append(Found(code, None, weight))
    return besides
