"""What pairing knows of help to a household, for its map of help: no names, no words that people typed."""

from collections.abc import Iterator
from itertools import chain

from niangjia.dossiers.models import Dossier
from niangjia.kernel import clock
from niangjia.kernel.text import Text, in_both_languages
from niangjia.pairing.models import Pair, Promise, PromiseState
from niangjia.plans.queries import entries_now
from niangjia.plans.tiers import Tier
from niangjia.plans.timeline import Mark, MarkKind


def marks_of(dossier: Dossier) -> Iterator[Mark]:
    """Since when a cadre looks after the household, and what was promised. Four queries."""
    entries = entries_now()
    pairs = dossier.pairs.order_by("starts_on", "id")
    promises = Promise.objects.filter(pair__dossier=dossier).select_related("measure").order_by("due_on", "id")
    yield from chain.from_iterable(_of_pair(each) for each in pairs)
    for each in promises:
        entry = entries.get(each.measure.code) if each.measure else None
        yield _of_promise(each, entry.tier if entry else Tier.EMERGENCY)


def _of_pair(pair: Pair) -> Iterator[Mark]:
    if pair.starts_on > clock.today():
        return
    is_first = pair.earlier_id is None
    begun = (
        Text("开始结对", "A cadre looks after the household")
        if is_first
        else Text("换人接着结对", "Another cadre goes on")
    )
    yield Mark(MarkKind.MILESTONE, pair.starts_on, begun)
    if pair.ended_on and pair.ended_why != Pair.EndedWhy.HANDED:
        yield Mark(MarkKind.MILESTONE, pair.ended_on, Text("结对结束", "The pairing ended"))


def _of_promise(promise: Promise, tier: str) -> Mark:
    """In the tier of the measure it is a part of; one besides the plan is help with what is at hand."""
    label = Text("干部的约定", "A promise of the cadre")
    state = in_both_languages(PromiseState(promise.state).label)
    if promise.state == PromiseState.KEPT and promise.settled_on:
        return Mark(MarkKind.GIVEN, promise.settled_on, label, tier, note=state)
    if promise.settled_on:
        return Mark(MarkKind.MILESTONE, promise.settled_on, label, note=state)
    made_on = promise.made_at.astimezone(clock.SHANGHAI).date()
    late = Text("已过期", "past its day") if promise.due_on < clock.today() else None
    return Mark(MarkKind.PROMISED, min(made_on, promise.due_on), label, tier, promise.due_on, note=late)
