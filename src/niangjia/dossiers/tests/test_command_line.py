"""`niangjia import-dossiers` and `niangjia explain`."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from niangjia.accounts.models import Unit
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.tests.data.workbooks import bureau as workbook
from niangjia.dossiers.tests.factories import file, household, person

pytestmark = pytest.mark.django_db
COUNTS = ["households", "accepted", "unchanged", "refused"]
FINDING_KEYS = {"sheet", "row", "household_no", "column", "code", "found", "message", "accepted"}


@pytest.fixture
def run(tmp_path):
    """Import a workbook: exit status and the report as written."""

    def run(content, *options):
        path, out = tmp_path / "book.xlsx", tmp_path / "report.json"
        path.write_bytes(content)
        out.unlink(missing_ok=True)
        status = 0
        try:
            call_command("import_dossiers", path, "--report", out, *options, stdout=StringIO(), stderr=StringIO())
        except SystemExit as stop:
            status = stop.code
        except CommandError as error:
            status = error.returncode
        return status, json.loads(out.read_text(encoding="utf-8")) if out.exists() else None

    return run


def faulty():
    book = workbook(3)
    book.heads[1]["姓名"] = None
    return book.xlsx()


def test_all_accepted_is_0(run):
    status, report = run(workbook(2).xlsx())
    assert status == 0
    assert list(report) == [*COUNTS, "findings"]
    assert [report[name] for name in COUNTS] == [2, 2, 0, 0]
    assert report["findings"] == []
    assert Dossier.objects.count() == 2


def test_some_refused_is_2(run):
    status, report = run(faulty())
    assert status == 2
    assert [report[name] for name in COUNTS] == [3, 2, 0, 1]
    [finding] = report["findings"]
    assert set(finding) >= FINDING_KEYS
    assert [finding[name] for name in ("household_no", "column", "code", "accepted")] == [2, "姓名", "required", False]
    assert Dossier.objects.count() == 2


@pytest.mark.parametrize("content", [b"", b"no workbook", b"PK\x03\x04"])
def test_unreadable_is_1(run, content):
    assert run(content) == (1, None)


def test_a_missing_file_is_1(tmp_path):
    with pytest.raises(CommandError) as refusal:
        call_command("import_dossiers", tmp_path / "none.xlsx")
    assert refusal.value.returncode == 1


def test_the_dry_run_writes_nothing_and_reports_the_same(run):
    content = faulty()
    rehearsed = run(content, "--dry-run")
    assert not Dossier.objects.exists()
    assert run(content) == rehearsed


def test_the_same_file_again_is_unchanged(run):
    content = workbook(2).xlsx()
    run(content)
    status, report = run(content)
    assert (status, [report[name] for name in COUNTS]) == (0, [2, 0, 2, 0])


def test_a_fresh_installation_gets_a_bureau(run):
    run(workbook(1).xlsx())
    assert Dossier.objects.get().unit == Unit.objects.get()


def test_households_go_to_the_unit_that_is_named(run, farm):
    run(workbook(1).xlsx(), "--unit", farm.name)
    assert Dossier.objects.get().unit == farm
    assert run(workbook(1).xlsx(), "--unit", "没有这个单位") == (1, None)


def test_findings_are_told_on_the_terminal(tmp_path):
    path, out = tmp_path / "book.xlsx", StringIO()
    path.write_bytes(faulty())
    with pytest.raises(SystemExit):
        call_command("import_dossiers", path, stdout=out)
    first, last = out.getvalue().splitlines()
    assert "required" in first
    assert "3 households" in last


def explained(dossier, *options):
    out = StringIO()
    call_command("explain", dossier.number, *options, stdout=out)
    return out.getvalue()


def test_explain_gives_everything_as_json(farm, clerk):
    dossier = file(person(is_head=True, wage_fen=2_400_000), unit=farm, by=clerk)
    told = json.loads(explained(dossier, "--json"))
    assert {
        "dossier", "rule_set", "version", "region", "applied_on", "category", "category_label", "is_eligible",
        "exclusions", "causes", "main_cause", "outputs", "steps", "near_misses", "distances", "parameters", "assumed",
    } <= set(told)  # fmt: skip
    assert told["dossier"] == dossier.number
    assert told["category"] == dossier.category
    step = next(step for step in told["steps"] if step["variable"] == "net_monthly_per_head")
    assert step["value"] == dossier.net_monthly_per_head_fen
    assert set(step) == {"variable", "member", "label", "value", "unit", "inputs", "basis", "sentence"}
    assert set(step["sentence"]) == {"zh", "en"}
    assert len(told["assumed"]) == dossier.questions
    assert set(told["assumed"][0]) == {"fact", "member", "value", "question"}
    assert {"name", "value", "region", "from", "source", "confirmed"} <= set(told["parameters"][0])
    assert dossier.worker.identity_number.reveal() not in json.dumps(told)


def test_explain_tells_it_line_by_line(farm, clerk):
    text = explained(file(unit=farm, by=clerk))
    assert "=>" in text
    assert len(text.splitlines()) > 10


@pytest.mark.parametrize("region", ["150785", "110101"])
def test_explain_refuses_what_it_cannot(farm, clerk, region):
    dossier = file(home=household(person(is_head=True), particulars={"region": region}), unit=farm, by=clerk)
    number = "20990000001" if region == "150785" else dossier.number
    with pytest.raises(CommandError) as refusal:
        call_command("explain", number, "--json", stdout=StringIO())
    assert refusal.value.returncode == 1
