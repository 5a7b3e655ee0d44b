"""Rows verify with the key and the algorithm they were sealed with; a key file is never replaced by itself."""

import os

import pytest
from django.db import transaction

from niangjia.audit import chain
from niangjia.audit.commands import keeping, record, rotate_key
from niangjia.audit.keys import AuditKeysUnusable, add_key, path_of_keys
from niangjia.audit.models import Entry
from niangjia.audit.queries import keys
from niangjia.audit.tests.tampering import rows_of, run, take_down_triggers
from niangjia.audit.verification import verify
from niangjia.kernel.errors import Conflict

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("algorithm", sorted(chain.ALGORITHMS))
def test_rows_of_every_key_and_algorithm_verify(clerk, farm, system, algorithm):
    rows_of(3, clerk, farm)
    key_id = rotate_key(algorithm, by=system)
    rows_of(3, clerk, farm)
    rotate_key(by=system)
    rows_of(3, clerk, farm)
    assert set(Entry.objects.filter(key_id=key_id).values_list("algorithm", flat=True)) == {algorithm}
    assert Entry.objects.values("key_id").distinct().count() == 3
    assert verify(keys()).is_whole
    assert oct(path_of_keys().stat().st_mode)[-3:] == "600"


def test_a_key_lost_for_good_is_replaced_only_when_asked(clerk, farm, system):
    rows_of(3, clerk, farm)
    with pytest.raises(Exception, match="after-loss"):
        rotate_key(by=system, is_after_loss=True)
    path_of_keys().unlink()
    with pytest.raises(AuditKeysUnusable), transaction.atomic():
        rotate_key(by=system)
    old = Entry.objects.count()
    rotate_key(by=system, is_after_loss=True)
    rows_of(2, clerk, farm)
    report = verify(keys())
    assert report.counts == {"keyless": old}
    assert verify(keys(), from_sequence=old + 1).is_whole


def test_a_damaged_key_file_is_told(clerk, farm):
    rows_of(1, clerk, farm)
    path_of_keys().write_text('{"current": "a", "keys": {}}')
    with pytest.raises(AuditKeysUnusable, match=r"audit\.json"):
        record("accounts.unit.added", farm, by=clerk, name="x")


def test_a_change_is_seen_although_the_clock_stood_still(clerk, farm, system):
    rows_of(1, clerk, farm)
    before, at = keys().current.id, path_of_keys().stat()
    add_key()
    os.utime(path_of_keys(), ns=(at.st_atime_ns, at.st_mtime_ns))
    assert keys().current.id != before
    assert {path.name for path in path_of_keys().parent.glob(".audit*")} == {".audit.lock"}


def test_keys_that_cannot_be_written_leave_no_draft(clerk, farm, system, monkeypatch):
    rows_of(1, clerk, farm)

    def full(_file):
        raise OSError("no space left")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        add_key()
    assert {path.name for path in path_of_keys().parent.glob(".audit*")} == {".audit.lock"}


def test_a_head_edited_after_it_was_looked_at_gets_no_new_seal(clerk, farm, system, monkeypatch):
    rows_of(2, clerk, farm)
    take_down_triggers()
    look = keeping.current_head

    def then_edited():
        look()
        run("UPDATE audit_chainhead SET sequence = sequence - 1")

    monkeypatch.setattr(keeping, "current_head", then_edited)
    before = keys().current.id
    with pytest.raises(Conflict), transaction.atomic():
        rotate_key(by=system)
    assert keys().current.id == before
