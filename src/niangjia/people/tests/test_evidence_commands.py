"""Keeping evidence: file first, row second, each step on the record."""

import os
import threading
import time
from pathlib import Path

import pytest
from django.db import connection

from niangjia.audit.models import Entry
from niangjia.kernel.errors import Conflict, InvalidInput
from niangjia.people import commands
from niangjia.people.commands import evidence as module
from niangjia.people.evidence_files import CleanFile, RefusedFile
from niangjia.people.models import Evidence, Person
from niangjia.people.tests.factories import APPLIED_ON, household, person
from niangjia.privacy.files import read_sealed, sweep_files, write_sealed

pytestmark = pytest.mark.django_db
PHOTO = CleanFile("image/jpeg", b"the picture of a card" * 50)


@pytest.fixture
def home(farm, system):
    members = person("刘心红", is_head=True), person("刘小红")
    return commands.register_household(household(*members), unit=farm, on=APPLIED_ON, by=system)


@pytest.fixture
def add(home, officer):
    def make(file=PHOTO, **changes):
        stated = {"kind": "identity-card", "file_name": "刘心红 身份证.jpg", "by": officer} | changes
        return commands.add_evidence(home, file, **stated)

    return make


def acts():
    return list(Entry.objects.filter(act__startswith="people.evidence").order_by("id").values_list("act", flat=True))


def test_a_file_is_kept_sealed_with_what_is_known_of_it(add, officer, settings):
    kept = Evidence.objects.get(pk=add().pk)
    assert (kept.media_type, kept.size, kept.uploaded_by) == ("image/jpeg", len(PHOTO.content), officer)
    assert kept.sha256 == PHOTO.sha256
    assert kept.file_name.reveal() == "刘心红 身份证.jpg"
    assert str(kept.file_name) == "****"
    on_disk = (settings.MEDIA_ROOT / kept.sealed_name).read_bytes()
    assert b"picture" not in on_disk
    assert read_sealed(kept.sealed_name) == PHOTO.content
    assert kept.original_seen_on is None
    entry = Entry.objects.get(act="people.evidence.added")
    assert entry.subject_id == kept.household_id
    assert "刘心红" not in str(entry.details)


def test_the_same_again_adds_nothing(add, home):
    assert add() == add()
    assert Evidence.objects.count() == 1
    head = home.memberships.get(is_head=True).person
    assert add(person=head) != add()
    assert add(kind="other") != add()
    assert Evidence.objects.count() == 3


def test_a_withdrawn_one_may_be_handed_in_again(add, officer):
    first = add()
    commands.withdraw_evidence(first, reason="unreadable", by=officer)
    assert add() != first


def test_strange_persons_and_kinds_are_refused(add, farm, system):
    other = commands.register_household(household(person(is_head=True)), unit=farm, on=APPLIED_ON, by=system)
    with pytest.raises(InvalidInput) as refusal:
        add(person=other.memberships.get().person)
    assert refusal.value.code == "member-missing"
    with pytest.raises(InvalidInput) as refusal:
        add(kind="passport")
    assert refusal.value.code == "unknown-kind"
    assert not Evidence.objects.exists()


def test_a_household_has_only_so_much_room(add, officer, monkeypatch):
    monkeypatch.setattr(module, "MAX_HOUSEHOLD_BYTES", 2500)
    first = add()
    add(CleanFile("image/jpeg", b"another" * 100))
    commands.withdraw_evidence(first, reason="twice", by=officer)  # it is kept, so it counts
    with pytest.raises(RefusedFile) as refusal:
        add(CleanFile("image/jpeg", b"a third one" * 100))
    assert refusal.value.code == "quota"
    assert len(list((Path(first_folder(first))).iterdir())) == 2


def first_folder(evidence):
    from django.conf import settings

    return settings.MEDIA_ROOT / Path(evidence.sealed_name).parent


def test_what_cannot_be_recorded_leaves_no_file(add, monkeypatch, settings):
    def fail(*_args, **_details):
        raise RuntimeError("the record is full")

    monkeypatch.setattr(module, "audit", fail)
    with pytest.raises(RuntimeError):
        add()
    folder = settings.MEDIA_ROOT / "evidence"
    assert list(folder.iterdir()) == []


