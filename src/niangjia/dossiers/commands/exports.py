"""Exports from question to file: asked for, decided on by another person, made, fetched once, or expired.

The file is made when the export becomes ready, lies sealed, and goes when it is fetched or has expired. Locks: the
year's number counter while asking (never while the file is made), the export itself for everything after.
"""

from datetime import timedelta
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.commands import system_user
from niangjia.accounts.models import Unit, User
from niangjia.audit.commands import record as audit
from niangjia.dossiers import access
from niangjia.dossiers.export_files import content_of
from niangjia.dossiers.exports import Asked, columns_in_words, needs_approval
from niangjia.dossiers.models import Dossier, Export, ExportKind, ExportState, FullColumn, NumberCounter
from niangjia.dossiers.models.exports import (
    ALONE_WITHIN,
    DECISION_WITHIN,
    FILE_LASTS,
    LONGEST_PURPOSE,
    NUMBERS_OF_A_YEAR,
    OPEN,
    ROWS_OF_A_SHEET,
    ROWS_OF_A_WORKBOOK,
    SHORTEST_PURPOSE,
)
from niangjia.dossiers.queries import names_in, taken_out, visible_to
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, InvalidInput, NotFoundOrForbidden
from niangjia.kernel.readable import require_readable
from niangjia.kernel.rows import lock
from niangjia.kernel.text import in_both_languages
from niangjia.privacy.files import read_sealed, remove_sealed, write_sealed

Row = tuple[UUID, UUID, str]
"""Id, worker and unit path of a dossier."""

PRESSED_TWICE = timedelta(minutes=1)
"""The same question again so soon is the same export."""


def request_export(asked: Asked, *, by: User) -> Export:
    """Ask for an export of the dossiers that a filter finds now. What needs no approval is ready at once; the people
    that someone was given on their own word within ALONE_WITHIN count in. Whole dossiers in the national layout have
    every sensitive column in full, whatever was asked.

    Raises Forbidden, and InvalidInput for a purpose that says nothing, an empty or too long list, or one that spans
    unions with no common root.
    """
    purpose = _checked(asked.purpose, least=SHORTEST_PURPOSE)
    expire_exports()
    rows = _found(asked, by)
    _refuse_names(purpose, asked.wanted.apply(visible_to(access.require_somewhere(by, "export"))))
    unit, workers = _common_unit(rows), {worker for _pk, worker, _path in rows}
    export = Export(
        asked_by=by,
        asked_at=clock.now(),
        unit=unit,
        wanted=asked.as_sent,
        wanted_words={"zh": asked.words.zh, "en": asked.words.en},
        full=sorted(FullColumn.values if asked.kind == ExportKind.NATIONAL else asked.full),
        kind=asked.kind,
        language=get_language() or "zh-hans",
        purpose=purpose,
        dossiers=[str(pk) for pk, _worker, _path in rows],
        people=len(workers),
        state=ExportState.WAITING,
        expires_at=clock.now() + DECISION_WITHIN,
    )
    if (same := _give_number(export)) is not None:
        return same
    # Without the lock, which whoever files a dossier waits for.
    content = None if _must_wait(export, workers) else content_of(export)
    with transaction.atomic():
        _lock_counter()
        if (same := _same(export)) is not None:
            return same
        if content is not None and not _must_wait(export, workers):
            write_sealed(export.sealed_name, content)
            export.state, export.expires_at = ExportState.READY, export.asked_at + FILE_LASTS
        export.save(force_insert=True)
        told = {"people": export.people, "columns": columns_in_words(export.full), "purpose": purpose}
        audit("dossiers.export.requested", export, by=by, unit=unit, number=export.number, **told)
    return export


@transaction.atomic
def _give_number(export: Export) -> Export | None:
    """Give an export the next number, unless the same is there: then that one is returned. A number may stay unused."""
    counter = _lock_counter()
    if (same := _same(export)) is None:
        counter.last_export += 1
        counter.save(update_fields=["last_export"])
        export.number = f"E{counter.year}-{counter.last_export:06d}"
    return same


def _must_wait(export: Export, workers: set[UUID]) -> bool:
    """Whether it needs an approval, with everyone the asker was given lately on their own word."""
    lately = taken_out(export.asked_by, since=export.asked_at - ALONE_WITHIN).values_list("worker_id", flat=True)
    return needs_approval(len(workers.union(lately)), export.full)


