"""The life of an import run: handed in, read, confirmed, written, or dropped."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from niangjia.accounts.models import Appointment, Notice, Role
from niangjia.audit.models import Entry
from niangjia.dossiers import access, tasks
from niangjia.dossiers.commands import (
    check_import,
    confirm_import,
    discard_import,
    importing,
    start_import,
    write_import,
)
from niangjia.dossiers.models import Dossier, ImportRun, ImportState
from niangjia.dossiers.models.imports import RUNNING, STALLED_AFTER
from niangjia.dossiers.tests.data.workbooks import bureau as workbook
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, Forbidden, NotFoundOrForbidden
from niangjia.privacy.files import read_sealed, remove_sealed

pytestmark = pytest.mark.django_db
LANGUAGES = {"zh-hans", "en"}


@pytest.fixture
def content():
    book = workbook(4)
    book.heads[1]["姓名"] = None
    return book.xlsx()


@pytest.fixture
def run(content, bureau, clerk) -> ImportRun:
    return start_import(content, "困难职工.xlsx", by=clerk)


def later(run, by=STALLED_AFTER + timedelta(seconds=1)):
    """As if nothing had moved for so long."""
    ImportRun.objects.filter(pk=run.pk).update(touched_at=clock.now() - by)
    run.refresh_from_db()
    return run


def acts_about(run):
    acts = Entry.objects.filter(subject_id=run.pk).order_by("id").values_list("act", flat=True)
    return [act.split(".")[-1] for act in acts]


def test_a_workbook_handed_in_is_kept_sealed(run, content, clerk, settings):
    run.refresh_from_db()
    assert (run.state, run.by, run.unit.depth, run.file_name) == (ImportState.CHECKING, clerk, 1, "困难职工.xlsx")
    assert read_sealed(run.sealed_name) == content
    assert content not in Path(settings.MEDIA_ROOT, run.sealed_name).read_bytes()
    assert acts_about(run) == ["started"]
    assert run.is_running
    assert not run.is_stalled


@pytest.mark.parametrize(
    ("given", "kept"),
    [("C:\\档案\\a.xlsx", "a.xlsx"), ("../../etc/a.xlsx", "a.xlsx"), ("", "workbook.xlsx"), ("a" * 300, "a" * 200)],
)
def test_only_the_name_of_the_file_is_kept(content, clerk, given, kept):
    assert start_import(content, given, by=clerk).file_name == kept


@pytest.mark.parametrize("who", ["officer", "leader", "auditor", "administrator"])
def test_only_a_clerk_hands_workbooks_in(content, request, who):
    with pytest.raises(Forbidden):
        start_import(content, "a.xlsx", by=request.getfixturevalue(who))
    assert not ImportRun.objects.exists()


def test_reading_writes_nothing_but_the_run(run):
    check_import(run)
    run.refresh_from_db()
    assert run.state == ImportState.CHECKED
    assert set(run.report) == LANGUAGES
    report = run.report["en"]
    assert [report[name] for name in ("households", "accepted", "unchanged", "refused")] == [4, 3, 0, 1]
    assert (run.done, run.total, len(run.samples)) == (4, 4, 3)
    assert not Dossier.objects.exists()
    assert acts_about(run) == ["started"]


def test_what_cannot_be_read_says_why(clerk):
    run = start_import(b"no workbook", "a.xlsx", by=clerk)
    check_import(run)
    run.refresh_from_db()
    assert run.state == ImportState.UNREADABLE
    assert run.problem
    with pytest.raises(Conflict):
        confirm_import(run, by=clerk)


def test_a_confirmed_run_is_written(run, clerk):
    check_import(run)
    run = confirm_import(run, by=clerk)
    assert (run.state, run.done) == (ImportState.WRITING, 0)
    write_import(run)
    run.refresh_from_db()
    assert (run.state, run.done, run.total) == (ImportState.DONE, 4, 4)
    assert Dossier.objects.count() == 3
    assert acts_about(run) == ["started", "confirmed", "finished"]
    finished = Entry.objects.get(act="dossiers.import.finished")
    assert finished.details == {"accepted": 3, "unchanged": 0, "refused": 1}
    assert (finished.by, finished.unit) == (clerk, run.unit)


def test_nothing_is_confirmed_twice_or_too_early(run, clerk):
    with pytest.raises(Conflict):
        confirm_import(run, by=clerk)
    check_import(run)
    confirm_import(run, by=clerk)
    with pytest.raises(Conflict):
        confirm_import(run, by=clerk)
    run.refresh_from_db()
    write_import(run)
    with pytest.raises(Conflict):
        confirm_import(run, by=clerk)


def test_a_run_that_stalled_while_writing_goes_on(run, clerk, monkeypatch):
    check_import(run)
    run, sound = confirm_import(run, by=clerk), importing.file_dossier

    def stops_after_one(*args, **kwargs):
        if Dossier.objects.exists():
            raise RuntimeError
        return sound(*args, **kwargs)

    monkeypatch.setattr(importing, "file_dossier", stops_after_one)
    with pytest.raises(RuntimeError):
        write_import(run)
    monkeypatch.setattr(importing, "file_dossier", sound)
    assert ImportRun.objects.get(pk=run.pk).state == ImportState.WRITING
    assert Dossier.objects.count() == 1

    assert later(run).is_stalled
    write_import(confirm_import(run, by=clerk))
    run.refresh_from_db()
    report = run.report["zh-hans"]
    assert [report[name] for name in ("accepted", "unchanged", "refused")] == [2, 1, 1]
    assert Dossier.objects.count() == 3


def test_a_run_that_still_moves_is_left_alone(run, clerk):
    check_import(run)
    run = later(confirm_import(run, by=clerk), timedelta(seconds=30))
    assert not run.is_stalled
    with pytest.raises(Conflict):
        confirm_import(run, by=clerk)


@pytest.mark.parametrize("state", [each for each in ImportState if each not in RUNNING])
def test_what_waits_for_people_never_stalls(run, state):
    ImportRun.objects.filter(pk=run.pk).update(state=state)
    assert not later(run).is_stalled


def test_work_shows_how_far_it_is(run, monkeypatch):
    seen = []
    monkeypatch.setattr("niangjia.dossiers.commands.imports.SECONDS_BETWEEN_MARKS", 0)
    sound = importing.file_dossier

    def watched(*args, **kwargs):
        seen.append(ImportRun.objects.values_list("done", "total").get(pk=run.pk))
        return sound(*args, **kwargs)

    monkeypatch.setattr(importing, "file_dossier", watched)
    check_import(run)
    assert seen == [(8, 8), (2, 4), (3, 4)]  # rows while checking, then households


@pytest.mark.django_db(transaction=True)
def test_a_discarded_run_leaves_nothing_but_its_name(run, clerk):
    check_import(run)
    discard_import(run, by=clerk)
    run.refresh_from_db()
    assert run.state == ImportState.DISCARDED
    assert acts_about(run) == ["started", "discarded"]
    with pytest.raises(FileNotFoundError):
        read_sealed(run.sealed_name)
    with pytest.raises(Conflict):
        confirm_import(run, by=clerk)


def test_what_is_discarded_while_it_is_read_stays_discarded(run):
    ImportRun.objects.filter(pk=run.pk).update(state=ImportState.DISCARDED)
    check_import(run)
    run.refresh_from_db()
    assert run.state == ImportState.DISCARDED
    assert run.report == {}


def test_a_run_without_its_workbook_cannot_be_confirmed(run, clerk):
    check_import(run)
    remove_sealed(run.sealed_name)
    with pytest.raises(Conflict):
        confirm_import(run, by=clerk)


@pytest.mark.parametrize("state", [ImportState.WRITING, ImportState.DONE])
def test_what_is_being_written_or_was_cannot_be_discarded(run, clerk, state):
    ImportRun.objects.filter(pk=run.pk).update(state=state)
    with pytest.raises(Conflict):
        discard_import(run, by=clerk)
    assert read_sealed(run.sealed_name)


@pytest.mark.django_db(transaction=True)
def test_workbooks_are_kept_for_a_week(run, content, clerk):
    ImportRun.objects.filter(pk=run.pk).update(started_at=clock.now() - timedelta(days=6))
    start_import(content, "b.xlsx", by=clerk)
    assert read_sealed(run.sealed_name) == content
    ImportRun.objects.filter(pk=run.pk).update(started_at=clock.now() - timedelta(days=8))
    start_import(content, "c.xlsx", by=clerk)
    with pytest.raises(FileNotFoundError):
        read_sealed(run.sealed_name)


def test_a_run_is_its_owners_alone(run, clerk, someone, bureau):
    assert access.get_import_for(clerk, run.pk) == run
    with pytest.raises(NotFoundOrForbidden):
        access.get_import_for(someone(Role.ASSISTANCE_CLERK, bureau, "colleague"), run.pk)
    Appointment.objects.filter(user=clerk).update(ends_on=date(2026, 1, 1))
    with pytest.raises(NotFoundOrForbidden):
        access.get_import_for(type(clerk).objects.get(pk=clerk.pk), run.pk)


def test_the_background_tasks_do_the_same(run, clerk, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    tasks.check.enqueue(str(run.pk))
    run.refresh_from_db()
    assert run.state == ImportState.CHECKED
    confirm_import(run, by=clerk)
    tasks.write.enqueue(str(run.pk))
    run.refresh_from_db()
    assert run.state == ImportState.DONE


def test_those_who_approve_are_told_what_a_workbook_put_on_file(run, approver):
    write_import(confirm_import(check_import(run), by=run.by))
    [told] = Notice.objects.filter(to=approver)
    assert "3" in told.text["en"]
    write_import(run)
    assert Notice.objects.filter(to=approver).count() == 1
