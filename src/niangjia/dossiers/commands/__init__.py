"""Every write to dossiers: filing to erasure, imports, exports, evidence, consents, and the record of looking."""

from niangjia.dossiers.commands.break_glass import open_break_glass, review_break_glass
from niangjia.dossiers.commands.chain import (
    appraise_dossier,
    file_rechecked,
    post_notice,
    recheck_dossier,
    record_visit,
    refuse_dossier,
    return_dossier,
    review_dossier,
    submit_dossier,
    verify_dossier,
    withdraw_dossier,
)
from niangjia.dossiers.commands.chain_settings import configure_chain, read_step
from niangjia.dossiers.commands.consents import print_consents, record_consents, withdraw_consent
from niangjia.dossiers.commands.dossiers import (
    assess_dossier,
    close_dossier,
    confirm_fact,
    draft_dossier,
    file_dossier,
    move_dossiers,
    revise_dossier,
)
from niangjia.dossiers.commands.erasing import erase_dossier, reapply_erasures
from niangjia.dossiers.commands.evidence import add_evidence, confirm_evidence, download_evidence, withdraw_evidence
from niangjia.dossiers.commands.exports import (
    approve_export,
    expire_exports,
    fetch_export,
    read_watermark,
    refuse_export,
    request_export,
)
from niangjia.dossiers.commands.families import merge_household, record_death, split_household
from niangjia.dossiers.commands.identities import correct_number
from niangjia.dossiers.commands.importing import import_workbook
from niangjia.dossiers.commands.imports import (
    check_import,
    confirm_import,
    discard_import,
    download_marked,
    start_import,
    write_import,
)
from niangjia.dossiers.commands.leaving import (
    approve_exit,
    confirm_exit,
    decline_exit,
    end_watch,
    post_exit_notice,
    propose_exit,
    return_exit,
    review_exit,
    start_watch,
)
from niangjia.dossiers.commands.limits import raise_alarm
from niangjia.dossiers.commands.money import state_money
from niangjia.dossiers.commands.notices import handle_objection, read_objection, record_objection, remove_notice
from niangjia.dossiers.commands.printing import InFull, print_decision, print_form
from niangjia.dossiers.commands.public_notices import configure_notices, print_notice, print_notices
from niangjia.dossiers.commands.reading import count_number, find_dossier, read_dossier, reveal_values
from niangjia.dossiers.commands.reporting import print_certificate, report_person
from niangjia.dossiers.commands.retention import (
    approve_deletion,
    lift_hold,
    place_hold,
    propose_deletion,
    reject_deletion,
    run_deletion,
)
from niangjia.dossiers.commands.temporary import end_temporary, redraft_dossier, regularise_dossier
from niangjia.dossiers.commands.transfers import (
    accept_transfer,
    decline_transfer,
    propose_transfer,
    withdraw_transfer,
)
from niangjia.dossiers.commands.versions import begin_versions
from niangjia.dossiers.commands.watching import (
    approve_relapse,
    propose_relapse,
    record_follow_up,
    record_income,
    resume_dossier,
    return_relapse,
    watch_dossier,
)

__all__ = [
    "InFull",
    "accept_transfer",
    "add_evidence",
    "appraise_dossier",
    "approve_deletion",
    "approve_exit",
    "approve_export",
    "approve_relapse",
    "assess_dossier",
    "begin_versions",
    "check_import",
    "close_dossier",
    "configure_chain",
    "configure_notices",
    "confirm_evidence",
    "confirm_exit",
    "confirm_fact",
    "confirm_import",
    "correct_number",
    "count_number",
    "decline_exit",
    "decline_transfer",
    "discard_import",
    "download_evidence",
    "download_marked",
    "draft_dossier",
    "end_temporary",
    "end_watch",
    "erase_dossier",
    "expire_exports",
    "fetch_export",
    "file_dossier",
    "file_rechecked",
    "find_dossier",
    "handle_objection",
    "import_workbook",
    "lift_hold",
    "merge_household",
    "move_dossiers",
    "open_break_glass",
    "place_hold",
    "post_exit_notice",
    "post_notice",
    "print_certificate",
    "print_consents",
    "print_decision",
    "print_form",
    "print_notice",
    "print_notices",
    "propose_deletion",
    "propose_exit",
    "propose_relapse",
    "propose_transfer",
    "raise_alarm",
    "read_dossier",
    "read_objection",
    "read_step",
    "read_watermark",
    "reapply_erasures",
    "recheck_dossier",
    "record_consents",
    "record_death",
    "record_follow_up",
    "record_income",
    "record_objection",
    "record_visit",
    "redraft_dossier",
    "refuse_dossier",
    "refuse_export",
    "regularise_dossier",
    "reject_deletion",
    "remove_notice",
    "report_person",
    "request_export",
    "resume_dossier",
    "return_dossier",
    "return_exit",
    "return_relapse",
    "reveal_values",
    "review_break_glass",
    "review_dossier",
    "review_exit",
    "revise_dossier",
    "run_deletion",
    "split_household",
    "start_import",
    "start_watch",
    "state_money",
    "submit_dossier",
    "verify_dossier",
    "watch_dossier",
    "withdraw_consent",
    "withdraw_dossier",
    "withdraw_evidence",
    "withdraw_transfer",
    "write_import",
]
