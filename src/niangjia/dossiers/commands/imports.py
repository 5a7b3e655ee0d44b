"""A run of the import from the page: handed in, read, confirmed, written. Each step can be taken again."""

import time
from datetime import timedelta
from pathlib import PurePath

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from niangjia.accounts.models import User
from niangjia.audit.commands import record as audit
from niangjia.dossiers import access
from niangjia.dossiers.commands.importing import import_workbook
from niangjia.dossiers.intake import UnreadableWorkbook, read_workbook, sample_names
from niangjia.dossiers.models import ImportRun, ImportState
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict
from niangjia.privacy.files import read_sealed, remove_sealed, write_sealed

KEPT = timedelta(days=7)
"""How long the sealed workbook of a run is kept for the download with the findings marked."""

SECONDS_BETWEEN_MARKS = 0.5


@transaction.atomic
def start_import(content: bytes, file_name: str, *, by: User) -> ImportRun:
    """Keep a workbook sealed and note that it waits to be read (`tasks.check`). Raises Forbidden."""
    unit = access.unit_to_import_for(by)
    _remove_old_files(by)
    name = PurePath(file_name.replace("\\", "/")).name[:200] or "workbook.xlsx"
    run = ImportRun(by=by, unit=unit, file_name=name, started_at=clock.now(), touched_at=clock.now())
    write_sealed(run.sealed_name, content)
    run.save(force_insert=True)
    audit("dossiers.import.started", run, by=by, unit=unit, file_name=name)
    return run


def check_import(run: ImportRun) -> ImportRun:
    """The dry run: what would be accepted and refused, and three names to check the encoding. Writes only the run."""
    content = read_sealed(run.sealed_name)
    try:
        run.samples = sample_names(read_workbook(content, run.file_name))
        return _walk(run, content, is_dry_run=True, ends_as=ImportState.CHECKED)
    except UnreadableWorkbook as error:
        run.problem, run.state = str(error), ImportState.UNREADABLE
        run.save(update_fields=["problem", "state"])
        return run


@transaction.atomic
def confirm_import(run: ImportRun, *, by: User) -> ImportRun:
    """Let a read workbook be written (`tasks.write`). Locks the run; raises Conflict unless it waits or has stalled."""
    run = ImportRun.objects.select_for_update(of=("self",)).select_related("unit").get(pk=run.pk)
    if not (run.state == ImportState.CHECKED or (run.state == ImportState.WRITING and run.is_stalled)):
        raise Conflict(_("This import is not waiting for confirmation."), remedy=_("Look at where it stands now."))
    run.state, run.done, run.touched_at = ImportState.WRITING, 0, clock.now()
    run.save(update_fields=["state", "done", "touched_at"])
    audit("dossiers.import.confirmed", run, by=by, unit=run.unit, file_name=run.file_name)
    return run


def write_import(run: ImportRun) -> ImportRun:
    """Write a confirmed workbook. Taken again after a fault it answers "unchanged" for what was written before."""
    run = _walk(run, read_sealed(run.sealed_name), is_dry_run=False, ends_as=ImportState.DONE)
    with transaction.atomic():
        report = run.report[settings.LANGUAGE_CODE]
        counts = {name: report[name] for name in ("accepted", "unchanged", "refused")}
        audit("dossiers.import.finished", run, by=run.by, unit=run.unit, file_name=run.file_name, **counts)
    return run


@transaction.atomic
def discard_import(run: ImportRun, *, by: User) -> ImportRun:
    """Drop a run that was not written, and its file. Locks the run; raises Conflict while it is being written."""
    run = ImportRun.objects.select_for_update(of=("self",)).select_related("unit").get(pk=run.pk)
    if run.state in {ImportState.WRITING, ImportState.DONE}:
        raise Conflict(_("This import is being written or done; it cannot be discarded."))
    run.state = ImportState.DISCARDED
    run.save(update_fields=["state"])
    audit("dossiers.import.discarded", run, by=by, unit=run.unit, file_name=run.file_name)
    transaction.on_commit(lambda: remove_sealed(run.sealed_name))
    return run


def _walk(run: ImportRun, content: bytes, *, is_dry_run: bool, ends_as: str) -> ImportRun:
    marked_at = 0.0

    def mark(done: int, total: int) -> None:
        nonlocal marked_at
        if time.monotonic() - marked_at >= SECONDS_BETWEEN_MARKS or done == total:
            marked_at = time.monotonic()
            ImportRun.objects.filter(pk=run.pk).update(done=done, total=total, touched_at=clock.now())

    report = import_workbook(content, run.file_name, unit=run.unit, by=run.by, is_dry_run=is_dry_run, progress=mark)
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            run.report[language] = report.as_json()
    run.state = ends_as
    run.done = run.total = report.households
    run.save(update_fields=["report", "state", "done", "total", "samples"])
    return run


def _remove_old_files(by: User) -> None:
    for old in ImportRun.objects.filter(by=by, started_at__lt=clock.now() - KEPT):
        remove_sealed(old.sealed_name)
