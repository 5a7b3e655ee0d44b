"""A run of the import from the page: handed in, read, confirmed, written. Each step can be taken again."""

import time
from dataclasses import asdict
from datetime import timedelta
from functools import partial
from pathlib import PurePath
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.commands import send_notice
from niangjia.accounts.models import Role, User
from niangjia.accounts.watchers import nearest_holders
from niangjia.audit.commands import record as audit
from niangjia.dossiers import access
from niangjia.dossiers.commands.importing import Progress, import_workbook
from niangjia.dossiers.intake import UnreadableWorkbook, read_workbook, sample_names
from niangjia.dossiers.models import ImportRun, ImportState
from niangjia.dossiers.report import Report
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict
from niangjia.kernel.rows import lock
from niangjia.kernel.text import UNSEEN, in_both_languages
from niangjia.privacy.files import has_sealed, read_sealed, remove_sealed, write_sealed

KEPT = timedelta(days=7)
"""How long the sealed workbook of a run is kept for the download with the findings marked."""

SECONDS_BETWEEN_MARKS = 0.5


@transaction.atomic
def download_marked(run: ImportRun, *, device: str, by: User) -> bytes:
    """One's own workbook as it was handed in, full numbers and all, for the findings to be marked in; recorded.

    Raises FileNotFoundError when it is not kept any more.
    """
    content = read_sealed(run.sealed_name)
    audit("dossiers.import.downloaded", run, by=by, unit=run.unit, device=device)
    return content


@transaction.atomic
def start_import(content: bytes, file_name: str, *, by: User) -> ImportRun:
    """Keep a workbook sealed and note that it waits to be read (`tasks.check`). Raises Forbidden."""
    unit = access.unit_to_import_for(by)
    _remove_old_files(by)
    name = UNSEEN.sub("", PurePath(file_name.replace("\\", "/")).name)[:200] or "workbook.xlsx"
    run = ImportRun(by=by, unit=unit, file_name=name, started_at=clock.now(), touched_at=clock.now())
    write_sealed(run.sealed_name, content)
    run.save(force_insert=True)
    audit("dossiers.import.started", run, by=by, unit=unit)
    return run


def check_import(run: ImportRun) -> ImportRun:
    """The dry run: what would be accepted and refused, and three names to check the encoding. Writes only the run."""
    _touch(run)
    try:
        book = read_workbook(read_sealed(run.sealed_name), run.file_name)
        report = import_workbook(book, unit=run.unit, by=run.by, is_dry_run=True, progress=_marker(run))
    except UnreadableWorkbook as error:
        problem = asdict(in_both_languages(error))
        _end(run, ImportState.CHECKING, ImportState.UNREADABLE, problem=problem)
        return run
    _end(run, ImportState.CHECKING, ImportState.CHECKED, samples=sample_names(book), **_told(report))
    return run


@transaction.atomic
def confirm_import(run: ImportRun, *, by: User) -> ImportRun:
    """Let a read workbook be written (`tasks.write`). Locks the run.

    Raises Conflict unless it waits or has stalled and its file is still there, and Forbidden.
    """
    run = _lock(run)
    access.require(by, "import", run.unit)
    may_go_on = run.state == ImportState.CHECKED or (run.state == ImportState.WRITING and run.is_stalled)
    if not may_go_on or not has_sealed(run.sealed_name):
        raise Conflict(_("This import is not waiting for confirmation."), remedy=_("Look at where it stands now."))
    run.state, run.done, run.touched_at = ImportState.WRITING, 0, clock.now()
    run.save(update_fields=["state", "done", "touched_at"])
    audit("dossiers.import.confirmed", run, by=by, unit=run.unit)
    return run


def write_import(run: ImportRun) -> ImportRun:
    """Write a confirmed workbook. Taken again after a fault it answers "unchanged" for what was written before."""
    _touch(run)
    book = read_workbook(read_sealed(run.sealed_name), run.file_name)
    report = import_workbook(book, unit=run.unit, by=run.by, is_dry_run=False, progress=_marker(run))
    with transaction.atomic():
        if _end(run, ImportState.WRITING, ImportState.DONE, **_told(report)):
            counts = {"accepted": report.accepted, "unchanged": report.unchanged, "refused": report.refused}
            audit("dossiers.import.finished", run, by=run.by, unit=run.unit, **counts)
            _tell_approvers(run, report.accepted)
    return run


def _tell_approvers(run: ImportRun, accepted: int) -> None:
    """What was filed on paper before is put on file by one person alone: those who approve are told to look."""
    if not accepted:
        return
    text = in_both_languages(
        _("%(name)s put %(count)s dossiers of %(unit)s on file, or brought them up to date, from a workbook."),
        name=str(run.by),
        count=accepted,
        unit=run.unit.name,
    )
    told = nearest_holders(run.unit, [Role.APPROVER], besides=run.by)
    send_notice(told, text=text, address=reverse("dossiers:list-dossiers"), by=run.by)


@transaction.atomic
def discard_import(run: ImportRun, *, by: User) -> ImportRun:
    """Drop a run that was not written, and its file. Locks the run; raises Conflict while it is being written."""
    run = _lock(run)
    access.require(by, "import", run.unit)
    if run.state in {ImportState.WRITING, ImportState.DONE}:
        raise Conflict(_("This import is being written or done; it cannot be discarded."))
    run.state = ImportState.DISCARDED
    run.save(update_fields=["state"])
    audit("dossiers.import.discarded", run, by=by, unit=run.unit)
    transaction.on_commit(lambda: remove_sealed(run.sealed_name))
    return run


def is_workbook_kept(key: UUID) -> bool:
    """Whether the workbook of a run is wanted: while it is written, otherwise for KEPT unless it was discarded."""
    kept = Q(started_at__gte=clock.now() - KEPT) & ~Q(state=ImportState.DISCARDED)
    return ImportRun.objects.filter(kept | Q(state=ImportState.WRITING), pk=key).exists()


def _lock(run: ImportRun) -> ImportRun:
    return lock(ImportRun.objects.select_related("unit"), run.pk)


def _touch(run: ImportRun) -> None:
    ImportRun.objects.filter(pk=run.pk).update(touched_at=clock.now())


def _marker(run: ImportRun) -> Progress:
    """Keeps the run's progress true, a few times a second at most."""
    marked_at = 0.0

    def mark(done: int, total: int) -> None:
        nonlocal marked_at
        if time.monotonic() - marked_at >= SECONDS_BETWEEN_MARKS or done == total:
            marked_at = time.monotonic()
            ImportRun.objects.filter(pk=run.pk).update(done=done, total=total, touched_at=clock.now())

    return mark


def _told(report: Report) -> dict[str, Any]:
    """The fields of a run that hold its report, said in every language people read."""
    said = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            said[language] = report.as_json()
    return {"report": said, "ignored": report.ignored, "done": report.households, "total": report.households}


def _end(run: ImportRun, expected: str, state: str, **fields: Any) -> bool:
    """Bring a run to its next state, unless it has been discarded or ended by another hand meanwhile."""
    ended = ImportRun.objects.filter(pk=run.pk, state=expected).update(state=state, touched_at=clock.now(), **fields)
    run.refresh_from_db()
    return bool(ended)


def _remove_old_files(by: User) -> None:
    """Workbooks and sample names of runs of long ago; the counts and findings stay."""
    old = ImportRun.objects.filter(by=by, started_at__lt=clock.now() - KEPT).exclude(state=ImportState.WRITING)
    names = [run.sealed_name for run in old.only("pk")]
    old.update(samples=[])
    for name in names:
        transaction.on_commit(partial(remove_sealed, name))
