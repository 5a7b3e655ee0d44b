"""Parquet in, Parquet out: in order, in pieces, and nothing left behind when it fails."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from niangjia.kernel.errors import InvalidInput
from niangjia.policies import load_rule_set
from niangjia.policies.bulk import decide_file, screen, streams
from niangjia.policies.bulk.conversion import facts_table
from niangjia.policies.bulk.errors import RowError, SchemaError, UnreadableFactsError
from niangjia.policies.bulk.schema import ANSWER, FACTS
from niangjia.policies.bulk.tests.tables import facts_of_one
from niangjia.policies.tests.random_households import random_households

RULES = load_rule_set("national-2019")


@pytest.fixture(scope="module")
def table():
    return facts_table(random_households(Random(5), 400, RULES, date(2019, 1, 1), date(2026, 12, 31)))  # noqa: S311


@pytest.fixture
def facts(tmp_path, table):
    path = tmp_path / "facts.parquet"
    pq.write_table(table, path, row_group_size=37)
    return path


def test_answers_come_in_the_order_of_the_facts(tmp_path, facts, table):
    out = tmp_path / "out.parquet"
    seen = []
    summary = decide_file(RULES, facts, out, threads=3, progress=lambda done, total: seen.append((done, total)))
    written = pq.read_table(out)
    assert written.equals(screen(RULES, table))
    assert written.schema.metadata[b"niangjia.rule_set"] == b"national-2019"
    assert (summary.households, sum(summary.categories.values())) == (400, 400)
    assert summary.eligible == sum(written.column("is_eligible").to_pylist())
    assert seen[-1] == (400, 400)
    assert [done for done, _total in seen] == sorted({done for done, _total in seen})


def test_row_groups_of_any_size_are_read_in_pieces(tmp_path, table, monkeypatch):
    """One row group for the whole file, and queues so short that threads have to wait for the writer."""
    monkeypatch.setattr(streams, "PIECE", 16)
    monkeypatch.setattr(streams, "WAITING", 1)
    for size in (400, 100, 7):
        path, out = tmp_path / f"{size}.parquet", tmp_path / f"{size}.out"
        pq.write_table(table, path, row_group_size=size)
        decide_file(RULES, path, out, threads=2)
        assert pq.read_table(out).equals(screen(RULES, table))


def test_a_file_without_households(tmp_path):
    path, out = tmp_path / "facts.parquet", tmp_path / "out.parquet"
    pq.write_table(FACTS.empty_table(), path)
    assert decide_file(RULES, path, out).households == 0
    assert pq.read_table(out).schema.equals(ANSWER)


@pytest.mark.parametrize("fault", [{"homes": -1}, {"members": [{"stage": 9}]}, {"region": "120000"}])
def test_a_fault_names_its_row_in_the_file_and_leaves_nothing(tmp_path, table, fault):
    path, out = tmp_path / "facts.parquet", tmp_path / "out.parquet"
    out.write_bytes(b"an older answer")
    pq.write_table(pa.concat_tables([table, facts_of_one(**fault), table]), path, row_group_size=50)
    with pytest.raises(RowError) as refused:
        decide_file(RULES, path, out, threads=2)
    assert refused.value.row == 401
    assert out.read_bytes() == b"an older answer"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["facts.parquet", "out.parquet"]


def test_what_is_no_facts_file_is_refused(tmp_path, facts):
    out, other = tmp_path / "out.parquet", tmp_path / "other"
    with pytest.raises(UnreadableFactsError):
        decide_file(RULES, tmp_path / "nowhere.parquet", out)
    other.write_bytes(b"household_id,region\n")
    with pytest.raises(UnreadableFactsError):
        decide_file(RULES, other, out)
    pq.write_table(pa.table({"household_id": [1]}), other)
    with pytest.raises(SchemaError):
        decide_file(RULES, other, out)
    cut = facts.read_bytes()
    other.write_bytes(cut[:4000] + b"\0" * 3000 + cut[7000:])  # the footer is whole, the pages are not
    with pytest.raises(InvalidInput):
        decide_file(RULES, other, out)
    assert not out.exists()


def test_a_damaged_file_is_refused_or_decided_and_never_ends_the_program(tmp_path, table):
    """Every place of the divisions and of the column names in turn; places in a dictionary are among them."""
    good, other, out = tmp_path / "good.parquet", tmp_path / "other.parquet", tmp_path / "out.parquet"
    pq.write_table(table.slice(0, 60), good, compression="none")
    region = pq.ParquetFile(good).metadata.row_group(0).column(1)
    whole, first = good.read_bytes(), region.dictionary_page_offset
    names = [whole.rfind(name) for name in (b"household_id", b"resident_pension_fen")]
    refused = set()
    for place in (*range(first, first + region.total_compressed_size), *names):
        for wrong in (0xFF, whole[place] ^ 0x04):
            other.write_bytes(whole[:place] + bytes([wrong]) + whole[place + 1 :])
            try:
                decide_file(RULES, other, out, threads=1)
            except InvalidInput as error:
                refused.add(type(error))
    assert refused >= {UnreadableFactsError, RowError}


def test_answers_never_take_the_place_of_the_facts(facts):
    with pytest.raises(InvalidInput):
        decide_file(RULES, facts, facts)
    assert pq.read_table(facts).num_rows == 400


def test_answers_take_the_place_of_no_folder_and_no_device(facts, tmp_path):
    folder, pipe = tmp_path / "folder", tmp_path / "pipe"
    folder.mkdir()
    os.mkfifo(pipe)
    for out in (folder, pipe, Path(), Path("/")):
        with pytest.raises(InvalidInput):
            decide_file(RULES, facts, out)
    assert pipe.is_fifo()


def test_links_that_lead_nowhere_or_to_the_facts(facts, tmp_path):
    loop, link = tmp_path / "loop", tmp_path / "link"
    loop.symlink_to(tmp_path / "back")
    (tmp_path / "back").symlink_to(loop)
    link.symlink_to(facts)
    with pytest.raises(InvalidInput):
        decide_file(RULES, facts, link)
    assert decide_file(RULES, facts, loop).households == 400
    for name in ("a" * 254, "a" * 300):
        with pytest.raises(InvalidInput):
            decide_file(RULES, facts, tmp_path / name)


def test_two_runs_of_one_process_number_do_not_meet(facts, tmp_path, table, monkeypatch):
    """As in two containers that write to the same folder."""
    monkeypatch.setattr(os, "getpid", lambda: 1)
    out = tmp_path / "out.parquet"
    with ThreadPoolExecutor(4) as pool:
        runs = [pool.submit(decide_file, RULES, facts, out, threads=1) for _ in range(8)]
        assert [run.result().households for run in runs] == [400] * 8
    assert pq.read_table(out).equals(screen(RULES, table))
    assert sorted(each.name for each in tmp_path.iterdir()) == ["facts.parquet", "out.parquet"]


def test_a_folder_that_is_not_there_is_said(facts, tmp_path):
    for folder in (tmp_path / "no", facts):
        with pytest.raises(InvalidInput):
            decide_file(RULES, facts, folder / "out.parquet")


RUN = """
import resource, sys, time
from pathlib import Path
from niangjia.policies import load_rule_set
from niangjia.policies.bulk import decide_file
if sys.argv[3] == "full":
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
def show(done, total):
    print(done, flush=True)
    if sys.argv[3] == "slow":
        time.sleep(0.05)
