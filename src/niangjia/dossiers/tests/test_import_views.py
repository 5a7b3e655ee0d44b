"""The pages of the workbook import; the background worker works at once."""

from io import BytesIO
from uuid import uuid4

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from niangjia.accounts.models import Role
from niangjia.audit.models import Entry
from niangjia.dossiers.models import Dossier, ImportRun, ImportState
from niangjia.dossiers.tests.data.workbooks import bureau as workbook

pytestmark = pytest.mark.django_db
START = reverse("dossiers:start-import")
ACTIONS = {
    "show-import": "get",
    "confirm-import": "post",
    "discard-import": "post",
    "download-marked": "get",
    "download-report": "get",
}
KEYS = {"sheet", "row", "household_no", "column", "code", "found", "message", "accepted"}


@pytest.fixture(autouse=True)
def _at_once(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


@pytest.fixture
def content():
    book = workbook(3)
    book.heads[1]["姓名"] = None
    return book.xlsx()


def upload(client, content, name="困难职工.xlsx"):
    return client.post(START, {"workbook": SimpleUploadedFile(name, content)})


def address(name, run):
    return reverse(f"dossiers:{name}", args=[run.pk])


@pytest.fixture
def run(as_clerk, content) -> ImportRun:
    """A run that was handed in on the page, and read."""
    upload(as_clerk, content)
    return ImportRun.objects.get()


def test_a_workbook_is_read_first(as_clerk, content):
    answer = upload(as_clerk, content)
    run = ImportRun.objects.get()
    assert answer["Location"] == address("show-import", run)
    assert run.state == ImportState.CHECKED
    assert not Dossier.objects.exists()
    page = as_clerk.get(answer["Location"]).content.decode()
    assert "required" in page
    assert all(name in page for name in run.samples)
    assert address("confirm-import", run) in page
    assert address("discard-import", run) in page
    assert address("download-marked", run) in page


def test_confirming_writes_and_the_page_says_so(as_clerk, run):
    answer = as_clerk.post(address("confirm-import", run))
    assert answer["Location"] == address("show-import", run)
    run.refresh_from_db()
    assert run.state == ImportState.DONE
    assert Dossier.objects.count() == 2
    page = as_clerk.get(answer["Location"]).content.decode()
    assert address("confirm-import", run) not in page
    again = as_clerk.post(address("confirm-import", run), follow=True)
    assert again.redirect_chain == [(address("show-import", run), 302)]
    assert len(again.context["messages"]) == 1
    assert as_clerk.post(address("discard-import", run)).status_code == 409
    assert Dossier.objects.count() == 2


def test_discarding_drops_it(as_clerk, run):
    assert as_clerk.post(address("discard-import", run))["Location"] == START
    run.refresh_from_db()
    assert run.state == ImportState.DISCARDED
    assert as_clerk.get(address("show-import", run)).status_code == 200
    assert as_clerk.post(address("confirm-import", run), follow=True).context["run"].state == ImportState.DISCARDED
    assert not Dossier.objects.exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.txt", b"text"), ("a.xlsx.exe", b"PK"), ("a.xlsx", b""), ("a.xlsm", b"PK\x03\x04")],
)
def test_what_is_no_workbook_is_refused_at_once(as_clerk, name, content):
    assert upload(as_clerk, content, name).status_code == 422
    assert not ImportRun.objects.exists()


def test_a_missing_file_is_asked_for(as_clerk):
    assert as_clerk.post(START).status_code in {200, 422}
    assert not ImportRun.objects.exists()


def test_a_file_that_is_too_large_is_refused(as_clerk, content, monkeypatch):
    monkeypatch.setattr("niangjia.dossiers.forms.MAX_WORKBOOK_BYTES", len(content) - 1)
    assert upload(as_clerk, content).status_code == 422
    assert not ImportRun.objects.exists()


def test_what_turns_out_unreadable_is_told(as_clerk):
    answer = upload(as_clerk, b"PK\x03\x04 broken")
    run = ImportRun.objects.get()
    assert run.state == ImportState.UNREADABLE
    page = as_clerk.get(answer["Location"]).content.decode()
    assert run.problem["zh"] in page
    assert START in page


