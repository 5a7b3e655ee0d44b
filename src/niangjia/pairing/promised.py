"""Promises and the measures of the plan they are a part of, as pages show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from niangjia.accounts.models import User
from niangjia.dossiers.models import Dossier
from niangjia.kernel.text import Text
from niangjia.pairing import queries
from niangjia.pairing.models import Pair, Promise, PromiseState
from niangjia.plans import access as plans
from niangjia.plans.models import LIVE, PlannedMeasure
from niangjia.plans.presenting import TONES
from niangjia.plans.queries import entries_now, own_measures, standing_in


@dataclass(frozen=True, slots=True)
class Part:
    """The measure that a promise is a part of, as the plan has it now. `asks`: the promise was kept, and whoever looks
    may say how the measure stands, which nobody has done to its end.
    """

    measure: PlannedMeasure
    label: Text
    tone: str
    asks: bool


@dataclass(frozen=True, slots=True)
class Promised:
    """A promise with its part in the plan, if it has one."""

    promise: Promise
    part: Part | None


def promised_to(dossier: Dossier, user: User) -> list[Promised]:
    """What a household was ever promised, for somebody who was let in to it. At most five queries."""
    promises = list(queries.promises_of(dossier))
    if not any(each.measure_id for each in promises):
        return [Promised(each, None) for each in promises]
    entries, standing, may_report = entries_now(), standing_in(dossier), plans.may_report_of(user, dossier)
    rows = []
    for each in promises:
        measure = standing.get(each.measure.thread, each.measure) if each.measure else None
        part = None
        if measure is not None:
            entry = entries.get(measure.code)
            label = entry.label if entry else Text(measure.code, measure.code)
            asks = each.state == PromiseState.KEPT and measure.state in LIVE and measure.pk in may_report
            part = Part(measure, label, TONES[measure.state], asks)
        rows.append(Promised(each, part))
    return rows


def to_choose(pair: Pair, user: User) -> list[tuple[PlannedMeasure, str]]:
    """What a promise to a household may be a part of, in words; what somebody sees to comes first. Four queries."""
    found = list(queries.measures_to_promise(pair.dossier))
    if not found:
        return []
    entries, own = entries_now(), set(own_measures(user).values_list("pk", flat=True))
    told = []
    for each in sorted(found, key=lambda measure: measure.pk not in own):
        label = entries[each.code].label if each.code in entries else each.code
        told.append((each, _("%(measure)s, by %(day)s") % {"measure": label, "day": each.due_on.isoformat()}))
    return told


def seen_to_by(user: User, pairs: Iterable[Pair]) -> dict[UUID, list[tuple[PlannedMeasure, Text]]]:
    """The measures that a cadre sees to for the own households, by dossier, the soonest due first. Three queries."""
    entries = entries_now()
    found: dict[UUID, list[tuple[PlannedMeasure, Text]]] = {}
    for each in own_measures(user).filter(plan__dossier__in=[pair.dossier_id for pair in pairs]):
        label = entries[each.code].label if each.code in entries else Text(each.code, each.code)
        found.setdefault(each.plan.dossier_id, []).append((each, label))
    return found
