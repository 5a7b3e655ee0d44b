"""What is done with the record itself: verifying it, printing its head, changing its key.

Each is an act, too, but for telling the head as a line of text: whoever watches may ask for it each minute.
"""

from collections.abc import Callable
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from niangjia.accounts.models import User
from niangjia.audit import access, chain, linking
from niangjia.audit.commands.recording import link_waiting, record, seal_and_save
from niangjia.audit.copying import compare_copy, copy_rows
from niangjia.audit.keys import DEFAULT_ALGORITHM, add_key
from niangjia.audit.models import ChainHead
from niangjia.audit.queries import guards_missing, has_other_acts, keys, late_entries
from niangjia.audit.sheet import head_sheet
from niangjia.audit.verification import PaperHead, Report, verify
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, InvalidInput
from niangjia.kernel.text import in_both_languages


def verify_record(
    *,
    by: User,
    from_sequence: int = 1,
    paper: PaperHead | None = None,
    copy: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Report:
    """Link what waits, verify every row from a number on, and record what was found.

    Outside a transaction: it takes a while, and nobody waits for it. `progress` is told rows done and rows in all. With
    `paper` and `copy` it is also held against a head and against a copy kept elsewhere. Raises InvalidInput for a
    number that no entry has.
    """
    late = late_entries(clock.now()).count()
    link_waiting()
    head = ChainHead.objects.first()
    if not 1 <= from_sequence <= (head.sequence + 1 if head else 1):
        raise InvalidInput(
            _("The record has no entry no. %(number)s.") % {"number": from_sequence}, code="record-number"
        )
    report = verify(keys(), from_sequence=from_sequence, paper=paper, progress=progress)
    for finding in compare_copy(copy) if copy else ():
        report.add(finding)
    report.linked_late = max(0, late - report.waiting)
    report.unguarded = guards_missing()
    if head is not None:
        with transaction.atomic():
            record(
                "audit.record.verified",
                head,
                by=by,
                is_whole=report.is_whole,
                from_sequence=from_sequence,
                sequence=report.sequence,
                findings=report.count,
                outcome=in_both_languages(report.words()),
            )
    return report


def copy_record(path: Path, *, by: User) -> tuple[int, int]:
    """Add to a copy of the record, kept elsewhere, what it lacks; the first and the last number added.

    Recorded unless all that was new is the recording of the last copy. Raises OSError; InvalidInput for another file.
    """
    link_waiting()
    try:
        first, last = copy_rows(path)
    except ValueError as error:
        raise InvalidInput(
            _("%(path)s is no copy of the record.") % {"path": path}, remedy=_("Name another file."), code="record-copy"
        ) from error
    head = ChainHead.objects.first()
    if head is not None and has_other_acts("audit.record.copied", first, last):
        with transaction.atomic():
            record("audit.record.copied", head, by=by, from_sequence=first, sequence=last)
    return first, last


def print_head(*, by: User) -> bytes:
    """The head as it stands, on a sheet to file or send out: a PDF in the reader's language.

    Raises Forbidden; Conflict while there is no record, or its head cannot be trusted.
    """
    access.require(by, "print-head")
    head = current_head()
    sheet = head_sheet(head, clock.now())
    with transaction.atomic():
        record("audit.head.printed", head, by=by, sequence=head.sequence, digest=chain.short(head.digest))
    return sheet


def current_head() -> ChainHead:
    """The head after linking what waits. Raises Conflict while there is none to be trusted."""
    link_waiting()
    head = ChainHead.objects.first()
    if head is None or not head.sequence or not linking.is_genuine_head(head, keys()):
        raise _untrusted()
    return head


def _untrusted() -> Conflict:
    return Conflict(
        _("The record has no head yet, or none that could be trusted."),
        remedy=_("Have it verified: niangjia verify audit"),
        code="record-head",
    )


def rotate_key(algorithm: str = DEFAULT_ALGORITHM, *, by: User, is_after_loss: bool = False) -> str:
    """Seal new rows and the head with a new key, and give its id; the old ones stay, for the rows they sealed.

    `is_after_loss` begins anew when the key file is gone for good: what was written before can be read but no longer
    verified. Raises Conflict when the head cannot be trusted: a new seal would cover the traces.
    """
    if not is_after_loss:
        current_head()
    with transaction.atomic():
        head = ChainHead.objects.select_for_update().first()
        if head is not None and not is_after_loss and not linking.is_genuine_head(head, keys()):
            raise _untrusted()
        key = add_key(algorithm, is_after_loss=is_after_loss)
        if head is not None:
            seal_and_save(head, keys())
            record("audit.key.rotated", head, by=by, key=key.id, algorithm=algorithm, is_after_loss=is_after_loss)
    return key.id
