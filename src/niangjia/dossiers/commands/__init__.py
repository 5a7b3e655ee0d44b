"""Every write to dossiers, decisions and import runs."""

from niangjia.dossiers.commands.dossiers import (
    assess_dossier,
    close_dossier,
    confirm_fact,
    export_dossiers,
    file_dossier,
    revise_dossier,
)
from niangjia.dossiers.commands.evidence import (
    add_evidence,
    confirm_evidence,
    download_evidence,
    withdraw_evidence,
)
from niangjia.dossiers.commands.importing import import_workbook
from niangjia.dossiers.commands.imports import check_import, confirm_import, discard_import, start_import, write_import
from niangjia.dossiers.commands.printing import print_decision

__all__ = [
    "add_evidence",
    "assess_dossier",
    "check_import",
    "close_dossier",
    "confirm_evidence",
    "confirm_fact",
    "confirm_import",
    "discard_import",
    "download_evidence",
    "export_dossiers",
    "file_dossier",
    "import_workbook",
    "print_decision",
    "revise_dossier",
    "start_import",
    "withdraw_evidence",
    "write_import",
]
