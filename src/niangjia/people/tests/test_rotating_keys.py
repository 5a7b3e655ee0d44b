"""What a rotation of keys does, step by step; test_rotating_under_load.py has people at work meanwhile."""

import json
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection

from niangjia.audit.models import Entry
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict
from niangjia.people.models import Person
from niangjia.people.queries import identity_index, persons_by_number
from niangjia.people.tests.sealed_rows import VALUES_EACH, sealed_persons
from niangjia.privacy import commands
from niangjia.privacy.columns import sealed_tables, standing
from niangjia.privacy.commands import rotation, rows
from niangjia.privacy.fields import EncryptedTextField
from niangjia.privacy.files import head_of_file, read_sealed, remove_sealed, reseal_file, write_sealed
from niangjia.privacy.keys import current_head, key_ring


@pytest.fixture
def few(db):
    return sealed_persons(12)


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(rotation, "SECONDS_TO_NOTICE", 0.01)


def test_everything_sealed_is_found_by_looking_at_the_models():
    found = {column.column for table in sealed_tables() for column in table.columns}
    assert {"identity_number", "phone", "other_contact", "note", "address", "card_number", "file_name"} <= found
    assert all(isinstance(column, EncryptedTextField) for table in sealed_tables() for column in table.columns)
    assert [index.column for table in sealed_tables() for index in table.indexes if table.model is Person] == [
        "identity_index"
    ]


def test_a_rotation_makes_a_key_and_seals_everything_with_it(few, system):
    old = current_head()
    write_sealed("imports/1", b"a workbook")
    run = commands.rotate_keys(by=system)
    assert (run.values, run.files, run.indexes, run.left) == (12 * VALUES_EACH, 1, 0, 0)
    assert current_head() != old
    stands = standing()
    assert stands.is_done
    assert set(stands.values) == {current_head()}
    assert read_sealed("imports/1") == b"a workbook"
    assert Person.objects.get(name="人3").phone.reveal() == "13800000003"


def test_indexes_get_a_new_master_and_find_the_same(few, system):
    numbers = [person.identity_number.reveal() for person in few]
    before = identity_index(numbers[0])
    run = commands.rotate_keys(by=system, with_index=True)
    assert run.indexes == 12
    assert identity_index(numbers[0]) != before
    assert set(persons_by_number(numbers)) == set(numbers)
    assert not Person.objects.filter(identity_index=before).exists()


def test_a_search_finds_rows_of_both_masters(few, system):
    numbers = [person.identity_number.reveal() for person in few]
    commands.add_key(by=system, with_index=True)
    assert not Person.objects.filter(identity_index=identity_index(numbers[0])).exists()
    assert set(persons_by_number(numbers)) == set(numbers)


def test_the_other_suite_is_brought_in_by_a_rotation(few, system, settings):
    settings.CIPHER = "sm4"
    run = commands.rotate_keys(by=system, with_index=True)  # what carries the old suite is work under way
    assert not run.is_new_key
    assert run.values == 12 * VALUES_EACH
    assert all(head.startswith("s1.") for head in standing().values)
    assert key_ring().index_masters[0].hash == "sm3"
    assert Person.objects.get(name="人3").phone.reveal() == "13800000003"


def test_a_rotation_under_way_goes_on_with_the_key_it_made(few, system):
    key = commands.add_key(by=system)
    run = commands.rotate_keys(by=system)
    assert (run.key, run.is_new_key, run.values) == (key, False, 12 * VALUES_EACH)
    assert commands.rotate_keys(by=system).key != key


def test_a_row_read_before_and_saved_after_brings_no_old_key_back(few, system):
    person = Person.objects.get(name="人5")
    commands.rotate_keys(by=system, with_index=True)
    person.employer = "某林场"
    person.save()
    assert standing().is_done
    assert Person.objects.get(name="人5").note.reveal() == "第5户"


def test_what_someone_changes_meanwhile_stays(few, system, monkeypatch):
    commands.add_key(by=system)
    from niangjia.privacy.commands import rows

    real, changed = rows.seal, []

    def change_in_between(plain, place):
        if not changed:
            changed.append(place)
            person = Person.objects.get(pk=place.rpartition(":")[2])
            person.phone = "13700000000"
            person.save(update_fields=["phone"])
        return real(plain, place)

    monkeypatch.setattr(rows, "seal", change_in_between)
    commands.rotate_keys(by=system)
    assert Person.objects.get(pk=changed[0].rpartition(":")[2]).phone.reveal() == "13700000000"
    assert standing().is_done


def test_a_value_that_does_not_open_is_named_and_stands_in_no_ones_way(few, system):
    broken = few[4]
    with connection.cursor() as cursor:
        key = Person._meta.pk.get_db_prep_value(broken.pk, connection)
        cursor.execute("UPDATE people_person SET phone = 'v1.kdeadbeef.AAAA' WHERE id = %s", [key])
    run = commands.rotate_keys(by=system)
    assert [(each.kind, each.table, each.row) for each in run.trouble] == [
        ("unreadable", "people.Person", str(broken.pk))
    ]
    assert run.left == 1
    assert standing().values["?"] == 1
    assert Person.objects.get(name="人5").phone.reveal() == "13800000005"
    again = commands.rotate_keys(by=system, is_new=True)
    assert again.is_new_key
    assert again.left == 1
    assert again.values == 12 * VALUES_EACH - 1  # the others of its row go along
    with clock.set_to(clock.today() + timedelta(days=2)), pytest.raises(Conflict):
        commands.retire_keys(by=system)


