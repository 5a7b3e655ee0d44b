"""What the apps below know of help to a household, for its timeline. No names, no words that people typed."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q

from niangjia.clues.models import Clue
from niangjia.dossiers.models import Dossier, DossierState
from niangjia.kernel import clock
from niangjia.kernel.text import Text, in_both_languages
from niangjia.people.models import IncomeKind, IncomeLine
from niangjia.plans import queries
from niangjia.plans.models import LIVE, MeasureState, PlannedMeasure, PlanState
from niangjia.plans.tiers import Tier
from niangjia.plans.timeline import Mark, MarkKind, register_source
from niangjia.referrals.models import OPEN, Outcome, Referral, State
from niangjia.reviews.models import Outcome as ReviewOutcome
from niangjia.reviews.models import ReviewState
from niangjia.visits.models import IN_PERSON, Purpose, Visit

TIER_OF_ITEM: Mapping[str, Tier] = {
    "temporary-relief": Tier.EMERGENCY,
    "last-resort-job": Tier.FUNDAMENTAL,
    "training": Tier.FUNDAMENTAL,
    "post-adjustment": Tier.FUNDAMENTAL,
}
"""Of what departments are asked for; everything else secures the year."""

MILESTONES: Mapping[str, Text] = {
    DossierState.OPEN: Text("建档在册", "On file"),
    DossierState.TAPERING: Text("进入渐退期", "Tapering off"),
    DossierState.WATCHED: Text("退出帮扶，转入监测", "Out of help, watched"),
    DossierState.CLOSED: Text("撤档", "Closed"),
}
NEAR_DAYS = 31
"""An income line and the measure that it comes of are not written down on the same day."""
HELPED = (Outcome.HELPED, Outcome.PARTLY, Outcome.OTHERWISE)


def register_sources() -> None:
    """Everything below, when the program starts."""
    register_source("plans", _of_plans)
    register_source("referrals", _of_referrals)
    register_source("clues", _of_clues)
    register_source("aid", _of_aid)
    register_source("chain", _of_chain)
    register_source("reviews", _of_reviews)
    register_source("visits", _of_visits)


def _of_plans(dossier: Dossier) -> Iterator[Mark]:
    """Each measure once, as it stands in the latest approved version that has it. Three queries."""
    entries = queries.entries_now()
    rows = PlannedMeasure.objects.filter(plan__dossier=dossier, plan__state__in=queries.IN_FORCE)
    latest: dict[object, PlannedMeasure] = {}
    for each in rows.select_related("plan").order_by("plan__year", "plan__version"):
        latest[each.thread] = each
    reached = [each for each in latest.values() if each.state == MeasureState.REACHED and each.amount_fen]
    told = told_as_aid(
        [(each.pk, each.amount_fen or 0, each.ended_on) for each in reached if each.ended_on],
        [(each.amount_fen, each.from_on, each.to_on) for each in _aid_lines(dossier)],
    )
    for each in latest.values():
        entry = entries.get(each.code)
        is_lent = entry is not None and entry.is_lent
        label = entry.label if entry else Text(each.code, each.code)
        tier = entry.tier if entry else Tier.SAFETY_NET
        if each.state in LIVE and each.plan.stands in {PlanState.APPROVED, PlanState.AHEAD}:
            note = Text("已过期", "past its day") if each.due_on < clock.today() else None
            yield Mark(
                MarkKind.PROMISED, each.starts_on, label, tier, each.due_on, each.amount_fen or 0, note, is_lent=is_lent
            )
        elif each.state == MeasureState.REACHED and each.ended_on:
            begun = min(each.starts_on, each.ended_on)
            yield Mark(
                MarkKind.REACHED, begun, label, tier, each.ended_on, each.amount_fen or 0, is_lent=is_lent,
                is_told=each.pk in told,
            )  # fmt: skip
        elif each.state == MeasureState.NOT_REACHED and each.ended_on:
            begun, note = min(each.starts_on, each.ended_on), Text("目标没有达到", "goal not reached")
            yield Mark(MarkKind.GIVEN, begun, label, tier, each.ended_on, note=note)


def _of_referrals(dossier: Dossier) -> Iterator[Mark]:
    asked = Q(state__in=OPEN) | Q(state=State.CLOSED, outcome__in=HELPED)
    for each in Referral.objects.filter(asked, dossier=dossier, sent_on__isnull=False).select_related("partner"):
        label = Text(f"{each.label.zh}（转介）", f"{each.label.en} (referral)")
        tier = TIER_OF_ITEM.get(each.item, Tier.SAFETY_NET)
        if each.state != State.CLOSED:
            yield Mark(MarkKind.PROMISED, each.sent_on, label, tier, each.due_on)  # type: ignore[arg-type] # was sent
        elif each.ended_on:
            note = in_both_languages(Outcome(each.outcome).label)
            yield Mark(MarkKind.GIVEN, each.ended_on, label, tier, note=note)


def _of_clues(dossier: Dossier) -> Iterator[Mark]:
    days = Clue.objects.filter(dossier=dossier).values_list("first_known_on", "first_helped_on")
    for known_on, helped_on in days:
        yield Mark(MarkKind.MILESTONE, known_on, Text("第一次得知困难", "Trouble first known"))
        if helped_on:
            yield Mark(MarkKind.GIVEN, helped_on, Text("第一时间帮助", "First help"), Tier.EMERGENCY)


def _of_aid(dossier: Dossier) -> Iterator[Mark]:
    """Money of the union that the household states, by period; loaded with the household."""
    label = Text("工会救助金", "Money of the union")
    for each in _aid_lines(dossier):
        yield Mark(MarkKind.GIVEN, each.from_on, label, Tier.SAFETY_NET, each.to_on, each.amount_fen)


def _aid_lines(dossier: Dossier) -> list[IncomeLine]:
    lines = dossier.household.incomelines.all()
    return [each for each in lines if each.kind == IncomeKind.UNION_AID and each.amount_fen > 0]


def told_as_aid(reached: Sequence[tuple[UUID, int, date]], lines: Sequence[tuple[int, date, date]]) -> set[UUID]:
    """Which measures (id, fen, day of the goal) an income line (fen, first day, last) tells of too: of its amount by
    itself, or together with all others of its days, and reached within a month of them. A line stands for them once.
    """
    told: set[UUID] = set()
    for fen, first, last in lines:
        about = range(first.toordinal() - NEAR_DAYS, last.toordinal() + NEAR_DAYS + 1)
        near = [(pk, amount) for pk, amount, on in reached if pk not in told and on.toordinal() in about]
        same = [pk for pk, amount in near if amount == fen][:1]
        if not same and sum(amount for _pk, amount in near) == fen:
            same = [pk for pk, _amount in near]
        told.update(same)
    return told


def _of_chain(dossier: Dossier) -> Iterator[Mark]:
    """Filed, tapering off, watched, closed: the first step to each state."""
    seen: dict[str, date] = {}
    for state, at in dossier.steps.order_by("number").values_list("to_state", "at"):
        if state in MILESTONES:
            seen.setdefault(state, at.astimezone(clock.SHANGHAI).date())
    if dossier.filed_on:
        seen[DossierState.OPEN] = dossier.filed_on
    if dossier.closed_on:
        seen[DossierState.CLOSED] = dossier.closed_on
    for state, on in seen.items():
        yield Mark(MarkKind.MILESTONE, on, MILESTONES[state])


def _of_reviews(dossier: Dossier) -> Iterator[Mark]:
    done = dossier.reviews.filter(state=ReviewState.DONE, found_on__isnull=False).order_by("found_on")
    for year, outcome, on in done.values_list("year", "outcome", "found_on"):
        words = in_both_languages(ReviewOutcome(outcome).label)
        if on is not None:
            yield Mark(MarkKind.MILESTONE, on, Text(f"{year} 年度复核", f"Review of {year}"), note=words)


def _of_visits(dossier: Dossier) -> Iterator[Mark]:
    """Of the last year, each visit at which somebody of the household was met in person. One query."""
    year = clock.today() - timedelta(days=365)
    found = Visit.objects.filter(dossier=dossier, how__in=IN_PERSON, visited_on__gte=year)
    for visit in found.order_by("visited_on", "id"):
        if visit.is_meeting:
            yield Mark(MarkKind.MILESTONE, visit.visited_on, in_both_languages(Purpose(visit.purpose).label))
