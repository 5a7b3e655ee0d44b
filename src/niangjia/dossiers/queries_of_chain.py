"""Reads of the chain: its settings, the steps, papers and notices of a dossier, and what waits for whom."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from niangjia.accounts import access as accounts
from niangjia.accounts.models import User
from niangjia.dossiers.chain import NATIONAL, Chain
from niangjia.dossiers.chain_changes import with_settings
from niangjia.dossiers.models import RESTING, ChainSettings, Dossier, DossierState, Objection, PublicNotice, Step
from niangjia.dossiers.papers import Paper, papers_for
from niangjia.kernel import clock


def settings_in_force() -> ChainSettings | None:
    """The settings that hold; None for the national default."""
    return ChainSettings.objects.select_related("by").order_by("-at", "-id").first()


def chain_in_force() -> Chain:
    """The chain as it holds here today. One query."""
    settings = settings_in_force()
    if settings is None:
        return NATIONAL
    return with_settings(NATIONAL, limits=settings.limits, roles=settings.roles, joined=settings.joined)


def steps_of(dossier: Dossier) -> list[Step]:
    """The steps of a dossier in order, with who did them."""
    return list(
        dossier.steps.select_related("by", "visit", "verification", "appraisal", "notice", "follow_up").order_by(
            "number"
        )
    )


def papers_of(dossier: Dossier) -> list[Paper]:
    """The papers a dossier needs for its causes, and where each stands. One query."""
    handed: dict[str, bool] = {}
    evidence = dossier.household.evidence.filter(withdrawn_at=None).values_list("kind", "original_seen_on")
    for kind, seen_on in evidence:
        handed[kind] = handed.get(kind, False) or seen_on is not None
    return papers_for([dossier.main_cause, *dossier.secondary_causes], handed)


def notices_of(dossier: Dossier) -> "QuerySet[PublicNotice]":
    """The notices of a dossier with their objections, the latest first."""
    found = dossier.notices.select_related("by", "removed_by").order_by("-starts_on", "-id")
    return found.prefetch_related("objections__by", "objections__handled_by")


def latest_notice(dossier: Dossier) -> PublicNotice | None:
    """The notice that the second review looks at."""
    return dossier.notices.order_by("-step__number").first()


def objections_to(notices: Iterable[PublicNotice]) -> "QuerySet[Objection]":
    """Every objection to some notices."""
    return Objection.objects.filter(notice__in=list(notices))


def waiting_for(user: User, chain: Chain | None = None) -> "QuerySet[Dossier]":
    """The dossiers on which it is the turn of someone's roles, over whose units they hold them; the most urgent first.

    Where nothing is due before the deadline (tapering, watch), they are among them from that day on.
    What others must do because this one did an earlier step is not left out: the dossier's page says so.
    """
    chain = chain or chain_in_force()
    wanted = Q(pk__in=[])
    for state in DossierState.values:
        if roles := chain.turn(state):
            where = accounts.jurisdiction(user, roles)
            due = Q(state=state, due_on__lte=clock.today()) if state in RESTING else Q(state=state)
            if where:
                wanted |= due if where.covers_all() else due & Q(unit__in=where.units())
    return Dossier.objects.filter(wanted).select_related("unit", "worker").order_by("due_on", "number")
