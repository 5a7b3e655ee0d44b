"""Dossiers, their steps, versions, decisions, imports, exports, looks at them, and what ends them for good."""

from niangjia.dossiers.models.chain import (
    Appraisal,
    ChainSettings,
    HomeVisit,
    NoticeSettings,
    Objection,
    ObjectionOutcome,
    PublicNotice,
    Step,
    Verification,
    VerificationResult,
    VerificationSource,
)
from niangjia.dossiers.models.dossiers import ClosingReason, Decision, Dossier, NumberCounter
from niangjia.dossiers.models.exports import Export, ExportKind, ExportState, FullColumn
from niangjia.dossiers.models.imports import ImportRun, ImportState
from niangjia.dossiers.models.leaving import Finding, FollowUp, FollowUpHow, IncomeCheck, IncomeSource
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
from niangjia.dossiers.models.states import (
    ENDED,
    HANGING,
    IN_PROCESS,
    LEAVING,
    ON_FILE,
    RESTING,
    WATCHING,
    DossierState,
)
from niangjia.dossiers.models.transfers import Transfer, TransferReason, TransferState
from niangjia.dossiers.models.versions import Version

__all__ = [
    "ENDED",
    "HANGING",
    "IN_PROCESS",
    "LEAVING",
    "ON_FILE",
    "RESTING",
    "WATCHING",
    "Appraisal",
    "BreakGlass",
    "ChainSettings",
    "ClosingReason",
    "Decision",
    "DeletionCertificate",
    "DeletionItem",
    "DeletionOutcome",
    "DeletionRun",
    "DeletionState",
    "Dossier",
    "DossierState",
    "ErasedCase",
    "Export",
    "ExportKind",
    "ExportState",
    "Finding",
    "FollowUp",
    "FollowUpHow",
    "FullColumn",
    "HoldReason",
    "HomeVisit",
    "ImportRun",
    "ImportState",
    "IncomeCheck",
    "IncomeSource",
    "LegalHold",
    "Look",
    "NoticeSettings",
    "NumberCounter",
    "Objection",
    "ObjectionOutcome",
    "PublicNotice",
    "Step",
    "Transfer",
    "TransferReason",
    "TransferState",
    "Verdict",
    "Verification",
    "VerificationResult",
    "VerificationSource",
    "Version",
]
