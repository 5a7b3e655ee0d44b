"""Reading the workbook that bureaus circulate: from bytes to typed households and findings. Writes nothing.

    book = read_workbook(content, "dossiers.xlsx")      # UnreadableWorkbook when it is none, or unsafe
    checked = check_workbook(book)                      # UnreadableWorkbook when it has no table of households
    for household in checked.households: ...            # accepted or refused whole (is_refused)
    marked = mark_workbook(content, "dossiers.xlsx", checked.findings)

Every finding code is explained in `messages`, every column in `columns`.
"""

from niangjia.dossiers.intake.checks import CheckedHousehold, CheckedWorkbook, check_workbook, sample_names
from niangjia.dossiers.intake.errors import UnreadableWorkbook
from niangjia.dossiers.intake.findings import Finding
from niangjia.dossiers.intake.marking import mark_workbook
from niangjia.dossiers.intake.reading import Book, read_workbook
from niangjia.dossiers.intake.rows import HeadRow, MemberRow

__all__ = [
    "Book",
    "CheckedHousehold",
    "CheckedWorkbook",
    "Finding",
    "HeadRow",
    "MemberRow",
    "UnreadableWorkbook",
    "check_workbook",
    "mark_workbook",
    "read_workbook",
    "sample_names",
]
