"""Every write to dossiers, decisions, import runs, and the counts and records of looking."""

from niangjia.dossiers.commands.break_glass import open_break_glass, review_break_glass
from niangjia.dossiers.commands.dossiers import (
    assess_dossier,
    close_dossier,
    confirm_fact,
    file_dossier,
    move_dossiers,
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
from niangjia.dossiers.commands.imports import (
    check_import,
    confirm_import,
    discard_import,
    download_marked,
    start_import,
    write_import,
)
from niangjia.dossiers.commands.limits import raise_alarm
from niangjia.dossiers.commands.printing import print_decision
from niangjia.dossiers.commands.reading import find_dossier, read_dossier, reveal_values

__all__ = [
    "approve_export",
    "assess_dossier",
    "check_import",
    "close_dossier",
    "confirm_fact",
    "confirm_import",
    "discard_import",
    "download_marked",
    "expire_exports",
    "fetch_export",
    "file_dossier",
    "find_dossier",
    "import_workbook",
    "move_dossiers",
    "open_break_glass",
    "print_decision",
    "raise_alarm",
    "read_dossier",
    "read_watermark",
    "refuse_export",
    "request_export",
    "reveal_values",
    "review_break_glass",
    "revise_dossier",
    "start_import",
    "write_import",
]
