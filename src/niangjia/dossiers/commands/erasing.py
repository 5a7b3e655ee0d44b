"""Deleting one dossier for good, and deleting it again where an older copy of the database brought it back."""

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, TextField
from django.db.models.functions import Cast

from niangjia.accounts.models import User
from niangjia.audit.commands import record as audit
from niangjia.dossiers import access
from niangjia.dossiers.erasures import digest_of, read_digests
from niangjia.dossiers.models import DeletionItem, DeletionOutcome, Dossier, ErasedCase, ImportRun
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict
from niangjia.people import commands as people
from niangjia.people.erasure import Erased
from niangjia.people.models import Person
from niangjia.privacy.files import remove_sealed

Progress = Callable[[int, int], None]


@transaction.atomic
def erase_dossier(dossier: Dossier, *, by: User, is_again: bool = False) -> Erased:
    """Delete a dossier with its decisions, household and people; figures without a name stay. Locks its row.

    Whether it may go is for the caller: `run_deletion` asks for the term, the hold and the approval. `is_again`: it was
    deleted before and came back with an older copy, maybe still open. Raises Conflict for an open one otherwise,
    Forbidden. The caller removes the files once committed.
    """
    dossier = Dossier.objects.select_for_update(of=("self",)).select_related("household", "unit").get(pk=dossier.pk)
    access.require_somewhere(by, "run-deletion")
    if dossier.closed_on is None and not is_again:
        raise Conflict(dossier.number, code="dossier-open")
    household, number, unit = dossier.household, dossier.number, dossier.unit
    closed_on = dossier.closed_on or clock.today()
    ErasedCase.objects.create(
        unit=unit,
        opened_in=dossier.opened_on.year,
        closed_in=closed_on.year,
        category=dossier.category,
        level=dossier.level,
        main_cause=dossier.main_cause,
        closing_reason=dossier.closing_reason,
    )
    audit("dossiers.dossier.erased", dossier, by=by, unit=unit, number=number)
    deleted = Dossier.objects.filter(pk=dossier.pk).delete()
    erased = Erased(Counter({label.lower(): count for label, count in deleted[1].items()}))
    if not household.dossiers.exists():
        erased.add(people.erase_household(household, by=by, is_again=is_again))
    return erased


def erase_import_findings(persons: Collection[UUID], _household: UUID) -> Erased:
    """What reports of imports say of people who go: this app's part of `people.erasure`, in the transaction of it."""
    names = sorted(set(Person.objects.filter(pk__in=persons).values_list("name", flat=True)))
    count = 0
    for run in _runs_naming(names):
        report = {language: _without(told, names) for language, told in run.report.items()}
        count += len(_findings(run.report)) - len(_findings(report))
        run.report, run.samples = report, [each for each in run.samples if not _names(each, names)]
        run.file_name = "…" if _names(run.file_name, names) else run.file_name
        run.save(update_fields=["report", "samples", "file_name"])
    return Erased(Counter({"dossiers.importrun": count} if count else {}))


def clear_import_findings(*, before: Any) -> int:
    """Clear the findings of imports begun before an instant; the counts stay. How many runs were cleared."""
    cleared = 0
    for run in ImportRun.objects.filter(started_at__lt=before).iterator(chunk_size=50):
        if _findings(run.report) or run.samples:
            run.report = {language: {**told, "findings": []} for language, told in run.report.items()}
            run.samples = []
            run.save(update_fields=["report", "samples"])
            cleared += 1
    return cleared


def reapply_erasures(*, by: User, lists: Collection[Path] = (), progress: Progress | None = None) -> int:
    """Delete again whatever stands on the list of deletions (and on further `lists`) and is there all the same.

    For a restore, before anybody is let in. Each dossier is a transaction of its own. Returns how many;
    raises Forbidden.
    """
    access.require_somewhere(by, "run-deletion")
    gone = read_digests().union(*(read_digests(path) for path in lists))
    gone |= set(DeletionItem.objects.filter(outcome=DeletionOutcome.ERASED).values_list("digest", flat=True))
    back = [pk for pk in Dossier.objects.values_list("pk", flat=True).iterator() if digest_of(pk) in gone]
    for done, pk in enumerate(back, start=1):
        with transaction.atomic():
            erased = erase_dossier(Dossier.objects.get(pk=pk), by=by, is_again=True)
            DeletionItem.objects.filter(dossier_id=pk, outcome=DeletionOutcome.WAITING).update(
                outcome=DeletionOutcome.ERASED, dossier_id=None, digest=digest_of(pk), done_at=clock.now()
            )
            if done == len(back):
                audit("dossiers.erasures.reapplied", by, by=by, count=len(back))
        for name in erased.files:
            remove_sealed(name)
        if progress:
            progress(done, len(back))
    return len(back)


def _runs_naming(names: list[str]) -> Iterator[ImportRun]:
    """Runs whose report, samples or file name may name someone; SQLite keeps JSON with escapes, PostgreSQL without."""
    wanted = Q(pk__in=[])
    for name in names:
        for form in {name, json.dumps(name)[1:-1]}:
            wanted |= Q(told__contains=form) | Q(named__contains=form)
        wanted |= Q(file_name__contains=name)
    if not names:
        return iter(())
    told = {"told": Cast("report", TextField()), "named": Cast("samples", TextField())}
    return ImportRun.objects.select_for_update().annotate(**told).filter(wanted).iterator(chunk_size=20)


def _without(told: dict[str, Any], names: list[str]) -> dict[str, Any]:
    kept = [each for each in told.get("findings", []) if not _names(json.dumps(each, ensure_ascii=False), names)]
    return {**told, "findings": kept}


def _findings(report: dict[str, Any]) -> list[Any]:
    return [each for told in report.values() for each in told.get("findings", [])]


def _names(text: str, names: list[str]) -> bool:
    return any(name in text for name in names)
