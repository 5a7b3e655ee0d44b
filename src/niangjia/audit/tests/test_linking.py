"""Rows are linked once, in one chain, whoever writes at the same time and whatever ends in between."""
# ruff: noqa: S608 (statements put together from constants)

import threading
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from niangjia.accounts.commands import add_unit
from niangjia.accounts.models import Unit, UnitKind
from niangjia.audit.commands import link_waiting, record, verify_record
from niangjia.audit.keys import AuditKeysUnusable, note_head, path_of_keys
from niangjia.audit.models import ChainHead, Entry
from niangjia.audit.queries import keys
from niangjia.audit.tests.tampering import record_triggers, rows_of, run, take_down_triggers
from niangjia.audit.verification import verify
from niangjia.kernel import clock

IN_ORDER = pytest.mark.django_db
ALONE = pytest.mark.django_db(transaction=True)
THREADS, ACTS = 6, 15


def numbers():
    return list(Entry.objects.order_by("sequence").values_list("sequence", flat=True))


@ALONE
def test_an_act_is_linked_with_its_commit(clerk, farm):
    with transaction.atomic():
        entry = record("accounts.unit.added", farm, by=clerk, name="白桦")
    entry.refresh_from_db()
    head = ChainHead.objects.get()
    assert (entry.sequence, entry.digest) == (head.sequence, head.digest)
    assert numbers() == list(range(1, head.sequence + 1))
    assert verify(keys()).is_whole


@ALONE
def test_acts_of_one_transaction_are_linked_in_their_order(clerk, farm, other_farm):
    with transaction.atomic():
        with transaction.atomic():
            first = record("accounts.unit.added", farm, by=clerk, name="one")
        try:
            with transaction.atomic():
                record("accounts.unit.added", other_farm, by=clerk, name="taken back")
                raise ValueError
        except ValueError:
            last = record("accounts.unit.added", other_farm, by=clerk, name="two")
    first.refresh_from_db()
    last.refresh_from_db()
    assert last.sequence == first.sequence + 1
    assert verify(keys()).is_whole


@ALONE
def test_a_savepoint_taken_back_takes_no_link_with_it(clerk, farm):
    with transaction.atomic():
        try:
            with transaction.atomic():
                record("accounts.unit.added", farm, by=clerk, name="taken back")
                raise ValueError
        except ValueError:
            pass
        record("accounts.unit.added", farm, by=clerk, name="kept")
    assert not Entry.objects.filter(sequence=None).exists()
    assert [each.details["name"] for each in Entry.objects.filter(by=clerk)] == ["kept"]


@ALONE
def test_many_at_once_make_one_chain(clerk, farm, bureau):
    """Units are added by threads that also hold rows of one another's."""
    failures = []

    def act(place):
        try:
            for turn in range(ACTS):
                with transaction.atomic():
                    record("accounts.unit.added", farm, by=clerk, name=f"{place}-{turn}")
                    if turn % 3 == 0:
                        Unit.objects.select_for_update().get(pk=(farm if place % 2 else bureau).pk)
        except Exception as error:  # noqa: BLE001 (told below)
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=(place,)) for place in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert Entry.objects.filter(by=clerk).count() == THREADS * ACTS
    assert numbers() == list(range(1, Entry.objects.count() + 1))
    assert verify(keys()).is_whole


