"""Dossiers, the decisions made on them, and runs of the workbook import."""

from niangjia.dossiers.models.dossiers import ClosingReason, Decision, Dossier, NumberCounter
from niangjia.dossiers.models.imports import ImportRun, ImportState

__all__ = ["ClosingReason", "Decision", "Dossier", "ImportRun", "ImportState", "NumberCounter"]
