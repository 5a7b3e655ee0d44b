"""Every write to dossiers, decisions, import runs, holds and deletion runs."""

from niangjia.dossiers.commands.consents import print_consents, record_consents, withdraw_consent
from niangjia.dossiers.commands.dossiers import (
    assess_dossier,
    close_dossier,
    confirm_fact,
    export_dossiers,
    file_dossier,
    revise_dossier,
)
from niangjia.dossiers.commands.erasing import erase_dossier, reapply_erasures
from niangjia.dossiers.commands.importing import import_workbook
from niangjia.dossiers.commands.imports import check_import, confirm_import, discard_import, start_import, write_import
from niangjia.dossiers.commands.printing import print_decision
from niangjia.dossiers.commands.reporting import print_certificate, report_person
from niangjia.dossiers.commands.retention import (
    approve_deletion,
    lift_hold,
    place_hold,
    propose_deletion,
    reject_deletion,
    run_deletion,
)

__all__ = [
    "approve_deletion",
    "assess_dossier",
    "check_import",
    "close_dossier",
    "confirm_fact",
    "confirm_import",
    "discard_import",
    "erase_dossier",
    "export_dossiers",
    "file_dossier",
    "import_workbook",
    "lift_hold",
    "place_hold",
    "print_certificate",
    "print_consents",
    "print_decision",
    "propose_deletion",
    "reapply_erasures",
    "record_consents",
    "reject_deletion",
    "report_person",
    "revise_dossier",
    "run_deletion",
    "start_import",
    "withdraw_consent",
    "write_import",
]
