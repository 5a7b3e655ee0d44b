"""The compiled pass: made once a machine, kept where nobody else can write, and made anew when a rule changes."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from niangjia.policies import load_rule_set
from niangjia.policies.bulk import compiling
from niangjia.policies.bulk.program import write_program
from niangjia.policies.bulk.tables import partition

RULES = load_rule_set("national-2019")
SOURCE = Path(compiling.__file__).parents[3]

LOOK = """
import json, sys
from niangjia.policies.bulk import screen
from niangjia.policies.bulk.compiling import kernel_of
from niangjia.policies.bulk.tests.tables import facts_of_one
from niangjia.policies import load_rule_set
rules = load_rule_set("national-2019")
screen(rules, facts_of_one())
stats = kernel_of(rules).stats
print(json.dumps([sum(stats.cache_hits.values()), sum(stats.cache_misses.values())]))
"""


def in_a_new_process(code: str, home: Path) -> object:
    environment = {
        **os.environ,
        "HOME": str(home),
        "NIANGJIA_DATA": str(home),
        "DJANGO_SETTINGS_MODULE": "niangjia.config.settings",
        "PYTHONPATH": str(SOURCE),
    }
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_a_second_start_compiles_nothing(tmp_path):
    assert in_a_new_process(LOOK, tmp_path) == [0, 1]
    assert in_a_new_process(LOOK, tmp_path) == [1, 0]


@pytest.mark.parametrize(
    ("start", "heavy"),
    [
        ("import niangjia.policies", ["numpy", "numba", "pyarrow", "pandas", "tqdm"]),
        # openpyxl takes NumPy along where it is installed
        ("import django; django.setup(); import niangjia.config.urls", ["numba", "pyarrow", "pandas", "tqdm"]),
    ],
    ids=["the rule book", "the whole program"],
)
def test_what_decides_one_household_loads_neither_numpy_nor_numba(tmp_path, start, heavy):
    """A web page and a bureau's thousands need neither; they are an extra."""
    look = f"import json, sys; {start}; print(json.dumps([name for name in {heavy} if name in sys.modules]))"
    assert in_a_new_process(look, tmp_path) == []


@pytest.mark.parametrize("name", ["rules/members.py", "arithmetic.py", "codes.py", "bulk/compiling.py"])
def test_the_kept_pass_changes_with_the_rules_and_what_they_call_or_take_numbers_from(tmp_path, monkeypatch, name):
    text = write_program(RULES.name, RULES.wiring, partition(RULES.table))
    before = compiling._stamp(text)
    assert compiling._stamp(text + "#") != before
    monkeypatch.setattr(compiling, "PACKAGE", shutil.copytree(compiling.PACKAGE, tmp_path / "policies"))
    assert compiling._stamp(text) == before
    changed = tmp_path / "policies" / name
    changed.write_text(changed.read_text() + "#")
    assert compiling._stamp(text) != before


def test_a_parameter_of_another_value_needs_no_new_pass_and_one_that_now_varies_does():
    same = write_program(RULES.name, RULES.wiring, partition(RULES.with_parameters({"deep_percent": 120}).table))
    assert same == write_program(RULES.name, RULES.wiring, partition(RULES.table))
    for switched in ({"count_union_aid": 0}, {"employment_cost_percent": 5}):
        other = RULES.with_parameters(switched)
        assert write_program(RULES.name, RULES.wiring, partition(other.table)) != same
    line = RULES.with_parameters({"dibao_urban_monthly": 90_000})
    assert write_program(RULES.name, RULES.wiring, partition(line.table)) != same


def test_a_folder_that_others_may_write_is_not_used(tmp_path, monkeypatch):
    """What lies there is run; nobody else may put it there."""
    monkeypatch.setenv("HOME", str(tmp_path))
    folder = compiling.cache_folder()
    assert folder == tmp_path / ".cache" / "niangjia" / "kernels"
    assert folder.stat().st_mode & 0o077 == 0
    folder.chmod(0o777)
    other = compiling.cache_folder()
    assert other != folder
    assert other.stat().st_mode & 0o077 == 0
    assert compiling.cache_folder() == other


@pytest.mark.parametrize("which", [".cache/niangjia", ".cache", "."])
def test_nor_is_one_whose_place_others_may_give_away(tmp_path, monkeypatch, which):
    monkeypatch.setenv("HOME", str(tmp_path))
    folder = compiling.cache_folder()
    assert folder.is_relative_to(tmp_path)
    (tmp_path / which).chmod(0o777)
    assert not compiling.cache_folder().is_relative_to(tmp_path)
    (tmp_path / which).chmod(0o1777)  # as /tmp: only the owner renames
    assert compiling.cache_folder() == folder


def test_nor_is_one_behind_a_link_to_a_folder_of_all(tmp_path, monkeypatch):
    home, shared = tmp_path / "home", tmp_path / "shared"
    for each in (home / ".cache", shared):
        each.mkdir(parents=True)
    shared.chmod(0o777)
    (home / ".cache" / "niangjia").symlink_to(shared)
    monkeypatch.setenv("HOME", str(home))
    assert not compiling.cache_folder().is_relative_to(home)


def test_someone_without_a_home_has_a_folder_all_the_same(monkeypatch):
    def nowhere() -> None:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(compiling.Path, "home", nowhere)
    assert compiling.cache_folder().is_dir()