def test_findings_can_be_narrowed_to_one_code(as_clerk, run):
    page = address("show-import", run)
    everything = as_clerk.get(page).context["told"]
    narrowed = as_clerk.get(page, {"code": "required"}).context["told"]
    assert [each["code"] for each in narrowed.findings] == ["required"]
    assert narrowed.by_column == everything.by_column
    assert as_clerk.get(page, {"code": "<script>"}).context["told"].findings == []
    assert "<script>" not in as_clerk.get(page, {"code": "<script>"}).content.decode()


def test_a_page_that_waits_asks_again_for_the_part_that_changes(as_clerk, run):
    ImportRun.objects.filter(pk=run.pk).update(state=ImportState.WRITING, done=1, total=3)
    page = address("show-import", run)
    assert f'hx-get="{page}"' in as_clerk.get(page).content.decode()
    part = as_clerk.get(page, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert 'id="import-run"' in part
    ImportRun.objects.filter(pk=run.pk).update(state=ImportState.DONE)
    assert "hx-get" not in as_clerk.get(page, headers={"HX-Request": "true"}).content.decode()


def test_the_marked_workbook_comes_back(as_clerk, run):
    answer = as_clerk.get(address("download-marked", run))
    [entry] = Entry.objects.filter(act="dossiers.import.downloaded")
    assert (entry.subject_id, entry.by, "file_name" in entry.details) == (run.pk, run.by, False)
    assert answer["Content-Disposition"].startswith("attachment")
    book = openpyxl.load_workbook(BytesIO(answer.content))
    assert [sheet.title for sheet in book][:2] == ["困难职工", "家庭成员"]
    name = next(cell for cell in book["困难职工"][5] if cell.comment)
    assert book["困难职工"].cell(3, name.column).value == "姓名*"


def test_the_marked_workbook_is_gone_when_the_file_is(as_clerk, run, settings):
    (settings.MEDIA_ROOT / run.sealed_name).unlink()
    assert as_clerk.get(address("download-marked", run)).status_code == 404
    page = as_clerk.get(address("show-import", run))
    assert page.status_code == 200
    assert address("download-marked", run) not in page.content.decode()


def test_the_report_comes_in_the_shape_of_the_command_line(as_clerk, run):
    report = as_clerk.get(address("download-report", run)).json()
    assert set(report) == {"households", "accepted", "unchanged", "refused", "findings"}
    assert [report[name] for name in ("households", "accepted", "unchanged", "refused")] == [3, 2, 0, 1]
    assert set(report["findings"][0]) >= KEYS


@pytest.mark.parametrize("name", ACTIONS)
def test_someone_elses_run_looks_like_none(run, someone, bureau, signed_in, name):
    client = signed_in(someone(Role.ASSISTANCE_CLERK, bureau, "colleague"))
    answer = getattr(client, ACTIONS[name])(address(name, run))
    none = getattr(client, ACTIONS[name])(reverse(f"dossiers:{name}", args=[uuid4()]))
    assert (answer.status_code, none.status_code) == (404, 404)
    run.refresh_from_db()
    assert run.state == ImportState.CHECKED


@pytest.mark.parametrize("who", ["officer", "leader", "auditor", "administrator"])
def test_other_roles_do_not_import(run, content, signed_in, request, who):
    client = signed_in(request.getfixturevalue(who))
    assert client.get(START).status_code == 403
    assert upload(client, content).status_code == 403
    assert ImportRun.objects.count() == 1
    for name, method in ACTIONS.items():
        assert getattr(client, method)(address(name, run)).status_code == 404
    assert START not in client.get(reverse("desk:show-home")).content.decode()


@pytest.mark.parametrize("name", [name for name, method in ACTIONS.items() if method == "post"])
def test_a_link_changes_nothing(as_clerk, run, name):
    assert as_clerk.get(address(name, run)).status_code == 405
    run.refresh_from_db()
    assert run.state == ImportState.CHECKED


def test_latest_imports_are_listed(as_clerk, run):
    page = as_clerk.get(START)
    assert list(page.context["runs"]) == [run]
    assert address("show-import", run) in page.content.decode()


def test_no_number_is_shown_in_full(as_clerk):
    book = workbook(2)
    number = book.heads[0]["身份证号"]
    book.heads[0]["身份证号"] = number[:-1] + ("1" if number[-1] != "1" else "2")
    upload(as_clerk, book.xlsx())
    run = ImportRun.objects.get()
    for name in ("show-import", "download-report"):
        text = as_clerk.get(address(name, run)).content.decode()
        assert "id-check-digit" in text
        assert number[3:17] not in text