def approve_export(export: Export, *, by: User, note: str = "") -> Export:
    """Let an export be fetched by who asked for it, and make its file. Locks the export.

    Raises Forbidden for who asked and for who is no approver of the unit, Conflict when it no longer waits.
    """
    note = _checked(note)
    access.require_decision(by, export)
    _refuse_names(note, Dossier.objects.filter(pk__in=export.dossiers))
    _refuse_unless_waiting(export)
    content = content_of(export)  # before the lock: a long list takes seconds
    with transaction.atomic():
        export = _lock(export)
        access.require_decision(by, export)
        _refuse_unless_waiting(export)
        write_sealed(export.sealed_name, content)
        export.state, export.expires_at = ExportState.APPROVED, clock.now() + FILE_LASTS
        export.decided_by, export.decided_at, export.note = by, clock.now(), note
        export.save(update_fields=["state", "expires_at", "decided_by", "decided_at", "note"])
        told = {"people": export.people, "columns": columns_in_words(export.full)}
        audit("dossiers.export.approved", export, by=by, unit=export.unit, number=export.number, **told)
    return export


@transaction.atomic
def refuse_export(export: Export, *, by: User, note: str) -> Export:
    """Turn an export down, with a note that tells why. Locks the export.

    Raises Forbidden for who asked and for who is no approver of the unit, InvalidInput without a note, and Conflict
    when it no longer waits.
    """
    note = _checked(note)
    export = _lock(export)
    access.require_decision(by, export)
    _refuse_unless_waiting(export)
    if not note:
        raise InvalidInput(_("The note is missing."), remedy=_("Tell the person who asked why, and what would help."))
    _refuse_names(note, Dossier.objects.filter(pk__in=export.dossiers))
    export.state, export.decided_by, export.decided_at, export.note = ExportState.REFUSED, by, clock.now(), note
    export.save(update_fields=["state", "decided_by", "decided_at", "note"])
    audit("dossiers.export.refused", export, by=by, unit=export.unit, number=export.number, note=note)
    return export


def fetch_export(export: Export, *, by: User) -> bytes:
    """The file of an export, once, for who asked for it. Locks the export; the file is gone afterwards.

    Raises NotFoundOrForbidden for everyone else, Forbidden when their role no longer reaches every dossier in it, and
    Conflict when it has been fetched, has expired, or has no file yet.
    """
    expire_exports()
    with transaction.atomic():
        export = _lock(export)
        if export.asked_by_id != by.pk:
            raise NotFoundOrForbidden(_("There is no such export, or it is not yours to see."))
        access.require_rows_of(by, export)
        if not export.has_file:
            raise Conflict(_WHY_NO_FILE[export.standing], remedy=_("Look at where it stands now."), code="no-file")
        try:
            content = read_sealed(export.sealed_name)
        except FileNotFoundError as error:
            raise Conflict(
                _("The file is no longer there."), remedy=_("Ask for the export again."), code="no-file"
            ) from error
        export.state, export.fetched_at = ExportState.FETCHED, clock.now()
        export.save(update_fields=["state", "fetched_at"])
        told = {"people": export.people, "columns": columns_in_words(export.full), "purpose": export.purpose}
        audit("dossiers.export.fetched", export, by=by, unit=export.unit, number=export.number, **told)
        transaction.on_commit(partial(remove_sealed, export.sealed_name))
    return content


@transaction.atomic
def expire_exports() -> int:
    """End what has run out, undecided or unfetched, and remove its file. How many there were. Locks them."""
    by, ended = system_user(), 0
    run_out = Export.objects.filter(state__in=OPEN, expires_at__lte=clock.now())
    if not run_out.exists():
        return 0
    for export in run_out.select_for_update().defer("dossiers"):
        export.state = ExportState.EXPIRED
        export.save(update_fields=["state"])
        audit("dossiers.export.expired", export, by=by, unit=export.unit, number=export.number)
        transaction.on_commit(partial(remove_sealed, export.sealed_name))
        ended += 1
    return ended


