"""Every write to dossiers, decisions, import runs and exports."""

from niangjia.dossiers.commands.dossiers import (
    assess_dossier,
    close_dossier,
    confirm_fact,
    file_dossier,
    revise_dossier,
)
from niangjia.dossiers.commands.exports import (
    approve_export,
    expire_exports,
    fetch_export,
    read_watermark,
    refuse_export,
    request_export,
)
from niangjia.dossiers.commands.importing import import_workbook
from niangjia.dossiers.commands.imports import check_import, confirm_import, discard_import, start_import, write_import
from niangjia.dossiers.commands.printing import print_decision

__all__ = [
    "approve_export",
    "assess_dossier",
    "check_import",
    "close_dossier",
    "confirm_fact",
    "confirm_import",
    "discard_import",
    "expire_exports",
    "fetch_export",
    "file_dossier",
    "import_workbook",
    "print_decision",
    "read_watermark",
    "refuse_export",
    "request_export",
    "revise_dossier",
    "start_import",
    "write_import",
]
