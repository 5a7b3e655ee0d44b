"""What other rows still say of people who are deleted: exports, emergency accesses, looks, imports, what-if runs."""

import json
from collections import Counter
from collections.abc import Collection, Iterator
from typing import Any
from uuid import UUID

from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django_tasks_db.models import DBTaskResult

from niangjia.accounts.commands import forget_notices
from niangjia.accounts.models import User
from niangjia.audit.commands import record as audit
from niangjia.dossiers.commands.imports import KEPT
from niangjia.dossiers.models import BreakGlass, Dossier, Export, ExportState, ImportRun, ImportState, Look
from niangjia.dossiers.models.exports import OPEN
from niangjia.dossiers.parting import part_with
from niangjia.kernel import clock
from niangjia.kernel.text import as_in_json, without
from niangjia.people.erasure import Erased
from niangjia.people.models import Person
from niangjia.policies.commands import forget_household

UNDER_WAY = (ImportState.CHECKING, ImportState.CHECKED, ImportState.WRITING)


def forget_dossier(dossier: Dossier, *, by: User) -> Erased:
    """Take a dossier that goes out of exports, emergency accesses and what-if runs. In the transaction of the whole."""
    names = sorted(
        set(Person.objects.filter(memberships__household=dossier.household_id).values_list("name", flat=True))
    )
    erased = _forget_exports(dossier, names, by)
    simulations = forget_household(str(dossier.pk), names=names)
    erased.counts += Counter(
        {"dossiers.breakglass": _forget_reasons(dossier, names), "policies.simulation": simulations}
    )
    erased.counts += Counter({"accounts.notice": forget_notices([str(dossier.pk)])})
    erased.add(part_with(dossier, names, by))
    return erased


def _forget_exports(dossier: Dossier, names: list[str], by: User) -> Erased:
    """Ids, search words and texts of exports it was in; one whose file may still be fetched ends, file and all."""
    key, erased = str(dossier.pk), Erased()
    for export in _exports_naming(key, names):
        if key in export.dossiers:
            export.dossiers = [each for each in export.dossiers if each != key]
            erased.files.append(export.sealed_name)
            searched = export.wanted.get("q", "")
            if export.state in OPEN:
                export.state = ExportState.EXPIRED
                audit("dossiers.export.expired", export, by=by, unit=export.unit, number=export.number)
        else:
            searched = ""
        gone = [*names, searched]
        export.wanted = {name: without(value, gone) for name, value in export.wanted.items()}
        export.wanted_words = {name: without(value, gone) for name, value in export.wanted_words.items()}
        export.purpose, export.note = without(export.purpose, names), without(export.note, names)
        export.save(update_fields=["dossiers", "state", "wanted", "wanted_words", "purpose", "note"])
        erased.counts["dossiers.export"] += 1
    return erased


def _exports_naming(key: str, names: list[str]) -> Iterator[Export]:
    wanted = Q(ids__contains=key)
    for name in names:
        wanted |= Q(purpose__contains=name) | Q(note__contains=name)
        for form in as_in_json(name):
            wanted |= Q(asked__contains=form) | Q(said__contains=form)
    columns = {"ids": "dossiers", "asked": "wanted", "said": "wanted_words"}
    told = {name: Cast(column, TextField()) for name, column in columns.items()}
    locked = Export.objects.select_for_update()
    return locked.annotate(**told).filter(wanted).iterator(chunk_size=20)


def _forget_reasons(dossier: Dossier, names: list[str]) -> int:
    """What was typed about it in an emergency; that there was one, by whom and what a second person found, stays."""
    wanted = Q(dossier=dossier)
    for name in names:
        wanted |= Q(reason__contains=name) | Q(review_note__contains=name)
    count = 0
    for glass in BreakGlass.objects.select_for_update().filter(wanted):
        if glass.dossier_id == dossier.pk:
            glass.reason, glass.review_note = "…", "…" if glass.review_note else ""
        else:
            glass.reason, glass.review_note = without(glass.reason, names), without(glass.review_note, names)
        glass.save(update_fields=["reason", "review_note"])
        count += 1
    return count


def forget_looks(persons: Collection[UUID], _household: UUID) -> Erased:
    """Who looked at people who go: a part of `people.erasure`."""
    gone, _rows = Look.objects.filter(about__in=persons).delete()
    return Erased(Counter({"dossiers.look": gone} if gone else {}))


def erase_import_findings(persons: Collection[UUID], _household: UUID) -> Erased:
    """What reports of imports say of people who go: a part of `people.erasure`."""
    names = sorted(set(Person.objects.filter(pk__in=persons).values_list("name", flat=True)))
    count = 0
    for run in _runs_naming(names):
        report = {language: _without_findings(told, names) for language, told in run.report.items()}
        count += len(_findings(run.report)) - len(_findings(report))
        run.report, run.samples = report, [each for each in run.samples if not _names(each, names)]
        run.problem = {language: without(told, names) for language, told in (run.problem or {}).items()} or None
        run.ignored = [each for each in run.ignored if not _names(json.dumps(each, ensure_ascii=False), names)]
        run.file_name = "…" if _names(run.file_name, names) else run.file_name
        run.save(update_fields=["report", "samples", "problem", "ignored", "file_name"])
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


def workbooks_over() -> list[str]:
    """The sealed workbooks of imports that are not under way: nobody can tell cheaply whom they name, so all go."""
    old = clock.now() - KEPT
    over = ImportRun.objects.exclude(state__in=UNDER_WAY, started_at__gte=old).exclude(state=ImportState.WRITING)
    return [run.sealed_name for run in over.only("pk")]


def forget_failures() -> int:
    """Clear what tasks that have ended said of their failure: a value may stand in it."""
    ended = DBTaskResult.objects.filter(finished_at__isnull=False).exclude(traceback="")
    count: int = ended.update(traceback="")
    return count


def _runs_naming(names: list[str]) -> Iterator[ImportRun]:
    """Runs that may name someone anywhere."""
    wanted = Q(pk__in=[])
    for name in names:
        for form in as_in_json(name):
            wanted |= Q(told__contains=form) | Q(named__contains=form) | Q(why__contains=form) | Q(left__contains=form)
        wanted |= Q(file_name__contains=name)
    columns = {"told": "report", "named": "samples", "why": "problem", "left": "ignored"}
    told = {name: Cast(column, TextField()) for name, column in columns.items()}
    return ImportRun.objects.select_for_update().annotate(**told).filter(wanted).iterator(chunk_size=20)


def _without_findings(told: dict[str, Any], names: list[str]) -> dict[str, Any]:
    kept = [each for each in told.get("findings", []) if not _names(json.dumps(each, ensure_ascii=False), names)]
    return {**told, "findings": kept}


def _findings(report: dict[str, Any]) -> list[Any]:
    return [each for told in report.values() for each in told.get("findings", [])]


def _names(text: str, names: list[str]) -> bool:
    return any(name in text for name in names)
