"""Whatever is done to the record without its key is found, and the first row that is wrong is named."""
# ruff: noqa: S608 (statements put together from constants)

from random import Random

import pytest
from django.db import connection, transaction

from niangjia.audit.checking import Kind
from niangjia.audit.models import ChainHead, Entry
from niangjia.audit.queries import keys
from niangjia.audit.tests import tampering
from niangjia.audit.tests.tampering import run, take_down_triggers, tampered
from niangjia.audit.verification import PaperHead, verify

pytestmark = pytest.mark.django_db
ROWS = 60


@pytest.fixture
def last(clerk, farm, other_farm):
    """A record, the number of its last row; its triggers are down for the test."""
    tampering.rows_of(ROWS, clerk, farm)
    take_down_triggers()
    return ChainHead.objects.get().sequence


def tamper_many(times, last, seed):
    """Tamper, verify, take it back; as often as told."""
    random, missed = Random(seed), []  # noqa: S311 (the same each time)
    for time in range(times):
        with transaction.atomic():
            done, number, kinds = tampered(random, last)
            report = verify(keys())
            found = report.first
            if found is None or found.sequence != number or found.kind not in kinds:
                missed.append((seed, time, done, found))
            transaction.set_rollback(True)
    return missed


def test_an_untouched_record_is_whole(last):
    report = verify(keys())
    assert report.is_whole
    assert (report.rows, report.sequence, report.waiting) == (last, last, 0)
    assert last >= ROWS


@pytest.mark.parametrize("way", dict.fromkeys(tampering.WAYS), ids=lambda way: way.__name__.strip("_"))
def test_each_way_of_tampering_is_found(monkeypatch, last, way):
    monkeypatch.setattr(tampering, "WAYS", [way])
    assert tamper_many(4, last, seed=5) == []


@pytest.mark.parametrize("edit", tampering.EDITS, ids=lambda edit: edit[0])
def test_each_column_is_sealed(monkeypatch, last, edit):
    monkeypatch.setattr(tampering, "WAYS", [tampering._edit])
    monkeypatch.setattr(tampering, "EDITS", [edit])
    assert tamper_many(3, last, seed=6) == []


def test_fifty_changes_are_found(last):
    assert tamper_many(50, last, seed=7) == []
    assert verify(keys()).is_whole


@pytest.mark.nightly
def test_a_thousand_changes_are_found(last):
    assert tamper_many(1000, last, seed=8) == []
    assert verify(keys()).is_whole


def test_several_changes_are_all_counted(last):
    for number in (9, 20, 31):
        run(f"UPDATE audit_entry SET act = 'x.y.z' WHERE sequence = {number}")
    run("DELETE FROM audit_entry WHERE sequence IN (40, 41, 50)")
    report = verify(keys())
    assert [(each.kind, each.sequence) for each in report.findings] == [
        (Kind.EDITED, 9), (Kind.EDITED, 20), (Kind.EDITED, 31), (Kind.MISSING, 40), (Kind.MISSING, 50),
    ]  # fmt: skip
    assert report.counts == {Kind.EDITED: 3, Kind.MISSING: 2}
    first = report.as_json()["first"]
    entry = Entry.objects.get(sequence=9)
    assert (first["sequence"], first["id"], first["act"], first["kind"]) == (9, entry.pk, "x.y.z", "edited")
    assert first["at"].startswith(f"{entry.at:%Y-%m-%d %H:%M:%S}")


def test_findings_are_counted_beyond_those_that_are_told(monkeypatch, last):
    monkeypatch.setattr("niangjia.audit.verification.KEPT", 5)
    run("UPDATE audit_entry SET act = 'x.y.z'")
    report = verify(keys())
    assert (report.count, len(report.findings), report.first.sequence) == (last, 5, 1)


def test_chunks_leave_nothing_out(monkeypatch, last):
    monkeypatch.setattr("niangjia.audit.verification.CHUNK", 7)
    told = []
    report = verify(keys(), progress=lambda done, total: told.append((done, total)))
    assert (report.is_whole, report.rows) == (True, last)
    assert told[-1] == (last, last)
    assert tamper_many(20, last, seed=9) == []


