"""Measures and plans as pages and sheets show them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from niangjia.kernel import clock
from niangjia.kernel.money import yuan
from niangjia.kernel.text import Text
from niangjia.plans import queries
from niangjia.plans.catalogue import Entry, causes_in_words
from niangjia.plans.models import GoalKind, MeasureState, Plan, PlannedMeasure
from niangjia.plans.tiers import Tier

TONES: Mapping[str, str] = {
    MeasureState.PLANNED: "info",
    MeasureState.UNDER_WAY: "info",
    MeasureState.REACHED: "good",
    MeasureState.NOT_REACHED: "warn",
    MeasureState.DROPPED: "neutral",
}
PLAN_TONES: Mapping[str, str] = {
    "draft": "info",
    "agreed": "warn",
    "ahead": "info",
    "approved": "good",
    "ended": "neutral",
    "discarded": "neutral",
}


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """A measure in words."""

    measure: PlannedMeasure
    label: Text
    tier: str
    tone: str
    for_whom: str
    responsible: str
    goal: str
    amount: str
    causes: Text
    note: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class TierRows:
    """The measures of a tier."""

    tier: str
    label: str
    rows: Sequence[MeasureRow]


def rows_of(measures: Iterable[PlannedMeasure], entries: Mapping[str, Entry]) -> list[MeasureRow]:
    """Measures in words, in their order; sealed words in full, for those who may read the plan."""
    return [_row(each, entries.get(each.code)) for each in measures]


def by_tier(rows: Iterable[MeasureRow]) -> list[TierRows]:
    """All three tiers, each with its rows, empty ones too: what is missing is to be seen."""
    listed = list(rows)
    return [TierRows(tier, str(label), [each for each in listed if each.tier == tier]) for tier, label in Tier.choices]


def _row(measure: PlannedMeasure, entry: Entry | None) -> MeasureRow:
    return MeasureRow(
        measure=measure,
        label=entry.label if entry else Text(measure.code, measure.code),
        tier=entry.tier if entry else Tier.SAFETY_NET,
        tone=TONES[measure.state],
        for_whom=measure.person.name if measure.person else _("whole household"),
        responsible=responsible_of(measure),
        goal=goal_of(measure),
        amount=yuan(measure.amount_fen) if measure.amount_fen else "",
        causes=causes_in_words(frozenset(measure.causes)),
        note=measure.note.reveal() if measure.note else "",
        is_late=queries.is_late(measure, clock.today()),
    )


def responsible_of(measure: PlannedMeasure) -> str:
    """Who sees to it, in words; "" for nobody yet."""
    if measure.responsible_user:
        return measure.responsible_user.display_name
    if measure.responsible_unit:
        return str(measure.responsible_unit)
    return str(measure.get_responsible_role_display())


def goal_of(measure: PlannedMeasure) -> str:
    """The sign of success in words; "" for none yet."""
    if measure.goal_kind == GoalKind.INCOME and measure.goal_value:
        words = _("Income a head a month of %(amount)s yuan or more") % {"amount": yuan(measure.goal_value)}
    elif measure.goal_kind == GoalKind.WORK and measure.goal_value:
        words = _("In work for %(months)s months") % {"months": measure.goal_value}
    elif measure.goal_kind == GoalKind.WORDS:
        words = ""
    else:
        words = str(measure.get_goal_kind_display())
    said = measure.goal_words.reveal() if measure.goal_words else ""
    return "：".join(filter(None, (words, said))) if words and said else words or said


@dataclass(frozen=True, slots=True)
class Compared:
    """A measure in two versions, and what became of it in between."""

    before: MeasureRow | None
    after: MeasureRow | None
    change: str


def compared(older: Plan, newer: Plan, entries: Mapping[str, Entry]) -> list[Compared]:
    """Two versions side by side: what came, what went, what changed, what stayed."""
    pairs = []
    for before, after in queries.changed_between(older, newer):
        left = _row(before, entries.get(before.code)) if before else None
        right = _row(after, entries.get(after.code)) if after else None
        pairs.append(Compared(left, right, _change(left, right)))
    return pairs


def _change(before: MeasureRow | None, after: MeasureRow | None) -> str:
    if before is None:
        return "new"
    if after is None:
        return "gone"
    same = [(row.responsible, row.goal, row.amount, row.note, row.for_whom) for row in (before, after)]
    one, two = before.measure, after.measure
    is_same = same[0] == same[1] and (one.due_on, one.state) == (two.due_on, two.state)
    return "same" if is_same else "changed"
