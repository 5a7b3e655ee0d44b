"""Dossiers, the decisions made on them, runs of the workbook import, and what ends a dossier for good."""

from niangjia.dossiers.models.dossiers import ClosingReason, Decision, Dossier, NumberCounter
from niangjia.dossiers.models.imports import ImportRun, ImportState
from niangjia.dossiers.models.retention import (
    DeletionCertificate,
    DeletionItem,
    DeletionOutcome,
    DeletionRun,
    DeletionState,
    ErasedCase,
    HoldReason,
    LegalHold,
)

__all__ = [
    "ClosingReason",
    "Decision",
    "DeletionCertificate",
    "DeletionItem",
    "DeletionOutcome",
    "DeletionRun",
    "DeletionState",
    "Dossier",
    "ErasedCase",
    "HoldReason",
    "ImportRun",
    "ImportState",
    "LegalHold",
    "NumberCounter",
]
