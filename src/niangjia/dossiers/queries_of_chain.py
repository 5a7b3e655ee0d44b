"""Reads of the chain: its settings, the steps, papers and notices of a dossier."""

from django.db.models import QuerySet

from niangjia.dossiers.chain import NATIONAL, Chain
from niangjia.dossiers.chain_changes import with_settings
from niangjia.dossiers.models import ChainSettings, Dossier, PublicNotice, Step
from niangjia.dossiers.papers import Paper, papers_for


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
    found = dossier.notices.select_related("by", "removed_by").order_by("-step__number")
    return found.prefetch_related("objections__by", "objections__handled_by")


def latest_notice(dossier: Dossier) -> PublicNotice | None:
    """The notice that the second review looks at."""
    return dossier.notices.order_by("-step__number").first()
