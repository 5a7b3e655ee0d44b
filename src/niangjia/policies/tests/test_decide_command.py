"""`niangjia decide`: its exit status, its JSON, and what it says of a command that cannot be carried out."""

import json
import os
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import niangjia
from niangjia.policies import decide, load_rule_set
from niangjia.policies.bulk.conversion import facts_table
from niangjia.policies.bulk.tests.tables import facts_of_one
from niangjia.policies.tests.random_households import random_households

RULES = load_rule_set("national-2019")


@pytest.fixture(scope="module")
def many():
    return list(random_households(Random(2), 80, RULES, date(2019, 1, 1), date(2026, 12, 31)))  # noqa: S311


@pytest.fixture
def facts(tmp_path, many):
    path = tmp_path / "facts.parquet"
    pq.write_table(facts_table(many), path)
    return path


def run(tmp_path: Path, *words: object) -> subprocess.CompletedProcess[str]:
    """The command as people start it, in an empty folder without a database."""
    environment = {**os.environ, "PYTHONPATH": str(Path(niangjia.__file__).parents[1]), "LC_ALL": "C.UTF-8"}
    environment["NIANGJIA_DATA"] = str(tmp_path / "data")
    environment.pop("NIANGJIA_DATABASE_URL", None)
    command = [sys.executable, "-m", "niangjia.config.cli", "decide", *map(str, words)]
    return subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False)


def test_the_answers_are_those_of_the_rule_book(tmp_path, facts, many):
    out = tmp_path / "out.parquet"
    done = run(tmp_path, "--facts", facts, "--out", out, "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told.keys() == {
        "rule_set", "version", "engine", "households", "eligible", "categories", "seconds", "out",
    }  # fmt: skip
    assert (told["rule_set"], told["engine"], told["households"]) == ("national-2019", "local", 80)
    assert pq.read_table(out).column("category").to_pylist() == [decide(RULES, one).outputs.category for one in many]
    assert sum(told["categories"].values()) == 80
    assert not (tmp_path / "data" / "niangjia.sqlite3").exists()


def test_set_gives_a_parameter_one_value_for_every_region_and_day(tmp_path, facts, many):
    out = tmp_path / "out.parquet"
    values = {
        "dibao_urban_monthly": 90_000,
        "dibao_rural_monthly": 90_000,
        "schooling_aid": (0, 1, 2, 3, 4, 5, 6, 7, 8),
    }
    words = [
        f"--set={name}={value if isinstance(value, int) else ','.join(map(str, value))}"
        for name, value in values.items()
    ]
    done = run(tmp_path, "--facts", facts, "--out", out, "--rules", "national-2019", *words)
    assert done.returncode == 0, done.stderr
    changed = RULES.with_parameters(values)
    written = pq.read_table(out)
    assert set(written.column("line").to_pylist()) == {90_000}
    assert written.column("schooling_ceiling").to_pylist() == [
        decide(changed, one).outputs.schooling_ceiling for one in many
    ]


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["--set", "deep_percnt=100"], 1, "deep_percent"),
        (["--set", "deep_percent=1.5"], 1, "deep_percent=1.5"),
        (["--set", "schooling_aid=1,2"], 1, "schooling_aid"),
        (["--rules", "national-1919"], 1, "national-2019"),
        (["--engine", "abacus"], 2, "abacus"),
        (["--threads", "0"], 2, "--threads"),
    ],
)
def test_a_command_that_cannot_be_carried_out_says_why(tmp_path, facts, words, status, said):
    out = tmp_path / "out.parquet"
    done = run(tmp_path, "--facts", facts, "--out", out, *words)
    assert done.returncode == status
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not out.exists()


def test_a_household_that_cannot_be_decided_is_named(tmp_path):
    facts, out = tmp_path / "facts.parquet", tmp_path / "out.parquet"
    pq.write_table(facts_of_one(members=[{}, {"stage": 9}]), facts)
    done = run(tmp_path, "--facts", facts, "--out", out)
    assert done.returncode == 1
    for word in ("1", "42", "members[1].stage", "9"):
        assert word in done.stderr
    assert [each.name for each in tmp_path.iterdir() if each.suffix == ".parquet"] == ["facts.parquet"]


SLOWLY = """
import sys, time, tqdm
class Slow(tqdm.tqdm):
    def update(self, n=1):
        print(n, flush=True)
        time.sleep(0.05)
tqdm.tqdm = Slow
from niangjia.config.cli import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize("kind", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_run_that_is_told_to_end_leaves_nothing(tmp_path, many, kind):
    facts, out = tmp_path / "facts.parquet", tmp_path / "out.parquet"
    pq.write_table(pa.concat_tables([facts_table(many)] * 200), facts, row_group_size=80)
    out.write_bytes(b"an older answer")
    environment = {**os.environ, "PYTHONPATH": str(Path(niangjia.__file__).parents[1])}
    # Whoever starts the tests (nohup, a shell's background) may have had the signal ignored.
    handler = "signal.default_int_handler" if kind == signal.SIGINT else "signal.SIG_DFL"
    heed = f"import signal; signal.signal({int(kind)}, {handler})"
    command = [sys.executable, "-c", f"{heed}{SLOWLY}", "decide", "--facts", facts, "--out", out]
    run = subprocess.Popen(command, env=environment, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert run.stdout is not None
    assert int(run.stdout.readline()) == 80
    run.send_signal(kind)
    run.communicate(timeout=60)
    assert run.returncode == 128 + kind
    assert out.read_bytes() == b"an older answer"
    assert not list(tmp_path.glob(".out*"))
