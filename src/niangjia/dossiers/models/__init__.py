"""Dossiers, their versions and decisions, imports, exports, how they were looked at, and what ends them for good."""

from niangjia.dossiers.models.dossiers import ClosingReason, Decision, Dossier, NumberCounter
from niangjia.dossiers.models.exports import Export, ExportKind, ExportState, FullColumn
from niangjia.dossiers.models.imports import ImportRun, ImportState
from niangjia.dossiers.models.reading import BreakGlass, Look, Verdict
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
from niangjia.dossiers.models.versions import Version

__all__ = [
    "BreakGlass",
    "ClosingReason",
    "Decision",
    "DeletionCertificate",
    "DeletionItem",
    "DeletionOutcome",
    "DeletionRun",
    "DeletionState",
    "Dossier",
    "ErasedCase",
    "Export",
    "ExportKind",
    "ExportState",
    "FullColumn",
    "HoldReason",
    "ImportRun",
    "ImportState",
    "LegalHold",
    "Look",
    "NumberCounter",
    "Verdict",
    "Version",
]