def test_reading_is_recorded_before_anything_is_given_out(add, officer, monkeypatch):
    kept = add()
    assert commands.download_evidence(kept, by=officer) == PHOTO.content
    assert acts() == ["people.evidence.added", "people.evidence.downloaded"]

    def fail(*_args, **_details):
        raise RuntimeError("the record is full")

    monkeypatch.setattr(module, "audit", fail)
    monkeypatch.setattr(module, "read_sealed", lambda name: pytest.fail(f"{name} was read"))
    with pytest.raises(RuntimeError):
        commands.download_evidence(kept, by=officer)


def test_a_withdrawn_file_is_kept_and_given_to_nobody(add, officer):
    kept = add()
    commands.withdraw_evidence(kept, reason="wrong-household", by=officer)
    kept.refresh_from_db()
    assert (kept.withdrawal_reason, kept.withdrawn_by) == ("wrong-household", officer)
    assert read_sealed(kept.sealed_name) == PHOTO.content
    for again in (
        lambda: commands.download_evidence(kept, by=officer),
        lambda: commands.withdraw_evidence(kept, reason="twice", by=officer),
        lambda: commands.confirm_evidence(kept, by=officer),
    ):
        with pytest.raises(Conflict):
            again()
    assert acts() == ["people.evidence.added", "people.evidence.withdrawn"]


def test_withdrawing_wants_a_reason(add, officer):
    with pytest.raises(InvalidInput):
        commands.withdraw_evidence(add(), reason="because", by=officer)


def test_the_original_is_seen_once(add, officer, clerk):
    kept = add()
    commands.confirm_evidence(kept, by=clerk)
    commands.confirm_evidence(kept, by=officer)
    kept.refresh_from_db()
    assert kept.original_seen_by == clerk
    assert acts().count("people.evidence.confirmed") == 1
    assert add(kind="other", is_original_seen=True).original_seen_by == officer


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\fakepath\\a.jpg", "a.jpg"),
        ("a\0b\u202ec.jpg", "abc.jpg"),
        ("..", ".."),
        ("证" * 500, "证" * 200),
        ("", ""),
    ],
)
def test_a_name_is_a_name_only(add, given, kept):
    evidence = add(file_name=given)
    stored = Evidence.objects.get(pk=evidence.pk)
    assert (stored.file_name.reveal() if stored.file_name else "") == kept
    assert stored.sealed_name == f"evidence/{evidence.pk}"


def age(settings, name, days):
    then = time.time() - days * 86_400
    os.utime(settings.MEDIA_ROOT / name, (then, then))


def test_orphans_go_after_a_day_and_nothing_else(add, settings):
    kept = add()
    for name, days in (("evidence/0190a0a0-0000-7000-8000-000000000000", 2), ("evidence/stray", 2)):
        write_sealed(name, b"x")
        age(settings, name, days)
    write_sealed("evidence/0190a0a0-0000-7000-8000-000000000001", b"x")  # its row may be on the way
    for name in ("imports/1", "exports/0190a0a0-0000-7000-8000-000000000002", "elsewhere/1"):
        write_sealed(name, b"x")
        age(settings, name, 9)
    age(settings, kept.sealed_name, 9)
    draft = settings.MEDIA_ROOT / "evidence" / ".0190.77.abcd"
    draft.write_bytes(b"half")
    age(settings, "evidence/.0190.77.abcd", 2)
    assert sweep_files() == 5
    left = {
        path.relative_to(settings.MEDIA_ROOT).as_posix() for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()
    }
    assert left - {".names"} == {
        kept.sealed_name,
        "evidence/0190a0a0-0000-7000-8000-000000000001",
        "elsewhere/1",
    }


@pytest.mark.django_db(transaction=True)
def test_pressed_twice_at_the_same_time_keeps_one(add):
    failures = []

    def press():
        try:
            add()
        except Exception as error:  # noqa: BLE001 (told below)
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert Evidence.objects.count() == 1
    assert Person.objects.count() == 2