decide_file(load_rule_set("national-2019"), Path(sys.argv[1]), Path(sys.argv[2]), progress=show)
"""


def start(facts: Path, out: Path, how: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(Path(streams.__file__).parents[3])}
    command = [sys.executable, "-c", RUN, str(facts), str(out), how]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment)


@pytest.fixture
def many(tmp_path, table):
    path = tmp_path / "many.parquet"
    pq.write_table(pa.concat_tables([table] * 50), path, row_group_size=100)
    return path


def test_a_disk_that_fills_up_leaves_the_older_answer(tmp_path, many):
    """The file may not grow beyond a few kilobytes, as on a full disk."""
    out = tmp_path / "out.parquet"
    out.write_bytes(b"an older answer")
    run = start(many, out, "full")
    _stdout, said = run.communicate(timeout=120)
    assert run.returncode == 1
    assert b"InvalidInput" in said
    assert out.read_bytes() == b"an older answer"
    assert not list(tmp_path.glob(".out*"))


def test_a_run_that_is_killed_leaves_the_older_answer(tmp_path, many):
    out = tmp_path / "out.parquet"
    out.write_bytes(b"an older answer")
    run = start(many, out, "slow")
    assert run.stdout is not None
    assert int(run.stdout.readline()) > 0
    run.send_signal(signal.SIGKILL)
    run.communicate(timeout=30)
    assert out.read_bytes() == b"an older answer"
