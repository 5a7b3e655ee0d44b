"""Dossiers, the decisions made on them, and runs of the workbook import."""

from niangjia.dossiers.models.dossiers import Decision, Dossier, NumberCounter
from niangjia.dossiers.models.imports import ImportRun, ImportState

__all__ = ["Decision", "Dossier", "ImportRun", "ImportState", "NumberCounter"]
