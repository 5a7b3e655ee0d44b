"""Cadres and what they can do, needs of households, proposals, pairs and promises."""

from niangjia.pairing.models.cadres import (
    LATITUDES,
    LONGITUDES,
    MOST_HOUSEHOLDS,
    Cadre,
    ExcludedWhy,
    Exclusion,
    Needs,
    Rank,
    UnitPlace,
)
from niangjia.pairing.models.pairs import Pair, Promise, PromiseState, Proposal, ProposalLine, ProposalState

__all__ = [
    "LATITUDES",
    "LONGITUDES",
    "MOST_HOUSEHOLDS",
    "Cadre",
    "ExcludedWhy",
    "Exclusion",
    "Needs",
    "Pair",
    "Promise",
    "PromiseState",
    "Proposal",
    "ProposalLine",
    "ProposalState",
    "Rank",
    "UnitPlace",
]
