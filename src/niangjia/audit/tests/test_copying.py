"""A second copy loses no line, whatever ends in between, and tells when the record was written anew."""

import json
import threading
from io import StringIO
from random import Random

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from niangjia.audit.commands import copy_record, verify_record
from niangjia.audit.models import ChainHead
from niangjia.audit.tests.tampering import rows_of, run, take_down_triggers
from niangjia.kernel.errors import InvalidInput


def numbers(path):
    return [json.loads(line)["sequence"] for line in path.read_bytes().splitlines()]


@pytest.mark.django_db
def test_only_what_is_new_is_added(clerk, farm, system, tmp_path):
    path = tmp_path / "record.jsonl"
    rows_of(7, clerk, farm)
    last = ChainHead.objects.get().sequence
    assert copy_record(path, by=system) == (1, last)
    rows_of(3, clerk, farm)
    assert copy_record(path, by=system) == (last + 1, last + 4), "three rows and the act of copying"
    copy_record(path, by=system)
    assert copy_record(path, by=system) == (last + 6, last + 5), "the act of copying alone is copied without another"
    assert numbers(path) == list(range(1, last + 6))
    line = json.loads(path.read_bytes().splitlines()[-1])
    assert (line["act"], line["details"]["sequence"]) == ("audit.record.copied", last + 4)
    assert oct(path.stat().st_mode)[-3:] == "600"


@pytest.mark.django_db
def test_a_run_that_was_killed_anywhere_is_gone_on_with(clerk, farm, system, tmp_path):
    path, random = tmp_path / "record.jsonl", Random(3)  # noqa: S311 (the same each time)
    rows_of(12, clerk, farm)
    copy_record(path, by=system)
    whole = path.read_bytes()
    for _time in range(40):
        path.write_bytes(whole[: random.randrange(len(whole) + 1)])
        copy_record(path, by=system)
        assert path.read_bytes().startswith(whole)
        assert numbers(path) == list(range(1, len(numbers(path)) + 1))


@pytest.mark.django_db
def test_another_file_is_left_alone(clerk, system, tmp_path):
    path = tmp_path / "letter.txt"
    for text in ("Dear all", "Dear all\n", '{"a": 1}\n'):
        path.write_text(text)
        with pytest.raises(InvalidInput):
            copy_record(path, by=system)
        assert path.read_text() == text


@pytest.mark.django_db
def test_a_record_written_anew_differs_from_its_copy(clerk, farm, system, tmp_path):
    path = tmp_path / "record.jsonl"
    rows_of(9, clerk, farm)
    copy_record(path, by=system)
    assert verify_record(by=system, copy=path).is_whole
    take_down_triggers()
    run("DELETE FROM audit_chainhead", "UPDATE audit_entry SET act = 'x.y.z' WHERE sequence = 5")
    run("UPDATE audit_entry SET key_id = '', algorithm = '', seal = '', sequence = NULL, digest = ''")
    report = verify_record(by=system)
    assert report.is_whole, "with the key in hand, and the program made to take it for an old record"
    report = verify_record(by=system, copy=path)
    assert {each.kind.value for each in report.findings} == {"copy"}
    assert report.first.sequence == 5
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines[:3], *lines[4:]]))
    assert [each.sequence for each in verify_record(by=system, copy=path).findings][-1] == 4


@pytest.mark.django_db
def test_the_command_line(clerk, farm, tmp_path):
    out, path = StringIO(), tmp_path / "record.jsonl"
    rows_of(2, clerk, farm)
    call_command("audit_copy", path, stdout=out)
    call_command("audit_copy", path, stdout=out)
    call_command("audit_copy", path, stdout=out)
    assert len(out.getvalue().splitlines()) == 3
    call_command("verify", "audit", "--copy", path, stdout=out)
    with pytest.raises(CommandError):
        call_command("audit_copy", tmp_path / "none" / "x", stdout=out)
    with pytest.raises(CommandError):
        call_command("verify", "audit", "--copy", tmp_path / "none", stdout=out)


@pytest.mark.django_db(transaction=True)
def test_copies_made_while_others_write_lose_no_line(clerk, farm, system, tmp_path):
    path, failures = tmp_path / "record.jsonl", []

    def write():
        try:
            for _turn in range(6):
                rows_of(5, clerk, farm)
        except Exception as error:  # noqa: BLE001 (told below)
            failures.append(error)
        finally:
            connection.close()

    def copy():
        try:
            for _turn in range(8):
                copy_record(path, by=system)
        except Exception as error:  # noqa: BLE001 (told below)
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=each) for each in (write, copy, copy)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    copy_record(path, by=system)
    assert verify_record(by=system, copy=path).is_whole
    assert numbers(path) == list(range(1, len(numbers(path)) + 1))
    assert len(numbers(path)) >= 30