def test_an_index_without_its_value_is_named(few, system):
    Person.objects.filter(pk=few[0].pk).update(identity_number="")
    run = commands.rotate_keys(by=system, with_index=True)
    assert [(each.kind, each.row) for each in run.trouble] == [("without-value", str(few[0].pk))]


def test_old_keys_go_only_when_nothing_carries_them_and_time_has_passed(few, system):
    with pytest.raises(Conflict) as refusal:
        commands.retire_keys(by=system)
    assert refusal.value.code == "no-old-key"
    numbers = {person.identity_number.reveal() for person in few}
    old = key_ring()
    commands.add_key(by=system)
    with clock.set_to(clock.today() + timedelta(days=2)), pytest.raises(Conflict) as refusal:
        commands.retire_keys(by=system)
    assert refusal.value.code == "old-key-in-use"
    commands.rotate_keys(by=system, with_index=True)
    with pytest.raises(Conflict) as refusal:
        commands.retire_keys(by=system)
    assert refusal.value.code == "key-too-new"
    write_sealed("imports/2", b"x")
    with clock.set_to(clock.today() + timedelta(days=2)):
        assert set(commands.retire_keys(by=system)) == {old.current, old.index_masters[0].id}
    assert list(key_ring().keys) == [key_ring().current]
    assert len(key_ring().index_masters) == 1
    assert set(persons_by_number(numbers)) == numbers


def test_each_step_is_recorded(few, system):
    commands.rotate_keys(by=system)
    with clock.set_to(clock.today() + timedelta(days=2)):
        commands.retire_keys(by=system)
    acts = list(Entry.objects.filter(act__startswith="privacy.").order_by("id").values_list("act", "details"))
    assert [act for act, _details in acts] == ["privacy.key.added", "privacy.keys.rotated", "privacy.keys.retired"]
    assert acts[1][1]["values"] == 12 * VALUES_EACH
    assert "key" in acts[0][1]


def test_what_cannot_be_recorded_makes_no_key(few, system, monkeypatch):
    before = key_ring()
    monkeypatch.setattr("niangjia.privacy.recording._recorders", [])
    with pytest.raises(RuntimeError):
        commands.rotate_keys(by=system)
    assert key_ring() == before


def test_a_file_removed_meanwhile_does_not_come_back(few, system, settings, monkeypatch):
    write_sealed("imports/1", b"a workbook")
    commands.add_key(by=system)
    from niangjia.privacy import files

    real = files.read_sealed

    def removed_in_between(name):
        content = real(name)
        remove_sealed(name)
        return content

    monkeypatch.setattr(files, "read_sealed", removed_in_between)
    reseal_file("imports/1")
    assert not (settings.MEDIA_ROOT / "imports" / "1").exists()


def test_a_file_from_before_suites_opens_and_is_brought_along(few, system, settings):
    write_sealed("imports/1", b"a workbook")
    path = settings.MEDIA_ROOT / "imports" / "1"
    path.write_bytes(path.read_bytes().removeprefix(b"v1."))
    assert read_sealed("imports/1") == b"a workbook"
    commands.rotate_keys(by=system)
    assert head_of_file("imports/1") == current_head()
    assert read_sealed("imports/1") == b"a workbook"


def test_a_ring_from_before_index_masters_had_versions(few, system, settings):
    """Its indexes are plain hexadecimal; they are found, and get a new master like others."""
    import base64

    path = settings.KEY_FOLDER / "fields.json"
    ring = key_ring()
    key = base64.b64encode(bytes(range(32))).decode()
    keys = {key_id: base64.b64encode(each).decode() for key_id, each in ring.keys.items()}
    path.write_text(json.dumps({"current": ring.current, "keys": keys, "index_master": key}))
    numbers = {person.identity_number.reveal(): person for person in few}
    assert all(len(identity_index(number)) == 64 for number in numbers)
    for number, person in numbers.items():
        Person.objects.filter(pk=person.pk).update(identity_index=identity_index(number))
    assert standing().rows_to_index == 0
    assert set(persons_by_number(numbers)) == set(numbers)
    run = commands.rotate_keys(by=system, with_index=True)
    assert run.indexes == 12
    assert standing().is_done
    assert set(persons_by_number(numbers)) == set(numbers)
    assert Person.objects.filter(identity_index__contains=".").count() == 12


def test_trouble_of_a_transaction_that_was_taken_back_does_not_count(few, system):
    """One row cannot be read, another cannot be written: each is told once, and the end is not reached too early."""
    numbers = [person.identity_index for person in Person.objects.order_by("pk")]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_person SET phone = 'v1.lost.AAAA' WHERE identity_index = %s", [numbers[0]])
    commands.add_key(by=system)
    table = next(each for each in sealed_tables() if each.model is Person)
    trouble, tries = [], []

    def fails_once(table, row, found):
        if row["pk"] == few[-1].pk and not tries:
            tries.append(row)
            raise DatabaseError("taken back")
        return write(table, row, found)

    write = rows._write
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rows, "_write", fails_once)
        rows.renew_rows(table, rows.Done(), trouble, lambda _count: None)
    assert tries
    assert [each.kind for each in trouble] == ["unreadable"]


@pytest.mark.django_db(transaction=True)
def test_old_keys_are_counted_while_everybody_can_write(system, monkeypatch):
    sealed_persons(2)
    commands.rotate_keys(by=system)
    locked = []

    def counted():
        locked.append(connection.in_atomic_block)
        return standing()

    monkeypatch.setattr(rotation, "standing", counted)
    with clock.set_to(clock.today() + timedelta(days=2)):
        assert len(commands.retire_keys(by=system)) == 1
    assert locked == [False]
