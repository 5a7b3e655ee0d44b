"""Dossiers, the decisions made on them, runs of the workbook import, and exports."""

from niangjia.dossiers.models.dossiers import ClosingReason, Decision, Dossier, NumberCounter
from niangjia.dossiers.models.exports import Export, ExportKind, ExportState, FullColumn
from niangjia.dossiers.models.imports import ImportRun, ImportState

__all__ = [
    "ClosingReason",
    "Decision",
    "Dossier",
    "Export",
    "ExportKind",
    "ExportState",
    "FullColumn",
    "ImportRun",
    "ImportState",
    "NumberCounter",
]
