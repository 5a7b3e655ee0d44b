"""The database refuses to change or to delete what the record holds."""
# ruff: noqa: S608 (statements put together from constants)

import pytest
from django.db import DatabaseError, connection, transaction

from niangjia.audit.grants import statements_for
from niangjia.audit.models import ChainHead, Entry
from niangjia.audit.queries import GUARDS, guards_missing
from niangjia.audit.tests.tampering import rows_of, run, take_down_triggers

pytestmark = pytest.mark.django_db


@pytest.fixture
def last(clerk, farm):
    rows_of(4, clerk, farm)
    return ChainHead.objects.get().sequence


COLUMNS = {
    "at": "'2020-01-01 00:00:00'",
    "by_id": "subject_id",
    "act": "'x.y.z'",
    "subject_type": "'x.y'",
    "subject_id": "by_id",
    "unit_id": "NULL",
    "details": "'[]'",
    "key_id": "'a0'",
    "algorithm": "'sm3'",
    "seal": "digest",
    "digest": "seal",
    "id": "9999",
}
STATEMENTS = [
    *(f"UPDATE audit_entry SET {column} = {value} WHERE sequence = NUMBER" for column, value in COLUMNS.items()),
    "UPDATE audit_entry SET sequence = NULL WHERE sequence = NUMBER",
    "UPDATE audit_entry SET sequence = 99 WHERE sequence = NUMBER",
    "UPDATE audit_entry SET seal = '' WHERE sequence = NUMBER",
    "DELETE FROM audit_entry WHERE sequence = NUMBER",
    "DELETE FROM audit_entry",
    "UPDATE audit_chainhead SET sequence = sequence - 1",
    "UPDATE audit_chainhead SET digest = seal",
    "DELETE FROM audit_chainhead",
    (
        "INSERT INTO audit_chainhead (id, is_only, sequence, digest, at, key_id, algorithm, seal) "
        "SELECT by_id, is_only, 0, '', audit_entry.at, '', '', '' FROM audit_chainhead, audit_entry "
        "WHERE audit_entry.sequence = 1"
    ),
]
OF_ONE_DATABASE = {
    "sqlite": [
        "INSERT OR REPLACE INTO audit_entry SELECT * FROM audit_entry WHERE sequence = 2",
        "INSERT OR REPLACE INTO audit_chainhead SELECT * FROM audit_chainhead",
    ],
    "postgresql": ["TRUNCATE audit_entry", "TRUNCATE audit_chainhead", "TRUNCATE accounts_user CASCADE"],
}


@pytest.mark.parametrize("statement", STATEMENTS)
def test_refused(last, statement):
    before = list(Entry.objects.values()), list(ChainHead.objects.values())
    assert Entry.objects.get(sequence=last - 1).unit_id
    with pytest.raises(DatabaseError), transaction.atomic():
        run(statement.replace("NUMBER", str(last - 1)))
    assert (list(Entry.objects.values()), list(ChainHead.objects.values())) == before


def test_refused_in_the_words_of_each_database(last):
    before = list(Entry.objects.values()), list(ChainHead.objects.values())
    for statement in OF_ONE_DATABASE[connection.vendor]:
        with pytest.raises(DatabaseError), transaction.atomic():
            run(statement)
    assert (list(Entry.objects.values()), list(ChainHead.objects.values())) == before


def test_the_program_itself_cannot_either(last):
    entry = Entry.objects.get(sequence=2)
    entry.act = "x.y.z"
    with pytest.raises(DatabaseError), transaction.atomic():
        entry.save()
    with pytest.raises(DatabaseError), transaction.atomic():
        entry.delete()


def test_all_triggers_stand_after_all_migrations():
    assert guards_missing() == []


def test_a_trigger_taken_down_is_missed():
    take_down_triggers()
    assert guards_missing() == sorted(GUARDS[connection.vendor])


def test_the_applications_user_may_add_and_change_nothing(clerk, farm, last):
    statements = statements_for('some "one"')
    assert statements[0].endswith('FROM PUBLIC, "some ""one"""')
    if connection.vendor != "postgresql":
        return
    run('CREATE ROLE "some ""one"""', *statements)
    run('GRANT SELECT, INSERT, UPDATE, DELETE ON accounts_unit, accounts_user TO "some ""one"""')
    take_down_triggers()
    run('SET LOCAL ROLE "some ""one"""')
    rows_of(2, clerk, farm)
    assert ChainHead.objects.get().sequence == last + 2
    for statement in (*STATEMENTS[:7], *STATEMENTS[-6:-4], "TRUNCATE audit_entry", "DELETE FROM audit_chainhead"):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            run(statement.replace("NUMBER", "2"))
    run("RESET ROLE")
