"""A plan looked at: what is proposed beside it, and what should make people think twice. Reads, decides nothing."""

from collections.abc import Collection, Mapping
from uuid import UUID

from niangjia.dossiers.models import Dossier
from niangjia.dossiers.queries import latest_decision, whole
from niangjia.kernel import clock
from niangjia.kernel.text import Text
from niangjia.plans import queries
from niangjia.plans.catalogue import CEILINGS, Entry
from niangjia.plans.homes import home_of
from niangjia.plans.limits import SAME_HELP_YEARS, limits_now
from niangjia.plans.models import LIVE, MeasureState, Plan, PlannedMeasure
from niangjia.plans.proposing import Found, Proposal, proposals
from niangjia.plans.tiers import Nature, Tier
from niangjia.plans.warnings import Case, Caution, Planned, warnings_of


def ceilings_of(dossier: Dossier) -> Mapping[str, int]:
    """What the decision in force says may be given at most a year, in fen; nothing for one that is undecided."""
    decision = latest_decision(dossier) if dossier.category is not None else None
    return {name: decision.outputs[name] for name in CEILINGS if name in decision.outputs} if decision else {}


def warnings_about(plan: Plan) -> list[Caution]:
    """What should make people think twice about a plan, as it and its household stand now. About ten queries."""
    dossier = whole(Dossier.objects.all()).get(pk=plan.dossier_id)
    entries, today = queries.entries_now(), clock.today()
    home, ceilings = home_of(dossier, today), ceilings_of(dossier)
    members = {each.pk for each in home.members}
    measures = queries.measures().filter(plan=plan).exclude(state=MeasureState.DROPPED)
    causes = list(queries.causes_of(dossier))
    return warnings_of(
        Case(
            year=plan.year,
            today=today,
            causes=frozenset(each.code for each in causes),
            planned=[_planned(each, entries, ceilings, members) for each in measures],
            able=tuple(each.name for each in home.members if each.is_without_work),
            is_someone_able=home.is_someone_able,
            earlier=queries.earlier_measures(plan),
            years=limits_now()[SAME_HELP_YEARS],
            causes_of_gone=tuple(
                (each.code, each.person.name) for each in causes if each.person and each.person_id not in members
            ),
        )
    )


def _planned(
    measure: PlannedMeasure, entries: Mapping[str, Entry], ceilings: Mapping[str, int], members: Collection[UUID]
) -> Planned:
    entry, person = entries.get(measure.code), measure.person
    is_given = measure.state != MeasureState.NOT_REACHED
    return Planned(
        code=measure.code,
        label=entry.label if entry else Text(measure.code, measure.code),
        tier=entry.tier if entry else Tier.SAFETY_NET,
        nature=entry.nature if entry else Nature.RELIEF,
        causes=frozenset(measure.causes),
        person=measure.person_id,
        due_on=measure.due_on,
        is_live=measure.state in LIVE,
        has_sign=measure.has_sign,
        has_responsible=measure.has_responsible,
        is_yearly=entry.is_yearly if entry else False,
        amount_fen=(measure.amount_fen or 0) if is_given else 0,
        ceiling=entry.ceiling if entry else "",
        for_gone=person.name if person and person.pk not in members else "",
        ceiling_fen=ceilings.get(entry.ceiling) if entry and entry.ceiling else None,
    )


def proposals_for(plan: Plan, dossier: Dossier) -> list[Proposal]:
    """What the program proposes beside what is planned; the dossier loaded by `dossiers.queries.whole`."""
    causes = [Found(each.code, each.person_id, each.weight) for each in queries.causes_of(dossier)]
    planned = {(each.code, each.person_id) for each in plan.measures.all() if each.state != MeasureState.DROPPED}
    entries = queries.entries_now().values()
    home = home_of(dossier, clock.today())
    return proposals(causes, home, entries, planned=planned, ceilings=ceilings_of(dossier))
