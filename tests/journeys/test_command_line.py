"""The command in a process of its own, with a data folder of its own: what scripts and people rely on."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import niangjia as package
from niangjia.dossiers.tests import data
from niangjia.dossiers.tests.data.workbooks import bureau as workbook

WORKBOOK = Path(data.__file__).parent / "hardship-dossiers.xlsx"
EXPECTED = json.loads((WORKBOOK.parent / "hardship-dossiers.expected.json").read_text(encoding="utf-8"))
COUNTS = ["households", "accepted", "unchanged", "refused"]
REFUSED = {finding["household"] for finding in EXPECTED["findings"] if not finding.get("accepted")}


@pytest.fixture(scope="module")
def niangjia(tmp_path_factory):
    """Runs the command as people type it, in one new folder for all tests of this file."""
    folder = tmp_path_factory.mktemp("installation")
    environment = {**os.environ, "NIANGJIA_DATA": str(folder / "var"), "NIANGJIA_DATABASE_URL": "", "LC_ALL": "C.UTF-8"}
    environment["PYTHONPATH"] = str(Path(package.__file__).parent.parent)

    def run(*arguments):
        command = [sys.executable, "-m", "niangjia.config.cli", *map(str, arguments)]
        return subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=120
        )

    return run


def test_the_shared_workbook_from_the_first_command_to_an_explanation(niangjia, tmp_path):
    """Status 2, every finding; then "unchanged"; then the decision of one of its households."""
    out = tmp_path / "report.json"
    first = niangjia("import-dossiers", WORKBOOK, "--report", out)
    assert first.returncode == 2, first.stderr
    report = json.loads(out.read_text(encoding="utf-8"))
    assert list(report) == [*COUNTS, "findings"]
    accepted = EXPECTED["households"] - len(REFUSED)
    assert [report[name] for name in COUNTS] == [EXPECTED["households"], accepted, 0, len(REFUSED)]
    told = sorted((each["household_no"], each["column"], each["code"], each["accepted"]) for each in report["findings"])
    assert told == sorted(
        (each["household"], each["column"], each["code"], each.get("accepted", False)) for each in EXPECTED["findings"]
    )
    assert {each["household_no"] for each in report["findings"] if not each["accepted"]} == REFUSED

    niangjia("import-dossiers", WORKBOOK, "--report", out)
    again = json.loads(out.read_text(encoding="utf-8"))
    assert [again[name] for name in COUNTS] == [EXPECTED["households"], 0, accepted, len(REFUSED)]

    year = first_number(niangjia)[:4]
    explained = niangjia("explain", f"{year}0000001", "--json")
    assert explained.returncode == 0, explained.stderr
    assert json.loads(explained.stdout)["dossier"] == f"{year}0000001"


def first_number(niangjia):
    query = "from niangjia.dossiers.models import Dossier; print(Dossier.objects.order_by('number').first().number)"
    return niangjia("manage", "shell", "--no-imports", "-c", query).stdout.strip().splitlines()[-1]


def test_the_other_exit_statuses(niangjia, tmp_path):
    sound, broken = tmp_path / "sound.xlsx", tmp_path / "broken.xlsx"
    sound.write_bytes(workbook(2).xlsx())
    broken.write_bytes(b"no workbook")
    assert niangjia("import-dossiers", sound, "--dry-run").returncode == 0
    assert niangjia("import-dossiers", broken).returncode == 1
    missing = niangjia("import-dossiers", tmp_path / "none.xlsx")
    assert missing.returncode == 1
    assert "Traceback" not in missing.stderr
    assert niangjia("explain", "20990000001").returncode == 1
