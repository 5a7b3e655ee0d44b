"""The command line: verbs, exit statuses, and what it does with a data folder that is new or old."""

import os
import stat
import subprocess
import sys

import pytest
from django.core.management.base import BaseCommand
from django.db.migrations.recorder import MigrationRecorder
from django.utils import translation

from niangjia.config import cli, preparation
from niangjia.kernel.errors import NiangjiaError


@pytest.fixture(autouse=True)
def _leave_process_as_it_was():
    mask = os.umask(0o022)
    os.umask(mask)
    with translation.override(translation.get_language()):
        yield
    os.umask(mask)


def niangjia(folder, *arguments, database=""):
    return subprocess.run(
        [sys.executable, "-m", "niangjia.config.cli", *arguments],
        env={**os.environ, "NIANGJIA_DATA": str(folder), "NIANGJIA_DATABASE_URL": database, "LC_ALL": "C"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("asked", [[], ["--help"], ["help"]])
def test_overview_names_every_verb_with_dashes(asked, capsys):
    assert cli.main(asked) == 0
    shown = [line.split()[0] for line in capsys.readouterr().out.splitlines() if line.startswith("  ")]
    assert {"demo", "explain", "import-dossiers", "manage", "prepare", "up", "worker"} <= set(shown)
    assert shown == sorted(shown)


@pytest.mark.parametrize(
    "verb", [["verify", "audit"], ["rotate-keys", "--status"], ["delete-expired"], ["read-watermark", "a.png"]]
)
def test_a_verb_that_looks_after_an_installation_begins_none_in_another_folder(tmp_path, verb):
    refused = niangjia(tmp_path / "var", *verb)
    assert refused.returncode == cli.NOT_UNDERSTOOD
    assert str(tmp_path / "var") in refused.stderr
    assert "NIANGJIA_DATA" in refused.stderr
    assert not (tmp_path / "var" / "niangjia.sqlite3").exists()


def test_a_slip_of_the_pen_gets_the_nearest_verb(capsys):
    assert cli.main(["import-dosiers"]) == cli.NOT_UNDERSTOOD
    assert "import-dossiers" in capsys.readouterr().err


def test_a_verb_tells_about_itself_under_its_own_name(capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main(["import-dossiers", "--help"])
    assert ended.value.code == 0
    assert "niangjia import-dossiers" in capsys.readouterr().out


def test_a_refusal_is_told_without_a_traceback(monkeypatch, capsys):
    class Refusing(BaseCommand):
        requires_system_checks = []
        needs_database = False

        def handle(self, *_args, **_options):
            raise NiangjiaError("It is closed.", remedy="Open it.", code="closed")

    monkeypatch.setattr(cli, "load_command_class", lambda _package, _name: Refusing())
    assert cli.main(["up"]) == cli.FAILED
    assert capsys.readouterr().err == "niangjia: It is closed.\nOpen it.\n"


@pytest.mark.parametrize("status", [0, 2])
def test_a_verb_passes_its_status_on(status, monkeypatch):
    class Ending(BaseCommand):
        requires_system_checks = []
        needs_database = False

        def handle(self, *_args, **_options):
            raise SystemExit(status)

    monkeypatch.setattr(cli, "load_command_class", lambda _package, _name: Ending())
    with pytest.raises(SystemExit) as ended:
        cli.main(["up"])
    assert ended.value.code == status


def test_a_new_data_folder_is_prepared_for_the_first_verb_and_is_private(tmp_path):
    folder = tmp_path / "data"
    first = niangjia(folder, "explain", "NO-SUCH-DOSSIER")
    assert first.returncode == 1
    assert "NO-SUCH-DOSSIER" in first.stderr
    assert "Traceback" not in first.stderr
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "niangjia.sqlite3").stat().st_mode) == 0o600


@pytest.mark.parametrize("verb", [["explain", "1"], ["decide", "--facts", "in.parquet", "--out", "out.parquet"]])
def test_a_database_that_does_not_answer_is_told_without_a_traceback(tmp_path, verb):
    """Also by a verb that runs without one of its own, but would read the rule book of this one."""
    refused = niangjia(tmp_path, *verb, database="postgres://nobody@127.0.0.1:1/nothing")
    assert refused.returncode == cli.FAILED
    assert "NIANGJIA_DATABASE_URL" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_djangos_own_commands_keep_their_status(tmp_path):
    assert niangjia(tmp_path, "manage", "check").returncode == 0
    assert niangjia(tmp_path, "manage", "no_such_command").returncode == 1


def test_an_older_database_is_left_to_a_person(db):
    preparation.prepare_new_database()
    MigrationRecorder.Migration.objects.filter(app="contenttypes").delete()
    with pytest.raises(preparation.DatabaseNotReady) as refused:
        preparation.prepare_new_database()
    assert refused.value.remedy