@pytest.mark.parametrize("start", [2, 30])
def test_from_a_number_on(last, start):
    report = verify(keys(), from_sequence=start)
    assert (report.is_whole, report.rows) == (True, last - start + 1)
    run(f"UPDATE audit_entry SET act = 'x.y.z' WHERE sequence = {start - 1}")
    assert verify(keys(), from_sequence=start).is_whole
    run(f"UPDATE audit_entry SET digest = '{'0' * 64}' WHERE sequence = {start - 1}")
    assert verify(keys(), from_sequence=start).first.sequence == start


def test_a_missing_head_is_told(last):
    run("DELETE FROM audit_chainhead")
    assert verify(keys()).first.kind == Kind.HEAD


def test_an_older_head_put_back_is_told(clerk, farm, last):
    head = ChainHead.objects.values().get()
    tampering.rows_of(3, clerk, farm)
    run(
        "UPDATE audit_chainhead SET sequence = %s, digest = %s, seal = %s",
        values=[head["sequence"], head["digest"], head["seal"]],
    )
    found = verify(keys()).first
    assert (found.kind, found.sequence) == (Kind.HEAD, last + 1)


def test_only_paper_knows_when_rows_and_head_are_set_back_together(clerk, farm, last):
    head = ChainHead.objects.values().get()
    tampering.rows_of(3, clerk, farm)
    newer = ChainHead.objects.get()
    run(f"DELETE FROM audit_entry WHERE sequence > {last}")
    run(
        "UPDATE audit_chainhead SET sequence = %s, digest = %s, seal = %s",
        values=[head["sequence"], head["digest"], head["seal"]],
    )
    assert verify(keys()).is_whole
    report = verify(keys(), paper=PaperHead(newer.sequence, newer.digest))
    assert report.first.kind == Kind.PAPER
    assert verify(keys(), paper=PaperHead(head["sequence"], head["digest"][:20])).is_whole


def test_rows_that_are_added_while_it_reads_do_no_harm(monkeypatch, clerk, farm, last):
    monkeypatch.setattr("niangjia.audit.verification.CHUNK", 10)
    report = verify(keys(), progress=lambda done, _total: tampering.rows_of(1, clerk, farm) if done < 40 else None)
    assert report.is_whole
    assert report.rows > last


def test_a_row_left_waiting_is_no_finding_when_it_carries_its_seal(clerk, farm, last):
    run(f"UPDATE audit_entry SET sequence = NULL, digest = '' WHERE sequence = {last}")
    run("DELETE FROM audit_chainhead")
    report = verify(keys())
    assert (report.waiting, report.counts[Kind.INSERTED]) == (1, 0)


NOT_TO_BE_READ = {
    "sqlite": {
        5: "details = '{'",
        7: "act = CAST(x'ff41' AS text), at = 'yesterday'",
        9: "subject_id = x'00', seal = x'00'",
        11: "key_id = x'ff', algorithm = 7",
    },
    "postgresql": {5: "details = '[[1e400]]'", 7: "at = '4713-01-01 BC'", 9: "at = 'infinity'"},
}


def test_what_cannot_be_read_is_a_finding(last):
    if connection.vendor == "sqlite":
        run("PRAGMA ignore_check_constraints = 1")
    changes = NOT_TO_BE_READ[connection.vendor]
    for number, change in changes.items():
        run(f"UPDATE audit_entry SET {change} WHERE sequence = {number}")
    try:
        assert [each.sequence for each in verify(keys()).findings] == list(changes)
    finally:
        if connection.vendor == "sqlite":
            run("PRAGMA ignore_check_constraints = 0")


@pytest.mark.parametrize("text", ["12:abcd", "x:" + "0" * 20, "12", "12:" + "g" * 20, "12:" + "0" * 65])
def test_a_head_that_is_none_is_refused(text):
    with pytest.raises(ValueError, match=r"\S"):
        PaperHead.read(text)


def test_a_head_is_read_as_it_is_printed():
    assert PaperHead.read("12:ABCD-0123 4567-89ab-cdef") == PaperHead(12, "abcd0123456789abcdef")
