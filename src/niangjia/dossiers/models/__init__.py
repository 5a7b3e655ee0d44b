"""Dossiers, the decisions made on them, runs of the workbook import, and how dossiers were looked at."""

from niangjia.dossiers.models.dossiers import ClosingReason, Decision, Dossier, NumberCounter
from niangjia.dossiers.models.exports import Export, ExportKind, ExportState, FullColumn
from niangjia.dossiers.models.imports import ImportRun, ImportState
from niangjia.dossiers.models.reading import BreakGlass, Look, Verdict

__all__ = [
    "BreakGlass",
    "ClosingReason",
    "Decision",
    "Dossier",
    "Export",
    "ExportKind",
    "ExportState",
    "FullColumn",
    "ImportRun",
    "ImportState",
    "Look",
    "NumberCounter",
    "Verdict",
]