@transaction.atomic
def read_watermark(numbers: list[str], *, by: User) -> list[Export]:
    """The exports that the marks of a file name, put on the record of each; a mark without one on the reader's own."""
    found = list(Export.objects.filter(number__in=numbers).select_related("asked_by", "unit").defer("dossiers"))
    for export in found:
        audit("dossiers.watermark.read", export, by=by, unit=export.unit, numbers=export.number)
    if missing := sorted(set(numbers) - {export.number for export in found}):
        audit("dossiers.watermark.read", by, by=by, numbers=", ".join(missing))
    if not numbers:
        audit("dossiers.watermark.read", by, by=by, numbers="—")
    return found


_WHY_NO_FILE: dict[str, Promise] = {
    ExportState.WAITING: _("This export waits for a decision."),
    ExportState.REFUSED: _("This export was refused."),
    ExportState.FETCHED: _("This export has been fetched; its file is handed out once only."),
    ExportState.EXPIRED: _("This export has expired."),
}


def _found(asked: Asked, by: User) -> list[Row]:
    """Id, worker and unit path of each dossier the filter finds, in order."""
    where = access.require_somewhere(by, "export")
    field, sign = Dossier.SORTS[asked.order.lstrip("-")][0], "-" if asked.order.startswith("-") else ""
    found = asked.wanted.apply(visible_to(where)).order_by(f"{sign}{field}", f"{sign}id")
    limit = ROWS_OF_A_SHEET if asked.kind == ExportKind.SHEET else ROWS_OF_A_WORKBOOK
    rows = list(found.values_list("pk", "worker_id", "unit__path")[: limit + 1])
    if not rows:
        raise InvalidInput(_("The list is empty."), remedy=_("Widen the filter of the list, then export."))
    if len(rows) > limit:
        raise InvalidInput(
            format_lazy(_("More than {limit} dossiers would be exported."), limit=limit),
            remedy=_("Narrow the list, for example by unit, and export the parts."),
        )
    return rows


def _common_unit(rows: list[Row]) -> Unit:
    """The lowest unit that all rows belong to."""
    paths = {path for _pk, _worker, path in rows}
    common = min(paths)
    while common and not all(path.startswith(common) for path in paths):
        common = common[: -Unit.steplen]
    if not common:
        raise InvalidInput(
            _("The list spans unions that have none above them in common."),
            remedy=_("Narrow it to one of them, and export the parts."),
        )
    unit: Unit = Unit.objects.get(path=common)
    return unit


def _same(export: Export) -> Export | None:
    """The export that the same person asked for in the same words a moment ago."""
    alike = {name: getattr(export, name) for name in ("asked_by", "purpose", "kind", "language")}
    recent = Export.objects.filter(asked_at__gte=export.asked_at - PRESSED_TWICE, state__in=OPEN, **alike)
    return next((each for each in recent if (each.full, each.dossiers) == (export.full, export.dossiers)), None)


def _lock_counter() -> NumberCounter:
    year = clock.today().year
    NumberCounter.objects.get_or_create(year=year)
    counter = NumberCounter.objects.select_for_update().get(year=year)
    if counter.last_export + 1 >= NUMBERS_OF_A_YEAR:
        raise Conflict(_("The numbers for exports of this year are used up."))
    return counter


def _lock(export: Export) -> Export:
    return lock(Export.objects.select_related("asked_by", "unit"), export.pk)


def _refuse_unless_waiting(export: Export) -> None:
    if not access.RIGHTS["decide-export"].allows_state(export.standing):
        raise Conflict(
            _("This export no longer waits for a decision."), remedy=_("Look at where it stands now."), code="decided"
        )


def _refuse_names(text: str, dossiers: "QuerySet[Dossier]") -> None:
    """Raise InvalidInput for a text that names somebody in the list: it goes on the record, which outlives them."""
    if text and (named := names_in(text, dossiers)):
        raise InvalidInput(
            in_both_languages(_("This text names %(names)s."), names="、".join(named)),
            remedy=_("The record outlives the dossier: say what it is for, without names."),
            code="name-in-text",
        )


def _checked(text: str, *, least: int = 0) -> str:
    """What people typed, without blank ends: long enough, short enough, and readable as it stands."""
    text = " ".join(text.split())
    if len(text) < least:
        raise InvalidInput(
            format_lazy(_("The purpose is too short: at least {least} characters."), least=least),
            remedy=_("Say for what, so that whoever decides can judge it."),
        )
    if len(text) > LONGEST_PURPOSE:
        raise InvalidInput(format_lazy(_("At most {limit} characters fit."), limit=LONGEST_PURPOSE))
    require_readable(text)
    return text