@ALONE
def test_the_first_two_at_once_make_one_head(clerk, farm):
    run(*record_triggers(connection)[0], "DELETE FROM audit_chainhead")
    run("UPDATE audit_entry SET sequence = NULL, digest = ''")
    note_head("")
    both, heads = threading.Barrier(2), []

    def begin():
        both.wait()
        heads.append(link_waiting())
        connection.close()

    threads = [threading.Thread(target=begin) for _place in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert min(heads) == 0
    assert ChainHead.objects.count() == 1
    assert verify(keys()).is_whole


@ALONE
def test_a_record_robbed_of_its_head_does_not_pass_for_an_old_one(clerk, farm):
    """Rows of before the chain are taken in as they are; emptying the columns must not get that for edited ones."""
    assert keys().head == ChainHead.objects.get().pk.hex
    took_down, put_back = record_triggers(connection)
    run(*took_down, "DELETE FROM audit_chainhead", "UPDATE audit_entry SET act = 'x.y.z' WHERE sequence = 2")
    run("UPDATE audit_entry SET key_id = '', algorithm = '', seal = '', sequence = NULL, digest = ''")
    assert link_waiting() == 0
    with transaction.atomic():
        record("accounts.unit.added", farm, by=clerk, name="goes on")
    assert not Entry.objects.exclude(sequence=None).exists()
    assert not ChainHead.objects.exists()
    assert not verify(keys()).is_whole
    run("DELETE FROM audit_entry", *put_back)
    link_waiting()
    with transaction.atomic():
        record("accounts.unit.added", farm, by=clerk, name="a database that is new")
    assert verify(keys()).is_whole
    assert keys().head == ChainHead.objects.get().pk.hex


@ALONE
def test_what_a_crash_left_is_linked_by_the_next_act(monkeypatch, clerk, farm):
    def crash(*_given):
        raise RuntimeError("the machine stopped")

    was_held = connection.features.has_select_for_update
    monkeypatch.setattr(connection.features, "has_select_for_update", True)  # link after the commit
    with monkeypatch.context() as patch:
        patch.setattr("niangjia.audit.commands.recording._held_head", crash)
        with transaction.atomic():
            record("accounts.unit.added", farm, by=clerk, name="before")
    lost = Entry.objects.get(by=clerk)
    assert (lost.sequence, bool(lost.seal)) == (None, True)
    report = verify(keys())
    assert (report.is_whole, report.waiting) == (True, 1)
    monkeypatch.setattr(connection.features, "has_select_for_update", was_held)
    link_waiting()
    with transaction.atomic():
        record("accounts.unit.added", farm, by=clerk, name="after")
    assert [each.sequence for each in Entry.objects.filter(by=clerk).order_by("pk")] == [
        ChainHead.objects.get().sequence - 1,
        ChainHead.objects.get().sequence,
    ]


@IN_ORDER
def test_a_verification_links_what_waits_and_says_when_it_is_late(monkeypatch, clerk, farm, system):
    link_waiting()
    with monkeypatch.context() as patch, clock.set_to(clock.today() - timedelta(days=2)):
        patch.setattr(connection.features, "has_select_for_update", True)  # link after the commit, which never comes
        late = record("accounts.unit.added", farm, by=clerk, name="late")
    report = verify_record(by=system)
    late.refresh_from_db()
    assert late.sequence
    assert (report.is_whole, report.linked_late, report.waiting) == (True, 1, 0)
    assert verify_record(by=system).linked_late == 0


@IN_ORDER
def test_rows_of_before_the_chain_are_taken_in_once(clerk, farm):
    """As after the migration: rows without a seal, and no head."""
    rows_of(5, clerk, farm)
    count = Entry.objects.count()
    take_down_triggers()
    run("DELETE FROM audit_chainhead")
    run("UPDATE audit_entry SET key_id = '', algorithm = '', seal = '', sequence = NULL, digest = ''")
    assert link_waiting() == count
    assert list(Entry.objects.order_by("id").values_list("sequence", flat=True)) == list(range(1, count + 1))
    assert verify(keys()).is_whole
    run(
        "UPDATE audit_entry SET key_id = '', algorithm = '', seal = '', sequence = NULL, digest = '' WHERE sequence = 3"
    )
    assert link_waiting() == 0


@IN_ORDER
def test_rows_are_linked_in_chunks(monkeypatch, clerk, farm):
    rows_of(23, clerk, farm)
    count = Entry.objects.count()
    take_down_triggers()
    run("DELETE FROM audit_chainhead")
    run("UPDATE audit_entry SET key_id = '', algorithm = '', seal = '', sequence = NULL, digest = ''")
    monkeypatch.setattr("niangjia.audit.commands.recording.AT_ONCE", 4)
    assert link_waiting() == count
    assert verify(keys()).is_whole


@IN_ORDER
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit_chainhead SET sequence = sequence - 1",
        "UPDATE audit_chainhead SET digest = seal",
        "UPDATE audit_chainhead SET key_id = 'a0000000'",
        "DELETE FROM audit_chainhead",
    ],
)
def test_nothing_is_linked_behind_a_head_that_is_not_ours(clerk, farm, change):
    """Otherwise the next act would seal the traces over."""
    rows_of(5, clerk, farm)
    take_down_triggers()
    run(change)
    entry = record("accounts.unit.added", farm, by=clerk, name="goes on")
    link_waiting()
    entry.refresh_from_db()
    assert entry.sequence is None
    assert not verify(keys()).is_whole


@IN_ORDER
def test_a_forged_row_is_never_linked(clerk, farm):
    rows_of(3, clerk, farm)
    columns = "at, by_id, act, subject_type, subject_id, unit_id, details, key_id, algorithm, seal, digest"
    run(f"INSERT INTO audit_entry ({columns}) SELECT {columns} FROM audit_entry WHERE sequence = 2")
    entry = record("accounts.unit.added", farm, by=clerk, name="goes on")
    link_waiting()
    entry.refresh_from_db()
    assert entry.sequence == ChainHead.objects.get().sequence
    assert Entry.objects.filter(sequence=None).count() == 1
    assert verify(keys()).counts == {"inserted": 1}


REFUSING = {
    "sqlite": ["CREATE TRIGGER no_room BEFORE INSERT ON audit_entry BEGIN SELECT RAISE(ABORT, 'no room'); END"],
    "postgresql": [
        "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no room'; END $$",
        "CREATE TRIGGER no_room BEFORE INSERT ON audit_entry FOR EACH ROW EXECUTE FUNCTION no_room()",
    ],
}
WILLING = {"sqlite": ["DROP TRIGGER no_room"], "postgresql": ["DROP FUNCTION no_room() CASCADE"]}


@ALONE
def test_an_act_whose_row_cannot_be_written_does_not_happen(bureau, system):
    with connection.cursor() as cursor:
        for statement in REFUSING[connection.vendor]:
            cursor.execute(statement)
    try:
        with pytest.raises(DatabaseError):
            add_unit(name="没有记录的林场", kind=UnitKind.FARM, parent=bureau, by=system)
    finally:
        run(*WILLING[connection.vendor])
    assert not Unit.objects.filter(name="没有记录的林场").exists()
    add_unit(name="有记录的林场", kind=UnitKind.FARM, parent=bureau, by=system)
    assert verify(keys()).is_whole


@ALONE
def test_an_act_that_cannot_be_sealed_does_not_happen(bureau, system):
    path_of_keys().rename(path_of_keys().with_suffix(".away"))
    with pytest.raises(AuditKeysUnusable) as refusal:
        add_unit(name="没有记录的林场", kind=UnitKind.FARM, parent=bureau, by=system)
    assert str(path_of_keys()) in str(refusal.value)
    assert not path_of_keys().exists()
    assert not Unit.objects.filter(name="没有记录的林场").exists()
